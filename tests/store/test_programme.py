import asyncio

from contactguard.errors import ConflictError
from contactguard.store.database import Database
from contactguard.store.register.programme import ProgrammeRepository


async def test_of_those_who_save_a_first_version_at_once_all_but_one_are_told_of_another(database: Database) -> None:
    programme, people = ProgrammeRepository(database), ("Carl", "Dorthe", "Eva", "Frode")
    await asyncio.gather(*(programme.versions() for _ in people))  # each has a connection from here on
    saving = (programme.add({"by": by}, "Ny", by=by, after=0) for by in people)
    ended = await asyncio.gather(*saving, return_exceptions=True)
    (kept,) = await programme.versions()
    assert kept.version in ended
    assert [type(one) for one in ended if one != kept.version] == [ConflictError] * 3
