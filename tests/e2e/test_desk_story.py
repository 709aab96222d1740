"""The rest of the officer's day in a real browser: a sample drawn and read, an incident opened, acted on, checked."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.test_pages import heard
from tests.e2e.test_review import Office, browser_of, office

__all__ = ["office"]
pytestmark = pytest.mark.browser


@pytest.fixture
def officer(chromium: Browser, office: Office) -> Page:
    return browser_of(chromium, office, "Ole").new_page(locale="en-GB")


def test_a_sample_is_drawn_and_read_by_keyboard(officer: Page, office: Office) -> None:
    errors = heard(officer)
    officer.goto(f"{office.address}samples/draw")
    officer.get_by_label("Minutes of reading").fill("60")
    officer.get_by_role("button", name="Show what would be drawn").click()
    told = officer.get_by_role("heading", name=re.compile("would be drawn")).inner_text()
    drawn = int(told.split()[0])
    officer.get_by_role("button", name="Draw", exact=True).click()
    for _ in range(drawn):
        officer.goto(f"{office.address}samples/read")
        expect(officer.get_by_text("Why", exact=True)).to_have_count(0)  # blind: nothing of what the scan said
        officer.keyboard.press("n")
        with officer.expect_response(re.compile(r"/samples/\d+/\d+/verdict")):
            officer.keyboard.press("Enter")
        officer.wait_for_load_state("networkidle")
    officer.goto(f"{office.address}samples/read")
    expect(officer.get_by_text("All that you may read is read.")).to_be_visible()
    assert errors == []
    officer.close()


def test_an_incident_is_opened_acted_on_checked_and_closed(officer: Page, office: Office) -> None:
    errors = heard(officer)
    officer.goto(f"{office.address}incidents/new")
    officer.get_by_label("Title").fill("Kunder fik kun ét navn")
    officer.get_by_label("When it happened").fill("2026-09-01")
    officer.get_by_label("What happened").fill("En vikar nævnte kun ét selskab.")
    officer.get_by_role("button", name="Open the incident").click()
    officer.get_by_label("Why it could happen").fill("Ingen introduktion til vikarer.")
    officer.locator("form[action$='/cause'] button").click()
    plan = officer.locator("form[action$='/plan']")
    plan.get_by_label("What is to be done").fill("Introducer vikarer til scriptet.")
    plan.get_by_label("Who sees to it, by role").fill("Teamleder")
    plan.get_by_label("Due").fill("2026-09-30")
    plan.get_by_role("button").click()
    officer.get_by_text("It is done").click()
    finish = officer.locator("form[action$='/finish']")
    finish.get_by_label("Day").fill("2026-09-15")
    finish.get_by_role("button").click()
    check = officer.locator("form[action$='/check']")
    check.get_by_label("Too early to say").check()
    check.get_by_label("What you make of it").fill("For få kontakter endnu.")
    check.get_by_role("button").click()
    expect(officer.get_by_text("For få kontakter endnu.").first).to_be_visible()
    officer.get_by_text("Close the incident").first.click()
    close = officer.locator("form[action$='/close']")
    close.locator("input[name=text]").fill("Vikarerne kender nu scriptet.")
    close.get_by_role("button").click()
    expect(officer.get_by_text("Open again").first).to_be_visible()
    assert errors == []
    officer.close()
