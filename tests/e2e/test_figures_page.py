"""The figures page as people and axe see it."""

from typing import Any

import pytest

from tests.e2e.conftest import SignedIn
from tests.e2e.test_pages import AXE, TAGS

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_figures_have_no_fault_that_axe_finds(browser: SignedIn, live: str, scheme: Any) -> None:
    context = browser.new_context(color_scheme=scheme, locale="en-GB")
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda told: errors.append(told.text) if told.type == "error" else None)
    page.goto(f"{live}figures")
    page.locator("#chart-flow svg").wait_for()
    found = page.evaluate(f"() => {{ {AXE}; return axe.run({{runOnly: {TAGS}}}) }}")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert errors == []
    context.close()


def test_the_figures_fit_a_narrow_panel(browser: SignedIn, live: str) -> None:
    context = browser.new_context(viewport={"width": 400, "height": 800})
    page = context.new_page()
    page.goto(f"{live}figures")
    page.locator("#chart-flow svg").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    context.close()


def test_a_choice_shows_its_figures_and_a_point_its_words(browser: SignedIn, live: str) -> None:
    page = browser.new_page(locale="en-GB")
    page.goto(f"{live}figures")
    page.locator("#chart-flow svg").wait_for()
    page.locator("#chart-flow [aria-roledescription='bar']").first.hover()
    assert page.locator(".hover").inner_text() == "received: 42"
    page.get_by_role("combobox", name="Duty").select_option("disparagement")
    page.get_by_text("Nothing was found.").wait_for()
    assert "policy=disparagement" in page.url
    page.close()
