"""Signing in, one's own account and the users, as people and axe see them."""

import re
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.axe import faults, heard
from tests.e2e.conftest import SignedIn
from tests.service.conftest import PASSWORD, Live

pytestmark = pytest.mark.browser


@pytest.fixture(params=["light", "dark"])
def visitor(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(color_scheme=request.param, locale="en-GB")
    yield context.new_page()
    context.close()


def sign_in(page: Page, address: str, name: str, password: str) -> None:
    page.goto(f"{address}login")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_signing_in_from_the_first_password_to_the_second_factor(visitor: Page, running: Live) -> None:
    errors = heard(visitor)
    name, first = running.newcomer()
    visitor.goto(f"{running.address}account")
    assert "/login?next=" in visitor.url
    assert faults(visitor) == []
    sign_in(visitor, running.address, name, first)
    assert faults(visitor) == []
    new = "four plain words together"
    for label, text in (("Present password", first), ("New password", new), ("New password once more", new)):
        visitor.get_by_label(label, exact=True).fill(text)
    visitor.get_by_role("button", name="Change the password").click()
    visitor.goto(f"{running.address}account")
    assert faults(visitor) == []
    visitor.goto(f"{running.address}account/second-factor")
    assert faults(visitor) == []
    secret = re.sub(r"\s", "", visitor.locator("ol code").inner_text())
    visitor.get_by_label("Code").fill(pyotp.TOTP(secret).now())
    visitor.get_by_role("button", name="Use the second factor").click()
    assert visitor.locator(".codes li").count() == 10
    recovery = visitor.locator(".codes li").first.inner_text()
    assert faults(visitor) == []
    visitor.goto(f"{running.address}account")
    visitor.get_by_role("button", name="Sign out", exact=True).click()
    sign_in(visitor, running.address, name, new)
    assert faults(visitor) == []
    visitor.get_by_label("Code").fill(recovery)
    visitor.get_by_role("button", name="Sign in").click()
    visitor.wait_for_url(re.compile("^(?!.*login)"))
    assert errors == []


def test_a_token_is_made_and_revoked_with_a_click(chromium: Browser, running: Live) -> None:
    page = SignedIn(chromium, running.admin).new_page(locale="en-GB")
    page.goto(f"{running.address}account/tokens")
    page.get_by_label("Name").fill("ticket system")
    page.get_by_label("hand contacts in").check()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create the token").click()
    assert page.locator(".told code").inner_text().startswith("cg_")
    page.get_by_role("button", name="Revoke ticket system").first.click()
    assert page.get_by_role("button", name="Revoke ticket system").count() == 0
    page.close()
