import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import pytest
from sqlalchemy import update

from contactguard.accounts.account import Proof, Stage
from contactguard.accounts.claims import Person
from contactguard.accounts.roles import Right, Role
from contactguard.errors import ConflictError, InputError, NotFoundError
from contactguard.knowledge.version import SUPPLIER
from contactguard.settings import Settings
from contactguard.store.accounts.accounts import AccountRepository
from contactguard.store.accounts.sessions import SessionRepository
from contactguard.store.accounts.synced import BY
from contactguard.store.audit.reading import AuditRepository
from contactguard.store.audit.verifying import verify
from contactguard.store.database import Database
from contactguard.store.register.tips import NOBODY
from contactguard.store.tables.accounts import AccountRow
from contactguard.wiring import LoginParts, login_parts

FULL = (Stage.FULL, Proof("test"))


@pytest.fixture
def login(database: Database) -> LoginParts:
    return login_parts(Settings(), database, b"a secret of this test")


async def test_a_name_is_one_however_it_is_written(login: LoginParts) -> None:
    made = await login.accounts.add("  Dorthe  Ørsted ", [Role.OFFICER, Role.ADMIN], by="test")
    assert (made.name, made.roles) == ("Dorthe Ørsted", {Role.OFFICER, Role.ADMIN})
    assert await login.accounts.find("dorthe ØRSTED") == made
    with pytest.raises(ConflictError, match="already"):
        await login.accounts.add("DORTHE ørsted", [Role.AGENT], by="test")
    with pytest.raises(NotFoundError, match="users list"):
        await login.accounts.named("Dorthe")


async def test_a_name_that_no_database_takes_is_nobodys(login: LoginParts) -> None:
    assert await login.accounts.find("Dor\0the") is None


async def test_two_administrators_cannot_disable_each_other_at_once(login: LoginParts) -> None:
    for name in ("Anna", "Bob"):
        await login.accounts.add(name, [Role.ADMIN], by="test")
    both = (login.accounts.set_enabled(name, False, by="test") for name in ("Anna", "Bob"))
    (refused,) = [one for one in await asyncio.gather(*both, return_exceptions=True) if isinstance(one, Exception)]
    assert isinstance(refused, ConflictError)


@pytest.mark.parametrize(
    ("name", "roles"),
    [("", [Role.AGENT]), ("x" * 201, [Role.AGENT]), ("ß" * 150, [Role.AGENT]), ("Bob", [])],  # ß is known by as ss
)
async def test_an_account_needs_a_name_and_a_role(login: LoginParts, name: str, roles: list[Role]) -> None:
    with pytest.raises(InputError):
        await login.accounts.add(name, roles, by="test")


async def _disable(login: LoginParts) -> None:
    await login.accounts.set_enabled("Bob", False, by="test")


async def _set_password(login: LoginParts) -> None:
    await login.accounts.set_password("Bob", "hash", must_change=False, by="test")


async def _end_all(login: LoginParts) -> None:
    assert await login.sessions.end_all(await login.accounts.named("Bob"), by="test") == 2


@pytest.mark.parametrize("step", [_disable, _set_password, _end_all])
async def test_sessions_end_with_what_they_hung_on(login: LoginParts, step: Callable[..., Any]) -> None:
    await login.accounts.add("Root", [Role.ADMIN], by="test")
    bob = await login.accounts.add("Bob", [Role.OFFICER], by="test")
    sessions = [await login.sessions.begin(bob, *FULL) for _ in range(2)]
    assert None not in [await login.sessions.find(one) for one in sessions]
    await step(login)
    assert [await login.sessions.find(one) for one in sessions] == [None, None]


@pytest.mark.parametrize(("idle", "every"), [(60, 20), (600, 300)])
async def test_a_session_does_not_end_while_it_is_used(
    database: Database, monkeypatch: pytest.MonkeyPatch, idle: int, every: int
) -> None:
    at = datetime.now(UTC)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # set by the test
            return at

    monkeypatch.setattr("contactguard.store.accounts.sessions.datetime", Clock)
    sessions = SessionRepository(database, timedelta(seconds=idle), timedelta(hours=12))
    bob = await AccountRepository(database).add("Bob", [Role.OFFICER], by="test")
    token = await sessions.begin(bob, *FULL)
    for _ in range(6):
        at += timedelta(seconds=every)
        found = await sessions.find(token)
        assert found is not None
        await sessions.touch(found)
    at += timedelta(seconds=idle)
    assert await sessions.find(token) is None


