import asyncio
import sys
from asyncio.subprocess import PIPE
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import text

from contactguard.errors import ConflictError, InputError
from contactguard.store.audit.chain import START, Entry, Head, append
from contactguard.store.audit.heads import add_head, load_heads
from contactguard.store.audit.reading import AuditFilter, AuditRepository
from contactguard.store.audit.verifying import BreakKind, verify
from contactguard.store.database import Database
from tests.conftest import ROOT

WRITERS, EACH = 2, 40


@pytest.fixture
def audit(database: Database) -> AuditRepository:
    return AuditRepository(database)


async def filled(audit: AuditRepository, count: int = 6) -> None:
    for number in range(1, count + 1):
        action = "verdict" if number % 2 else "login"
        await audit.note(actor="Bob", action=action, subject=f"finding:{number}", verdict="breach", share=number / 3)


async def entries(audit: AuditRepository) -> list[Entry]:
    return [entry async for entry in audit.entries()]


async def tamper(database: Database, *statements: str) -> None:
    """What somebody with the database's own password may do: switch the guards off, then write."""
    async with database.session() as session:
        connection = await session.connection()
        if database.file is None:
            await connection.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        else:
            for name in ("audit_kept_update", "audit_kept_delete", "audit_behind"):
                await connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            await connection.execute(text(statement))


async def test_an_entry_holds_the_hash_of_the_one_before(audit: AuditRepository) -> None:
    await filled(audit, 3)
    told = await entries(audit)
    assert [entry.number for entry in told] == [1, 2, 3]
    assert [entry.previous for entry in told] == [START, told[0].hash, told[1].hash]
    assert all(entry.hash == entry.sealed() for entry in told)
    assert len({entry.hash for entry in told}) == 3


async def test_an_entry_is_kept_only_with_what_it_records(database: Database, audit: AuditRepository) -> None:
    async def record() -> None:
        async with database.session() as session:
            await append(session, actor="Bob", action="verdict", subject="finding:1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await record()
    assert await audit.head() is None
    await filled(audit, 1)
    assert (await verify(database)).whole


@pytest.mark.parametrize("odd", ["a\0b", "\ud800 lone", "æøå 🦉", "x" * 5000, ""])
async def test_odd_characters_do_not_break_the_chain(database: Database, audit: AuditRepository, odd: str) -> None:
    await audit.note(actor=odd, action="login", subject=odd, note=odd)
    assert (await verify(database)).whole


async def test_an_action_too_long_is_refused_on_both_databases_alike(audit: AuditRepository) -> None:
    with pytest.raises(ValueError, match="at most 40"):
        await audit.note(actor="Bob", action="x" * 41, subject="")


async def test_processes_that_write_at_once_make_one_chain(
    database: Database, store_url: str, audit: AuditRepository
) -> None:
    command = [sys.executable, "-W", "error", "-m", "tests.store.audit_writer", store_url, str(EACH)]
    writers = [
        await asyncio.create_subprocess_exec(*command, f"writer-{number}", cwd=ROOT, stdin=PIPE, stdout=PIPE)
        for number in range(WRITERS)
    ]
    for writer in writers:
        assert writer.stdout
        assert await writer.stdout.readline() == b"ready\n"
    await asyncio.gather(*(writer.communicate(b"go\n") for writer in writers))
    assert [writer.returncode for writer in writers] == [0] * WRITERS
    verified = await verify(database)
    assert (verified.whole, verified.entries) == (True, WRITERS * EACH)
    actors = [entry.actor for entry in await entries(audit)]
    assert all(actors.count(f"writer-{number}") == EACH for number in range(WRITERS))
    assert sum(one != next_ for one, next_ in pairwise(actors)) >= WRITERS  # they did mix


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'Alice' WHERE number = 2",
        "DELETE FROM audit WHERE number = 6",
        "DELETE FROM audit",
        "INSERT INTO audit SELECT 99, at, actor, action, subject, details, previous, hash FROM audit WHERE number = 6",
    ],
)
async def test_the_database_refuses_to_change_the_chain(
    database: Database, audit: AuditRepository, statement: str
) -> None:
    await filled(audit)
    with pytest.raises(ConflictError):
        async with database.session() as session:
            await (await session.connection()).execute(text(statement))
    assert (await verify(database)).entries == 6


