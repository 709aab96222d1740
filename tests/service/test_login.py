import asyncio
import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text
from yarl import URL

from contactguard.accounts.account import Proof, Stage
from contactguard.accounts.keys import Sealed
from contactguard.accounts.roles import Right, Role
from contactguard.errors import ConflictError
from contactguard.service.app import create_app
from contactguard.service.middlewares.limits import BUCKETS, LOGIN, SEARCH, Buckets, Limit
from contactguard.settings import Settings
from contactguard.store.accounts.accounts import AccountRepository
from contactguard.wiring import Services
from tests.service.conftest import HASH, PASSWORD, Client, ClientAs, sign_in

SECRET = pyotp.random_base32()
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="(.*?)">')


@pytest.fixture
def accounts(services: Services) -> AccountRepository:
    return services.login.accounts


async def add(accounts: AccountRepository, name: str = "Bob", role: Role = Role.OFFICER, **more: Any) -> None:
    await accounts.add(name, [role], by="test", password_hash=HASH, **more)


async def sent(client: Client, path: str, **fields: str) -> tuple[int, str]:
    """A form filled in and sent as a browser does; its status, and where it leads or what it says."""
    page = await (await client.get(path)).text()
    token = re.findall(r'name="csrf" value="(\w+)"', page)[0]
    response = await client.post(path, data={"csrf": token, **fields}, allow_redirects=False)
    return response.status, response.headers.get("Location") or await response.text()


async def logged(services: Services) -> list[tuple[str, str, str]]:
    """Actor, action and subject of the audit chain."""
    async with services.database.reading() as session:
        rows = await (await session.connection()).execute(
            text("SELECT actor, action, subject FROM audit ORDER BY number")
        )
        return [(row[0], row[1], row[2]) for row in rows]


async def test_a_right_password_leads_to_where_one_wanted_to_go(
    stranger: Client, services: Services, accounts: AccountRepository
) -> None:
    await add(accounts)
    assert await sent(stranger, "/login", name=" bob", password=PASSWORD, next="/scans") == (302, "/scans")
    assert (await stranger.get("/account")).status == 200
    assert ("Bob", "login", "user:Bob") in await logged(services)


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "/login", "evil"])
async def test_nobody_is_led_elsewhere(stranger: Client, accounts: AccountRepository, wanted: str) -> None:
    await add(accounts)
    assert await sent(stranger, "/login", name="Bob", password=PASSWORD, next=wanted) == (302, "/")


@pytest.mark.parametrize(
    ("role", "home"),
    [(Role.AGENT, "/answers"), (Role.LEAD, "/months"), (Role.AUDITOR, "/decided"), (Role.ADMIN, "/")],
)
async def test_each_role_begins_at_its_own_page(
    stranger: Client, accounts: AccountRepository, role: Role, home: str
) -> None:
    await add(accounts, role=role)
    assert await sent(stranger, "/login", name="Bob", password=PASSWORD) == (302, home)


async def test_what_is_wrong_is_not_told_and_what_was_typed_not_kept(
    stranger: Client, services: Services, accounts: AccountRepository
) -> None:
    await add(accounts)
    await add(accounts, "Gone")
    await add(accounts, "Admin", Role.ADMIN)
    await accounts.set_enabled("Gone", False, by="test")
    told = set()
    for name, password in (("Bob", "wrong"), ("Gone", PASSWORD), ("my-secret-password", "Bob"), ("", "")):
        status, page = await sent(stranger, "/login", name=name, password=password)
        told.add((status, page.split('class="fault"')[1].split("</p>")[0]))
    assert len(told) == 1
    failed = [one for one in await logged(services) if one[1] == "login failed"]
    assert [subject for *_, subject in failed] == ["user:Bob", "user:Gone", "user:unknown", "user:unknown"]
    assert "my-secret-password" not in str(await logged(services))


