"""Who reaches what: every route of the router has a line here, and every role is sent to each."""

import re
from collections.abc import Iterator

import pytest
from aiohttp import web

from contactguard.accounts.roles import Role
from contactguard.service.access import required
from contactguard.wiring import Services
from tests.service.conftest import Client, ClientAs

LETTERS = {
    "a": Role.AGENT,
    "r": Role.REVIEWER,
    "o": Role.OFFICER,
    "l": Role.LEAD,
    "u": Role.AUDITOR,
    "d": Role.ADMIN,
}
EVERYONE, ANYONE = "arolud", "anyone"

# Route and whom it serves, by the letters above; `ANYONE` is served without a login.
TABLE = {
    "GET /": EVERYONE,
    "GET /account": EVERYONE,
    "GET /account/password": ANYONE,  # also before the sign-in is complete; leads others to the login
    "GET /account/second-factor": EVERYONE,
    "GET /account/second-factor/picture": EVERYONE,
    "GET /account/tokens": EVERYONE,
    "GET /annual": "ou",
    "GET /annual/{year}": "ou",
    "GET /annual/{year}/report.{format}": "ou",
    "GET /annual/{year}/{chapter}": "ou",
    "GET /answers": EVERYONE,
    "GET /answers/library": "o",
    "GET /answers/library.zip": "o",
    "GET /answers/library/new": "o",
    "GET /answers/library/{id}": "o",
    "GET /answers/library/{id}/edit": "o",
    "GET /answers/use": "rolu",
    "GET /answers/waiting": "o",
    "GET /answers/{id}": EVERYONE,
    "GET /api/v1/answers": EVERYONE,
    "GET /api/v1/answers/export": "o",
    "GET /api/v1/answers/{id}": EVERYONE,
    "GET /api/v1/answers/{id}/versions": "o",
    "GET /api/v1/figures": "rolu",
    "GET /api/v1/findings": "ro",
    "GET /api/v1/findings/{id}": "ro",
    "GET /api/v1/openapi.json": ANYONE,
    "GET /api/v1/reports/months/{month}": "rolu",
    "GET /api/v1/scripts/{id}": EVERYONE,
    "GET /api/v1/scripts/{id}/versions": "o",
    "GET /audit": "ou",
    "GET /calendar": "ou",
    "GET /calendar.ics": "ou",
    "GET /contacts/{id}": "ro",
    "GET /decided": "ou",
    "GET /disputes": "o",
    "GET /figures": "rolu",
    "GET /figures.csv": "rolu",
    "GET /figures.xlsx": "rolu",
    "GET /figures/charts": "rolu",
    "GET /figures/{year}.json": "rolu",
    "GET /findings": "ro",
    "GET /healthz": ANYONE,
    "GET /incidents": "ou",
    "GET /incidents/breaches": "ou",
    "GET /incidents/new": "o",
    "GET /incidents/{id}": "ou",
    "GET /kept": EVERYONE,
    "GET /login": ANYONE,
    "GET /login/code": ANYONE,
    "GET /login/openid": ANYONE,
    "GET /login/openid/callback": ANYONE,
    "GET /metrics": ANYONE,  # on this machine, as these tests run; see below for others
    "GET /months": "rolu",
    "GET /months/{month}": "rolu",
    "GET /months/{month}/charts/{name}": "rolu",
    "GET /months/{month}/report.{format}": "rolu",
    "GET /notice": ANYONE,
    "GET /notice/new": "o",
    "GET /own": "al",
    "GET /privacy": "o",
    "GET /readyz": ANYONE,
    "GET /reveal/{pseudonym}": "o",
    "GET /review": "ro",
    "GET /review/{id}": "ro",
    "GET /programme": EVERYONE,
    "GET /programme/file": EVERYONE,
    "GET /programme/file/coming": "o",
    "GET /programme/policies/{policy}": EVERYONE,
    "GET /programme/{number}": EVERYONE,
    "GET /samples": "rolu",
    "GET /samples/draw": "o",
    "GET /samples/read": "ro",
    "GET /samples/{id}": "ou",
    "GET /samples/{id}/{position}": "ro",
    "GET /samples/{id}/{position}/example": "ro",
    "GET /scans": "od",
    "GET /scans/{id}": "od",
    "GET /scripts/{id}": EVERYONE,
    "GET /static": ANYONE,
    "GET /static/report": ANYONE,
    "GET /tell": EVERYONE,
    "GET /tips": "ou",
    "GET /training": "ou",
    "GET /users": "d",
    "GET /users/{id}": "d",
    "GET /v2/languages": ANYONE,
    "POST /account/password": ANYONE,
    "POST /account/second-factor": EVERYONE,
    "POST /account/second-factor/remove": EVERYONE,
    "POST /account/sign-out-everywhere": EVERYONE,
    "POST /account/tokens": EVERYONE,
    "POST /account/tokens/{id}/revoke": EVERYONE,
    "POST /answers/draft": "arol",
    "POST /answers/library.zip": "o",
    "POST /answers/library/new": "o",
    "POST /answers/library/new/try": "o",
    "POST /answers/library/{id}/edit": "o",
    "POST /answers/library/{id}/try": "o",
    "POST /answers/library/{id}/valid-until": "o",
    "POST /answers/library/{id}/versions/{number}/{step}": "o",
    "POST /answers/remarks/{number}/settle": "o",
    "POST /answers/waiting": "o",
    "POST /answers/{id}/remark": EVERYONE,
    "POST /api/v1/answers": "o",
    "POST /api/v1/answers/import": "o",
    "POST /api/v1/answers/{id}/remarks": EVERYONE,
    "POST /api/v1/answers/{id}/uses": EVERYONE,
    "POST /api/v1/answers/{id}/versions/{number}/{step}": "o",
    "POST /api/v1/check": "arol",
    "POST /api/v1/contacts": "od",
    "POST /api/v1/scripts": "o",
    "POST /api/v1/scripts/{id}/versions/{number}/{step}": "o",
    "POST /scripts/{id}/remark": EVERYONE,
    "POST /api/v1/findings/{id}/claim": "ro",
    "POST /api/v1/findings/{id}/verdict": "ro",
    "POST /audit/export": "ou",
    "POST /calendar/settings": "o",
    "POST /calendar/{kind}/{period}/{step}": "o",
    "POST /findings/{id}/reopen": "o",
    "POST /incidents": "o",
    "POST /incidents/join": "o",
    "POST /incidents/{id}/check": "o",
    "POST /incidents/{id}/{step}": "o",
    "POST /kept/export": EVERYONE,
    "POST /login": ANYONE,
    "POST /login/code": ANYONE,
    "POST /logout": ANYONE,
    "POST /notice": "o",
    "POST /own/{id}/dispute": "al",
    "POST /privacy/erase": "o",
    "POST /privacy/export": "o",
    "POST /privacy/find": "o",
    "POST /reveal/{pseudonym}": "o",
    "POST /review/undo": "ro",
    "POST /review/{id}/verdict": "ro",
    "POST /privacy/aliases": "o",
    "POST /privacy/aliases/apply": "o",
    "POST /privacy/aliases/{alias}/remove": "o",
    "POST /programme/approve": "o",
    "POST /programme/controls/{id}": "o",
    "POST /programme/file": "o",
    "POST /programme/{number}": "o",
    "POST /samples": "o",
    "POST /samples/undo": "ro",
    "POST /samples/{id}/{position}/verdict": "ro",
    "POST /tell": EVERYONE,
    "POST /tips/{id}/set-aside": "o",
    "POST /annual/{year}/texts/{question}": "o",
    "POST /annual/{year}/texts/{question}/start": "o",
    "POST /annual/{year}/versions": "o",
    "POST /annual/{year}/versions/{number}/approve": "o",
    "POST /training": "o",
    "POST /training/{id}/strike": "o",
    "POST /users": "d",
    "POST /users/{id}/{step}": "d",
    "POST /v2/check": "arol",
}
# What a part of a path has to be where 1 will not do.
PARTS = {("/calendar/{kind}/{period}/{step}", "step"): "done", ("/api/v1/reports/months/{month}", "month"): "2026-10"}
PARTS |= {(name.split(" ")[1], "year"): "2026" for name in TABLE if "/annual/{year}" in name}
ENDS = {"POST /logout", "POST /account/sign-out-everywhere"}  # after these nobody is signed in


