"""One whole story: a night's scan, and what two officers and an agent make of it, to an incident that is closed."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import heard
from tests.e2e.conftest import WAIT
from tests.e2e.house import House, months_ago
from tests.openid.provider import providing

pytestmark = pytest.mark.browser

BEFORE, ACTED, AFTER = months_ago(3, 5), months_ago(2, 15), months_ago(1, 10)

FAVOURING = {
    "n-1": "Kd flytter. Stillede om til Struer Energi.",
    "n-2": "Spurgte hvem der er billigst. Sagde at Struer Energi er billigst.",
    "n-3": "Ny i huset. Anbefalede Scanenergi.",
    "n-4": "Sendte link til Struer Energis tilbud på fastpris.",
    "n-5": "Kd spurgte til elaftale. Oplyste nummeret til Struer Energi.",
    "n-6": "Rådede kd til at vælge Scanenergi.",
    "n-7": "Lagde Struer Energis folder i kuverten.",
    "n-8": "Sagde at man får hurtigere tilslutning hos Struer Energi.",
    "n-9": "Foreslog kd at ringe til Struer Energi om fast pris.",
}
NEUTRAL = ("Måler skiftet, alt i orden.", "Aflæsning modtaget.", "Flytning noteret.", "Stik bestilt.")
TAKEN_BACK, DISPUTED, FOLLOWED_UP = "n-1", "n-3", "n-7"


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("house"))
    with providing(house.address) as issuer:
        house.write_settings(issuer)
        yield house


@pytest.mark.timeout(1200)  # a minute, were it not for others on the machine
def test_what_a_night_finds_is_reviewed_disputed_overturned_sampled_and_followed_up(
    house: House, chromium: Browser
) -> None:
    a_night_is_scanned(house)
    with house.serving():
        dorthe = comes_in(house, chromium, "dorthe")
        ten_findings_are_reviewed_by_keyboard(dorthe, house)
        arne = comes_in(house, chromium, "arne")
        the_agent_disputes(arne, house)
        ole = comes_in(house, chromium, "ole")
        another_officer_overturns(ole, house)
        the_agent_sees_it(arne, house)
        a_sample_is_drawn_and_read(dorthe, house)
        an_incident_is_opened_acted_on_and_checked(dorthe, house)
        all_of_it_is_in_the_audit_chain(ole, house)
    assert "unbroken; 1 head compared" in house.run("audit", "verify")


def a_night_is_scanned(house: House) -> None:
    found = {key: (BEFORE, "arne" if key == DISPUTED else "tbr", words) for key, words in FAVOURING.items()}
    silent = {f"{day}-{n}": (day, "tbr", words) for day in (BEFORE, AFTER) for n, words in enumerate(NEUTRAL)}
    house.write_notes(found | silent)
    house.write_mail(BEFORE, "Hvem skal jeg vælge?", "Hej Bo\n\nJeg kan anbefale Struer Energi.\n\nMvh Tina\n")
    house.record_notice()
    told = house.run("scan")
    assert "18 contacts were scanned." in told
    assert "10 findings" in told


def comes_in(house: House, chromium: Browser, name: str) -> Page:
    """Through the page of the provider, which knows everybody's groups."""
    page = chromium.new_context(locale="en-GB").new_page()
    page.set_default_timeout(WAIT)
    page.goto(house.address)
    page.get_by_role("link", name="Sign in with Struer Elnet").click()
    page.get_by_placeholder("Enter any login").fill(name)
    page.get_by_placeholder("and password").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    return page


def ten_findings_are_reviewed_by_keyboard(officer: Page, house: House) -> None:
    errors = heard(officer)
    officer.goto(f"{house.address}/review")
    for left in range(10, 0, -1):
        expect(officer.get_by_text(decisions(left), exact=True)).to_be_visible()
        words = officer.get_by_role("region", name="The words").inner_text()
        if FAVOURING[DISPUTED] in words or FAVOURING[FOLLOWED_UP] in words:
            judges_breach(officer, "Kunden fik kun ét navn.")
        else:
            judges_no_breach(officer)
        if FAVOURING[TAKEN_BACK] in words:
            takes_back(officer, left)
            judges_no_breach(officer)
    expect(officer.get_by_text("All read.")).to_be_visible()
    assert errors == []


def decisions(count: int) -> str:
    return "1 decision" if count == 1 else f"{count} decisions"


def judges_breach(page: Page, note: str) -> None:
    for key in ("b", "1"):
        page.keyboard.press(key)
    page.keyboard.type(note)
    page.keyboard.press("Enter")
    shows_the_next(page)


def judges_no_breach(page: Page) -> None:
    for key in ("n", "3", "Enter"):
        page.keyboard.press(key)
    shows_the_next(page)