async def test_after_five_failures_the_right_password_has_to_wait_too(
    stranger: Client, services: Services, accounts: AccountRepository
) -> None:
    await add(accounts)
    for _ in range(5):
        await sent(stranger, "/login", name="BOB", password="wrong")
    token = re.findall(r'name="csrf" value="(\w+)"', await (await stranger.get("/login")).text())[0]
    for name in ("Bob", "nobody at all"):
        for _ in range(5 if name != "Bob" else 0):
            await stranger.post("/login", data={"csrf": token, "name": name, "password": "wrong"})
        response = await stranger.post("/login", data={"csrf": token, "name": name, "password": PASSWORD})
        assert response.status == 429
        assert 1 <= int(response.headers["Retry-After"]) <= 30
    assert ("nobody", "lockout", "user:Bob") in await logged(services)


async def test_a_one_time_password_is_good_for_nothing_but_a_new_one(
    stranger: Client, accounts: AccountRepository
) -> None:
    await add(accounts, must_change=True)
    assert await sent(stranger, "/login", name="Bob", password=PASSWORD) == (302, "/account/password?next=")
    page = {"Accept": "text/html"}
    led = await stranger.get("/findings", headers=page, allow_redirects=False)
    assert led.headers["Location"].startswith("/account/password")
    assert (await stranger.get("/api/v1/findings")).status == 401
    new = "another row of words"
    for fields in (
        {"old": "wrong", "new": new, "again": new},
        {"old": PASSWORD, "new": new, "again": "x"},
        {"old": PASSWORD, "new": "short", "again": "short"},
        {"old": PASSWORD, "new": "bobbobbobbob", "again": "bobbobbobbob"},
        {"old": PASSWORD, "new": PASSWORD, "again": PASSWORD},
    ):
        assert (await sent(stranger, "/account/password", **fields))[0] == 400
    assert await sent(stranger, "/account/password", old=PASSWORD, new=new, again=new) == (302, "/")
    assert (await stranger.get("/findings")).status == 200


@pytest.mark.parametrize(
    ("wanted", "led"), [("/findings?line=general&severity=high", None), ("//evil.example", "/"), ("", "/")]
)
@pytest.mark.parametrize("coded", [False, True])
async def test_whoever_must_change_the_password_still_comes_to_the_page_asked_for(
    stranger: Client, services: Services, accounts: AccountRepository, wanted: str, led: str | None, coded: bool
) -> None:
    await add(accounts, must_change=True)
    if coded:
        sealed = services.login.keys.seal(Sealed.SECOND_FACTOR, SECRET)
        await services.login.second_factors.set("Bob", sealed, [], by="test")
    _, where = await sent(stranger, "/login", name="Bob", password=PASSWORD, next=wanted)
    if coded:
        where = await typed(stranger, where, {"code": "wrong"}, {"code": pyotp.TOTP(SECRET).now()})
    new = {"new": "another row of words", "again": "another row of words"}
    assert await typed(stranger, where, {"old": "wrong", **new}, {"old": PASSWORD, **new}) == (led or wanted)


async def typed(client: Client, where: str, wrong: dict[str, str], right: dict[str, str]) -> str:
    """Where a form leads that was filled in wrongly first, and sends along what its page hides."""
    page = await (await client.get(where)).text()
    for fields in (wrong, right):
        hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(page)}
        response = await client.post(URL(where).path, data={**hidden, **fields}, allow_redirects=False)
        page = await response.text()
    return response.headers["Location"]


async def test_a_session_planted_before_the_login_is_worth_nothing(
    stranger: Client, services: Services, accounts: AccountRepository
) -> None:
    planted = await sign_in(services, Role.AGENT)
    await add(accounts)
    stranger.session.cookie_jar.update_cookies({"session": planted}, stranger.make_url("/"))
    token = services.login.keys.form_token(planted)
    form = {"csrf": token, "name": "Bob", "password": PASSWORD}
    response = await stranger.post("/login", data=form, allow_redirects=False)
    assert response.cookies["session"].value != planted
    assert await services.login.sessions.find(planted) is None


