import asyncio
import html
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from multidict import CIMultiDict
from yarl import URL

from contactguard import errors
from contactguard.accounts.roles import Right, Role
from contactguard.errors import InputError, StorageError
from contactguard.scanning.scanner import Scanner
from contactguard.service.access import public
from contactguard.service.app import create_app
from contactguard.service.auth.addresses import client_address, is_loopback
from contactguard.service.auth.visitor import SESSION
from contactguard.service.errors import STATUS
from contactguard.service.running import serving
from contactguard.store.database import Database
from contactguard.wiring import Services
from tests.cli.test_texts import descendants
from tests.service.conftest import Client, put_together, sign_in

Refused = Callable[[ClientResponse, int, str], Awaitable[dict[str, Any]]]


def test_every_error_has_a_status() -> None:
    codes = {"internal"} | {kind.code for kind in descendants(errors.ContactguardError)}
    assert set(STATUS) == codes


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("DELETE", "/api/v1/findings", 405, "method_not_allowed"),
        ("GET", "/nothing", 404, "not_found"),
    ],
)
async def test_the_routers_own_errors_have_the_one_shape(
    client: Client, refused: Refused, method: str, path: str, status: int, code: str
) -> None:
    response = await client.request(method, path)
    await refused(response, status, code)
    assert ("Allow" in response.headers) == (status == 405)


async def test_an_unexpected_error_tells_nothing_of_itself(
    services: Services, refused: Refused, caplog: pytest.LogCaptureFixture
) -> None:
    @public
    async def fails(request: web.Request) -> web.Response:
        raise ValueError("a customer's words")

    @public
    async def is_locked(request: web.Request) -> web.Response:
        raise StorageError("the database is locked", source="/secret/place")

    app = create_app(services)
    app.router.add_get("/api/v1/fails", fails)
    app.router.add_get("/api/v1/locked", is_locked)
    with caplog.at_level(logging.CRITICAL):
        async with TestClient(TestServer(app)) as client:
            told = await refused(await client.get("/api/v1/fails"), 500, "internal")
            locked = await refused(await client.get("/api/v1/locked"), 503, "storage")
    assert "customer" not in str(told)
    assert locked["details"] == {}


TOLD = [
    ("da", "Der er ingen kontakt 'c-1'; den kan være slettet"),
    ("sv", "Det finns ingen kontakt 'c-1'; den kan ha raderats"),
    ("nb", "Det er ingen henvendelse 'c-1'; den kan være slettet"),
    ("en", "There is no contact 'c-1'; it may have been deleted"),
]


@pytest.mark.parametrize(("language", "expected"), TOLD)
async def test_an_error_is_told_in_the_readers_language(client: Client, language: str, expected: str) -> None:
    headers = {"Accept": "text/html", "Accept-Language": language}
    assert expected in html.unescape(await (await client.get("/contacts/c-1", headers=headers)).text())


@pytest.mark.parametrize(
    ("language", "expected"),
    [("da", "der er intet fund 'f'"), ("nb", "det er ikke noe funn 'f'"), ("en", "there is no finding 'f'")],
)
async def test_the_api_keeps_its_codes_and_tells_in_the_language_asked_for(
    client: Client, refused: Refused, language: str, expected: str
) -> None:
    response = await client.get("/api/v1/findings/f", headers={"Accept-Language": language})
    told = await refused(response, 404, "not_found")
    assert told["message"].startswith(expected)
    assert told["details"] == {"kind": "finding", "key": "f"}


@pytest.mark.parametrize(("language", "expected"), [("da", "PUT er ikke tilladt her"), ("en", "PUT is not allowed")])
async def test_the_routers_own_errors_are_told_in_the_language_asked_for(
    client: Client, refused: Refused, language: str, expected: str
) -> None:
    response = await client.put("/api/v1/findings", headers={"Accept-Language": language})
    assert (await refused(response, 405, "method_not_allowed"))["message"].startswith(expected)


