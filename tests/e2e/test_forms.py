"""Forms in a real browser."""

import pytest

from tests.e2e.conftest import SignedIn

pytestmark = pytest.mark.browser

COUNTED = """window.addEventListener("submit", (event) => {
  window.sent = (window.sent ?? 0) + !event.defaultPrevented;
  event.preventDefault();
})"""


def test_a_form_is_sent_once_however_often_its_button_is_clicked(browser: SignedIn, live: str) -> None:
    page = browser.new_page(locale="en-GB")
    page.goto(f"{live}tell")
    page.locator("input[name=kind]").first.check()
    page.locator("textarea[name=text]").fill("A customer complained that we had named an installer.")
    page.evaluate(COUNTED)
    for _ in range(3):
        page.get_by_role("button", name="Send").click()
    assert page.evaluate("window.sent") == 1
    page.evaluate("window.dispatchEvent(new Event('pageshow'))")  # back from where it led to
    page.get_by_role("button", name="Send").click()
    assert page.evaluate("window.sent") == 2
    page.close()
