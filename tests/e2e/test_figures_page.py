"""The figures page as people use it."""

import pytest

from tests.e2e.conftest import SignedIn

pytestmark = pytest.mark.browser


def test_a_choice_shows_its_figures_and_a_point_its_words(browser: SignedIn, live: str) -> None:
    page = browser.new_page(locale="en-GB")
    page.goto(f"{live}figures")
    page.locator("#chart-flow svg").wait_for()
    page.locator("#chart-flow [aria-roledescription='bar']").first.hover()
    assert page.locator(".hover").inner_text() == "received: 55"
    page.get_by_role("combobox", name="Duty").select_option("disparagement")
    page.get_by_text("Nothing was found.").wait_for()
    assert "policy=disparagement" in page.url
    page.close()