def takes_back(page: Page, left: int) -> None:
    page.keyboard.press("z")
    expect(page.get_by_text("The verdict is taken back")).to_be_visible()
    expect(page.get_by_text(decisions(left), exact=True)).to_be_visible()
    shows_the_next(page)


def shows_the_next(page: Page) -> None:
    """The heading of what came has the focus once it hears keys."""
    expect(page.locator("#desk h1")).to_be_focused()


def the_agent_disputes(agent: Page, house: House) -> None:
    expect(agent.get_by_role("link", name="Review")).to_have_count(0)
    agent.goto(f"{house.address}/own")
    expect(agent.get_by_text("Kunden fik kun ét navn.")).to_be_visible()
    assert "dorthe" not in agent.inner_text("main")
    agent.get_by_label("Why it is no breach").fill("Kunden spurgte selv efter Scanenergi.")
    agent.get_by_role("button", name="Dispute the verdict").click()
    expect(agent.get_by_text("waits for the officer")).to_be_visible()


def another_officer_overturns(officer: Page, house: House) -> None:
    officer.goto(f"{house.address}/disputes")
    expect(officer.get_by_text("Kunden spurgte selv efter Scanenergi.")).to_be_visible()
    officer.keyboard.press("j")
    officer.keyboard.press("Enter")
    officer.wait_for_url(re.compile("/review/"))
    expect(officer.get_by_text("The verdict is disputed")).to_be_visible()
    for key in ("n", "3", "Enter"):
        officer.keyboard.press(key)
    expect(officer.get_by_text("No verdict is disputed.")).to_be_visible()


def the_agent_sees_it(agent: Page, house: House) -> None:
    agent.goto(f"{house.address}/own")
    expect(agent.get_by_role("main").get_by_text("no breach", exact=False).first).to_be_visible()
    expect(agent.get_by_role("button", name="Dispute the verdict")).to_have_count(0)


def a_sample_is_drawn_and_read(officer: Page, house: House) -> None:
    officer.goto(f"{house.address}/samples/draw")
    officer.get_by_label("Minutes of reading").fill("10")
    officer.get_by_role("button", name="Show what would be drawn").click()
    drawn = int(officer.get_by_role("heading", name=re.compile("would be drawn")).inner_text().split()[0])
    officer.get_by_role("button", name="Draw", exact=True).click()
    officer.goto(f"{house.address}/samples/read")
    for left in range(drawn, 0, -1):
        expect(officer.get_by_text(re.compile(rf"^{left} contacts? left"))).to_be_visible()
        expect(officer.get_by_text("Why", exact=True)).to_have_count(0)  # blind: nothing of what the scan said
        officer.keyboard.press("n")
        officer.keyboard.press("Enter")
        shows_the_next(officer)
    expect(officer.get_by_text("All that you may read is read.")).to_be_visible()


def an_incident_is_opened_acted_on_and_checked(officer: Page, house: House) -> None:
    officer.goto(f"{house.address}/contacts/{FOLLOWED_UP}")
    officer.locator("main a[href^='/incidents/new?finding=']").click()
    officer.get_by_label("Title").fill("Foldere i kuverter")
    officer.get_by_label("What happened").fill("Foldere fra et selskab lå fremme.")
    officer.get_by_role("button", name="Open the incident").click()
    officer.get_by_label("Why it could happen").fill("De lå ved frankeringen.")
    officer.locator("form[action$='/cause'] button").click()
    plan = officer.locator("form[action$='/plan']")
    plan.get_by_label("What is to be done").fill("Fjern folderne.")
    plan.get_by_label("Who sees to it, by role").fill("Teamleder")
    plan.get_by_label("Due").fill(f"{ACTED}")
    plan.get_by_role("button").click()
    officer.get_by_text("It is done").click()
    officer.locator("form[action$='/finish']").get_by_label("Day").fill(f"{ACTED}")
    officer.locator("form[action$='/finish'] button").click()
    check = officer.locator("form[action$='/check']")
    check.get_by_label("It helped").check()
    check.get_by_label("What you make of it").fill("Ingen folder er sendt siden.")
    check.get_by_role("button").click()
    expect(officer.get_by_text("Ingen folder er sendt siden.").first).to_be_visible()
    officer.get_by_text("Close the incident").first.click()
    officer.locator("form[action$='/close'] button").click()
    expect(officer.get_by_text("Open again").first).to_be_visible()


def all_of_it_is_in_the_audit_chain(officer: Page, house: House) -> None:
    officer.goto(f"{house.address}/audit")
    for name in ("dorthe", "arne", "ole"):
        expect(officer.get_by_role("cell", name=name, exact=True).first).to_be_visible()