async def test_replacing_an_entry_is_refused(database: Database, audit: AuditRepository) -> None:
    if database.file is None:
        pytest.skip("only SQLite has INSERT OR REPLACE, which fires no trigger of DELETE")
    await filled(audit)
    replacing = "INSERT OR REPLACE INTO audit SELECT number, at, 'Alice', action, subject, details, previous, hash"
    with pytest.raises(ConflictError):
        async with database.session() as session:
            await (await session.connection()).execute(text(f"{replacing} FROM audit WHERE number = 3"))


COPY = "INSERT INTO audit (number, at, actor, action, subject, details, previous, hash) SELECT"


@pytest.mark.parametrize(
    ("statements", "number", "kind"),
    [
        (["UPDATE audit SET actor = 'Alice' WHERE number = 3"], 3, BreakKind.CHANGED),
        (["UPDATE audit SET action = 'verdicts' WHERE number = 3"], 3, BreakKind.CHANGED),
        (["UPDATE audit SET subject = 'finding:9' WHERE number = 6"], 6, BreakKind.CHANGED),
        (['UPDATE audit SET details = \'{"verdict":"no breach"}\' WHERE number = 1'], 1, BreakKind.CHANGED),
        (["UPDATE audit SET details = '{oops' WHERE number = 4"], 4, BreakKind.CHANGED),
        (["UPDATE audit SET hash = previous WHERE number = 4"], 4, BreakKind.CHANGED),
        (["UPDATE audit SET previous = hash WHERE number = 4"], 4, BreakKind.MISPLACED),
        (["DELETE FROM audit WHERE number = 3"], 4, BreakKind.MISSING),
        (["DELETE FROM audit WHERE number = 1"], 2, BreakKind.MISSING),
        (
            ["UPDATE audit SET number = -1 WHERE number = 3", "UPDATE audit SET number = number - 1 WHERE number > 3"],
            -1,
            BreakKind.MISSING,
        ),
        (
            [
                "UPDATE audit SET number = 99 WHERE number = 3",
                "UPDATE audit SET number = 3 WHERE number = 4",
                "UPDATE audit SET number = 4 WHERE number = 99",
            ],
            3,
            BreakKind.MISPLACED,
        ),
        (
            [f"{COPY} 7, at, actor, action, subject, details, previous, hash FROM audit WHERE number = 6"],
            7,
            "misplaced",
        ),
        ([f"{COPY} 7, at, actor, action, subject, details, hash, hash FROM audit WHERE number = 6"], 7, "changed"),
        ([f"{COPY} 0, at, actor, action, subject, details, previous, hash FROM audit WHERE number = 1"], 0, "missing"),
    ],
)
async def test_tampering_is_found_where_it_was_done(
    database: Database, audit: AuditRepository, statements: list[str], number: int, kind: str
) -> None:
    await filled(audit)
    await tamper(database, *statements)
    verified = await verify(database)
    assert not verified.whole
    assert (verified.breaks[0].number, verified.breaks[0].kind) == (number, kind)


async def test_a_moment_moved_by_a_millionth_of_a_second_is_found(database: Database, audit: AuditRepository) -> None:
    await filled(audit)
    third = (await entries(audit))[2]
    moved = third.at.replace(microsecond=(third.at.microsecond + 1) % 1_000_000)
    written = moved.strftime("%Y-%m-%d %H:%M:%S.%f") + ("" if database.file else "+00")
    await tamper(database, f"UPDATE audit SET at = '{written}' WHERE number = 3")
    assert [(one.number, one.kind) for one in (await verify(database)).breaks] == [(3, BreakKind.CHANGED)]