async def test_a_changed_password_ends_the_other_sessions(
    stranger: Client, services: Services, accounts: AccountRepository
) -> None:
    await add(accounts)
    elsewhere = await sign_in(services, Role.OFFICER, name="Bob")
    await sent(stranger, "/login", name="Bob", password=PASSWORD)
    new = "another row of words"
    await sent(stranger, "/account/password", old=PASSWORD, new=new, again=new)
    assert await services.login.sessions.find(elsewhere) is None
    assert (await stranger.get("/account")).status == 200


async def test_signing_out_everywhere_ends_every_session(client_as: ClientAs, services: Services) -> None:
    one, two = [await client_as(Role.OFFICER, name="Bob") for _ in range(2)]
    assert (await one.post("/account/sign-out-everywhere", allow_redirects=False)).status == 302
    assert [(await each.get("/account")).status for each in (one, two)] == [401, 401]
    assert ("Bob", "signed out everywhere", "user:Bob") in await logged(services)


@pytest.mark.parametrize(("column", "age"), [("seen_at", timedelta(minutes=61)), ("begun_at", timedelta(hours=13))])
async def test_a_session_ends_unused_and_in_any_case(
    client: Client, services: Services, column: str, age: timedelta
) -> None:
    assert (await client.get("/account")).status == 200
    async with services.database.session() as session:
        moment = (datetime.now(UTC) - age).strftime("%Y-%m-%d %H:%M:%S.%f")
        await (await session.connection()).execute(text(f"UPDATE login_session SET {column} = :m"), {"m": moment})
    assert (await client.get("/account")).status == 401


async def test_a_role_taken_away_is_gone_with_the_next_request(client_as: ClientAs, services: Services) -> None:
    await add(services.login.accounts, "Admin", Role.ADMIN)
    bob = await client_as(Role.OFFICER, name="Bob")
    assert (await bob.get("/findings")).status == 200
    await services.login.accounts.set_roles("Bob", [Role.AGENT], by="test")
    assert (await bob.get("/findings")).status == 403


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/login", {"name": "Bob", "password": "wrong"}),
        ("/login/code", {"code": "000000"}),
        ("/account/password", {"old": "wrong", "new": "x", "again": "x"}),
        ("/account/second-factor/remove", {"password": "wrong"}),
        ("/account/tokens", {"password": "wrong", "name": "x", "right": "check draft", "days": "30"}),
    ],
)
async def test_tries_at_once_are_counted_like_those_one_after_the_other(
    client_as: ClientAs, services: Services, path: str, fields: dict[str, str]
) -> None:
    bob = await client_as(Role.OFFICER, name="Bob")
    await services.login.second_factors.set("Bob", services.login.keys.seal(Sealed.SECOND_FACTOR, SECRET), by="test")
    if path == "/login/code":
        account = await services.login.accounts.named("Bob")
        half_in = await services.login.sessions.begin(account, Stage.CODE, Proof("password"))
        bob.session.cookie_jar.update_cookies({"session": half_in}, bob.make_url("/"))
        bob.session.headers["X-CSRF-Token"] = services.login.keys.form_token(half_in)
    answers = await asyncio.gather(*(bob.post(path, data=fields) for _ in range(12)))
    assert sorted(one.status for one in answers) == [400] * 5 + [429] * 7
    assert [action for _, action, _ in await logged(services)].count("login failed") == 5


async def test_a_sign_in_is_logged_once_it_is_proved_and_only_then(
    stranger: Client, services: Services, accounts: AccountRepository
) -> None:
    await add(accounts, must_change=True)
    sealed = services.login.keys.seal(Sealed.SECOND_FACTOR, SECRET)
    await services.login.second_factors.set("Bob", sealed, by="test")

    async def signed_in() -> int:
        return [action for _, action, _ in await logged(services)].count("login")

    await sent(stranger, "/login", name="Bob", password=PASSWORD)
    assert (await signed_in(), (await accounts.named("Bob")).seen_at) == (0, None)
    await sent(stranger, "/login/code", code=pyotp.TOTP(SECRET).now())
    assert await signed_in() == 1
    for old, new in ((PASSWORD, "another row of words"), ("another row of words", "a third row of words")):
        assert await sent(stranger, "/account/password", old=old, new=new, again=new) == (302, "/")
    assert await signed_in() == 1