async def test_a_person_without_a_role_leaves_no_account_and_loses_what_there_was(login: LoginParts) -> None:
    known = Person("https://login.example", "u1", "Dorthe", frozenset({Role.OFFICER}), "d@example.com")
    assert await login.synced.sync(Person("https://login.example", "u2", "Eva", frozenset()), None) is None
    account = await login.synced.sync(known, "agent-1")
    assert account is not None
    assert (account.roles, account.pseudonym, account.local) == ({Role.OFFICER}, "agent-1", False)
    session = await login.sessions.begin(account, *FULL)
    assert await login.synced.sync(Person(known.issuer, "u1", "Dorthe", frozenset()), None) is None
    assert await login.sessions.find(session) is None
    assert [(one.name, one.roles) for one in await login.accounts.all()] == [("Dorthe", frozenset())]


@pytest.mark.parametrize("name", ["System", " openid ", "Command  Line", "nobody", "token:x", SUPPLIER, NOBODY, BY])
async def test_nobody_is_called_as_the_program_calls_itself(login: LoginParts, name: str) -> None:
    """Else the audit chain would name a person where none acted, and drafts would pass as supplied."""
    with pytest.raises(InputError, match="choose another name"):
        await login.accounts.add(name, [Role.OFFICER], by="test")
    with pytest.raises(ConflictError, match="at the provider"):
        await login.synced.sync(Person("https://login.example", "u1", name, frozenset({Role.OFFICER})), None)


@pytest.mark.parametrize("name", ["x" * 201, "ß" * 150])
async def test_a_name_too_long_to_be_known_by_is_told_as_such(login: LoginParts, name: str) -> None:
    with pytest.raises(ConflictError, match="at most 200"):
        await login.synced.sync(Person("https://login.example", "u1", name, frozenset({Role.OFFICER})), None)


async def test_the_same_subject_of_another_provider_is_somebody_else(login: LoginParts) -> None:
    await login.synced.sync(Person("https://one.example", "u1", "Dorthe", frozenset({Role.OFFICER})), None)
    with pytest.raises(ConflictError, match="called"):
        await login.synced.sync(Person("https://two.example", "u1", "Dorthe", frozenset({Role.ADMIN})), None)


async def test_a_token_is_known_until_it_is_revoked(login: LoginParts) -> None:
    token = await login.tokens.add("x", [Right.SEND_CONTACTS], timedelta(days=1), account=None, by="test")
    found = await login.tokens.find(token)
    assert found is not None
    assert (found.actor.name, found.actor.rights) == ("token:x", {Right.SEND_CONTACTS})
    await login.tokens.touch(found)
    assert (await login.tokens.all())[0].used_at is not None
    await login.tokens.revoke(found, by="test")
    assert await login.tokens.find(token) is None
    with pytest.raises(ConflictError, match="already"):
        await login.tokens.revoke(found, by="test")


async def test_a_token_of_a_person_acts_under_her_name(login: LoginParts) -> None:
    """So nobody is her own second reader, or the other officer who approves, by way of a program."""
    dorthe = await login.accounts.add("Dorthe", [Role.REVIEWER], by="test", pseudonym="agent-1")
    token = await login.tokens.add("x", [Right.REVIEW, Right.DECIDE], timedelta(days=1), account=dorthe, by="Dorthe")
    found = await login.tokens.find(token)
    assert found is not None
    assert (found.actor.name, found.actor.rights, found.actor.pseudonym) == ("Dorthe", {Right.REVIEW}, "agent-1")


@pytest.mark.parametrize(
    ("name", "rights", "days"), [("", [Right.REVIEW], 1), ("x", [], 1), ("x", [Right.REVIEW], 800)]
)
async def test_a_token_has_a_name_a_right_and_an_end(
    login: LoginParts, name: str, rights: list[Right], days: int
) -> None:
    with pytest.raises(InputError):
        await login.tokens.add(name, rights, timedelta(days=days), account=None, by="test")