@pytest.mark.parametrize(
    ("accept", "address"),
    [
        ("text/html", "/contacts/a%00b"),
        ("text/html", "/findings?line=a%00b"),
        ("application/json", "/api/v1/findings/a%00b"),
        ("application/json", "/api/v1/findings?line=a%00b"),
    ],
)
async def test_a_nul_byte_in_an_address_is_refused_whatever_the_database(
    database: Database, scanner: Scanner, accept: str, address: str
) -> None:
    services = put_together(database, scanner)
    cookies = {SESSION: await sign_in(services, Role.OFFICER)}
    async with TestClient(TestServer(create_app(services)), cookies=cookies) as client:
        headers = {"Accept": accept, "Accept-Language": "en"}
        answer = await client.get(URL(address, encoded=True), headers=headers)
        assert (answer.status, answer.content_type) == (400, accept)
        assert "NUL byte" in await answer.text()
        about_it = await client.get(URL("/findings?line=a%2500b", encoded=True), headers=headers)
        assert about_it.status == 200


FORM = "application/x-www-form-urlencoded"
PART = "multipart/form-data; boundary=b"
NAMED = b'--b\r\nContent-Disposition: form-data; name="a"\r\n'


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        (FORM, b"name=\xff", "UTF-8"),
        (FORM, b"name=a%00b", "NUL"),
        (f"{FORM}; charset=nonsense", b"name=x", "UTF-8"),
        (f"{FORM}; charset=utf-7", b"name=a+2AA-b", "UTF-8"),
        (f"{FORM}; charset=unicode_escape", b"name=\\ud800", "UTF-8"),
        ("multipart/form-data", b"x", "UTF-8"),
        (PART, b"--b\r\nnonsense\r\n\r\nx\r\n--b--\r\n", "UTF-8"),
        (PART, b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n", "UTF-8"),
        (PART, NAMED + b"\r\nx\0\r\n--b--\r\n", "NUL"),
        (PART, NAMED + b"Content-Transfer-Encoding: x\r\n\r\nx\r\n--b--\r\n", "UTF-8"),
        (PART, NAMED + b"Content-Type: text/plain; charset=nonsense\r\n\r\nx\r\n--b--\r\n", "UTF-8"),
    ],
)
async def test_a_form_that_cannot_be_read_is_refused_whoever_sends_it(
    stranger: Client, client: Client, services: Services, refused: Refused, kind: str, body: bytes, told: str
) -> None:
    token = await services.login.tokens.add("x", Right, timedelta(days=1), account=None, by="test")
    headers = {"Content-Type": kind, "Accept-Language": "en"}
    program = headers | {"Authorization": f"Bearer {token}"}
    for answer in (
        await stranger.post("/login", data=body, headers=headers),
        await client.post("/tell", data=body, headers=headers),
        await stranger.post("/v2/check", data=body, headers=program),
    ):
        assert told in (await refused(answer, 400, "bad_input"))["message"]


