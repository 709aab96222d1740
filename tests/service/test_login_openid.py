"""Signing in against a real OpenID provider."""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from html import unescape

import pytest
from aiohttp import ClientSession, CookieJar
from aiohttp.test_utils import TestServer
from yarl import URL

from contactguard.accounts.roles import Role
from contactguard.service.app import create_app
from contactguard.settings import Settings
from contactguard.wiring import Services
from tests.openid.provider import free_port, providing, settings_for
from tests.service.conftest import HASH, PASSWORD
from tests.service.test_login import logged


@pytest.fixture(scope="module")
def own_port() -> int:
    return free_port()


@pytest.fixture(scope="module", params=["long", "short"])
def issuer(request: pytest.FixtureRequest, own_port: int) -> Iterator[str]:
    """A provider whose ID tokens say everything, and one that has to be asked for more."""
    with providing(f"http://127.0.0.1:{own_port}", request.param) as address:
        yield address


@pytest.fixture
def settings(services: Services, issuer: str, own_port: int) -> Settings:
    return services.settings.model_copy(
        update={"openid": settings_for(issuer), "public_url": URL(f"http://127.0.0.1:{own_port}")}
    )


@pytest.fixture
async def own(services: Services, settings: Settings, own_port: int) -> AsyncIterator[str]:
    server = TestServer(create_app(Services(**{**vars(services), "settings": settings})), port=own_port)
    await server.start_server()
    yield f"http://127.0.0.1:{own_port}"
    await server.close()


@pytest.fixture
async def browser() -> AsyncIterator[ClientSession]:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True), headers={"Accept": "text/html"}) as session:
        yield session


async def sign_in(browser: ClientSession, own: str, login: str, path: str = "/login/openid") -> tuple[int, str, str]:
    """Follows links and fills in forms, ours and the provider's; the status, path and page where that ends."""
    response = await browser.get(own + path)
    for _ in range(4):
        page = await response.text()
        if str(response.url).startswith(own):
            return response.status, str(response.url.relative()), page
        action = unescape(re.findall(r'<form[^>]*action="([^"]+)"', page)[0])
        fields = dict(re.findall(r'<input[^>]*type="hidden" name="([^"]+)" value="([^"]*)"', page))
        response = await browser.post(response.url.join(URL(action)), data=fields | {"login": login, "password": "x"})
    raise AssertionError("the provider did not lead back")


async def move(browser: ClientSession, issuer: str, login: str, groups: list[str]) -> None:
    async with browser.put(f"{issuer}/groups/{login}", json=groups) as response:
        assert response.status == 204


async def test_an_officer_comes_in_through_the_provider_with_the_role_of_her_group(
    browser: ClientSession, own: str, services: Services
) -> None:
    status, path, _ = await sign_in(browser, own, "dorthe", "/login/openid?next=/scans")
    assert (status, path) == (200, "/scans")
    account = await services.login.accounts.named("dorthe")
    assert (account.roles, account.email) == ({Role.OFFICER}, "dorthe@example.com")
    assert account.pseudonym == services.login.pseudonyms.of("dorthe")
    assert ("dorthe", "login", "user:dorthe") in await logged(services)


async def test_whoever_has_no_password_here_makes_a_token_without_one(browser: ClientSession, own: str) -> None:
    _, _, page = await sign_in(browser, own, "dorthe", "/login/openid?next=/account/tokens")
    assert 'name="password"' not in page
    sent = {
        "name": "x",
        "right": "check draft",
        "days": "30",
        "csrf": re.findall(r'name="csrf" value="(.+?)"', page)[0],
    }
    async with browser.post(f"{own}/account/tokens", data=sent) as response:
        assert (response.status, "<code>cg_" in await response.text()) == (200, True)


async def test_somebody_without_a_role_gets_no_account(browser: ClientSession, own: str, services: Services) -> None:
    status, _, page = await sign_in(browser, own, "eva")
    assert status == 403
    assert "Intet er ændret." in page
    assert await services.login.accounts.all() == []


async def test_roles_follow_the_provider_at_every_login(
    browser: ClientSession, own: str, issuer: str, services: Services
) -> None:
    await sign_in(browser, own, "arne")
    assert (await services.login.accounts.named("arne")).roles == {Role.AGENT, Role.LEAD}
    first = await services.login.sessions.of_account(await services.login.accounts.named("arne"))
    await move(browser, issuer, "arne", ["cg-leads"])
    browser.cookie_jar.clear()
    await sign_in(browser, own, "arne")
    assert (await services.login.accounts.named("arne")).roles == {Role.LEAD}
    await move(browser, issuer, "arne", [])
    browser.cookie_jar.clear()
    assert (await sign_in(browser, own, "arne"))[0] == 403
    gone = await services.login.accounts.named("arne")
    assert gone.roles == frozenset()
    assert first
    assert await services.login.sessions.of_account(gone) == []
    await move(browser, issuer, "arne", ["cg-agents", "cg-leads"])


