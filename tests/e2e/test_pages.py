"""Every page as each role, in both colour schemes, narrow, and the main ones in every language, as axe sees them."""

from collections.abc import Iterable, Sequence

import pytest
from playwright.sync_api import Browser, Page, expect

from contactguard.accounts.roles import Role
from tests.e2e.axe import faults, faults_in_the_dark, heard
from tests.e2e.conftest import SignedIn
from tests.e2e.office import ALICE, Office
from tests.service.test_access import ANYONE, LETTERS, TABLE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]  # many pages, perhaps on a busy machine

# What each page of the router is looked at as, or why not; a new one has to be added.
PAGES = {
    "/": "",
    "/account": "account",
    "/account/second-factor": "account/second-factor",
    "/account/tokens": "account/tokens",
    "/annual/{year}": "annual/2026",
    "/annual/{year}/{chapter}": "annual/2026/4",
    "/answers": "answers?q=skifte+elselskab",
    "/answers/library": "answers/library",
    "/answers/library/{id}": "answers/library/supplier-switch-da",
    "/answers/library/{id}/edit": "answers/library/supplier-switch-da/edit",
    "/answers/library/new": "answers/library/new",
    "/answers/use": "answers/use",
    "/answers/waiting": "answers/waiting",
    "/audit": "audit",
    "/calendar": "calendar",
    "/contacts/{id}": "contacts/mail%2F1",
    "/decided": "decided",
    "/disputes": "disputes",
    "/figures": "figures",
    "/findings": "findings",
    "/incidents": "incidents",
    "/incidents/breaches": "incidents/breaches",
    "/incidents/new": "incidents/new",
    "/incidents/{id}": "incidents/1",
    "/kept": "kept",
    "/login": "login",
    "/months/{month}": "months/2026-10",
    "/notice": "notice",
    "/notice/new": "notice/new",
    "/own": "own",
    "/privacy": "privacy",
    "/programme": "programme",
    "/programme/{number}": "programme/1",
    "/reveal/{pseudonym}": f"reveal/{ALICE}",
    "/review": "review",
    "/samples": "samples",
    "/samples/draw": "samples/draw",
    "/samples/read": "samples/read",
    "/samples/{id}": "samples/1",
    "/scans": "scans",
    "/scans/{id}": "scans/1",
    "/scripts/{id}": "scripts/supplier-switch-da",
    "/tell": "tell",
    "/tips": "tips",
    "/training": "training",
    "/users": "users",
    "/users/{id}": "users/1",
}
LEFT_OUT = {
    "leads on to another page": (
        "/annual",
        "/answers/{id}",
        "/login/openid",
        "/login/openid/callback",
        "/months",
        "/programme/policies/{policy}",
    ),
    "seen while signing in, in test_accounts.py": ("/account/password", "/login/code"),
    "shown as one that /review and /samples/read lead to": ("/review/{id}", "/samples/{id}/{position}"),
    "a part of a page": ("/account/second-factor/picture", "/figures/charts", "/months/{month}/charts/{name}"),
    "a file": (
        "/annual/{year}/report.{format}",
        "/answers/library.zip",
        "/calendar.ics",
        "/figures.csv",
        "/figures.xlsx",
        "/figures/{year}.json",
        "/months/{month}/report.{format}",
        "/programme/file",
        "/programme/file/coming",
        "/samples/{id}/{position}/example",
        "/static",
        "/static/report",
    ),
    "for programs": ("/healthz", "/metrics", "/readyz", "/v2/languages"),
}
MAIN = (
    "/",
    "/answers",
    "/contacts/{id}",
    "/figures",
    "/findings",
    "/incidents/{id}",
    "/months/{month}",
    "/programme",
    "/review",
    "/samples",
    "/samples/read",
    "/scans/{id}",
    "/nowhere",
)
NARROW, WIDE = {"width": 400, "height": 800}, {"width": 1280, "height": 900}


def test_every_page_of_the_router_is_looked_at_or_left_out_for_a_reason() -> None:
    left_out = [path for paths in LEFT_OUT.values() for path in paths]
    routed = [name.removeprefix("GET ") for name in TABLE if name.startswith("GET ") and "/api/v1/" not in name]
    assert sorted([*PAGES, *left_out]) == sorted(routed), "put the page into PAGES, or say in LEFT_OUT why not"


@pytest.mark.parametrize("letter", LETTERS)
def test_no_page_of_a_role_has_a_fault(chromium: Browser, office: Office, letter: str) -> None:
    served = [path for path in PAGES if TABLE[f"GET {path}"] == ANYONE or letter in TABLE[f"GET {path}"]]
    page = SignedIn(chromium, office.cookies[LETTERS[letter]]).new_page(locale="en-GB", viewport=WIDE)
    assert wrong_with(page, office, served) == {}
    page.close()


@pytest.mark.parametrize("locale", ["da-DK", "sv-SE", "nb-NO"])
def test_the_main_pages_have_no_fault_in_any_language(chromium: Browser, office: Office, locale: str) -> None:
    page = SignedIn(chromium, office.cookies[Role.OFFICER]).new_page(locale=locale, viewport=WIDE)
    assert wrong_with(page, office, MAIN) == {}
    page.close()


@pytest.mark.parametrize("locale", ["nb-NO", "en-GB"])
def test_lists_of_things_are_read_on_a_telephone_without_moving_sideways(
    chromium: Browser, office: Office, locale: str
) -> None:
    page = SignedIn(chromium, office.cookies[Role.OFFICER]).new_page(locale=locale, viewport=NARROW)
    for path in ("account", "answers/library", "audit", "samples"):
        page.goto(office.address + path)
        list_ = page.locator(".scroll:has(.stacks)")
        assert list_.locator("tbody tr").count() > 0
        assert list_.evaluate("one => one.scrollWidth <= one.clientWidth"), path
    page.close()


def wrong_with(page: Page, office: Office, paths: Iterable[str]) -> dict[str, Sequence[object]]:
    """By page what axe and the browser complain about, light and dark, and how much too wide it is for a panel."""
    errors = heard(page)
    found = {}
    for path in paths:
        errors.clear()
        page.goto(office.address + PAGES.get(path, path.removeprefix("/")))
        expect(page.locator(".htmx-request")).to_have_count(0)
        wrong = [*faults(page), *faults_in_the_dark(page), *too_wide(page), *said(errors)]
        if page.locator("h1").count() != 1:
            wrong.append("not one heading")
        if wrong:
            found[path] = wrong
    return found


def too_wide(page: Page) -> list[str]:
    page.set_viewport_size(NARROW)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(WIDE)
    return [f"{width} pixels wide"] if width > NARROW["width"] else []


def said(errors: Iterable[str]) -> list[str]:
    """What the browser complains about, but for the page that is not there."""
    return [error for error in errors if "404" not in error]