def routes(app: web.Application) -> Iterator[tuple[str, web.AbstractRoute]]:
    """Each route as the table names it."""
    for route in app.router.routes():
        if route.method != "HEAD" and route.resource is not None:
            yield f"{route.method} {route.resource.canonical}", route


def test_every_route_has_its_line_and_says_its_right(app: web.Application) -> None:
    known = dict(routes(app))
    assert set(known) == set(TABLE)
    unmarked = [name for name, route in known.items() if not _is_static(route) and required(route.handler) is None]
    assert unmarked == []


@pytest.mark.parametrize("letter", LETTERS)
async def test_a_role_reaches_what_the_table_says(client_as: ClientAs, letter: str) -> None:
    client = await client_as(LETTERS[letter])
    wrong = []
    for name in sorted(TABLE, key=lambda name: (name in ENDS, name)):
        status = await asked(client, name)
        served = letter in TABLE[name] or TABLE[name] == ANYONE
        if (status not in (401, 403)) != served or status >= 500:
            wrong.append((name, status))
        if name == "POST /account/sign-out-everywhere":
            break
    assert wrong == []


async def test_a_stranger_reaches_nothing_but_the_login(stranger: Client) -> None:
    wrong = [
        (name, status)
        for name, served in TABLE.items()
        if name.startswith("GET ") and ((status := await asked(stranger, name)) == 401) == (served == ANYONE)
    ]
    assert wrong == []