async def test_a_disabled_account_stays_out(browser: ClientSession, own: str, services: Services) -> None:
    await services.login.accounts.add("root", [Role.ADMIN], by="test")
    await sign_in(browser, own, "dorthe")
    await services.login.accounts.set_enabled("dorthe", False, by="test")
    browser.cookie_jar.clear()
    assert (await sign_in(browser, own, "dorthe"))[0] == 403


async def test_a_local_account_of_the_same_name_is_not_taken_over(
    browser: ClientSession, own: str, services: Services
) -> None:
    await services.login.accounts.add("Dorthe", [Role.ADMIN], by="test", password_hash=HASH)
    assert (await sign_in(browser, own, "dorthe"))[0] == 403
    assert (await services.login.accounts.named("dorthe")).subject is None


def _without_state(query: dict[str, str]) -> dict[str, str]:
    return query | {"state": "x"}


def _of_another(query: dict[str, str]) -> dict[str, str]:
    return query | {"iss": "https://evil.example"}


def _another_code(query: dict[str, str]) -> dict[str, str]:
    return query | {"code": "x"}


def _refused_there(query: dict[str, str]) -> dict[str, str]:
    return {"state": query["state"], "error": "access_denied"}


@pytest.mark.parametrize("change", [_without_state, _of_another, _another_code, _refused_there])
async def test_an_answer_that_is_not_in_order_lets_nobody_in(
    browser: ClientSession, own: str, change: Callable[[dict[str, str]], dict[str, str]]
) -> None:
    callback = await _callback(browser, own)
    response = await browser.get(callback.with_query(change(dict(callback.query))))
    assert response.status == 403
    assert (await browser.get(f"{own}/account", allow_redirects=False)).status == 302


async def test_an_answer_is_of_the_browser_that_asked(browser: ClientSession, own: str) -> None:
    callback = await _callback(browser, own)
    browser.cookie_jar.clear()
    assert (await browser.get(callback)).status == 403


async def test_signing_out_here_signs_out_there(browser: ClientSession, own: str, issuer: str) -> None:
    _, _, page = await sign_in(browser, own, "dorthe", "/login/openid?next=/account")
    token = re.findall(r'name="csrf" value="(\w+)"', page)[0]
    response = await browser.post(f"{own}/logout", data={"csrf": token}, allow_redirects=False)
    where = URL(response.headers["Location"])
    assert str(where).startswith(f"{issuer}/session/end?")
    assert where.query["post_logout_redirect_uri"] == f"{own}/login"
    policy = (await browser.get(f"{own}/login")).headers["Content-Security-Policy"]
    assert f"form-action 'self' {issuer};" in policy


async def test_beside_the_provider_only_the_emergency_account_has_a_password(
    browser: ClientSession, own: str, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    await services.login.accounts.add("local", [Role.OFFICER], by="test", password_hash=HASH)
    await services.login.accounts.add("spare", [Role.ADMIN], by="test", password_hash=HASH, emergency=True)
    for name, path in (("local", "/login"), ("spare", "/")):
        page = await (await browser.get(f"{own}/login")).text()
        form = {"csrf": re.findall(r'name="csrf" value="(\w+)"', page)[0], "name": name, "password": PASSWORD}
        assert (await browser.post(f"{own}/login", data=form)).url.path == path
    assert "the emergency account 'spare' signs in" in caplog.text


async def _callback(browser: ClientSession, own: str) -> URL:
    """The provider's answer, not yet given to us."""
    response = await browser.get(f"{own}/login/openid")
    for _ in range(6):
        while response.status in (302, 303):
            to = response.url.join(URL(response.headers["Location"]))
            if to.path == "/login/openid/callback":
                return to
            response = await browser.get(to, allow_redirects=False)
        page = await response.text()
        action = unescape(re.findall(r'<form[^>]*action="([^"]+)"', page)[0])
        fields = dict(re.findall(r'<input[^>]*type="hidden" name="([^"]+)" value="([^"]*)"', page))
        response = await browser.post(
            response.url.join(URL(action)), data=fields | {"login": "dorthe", "password": "x"}, allow_redirects=False
        )
    raise AssertionError("the provider did not lead back")