async def test_a_cut_tail_is_found_by_a_head_kept_outside(
    database: Database, audit: AuditRepository, tmp_path: Path
) -> None:
    await filled(audit)
    head = await audit.head()
    assert head is not None
    add_head(tmp_path / "heads", head)
    await tamper(database, "DELETE FROM audit WHERE number > 4")
    assert (await verify(database)).whole
    verified = await verify(database, load_heads(tmp_path / "heads"))
    assert [(one.number, one.kind) for one in verified.breaks] == [(6, BreakKind.CUT)]
    await audit.note(actor="Bob", action="login", subject="")
    await audit.note(actor="Bob", action="login", subject="")
    verified = await verify(database, load_heads(tmp_path / "heads"))
    assert [(one.number, one.kind) for one in verified.breaks] == [(6, BreakKind.REWRITTEN)]


async def test_a_chain_written_anew_is_found_by_a_head_kept_outside(
    database: Database, audit: AuditRepository, tmp_path: Path
) -> None:
    await filled(audit)
    head = await audit.head()
    assert head is not None
    add_head(tmp_path / "heads", head)
    await tamper(database, "DELETE FROM audit")
    await filled(audit)
    assert (await verify(database)).whole
    assert [one.kind for one in (await verify(database, load_heads(tmp_path / "heads"))).breaks] == ["rewritten"]


async def test_heads_beyond_a_restored_backup_are_told_and_no_break(
    database: Database, audit: AuditRepository, tmp_path: Path
) -> None:
    await filled(audit, 3)
    backed_up = await audit.head()
    assert backed_up is not None
    for number, digest in ((3, backed_up.hash), (7, "a" * 64), (8, "b" * 64)):
        add_head(tmp_path / "heads", replace(backed_up, number=number, hash=digest))
    assert len((await verify(database, load_heads(tmp_path / "heads"))).breaks) == 2
    add_head(tmp_path / "heads", backed_up, restored=True)
    await filled(audit, 6)
    verified = await verify(database, load_heads(tmp_path / "heads"))
    assert (verified.whole, verified.lost) == (True, 2)


@pytest.mark.parametrize("line", ["{oops", '{"number": 3}', '{"number": "x", "hash": "", "at": ""}', "[]"])
def test_a_file_that_holds_no_heads_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "heads").write_text(f"\n{line}\n")
    with pytest.raises(InputError, match="heads:2: this is not the head"):
        load_heads(tmp_path / "heads")


@pytest.mark.parametrize("torn", ["{", '{"number": 4, "ha'])
def test_a_head_cut_short_by_a_full_disk_costs_no_other(tmp_path: Path, torn: str) -> None:
    file, first, second = tmp_path / "heads", Head(3, "a" * 64), Head(5, "b" * 64)
    add_head(file, first)
    file.write_text(file.read_text() + torn)
    assert [one.head for one in load_heads(file)] == [first]
    add_head(file, second)
    assert [one.head for one in load_heads(file)] == [first, second]


async def test_a_list_is_filtered_and_goes_on_where_it_ended(audit: AuditRepository) -> None:
    await filled(audit)
    await audit.note(actor="Alice", action="login", subject="user:alice")
    first = await audit.page(limit=4)
    second = await audit.page(below=first.next, limit=4)
    assert [entry.number for entry in first.entries + second.entries] == [7, 6, 5, 4, 3, 2, 1]
    assert second.next is None
    third = first.entries[-1].at
    for only, numbers in (
        (AuditFilter(action="login"), [7, 6, 4, 2]),
        (AuditFilter(actor="Alice"), [7]),
        (AuditFilter(subject="finding:"), [6, 5, 4, 3, 2, 1]),
        (AuditFilter(subject="%"), []),
        (AuditFilter(since=third), [7, 6, 5, 4]),
        (AuditFilter(until=third), [3, 2, 1]),
    ):
        assert [entry.number for entry in (await audit.page(only)).entries] == numbers
    assert await audit.actions() == ["login", "verdict"]
    assert await audit.actors() == ["Alice", "Bob"]


async def test_an_empty_chain_is_whole(database: Database) -> None:
    verified = await verify(database)
    assert (verified.whole, verified.entries, verified.head) == (True, 0, None)
