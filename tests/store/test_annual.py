import asyncio

from contactguard.errors import ConflictError
from contactguard.store.database import Database
from contactguard.store.reports.annual import AnnualRepository


async def test_of_those_who_begin_an_answer_at_once_all_but_one_are_told_of_another(database: Database) -> None:
    annual, people = AnnualRepository(database), ("Carl", "Dorthe", "Eva", "Frode")
    await asyncio.gather(*(annual.texts(2026) for _ in people))  # each has a connection from here on
    writing = (annual.write(2026, "access", f"Set af {by}.", "", by=by, seen="") for by in people)
    ended = await asyncio.gather(*writing, return_exceptions=True)
    (kept,) = await annual.wordings(2026, "access")
    assert kept in ended
    assert [type(one) for one in ended if one != kept] == [ConflictError] * 3
