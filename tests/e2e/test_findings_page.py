"""The lists of findings and the month in a real browser."""

import pytest
from playwright.sync_api import expect

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


def test_filters_and_more_work_without_a_new_page(browser: SignedIn, live: str) -> None:
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


def test_charts_appear_in_the_month(browser: SignedIn, live: str) -> None:
    page = browser.new_page()
    page.goto(f"{live}months/2026-10")
    page.locator(".chart svg").first.wait_for()
    assert page.locator(".chart svg text").count() > 5
    page.close()
