"""Forms in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SignedIn

pytestmark = pytest.mark.browser


def test_a_form_is_sent_once_however_often_its_button_is_clicked(browser: SignedIn, live: str) -> None:
    page = browser.new_page(locale="en-GB")
    page.goto(f"{live}tell")
    before = page.locator("ul.plain > li").count()
    page.locator("input[name=kind]").first.check()
    page.locator("textarea[name=text]").fill("A customer complained that we had named an installer.")
    page.get_by_role("button", name="Send").dblclick()
    expect(page.get_by_text("It is saved and waits for the officer.")).to_be_visible()
    page.goto(f"{live}tell")
    expect(page.locator("ul.plain > li")).to_have_count(before + 1)
    page.close()