async def test_a_new_password_ends_the_persons_tokens_and_no_others(login: LoginParts, database: Database) -> None:
    """Whoever knew the old one may have made them."""
    bob = await login.accounts.add("Bob", [Role.REVIEWER], by="test")
    eva = await login.accounts.add("Eva", [Role.REVIEWER], by="test")
    made = [
        await login.tokens.add("x", [Right.REVIEW], timedelta(days=1), account=account, by="test")
        for account in (bob, eva, None)
    ]
    await login.tokens.add("ended", [Right.REVIEW], timedelta(microseconds=1), account=bob, by="test")
    for _ in range(2):
        await login.accounts.set_password("Bob", "hash", must_change=True, by="Carol")
    assert [await login.tokens.find(token) is not None for token in made] == [False, True, True]
    entries = [entry async for entry in AuditRepository(database).entries() if entry.action == "token revoked"]
    assert [(entry.actor, entry.subject) for entry in entries] == [("Carol", "token:x")]


async def test_a_session_that_goes_on_ends_when_the_one_before_would_have(login: LoginParts) -> None:
    bob = await login.accounts.add("Bob", [Role.REVIEWER], by="test")
    left = await login.sessions.find(await login.sessions.begin(bob, Stage.PASSWORD, Proof("test", "id"), "Firefox"))
    assert left is not None
    await login.sessions.end_all(bob, by="test")
    gone_on = await login.sessions.find(await login.sessions.renew(left))
    assert gone_on is not None
    assert gone_on == replace(left, hash=gone_on.hash, seen_at=gone_on.seen_at, stage=Stage.FULL)


@pytest.mark.parametrize(("days", "works"), [(None, False), (31, False), (29, True)])
async def test_a_token_works_while_the_openid_provider_lets_the_person_in(
    login: LoginParts, database: Database, days: int | None, works: bool
) -> None:
    known = Person("https://login.example", "u1", "Dorthe", frozenset({Role.REVIEWER}))
    dorthe = await login.synced.sync(known, None)
    assert dorthe is not None
    token = await login.tokens.add("x", [Right.REVIEW], timedelta(days=365), account=dorthe, by="Dorthe")
    async with database.session() as session:
        seen = datetime.now(UTC) - timedelta(days=days) if days else None
        await session.exec(update(AccountRow).values(seen_at=seen))
    found = await login.tokens.find(token)
    assert (found is not None) == works
    await login.sessions.begin(dorthe, *FULL)
    assert await login.tokens.find(token) is not None


async def test_failures_are_counted_by_account_and_address(login: LoginParts) -> None:
    for number in range(20):
        await login.failures.add({"account": f"name{number}", "address": "here"}, name=None)
    assert await login.failures.waiting({"account": "fresh", "address": "there"}) == timedelta(0)
    waiting = await login.failures.waiting({"account": "fresh", "address": "here"})
    assert timedelta(seconds=25) < waiting <= timedelta(seconds=30)
    await login.failures.forget({"account": "name1"})
    assert await login.failures.waiting({"account": "fresh", "address": "here"}) > timedelta(0)


async def test_the_audit_chain_holds_over_all_of_it(login: LoginParts, database: Database) -> None:
    bob = await login.accounts.add("Bob", [Role.ADMIN], by="test")
    await login.sessions.begin(bob, *FULL)
    await login.second_factors.set("Bob", "sealed", ["hash"], by="Bob")
    assert await login.second_factors.use_step(bob, 7)
    assert not await login.second_factors.use_step(bob, 7)
    assert await login.second_factors.use_recovery(bob, "hash")
    assert not await login.second_factors.use_recovery(bob, "hash")
    await login.failures.add({"account": "name"}, name="Bob")
    entries = [entry async for entry in AuditRepository(database).entries()]
    assert [entry.action for entry in entries] == [
        "account added",
        "login",
        "second factor set",
        "recovery code used",
        "login failed",
    ]
    assert (await verify(database)).whole
