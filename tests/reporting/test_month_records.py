from datetime import date
from zoneinfo import ZoneInfo

from contactguard.accounts.roles import Role
from contactguard.reporting.monthly.records import AnswerUse, month_records
from contactguard.review.incidents import Register
from contactguard.store.database import Database
from contactguard.store.register.records import FoundBy, NewIncident, State
from tests.review.conftest import Clock, person

OLGA = person("Olga", Role.OFFICER)
NEW = NewIncident("Henvisning", date(2026, 10, 5), FoundBy.SCAN)
USE = AnswerUse(0, None, 0, 0, 0, None)


async def test_a_month_tells_of_incidents_as_they_stood_at_its_end(database: Database) -> None:
    clock = Clock()  # in October
    register = Register(database, lambda: clock.now.date(), clock)
    number = await register.open(OLGA, NEW, "Kunden blev henvist.")
    await register.plan(OLGA, number, "Nyt script", "Teamleder", date(2026, 11, 20))
    clock.on(days=30)
    await register.finish(OLGA, number, 1, clock.now.date(), "")
    later = await register.open(OLGA, NEW, "Igen.")
    clock.on(days=30)
    await register.close(OLGA, number, "Talt igennem")
    told = {}
    for month in ("2026-09", "2026-10", "2026-11", "2026-12"):
        records = await month_records(database, month, ZoneInfo("Europe/Copenhagen"), USE, "1.0")
        told[month] = {one.id: (one.state, len(one.to_do)) for one in records.open}
    assert told == {
        "2026-09": {},
        "2026-10": {number: (State.OPEN, 1)},
        "2026-11": {number: (State.ACTED, 0), later: (State.OPEN, 0)},
        "2026-12": {later: (State.OPEN, 0)},
    }
