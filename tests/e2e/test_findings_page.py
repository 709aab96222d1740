"""The lists of findings and the month in a real browser."""

import pytest
from playwright.sync_api import expect

from contactguard.service.pages.paging import PAGE
from tests.e2e.conftest import SignedIn

pytestmark = pytest.mark.browser


def test_an_officer_reads_a_finding_with_the_keyboard_alone(browser: SignedIn, live: str) -> None:
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


@pytest.mark.parametrize(("path", "rows"), [("findings", "#rows > li"), ("answers/library", "#rows > tr")])
def test_what_a_list_has_more_joins_it_until_nothing_is_left(
    browser: SignedIn, live: str, path: str, rows: str
) -> None:
    page = browser.new_page(locale="en-GB")
    page.goto(f"{live}{path}")
    more = page.get_by_role("link", name="Show more")
    while not more.count():  # the supplied answers appear one after another
        page.wait_for_timeout(500)
        page.reload()
    assert page.locator(rows).count() == PAGE
    more.click()
    expect(more).to_have_count(0)
    assert page.locator(rows).count() > PAGE
    assert page.locator("h1, #rest").count() == 2
    assert page.url == f"{live}{path}"
    page.close()


def test_filters_work_without_a_new_page(browser: SignedIn, live: str) -> None:
    page = browser.new_page(locale="en-GB")
    page.goto(f"{live}findings")
    page.get_by_label("Duty").select_option("disparagement")
    page.get_by_text("No finding matches this selection.").wait_for()
    assert "policy=disparagement" in page.url
    page.close()


def test_charts_appear_in_the_month(browser: SignedIn, live: str) -> None:
    page = browser.new_page()
    page.goto(f"{live}months/2026-10")
    page.locator(".chart svg").first.wait_for()
    assert page.locator(".chart svg text").count() > 5
    page.close()
