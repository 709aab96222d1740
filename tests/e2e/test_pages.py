from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

AXE = Path(__file__).with_name("axe.min.js").read_text("utf-8")
PATHS = [
    "/",
    "/findings",
    "/contacts/mail%2F1",
    "/months/2026-10",
    "/scans",
    "/scans/1",
    "/nothing",
    "/notice",
    "/notice/new",
    "/audit",
    "/privacy",
    "/kept",
    "/review",
    "/disputes",
    "/decided",
    "/samples",
    "/samples/draw",
    "/incidents",
    "/training",
    "/calendar",
    "/tips",
    "/tell",
    "/programme",
    "/figures",
    "/account",
    "/answers",
    "/answers/library",
    "/answers/use",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(color_scheme=request.param, locale="en-GB", bypass_csp=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_no_fault_that_axe_finds(page: Page, live: str, path: str) -> None:
    errors = heard(page)
    page.goto(live + path.removeprefix("/"), wait_until="networkidle")
    found = page.evaluate(f"() => {{ {AXE}; return axe.run({{runOnly: {TAGS}}}) }}")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert [error for error in errors if "404" not in error] == []


@pytest.mark.parametrize("path", PATHS)
def test_a_page_fits_a_narrow_panel(browser: Browser, live: str, path: str) -> None:
    context = browser.new_context(viewport={"width": 400, "height": 800})
    page = context.new_page()
    page.goto(live + path.removeprefix("/"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    context.close()


def test_an_officer_reads_a_finding_with_the_keyboard_alone(browser: Browser, live: str) -> None:
    page = browser.new_page(locale="en-GB")
    page.goto(f"{live}findings")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement === document.querySelectorAll('[data-step]')[0]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/contacts/**")
    assert page.locator("mark.chosen").count() == 1
    page.close()


def test_filters_and_more_work_without_a_new_page(browser: Browser, live: str) -> None:
    page = browser.new_page(locale="en-GB")
    page.goto(f"{live}findings")
    steps = page.locator("[data-step]")
    before = steps.count()
    page.get_by_role("link", name="Show more").click()
    expect(page.locator("[data-step]").nth(before)).to_be_attached()
    page.get_by_label("Duty").select_option("disparagement")
    page.get_by_text("No finding fits this choice.").wait_for()
    assert "policy=disparagement" in page.url
    page.close()


def test_charts_appear_in_the_month(browser: Browser, live: str) -> None:
    page = browser.new_page()
    page.goto(f"{live}months/2026-10")
    page.locator(".chart svg").first.wait_for(timeout=60_000)
    assert page.locator(".chart svg text").count() > 5
    page.close()


def heard(page: Page) -> list[Any]:
    """What the browser complains about, blocked styles and scripts among it."""
    errors: list[Any] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return errors