async def test_a_form_that_cannot_be_unpacked_is_refused(client: Client, refused: Refused) -> None:
    headers = {"Content-Type": FORM, "Content-Encoding": "gzip"}
    await refused(await client.post("/tell", data=b"name=x", headers=headers), 400, "bad_input")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], "127.0.0.1"),
        (["203.0.113.9"], "203.0.113.9"),
        (["6.6.6.6, 203.0.113.9"], "203.0.113.9"),
        (["6.6.6.6", "203.0.113.9"], "203.0.113.9"),
        (["203.0.113.9, 10.0.0.7"], "203.0.113.9"),
        (["203.0.113.9:4711"], "203.0.113.9"),
        (["203.0.113.9, 10.0.0.7:80"], "203.0.113.9"),
        (["2001:db8::9"], "2001:db8::9"),
        (["[2001:db8::9]:4711"], "2001:db8::9"),
    ],
)
async def test_whoever_comes_through_proxies_is_known_by_what_they_say(
    services: Services, lines: list[str], expected: str
) -> None:
    @public
    async def address(request: web.Request) -> web.Response:
        return web.Response(text=client_address(request))

    proxies = [ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8")]
    settings = services.settings.model_copy(update={"proxies": proxies})
    app = create_app(Services(**{**vars(services), "settings": settings}))
    app.router.add_get("/address", address)
    async with TestClient(TestServer(app)) as client:
        headers = CIMultiDict([("X-Forwarded-For", line) for line in lines])
        assert await (await client.get("/address", headers=headers)).text() == expected


async def test_a_person_gets_a_page_that_says_what_to_do(client: Client) -> None:
    response = await client.get("/nothing", headers={"Accept": "text/html", "Accept-Language": "da"})
    assert (response.status, response.content_type) == (404, "text/html")
    assert "Ikke fundet" in await response.text()


@pytest.mark.parametrize("path", ["/", "/api/v1/findings", "/api/v1/nothing", "/static/site.css", "/months"])
async def test_every_answer_forbids_what_is_foreign_or_inline(client: Client, path: str) -> None:
    response = await client.get(path)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("host", ["evil.example", "10.0.0.1:8080", "localhost.evil.example", ""])
async def test_a_foreign_name_for_this_machine_is_refused(client: Client, refused: Refused, host: str) -> None:
    await refused(await client.get("/api/v1/findings", headers={"Host": host}), 403, "forbidden")


async def test_another_site_may_not_send_anything(client: Client, refused: Refused) -> None:
    response = await client.post("/api/v1/check", json={"draft": "x"}, headers={"Origin": "https://evil.example"})
    await refused(response, 403, "forbidden")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("[::1]", True),
        ("LocalHost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.5", False),
        ("example.org", False),
        ("", False),
    ],
)
def test_only_this_machines_own_addresses_are_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


async def test_passwords_in_the_clear_are_warned_of(services: Services, caplog: pytest.LogCaptureFixture) -> None:
    changed = services.settings.model_copy(update={"host": "0.0.0.0"})
    async with serving(Services(**{**vars(services), "settings": changed})):
        assert "in the clear" in caplog.text


async def test_a_port_that_is_taken_is_told(services: Services) -> None:
    taken = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    changed = services.settings.model_copy(update={"port": port})
    with pytest.raises(InputError, match="cannot be listened on"):
        async with serving(Services(**{**vars(services), "settings": changed})):
            pass
    taken.close()
    await taken.wait_closed()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("sv-SE,sv;q=0.9,en;q=0.8", "sv"), ("nn-NO", "nb"), ("no", "nb"), ("de", "da"), ("", "da"), ("en-US", "en")],
)
async def test_the_language_is_the_browsers_or_the_companys(client: Client, asked: str, expected: str) -> None:
    page = await (await client.get("/", headers={"Accept-Language": asked})).text()
    assert f'<html lang="{expected}">' in page


async def test_a_chosen_language_is_kept(client: Client) -> None:
    await client.get("/?lang=sv")
    assert '<html lang="sv">' in await (await client.get("/findings")).text()


async def test_what_operators_ask_is_answered(client: Client) -> None:
    assert (await (await client.get("/healthz")).json())["status"] == "up"
    assert (await (await client.get("/readyz")).json())["status"] == "ready"
    await client.get("/api/v1/findings/some-id")
    await client.get("/annual", allow_redirects=False)
    metrics = await (await client.get("/metrics")).text()
    assert 'contactguard_requests_total{method="GET",route="/api/v1/findings/{id}",status="404"} 1.0' in metrics
    assert 'contactguard_requests_total{method="GET",route="/annual",status="302"} 1.0' in metrics
    assert "some-id" not in metrics


async def test_an_unreadable_database_is_not_ready(client: Client, services: Services, refused: Refused) -> None:
    async with services.database.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    await refused(await client.get("/readyz"), 503, "schema")