async def test_whoever_knows_only_the_password_is_not_seen(
    stranger: Client, services: Services, accounts: AccountRepository
) -> None:
    await add(accounts)
    half_in = await services.login.sessions.begin(await accounts.named("Bob"), Stage.CODE, Proof("password"))
    async with services.database.session() as session:
        earlier = (datetime.now(UTC) - timedelta(minutes=5)).strftime("%Y-%m-%d %H:%M:%S.%f")
        await (await session.connection()).execute(text("UPDATE login_session SET seen_at = :m"), {"m": earlier})
    assert (await stranger.get("/login/code", headers={"Cookie": f"session={half_in}"})).status == 200
    assert (await accounts.named("Bob")).seen_at is None


async def test_a_second_factor_is_set_asked_for_and_used_once(
    stranger: Client, services: Services, accounts: AccountRepository
) -> None:
    await add(accounts)
    await sent(stranger, "/login", name="Bob", password=PASSWORD)
    page = await (await stranger.get("/account/second-factor")).text()
    secret = re.findall(r"<code>([A-Z2-7 ]{32,})</code>", page)[0].replace(" ", "")
    picture = await stranger.get("/account/second-factor/picture")
    assert (picture.content_type, picture.status) == ("image/svg+xml", 200)
    assert (await sent(stranger, "/account/second-factor", code="000000"))[0] == 400
    enrolled = pyotp.TOTP(secret).now()
    status, page = await sent(stranger, "/account/second-factor", code=enrolled)
    recovery = re.findall(r"<li><code>([\w-]+)</code>", page)
    assert (status, len(recovery)) == (200, 10)

    await stranger.get("/account")
    stranger.session.cookie_jar.clear()
    assert await sent(stranger, "/login", name="Bob", password=PASSWORD) == (302, "/login/code?next=")
    assert (await stranger.get("/account")).status == 401
    assert [(await sent(stranger, "/login/code", code=wrong))[0] for wrong in ("123 45", enrolled)] == [400, 400]
    code = pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30))
    assert await sent(stranger, "/login/code", code=code) == (302, "/")

    stranger.session.cookie_jar.clear()
    await sent(stranger, "/login", name="Bob", password=PASSWORD)
    assert (await sent(stranger, "/login/code", code=code))[0] == 400
    assert await sent(stranger, "/login/code", code=recovery[0]) == (302, "/")
    stranger.session.cookie_jar.clear()
    await sent(stranger, "/login", name="Bob", password=PASSWORD)
    assert (await sent(stranger, "/login/code", code=recovery[0]))[0] == 400
    actions = [action for _, action, _ in await logged(services)]
    assert {"second factor set", "recovery code used"} <= set(actions)
    stored = await accounts.named("Bob")
    assert secret not in str(stored.totp)


async def test_a_token_does_what_it_says_until_it_is_revoked(client: Client, stranger: Client) -> None:
    data = {"name": "ticket system", "right": "check draft", "days": "90"}
    for wrong in ({}, {"password": "wrong"}):
        refused = await client.post("/account/tokens", data=data | wrong)
        assert (refused.status, "Adgangskoden er ikke rigtig" in await refused.text()) == (400, True)
    page = await client.post("/account/tokens", data=data | {"password": PASSWORD})
    token = re.findall(r"<code>(cg_\S+)</code>", await page.text())[0]
    headers = {"Authorization": f"Bearer {token}"}
    assert (await stranger.post("/api/v1/check", json={}, headers=headers)).status == 400
    assert (await stranger.get("/api/v1/findings", headers=headers)).status == 403
    assert (await stranger.get("/account", headers=headers)).status == 403
    assert token not in await (await client.get("/account/tokens")).text()
    assert (await client.post("/account/tokens/1/revoke")).status == 200
    assert (await stranger.post("/api/v1/check", json={}, headers=headers)).status == 401


