"""What a month's report tells beside the figures: incidents, training, use of the answers, and what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from contactguard.reporting import months
from contactguard.store.audit.chain import Head, head
from contactguard.store.database import Database
from contactguard.store.register.histories import as_of
from contactguard.store.register.incidents import IncidentRepository
from contactguard.store.register.records import Incident, Tip, Training
from contactguard.store.register.tips import TipRepository
from contactguard.store.register.training import TrainingRepository


@dataclass(frozen=True)
class AnswerUse:
    """Searches and uses of approved answers; `script_share` is that of supplier questions with a walked script."""

    searches: int
    found_share: float | None
    opened: int
    copied: int
    walked: int
    script_share: float | None


@dataclass(frozen=True)
class MonthRecords:
    """`opened` and `open` are incidents begun in the month, and all that were not closed at its end, as they stood
    then; the chain ends at `head`.

    `topics` are the names of the knowledge base's topics.
    """

    opened: tuple[Incident, ...]
    open: tuple[Incident, ...]
    tips: tuple[Tip, ...]
    trainings: tuple[Training, ...]
    use: AnswerUse
    head: Head | None
    software: str
    model: str | None = None  # version of the learned model that scans now
    topics: Mapping[str, str] = field(default_factory=dict)


async def month_records(database: Database, month: str, zone: ZoneInfo, use: AnswerUse, software: str) -> MonthRecords:
    end_of_month = months.begin(months.earlier(month, -1), zone)
    known = [one for one in await IncidentRepository(database).all() if one.opened_at < end_of_month]
    incidents = [as_of(one, end_of_month) for one in known]
    tips = await TipRepository(database).all()
    trainings = await TrainingRepository(database).held()
    async with database.reading() as session:
        end = await head(session)
    return MonthRecords(
        opened=tuple(one for one in incidents if _month(one.opened_at.astimezone(zone)) == month),
        open=tuple(one for one in incidents if one.state != "closed"),
        tips=tuple(one for one in tips if _month(one.told_on) == month),
        trainings=tuple(one for one in trainings if _month(one.held_on) == month),
        use=use,
        head=end,
        software=software,
    )


def _month(moment: date | datetime) -> str:
    return f"{moment:%Y-%m}"
