import pytest
from sqlmodel import select

from contactguard.accounts.roles import Role
from contactguard.errors import ConflictError, NotFoundError
from contactguard.review import verdicts
from contactguard.review.verdicts import Judgement, Moment, Terms
from contactguard.store.database import Database
from contactguard.store.review.records import Change, History, Verdict
from contactguard.store.review.verdicts import VerdictRepository
from contactguard.store.tables.audit import AuditRow
from contactguard.store.tables.verdicts import ClaimRow, StandingRow, VerdictRow
from tests.factories import NOON
from tests.review.conftest import PSEUDONYMS, Clock, keep_notes, make_desk, person

BOB = person("Bob")
BREACH = Judgement(Verdict.BREACH, "as-found", "Nævner kun Struer Energi.")


def choose(history: History) -> Change:
    return verdicts.decided(history, BREACH, Moment(BOB, NOON, history.fingerprint), Terms(share=0))


async def kept(database: Database, table: type) -> int:
    async with database.reading() as session:
        return len(list(await session.exec(select(table))))


async def entries(database: Database) -> list[tuple[str, str, str, object]]:
    async with database.reading() as session:
        rows = await session.exec(select(AuditRow).order_by(AuditRow.number))
        return [(row.actor, row.action, row.subject, row.details) for row in rows]


async def test_a_refusal_of_one_undoes_all(database: Database) -> None:
    prints = await keep_notes(database, 3)

    def refuses_the_last(history: History) -> Change:
        if history.fingerprint == prints[2]:
            raise ConflictError("no")
        return choose(history)

    with pytest.raises(ConflictError):
        await VerdictRepository(database).decide(prints, refuses_the_last)
    assert [await kept(database, table) for table in (VerdictRow, StandingRow, AuditRow)] == [0, 0, 0]


async def test_an_unknown_finding_among_others_is_told(database: Database) -> None:
    prints = await keep_notes(database, 1)
    with pytest.raises(NotFoundError, match="no finding 'none'"):
        await VerdictRepository(database).decide([*prints, "none"], choose)
    assert await kept(database, VerdictRow) == 0


async def test_every_step_is_in_the_audit_chain_without_a_word_of_the_contact(database: Database) -> None:
    clock = Clock()
    desk = make_desk(database, clock, share=0)
    one, other, third = await keep_notes(database, 3)
    for fingerprint in (one, other, third):
        await desk.decide(BOB, fingerprint, BREACH)
    await desk.take_back(BOB)
    alice = person("Alice", Role.AGENT, pseudonym=PSEUDONYMS.of("Alice"))
    await desk.dispute(alice, one, "Kunden bad selv om det.")
    olga = person("Olga", Role.OFFICER)
    await desk.decide(olga, one, Judgement(Verdict.NO_BREACH, "customer-wish", "Kunden spurgte."))
    clock.on(days=15)
    await desk.settle()
    await desk.reopen(olga, other, "Ny viden.")
    said = {"verdict": "breach", "kind": "first", "reason": "as-found"}
    assert await entries(database) == [
        ("Bob", "verdict", f"finding:{one}", said),
        ("Bob", "verdict", f"finding:{other}", said),
        ("Bob", "verdict", f"finding:{third}", said),
        ("Bob", "reopen", f"finding:{third}", {"reason": "taken-back"}),
        ("Alice", "dispute", f"finding:{one}", {}),
        ("Olga", "verdict", f"finding:{one}", {"verdict": "no breach", "kind": "dispute", "reason": "customer-wish"}),
        ("system", "settle", "findings", {"count": 1}),
        ("Olga", "reopen", f"finding:{other}", {"reason": "reopened"}),
    ]


async def test_a_verdict_that_stands_for_want_of_a_second_is_logged_as_settled(database: Database) -> None:
    clock = Clock()
    desk = make_desk(database, clock, share=1)
    (only,) = await keep_notes(database, 1)
    await desk.decide(BOB, only, BREACH)
    clock.on(days=7)
    await desk.settle()
    assert (await entries(database))[-1] == ("system", "settle", f"finding:{only}", {"standing": "provisional"})


async def test_a_verdict_ends_the_claim(database: Database) -> None:
    desk = make_desk(database, Clock(), share=0)
    (only,) = await keep_notes(database, 1)
    await desk.open(BOB, only)
    assert await kept(database, ClaimRow) == 1
    await desk.decide(BOB, only, BREACH)
    assert await kept(database, ClaimRow) == 0