async def test_a_wrong_password_leaves_what_was_filled_in_for_a_token(client: Client) -> None:
    data = {"name": "ticket <system>", "right": "check draft", "days": "365"}
    refused = await client.post("/account/tokens", data=data | {"password": "wrong"})
    page = await refused.text()
    assert refused.status == 400
    assert 'value="ticket &lt;system&gt;"' in page
    assert re.findall(r'value="([^"]+)" (?:checked|selected)', page) == ["check draft", "365"]
    assert re.findall(r'value="([^"]+)" (?:checked|selected)', await (await client.get("/account/tokens")).text()) == [
        "90"
    ]


async def test_a_token_never_reaches_beyond_its_person(client_as: ClientAs, services: Services) -> None:
    agent = await client_as(Role.AGENT, name="Alice")
    data = {"name": "x", "right": "read contacts", "days": "90"}
    assert (await agent.post("/account/tokens", data=data)).status == 400
    alice = await services.login.accounts.named("Alice")
    token = await services.login.tokens.add("x", Right, timedelta(days=1), account=alice, by="test")
    headers = {"Authorization": f"Bearer {token}"}
    assert (await agent.get("/api/v1/findings", headers=headers)).status == 403
    await add(services.login.accounts, "Admin", Role.ADMIN)
    await services.login.accounts.set_enabled("Alice", False, by="test")
    assert (await agent.get("/api/v1/openapi.json", headers=headers)).status == 200
    assert (await agent.get("/api/v1/answers", headers=headers)).status == 401


@pytest.mark.parametrize(
    ("rights", "key", "status"),
    [
        ({Right.CHECK_DRAFT}, " {token} ", 200),
        ({Right.READ_ANSWERS}, "{token}", 403),
        ({Right.CHECK_DRAFT}, "cg_wrong", 401),
        ({Right.CHECK_DRAFT}, "", 401),
    ],
)
async def test_an_add_in_signs_in_with_the_token_as_its_key(
    stranger: Client, services: Services, rights: set[Right], key: str, status: int
) -> None:
    token = await services.login.tokens.add("LibreOffice", rights, timedelta(days=1), account=None, by="test")
    form = {"text": "Hej.", "language": "da", "username": "anna", "apiKey": key.format(token=token)}
    assert (await stranger.post("/v2/check", data=form)).status == status


async def test_a_key_in_a_form_counts_nowhere_else_and_never_beside_a_header(
    stranger: Client, services: Services
) -> None:
    token = await services.login.tokens.add("x", Right, timedelta(days=1), account=None, by="test")
    form = {"text": "Hej.", "apiKey": token}
    assert (await stranger.post("/api/v1/check", data=form)).status == 401
    assert (await stranger.post("/v2/check", data=form, headers={"Authorization": "Bearer cg_wrong"})).status == 401


@pytest.mark.parametrize("origin", ["null", "chrome-extension://abc"])
async def test_a_program_with_its_own_token_may_tell_an_origin(
    stranger: Client, services: Services, origin: str
) -> None:
    token = await services.login.tokens.add("x", {Right.CHECK_DRAFT}, timedelta(days=1), account=None, by="test")
    headers = {"Authorization": f"Bearer {token}", "Origin": origin}
    assert (await stranger.post("/v2/check", data={"text": "Hej."}, headers=headers)).status == 200


async def test_a_token_ends_by_itself(stranger: Client, services: Services) -> None:
    token = await services.login.tokens.add("x", Right, timedelta(microseconds=1), account=None, by="test")
    response = await stranger.get("/api/v1/findings", headers={"Authorization": f"Bearer {token}"})
    assert (response.status, response.headers["WWW-Authenticate"]) == (401, "Bearer")