async def test_a_stranger_may_send_nothing(stranger: Client) -> None:
    """What anyone may send needs the token of a form; nothing else is looked at."""
    for name, served in TABLE.items():
        if name.startswith("POST "):
            assert await asked(stranger, name) == (403 if served == ANYONE else 401), name


async def test_a_person_is_led_to_the_login_and_back(stranger: Client) -> None:
    page = {"Accept": "text/html"}
    response = await stranger.get("/findings?policy=disparagement", headers=page, allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (302, "/login?next=/findings?policy%3Ddisparagement")
    fragment = await stranger.get("/findings", headers={"HX-Request": "true"})
    assert (fragment.status, "HX-Redirect" in fragment.headers) == (401, False)  # what stands on the page stays


async def test_a_handler_that_says_nothing_is_refused_to_everyone(services: Services, client_as: ClientAs) -> None:
    async def says_nothing(request: web.Request) -> web.Response:
        return web.Response(text="secret")

    client = await client_as(*Role)
    assert client.app is not None
    client.app.router._frozen = False
    client.app.router.add_get("/says-nothing", says_nothing)
    assert (await client.get("/says-nothing")).status == 403


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
async def test_metrics_are_not_for_those_behind_a_proxy_of_this_machine(stranger: Client, header: str) -> None:
    assert (await stranger.get("/metrics", headers={header: "for=203.0.113.9"})).status == 401
    assert (await stranger.get("/metrics")).status == 200


async def test_a_form_without_its_token_changes_nothing(client: Client, services: Services) -> None:
    for token in ("", "wrong", services.login.keys.form_token("another cookie")):
        response = await client.post("/account/sign-out-everywhere", headers={"X-CSRF-Token": token})
        assert response.status == 403
    assert (await client.get("/account")).status == 200


async def test_the_field_of_a_form_is_as_good_as_the_header(client: Client) -> None:
    page = await (await client.get("/account")).text()
    token = page.split('name="csrf" value="')[1].split('"')[0]
    del client.session.headers["X-CSRF-Token"]
    response = await client.post("/logout", data={"csrf": token}, allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (302, "/login")
    assert (await client.get("/account")).status == 401


async def asked(client: Client, name: str) -> int:
    method, path = name.split(" ")
    path = {"/static": "/static/site.css", "/static/report": "/static/report/tokens.css"}.get(path, path)
    path = re.sub(r"{(\w+)}", lambda found: PARTS.get((path, found[1]), "1"), path)
    response = await client.request(method, path, allow_redirects=False)
    return response.status


def _is_static(route: web.AbstractRoute) -> bool:
    return isinstance(route.resource, web.StaticResource)