async def test_an_administrator_makes_an_account_and_changes_it(client_as: ClientAs, services: Services) -> None:
    admin = await client_as(Role.ADMIN, name="Carol")
    page = await (await admin.post("/users", data={"name": "Alice", "role": "agent"})).text()
    password = re.findall(r"<code>([a-z2-9]{4}(?:-[a-z2-9]{4}){3})</code>", page)[0]
    alice = await services.login.accounts.named("Alice")
    assert password not in str(alice)
    for step, fields in (
        ("roles", {"role": "lead"}),
        ("agent", {"agent": "Alice Agentsen"}),
        ("password", {}),
        ("disable", {}),
        ("enable", {}),
        ("sign-out", {}),
    ):
        assert (await admin.post(f"/users/{alice.id}/{step}", data=fields)).status == 200, step
    page = await (await admin.get(f"/users/{alice.id}", headers={"Accept-Language": "en"})).text()
    assert "A new one-time password signs them out everywhere and revokes their tokens." in page
    changed = await services.login.accounts.named("Alice")
    assert changed.roles == {Role.LEAD}
    assert changed.pseudonym == services.login.pseudonyms.of("alice agentsen")
    told = [action for actor, action, subject in await logged(services) if (actor, subject) == ("Carol", "user:Alice")]
    assert told == [
        "account added",
        "roles changed",
        "agent set",
        "password set",
        "account disabled",
        "account enabled",
        "signed out everywhere",
    ]


async def test_nobody_raises_himself_and_somebody_always_manages_users(client_as: ClientAs, services: Services) -> None:
    admin = await client_as(Role.ADMIN, name="Carol")
    own = await services.login.accounts.named("Carol")
    assert (await admin.post(f"/users/{own.id}/roles", data={"role": "officer"})).status == 409
    other = await services.login.accounts.add("Dave", [Role.ADMIN], by="test")
    assert (await admin.post(f"/users/{other.id}/disable")).status == 200
    with pytest.raises(ConflictError, match="nobody could manage users"):
        await services.login.accounts.set_roles("Carol", [Role.AGENT], by="test")


async def test_over_https_cookies_are_kept_to_it(services: Services) -> None:
    settings = Settings(
        **{**services.settings.model_dump(), "public_url": "https://contactguard.example.dk", "embed_origins": ()}
    )
    app = create_app(Services(**{**vars(services), "settings": settings}))
    async with TestClient(TestServer(app)) as client:
        response = await client.get("/login", headers={"Host": "contactguard.example.dk"})
        cookie = response.cookies["__Host-visit"]
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, True, "Lax", "/")
        assert "Strict-Transport-Security" in response.headers
        assert (await client.get("/login", headers={"Host": "evil.example"})).status == 403


def test_a_bucket_of_tries_fills_up_again() -> None:
    now = [0.0]
    buckets = Buckets(lambda: now[0])
    limit = Limit("test", 2)
    assert [buckets.take(limit, "Bob") for _ in range(3)] == [0, 0, 30]
    assert buckets.take(limit, "Alice") == 0
    now[0] = 30.0
    assert [buckets.take(limit, "Bob") for _ in range(2)] == [0, 30]


@pytest.mark.parametrize(
    ("method", "path", "limit"),
    [
        ("GET", "/api/v1/answers", SEARCH),
        ("HEAD", "/api/v1/answers", SEARCH),
        ("POST", "/account/second-factor/remove", LOGIN),
        ("POST", "/account/tokens", LOGIN),
    ],
)
async def test_whoever_asks_too_often_has_to_wait(
    client: Client, app: web.Application, monkeypatch: pytest.MonkeyPatch, method: str, path: str, limit: Limit
) -> None:
    monkeypatch.setattr(app[BUCKETS], "_clock", lambda: 0.0)
    assert (await client.request(method, path)).status == 400
    while not app[BUCKETS].take(limit, "actor officer"):
        pass
    response = await client.request(method, path)
    assert (response.status, int(response.headers["Retry-After"])) == (429, 60 // limit.a_minute or 1)
    assert (await client.get("/account")).status == 200
