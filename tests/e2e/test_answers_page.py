"""The agent's page as she uses it: the keyboard, a narrow panel, a frame of the ticket system, every language."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from contactguard.accounts.roles import Role
from contactguard.service.auth.visitor import SESSION
from tests.e2e.axe import faults, faults_in_the_dark
from tests.e2e.conftest import SignedIn
from tests.e2e.office import Office
from tests.knowledge.factories import make_answer
from tests.service.conftest import FRAMES, Live

pytestmark = pytest.mark.browser

TICKETS = "<!doctype html><title>Tickets</title><iframe title='Answers' width='400' height='700' src='{}'></iframe>"


@pytest.fixture
def context(browser: SignedIn, live: str) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="da-DK", viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live.rstrip("/"))
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, live: str) -> Page:
    page = context.new_page()
    page.goto(f"{live}answers")
    return page


def copied(page: Page) -> str:
    expect(page.locator("#told")).not_to_be_empty()
    return str(page.evaluate("navigator.clipboard.readText()")).replace("\r\n", "\n")


def test_an_agent_finds_and_copies_an_answer_with_the_keyboard_alone(page: Page) -> None:
    page.keyboard.type("kd vil skfite elselskab", delay=15)
    card = page.locator("[data-card='supplier-switch-da']")
    card.wait_for()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.card") == "supplier-switch-da"
    page.keyboard.press("c")
    spoken = copied(page)
    assert "elpris.dk" in spoken
    page.keyboard.press("e")
    assert card.locator("[data-form='email']").is_visible()
    assert not card.locator("[data-form='phone']").is_visible()
    page.evaluate("document.getElementById('told').textContent = ''")
    page.keyboard.press("c")
    assert copied(page).startswith("Hej {customer}")
    assert page.locator("#told").text_content() == "Kopieret"
    page.keyboard.press("t")
    assert card.locator("[data-form='phone']").is_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    second = page.locator(".card").nth(1)
    assert second.locator(".body").is_visible()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("solceller")
    page.locator("[data-card='solar-da']").wait_for()


def test_a_search_that_answers_late_leaves_the_agent_on_her_card(page: Page) -> None:
    page.keyboard.type("kd vil skifte elselskab", delay=15)
    card = page.locator("[data-card='supplier-switch-da']")
    card.wait_for()
    page.keyboard.press("ArrowDown")
    card.evaluate("card => card.setAttribute('data-former', '')")
    page.evaluate("q.value = 'skifte elselskab'; htmx.trigger(q, 'input')")
    page.locator("[data-card='supplier-switch-da']:not([data-former])").wait_for()
    expect(card).to_be_focused()
    page.keyboard.press("c")
    assert "elpris.dk" in copied(page)


def test_the_key_on_the_copy_button_can_be_read(page: Page) -> None:
    page.keyboard.type("skifte elselskab")
    page.locator("[data-copy] kbd").first.wait_for()
    ink, ground = page.evaluate(
        "() => { const key = document.querySelector('[data-copy] kbd'), button = key.parentElement;"
        " return [getComputedStyle(key).color, getComputedStyle(button).backgroundColor] }"
    )
    assert ink != ground
    assert page.evaluate("getComputedStyle(document.querySelector('[data-copy] kbd')).backgroundColor").endswith("0)")


def test_a_call_is_walked_to_its_note_with_the_keyboard_alone(page: Page) -> None:
    page.keyboard.type("skifte elselskab")
    page.locator("[data-card='supplier-switch-da']").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("s")
    page.wait_for_url("**/scripts/supplier-switch-da")
    for key in "nvj":
        page.locator(f"#player [data-key='{key}']").wait_for()
        page.keyboard.press(key)
    note = page.locator("#note")
    note.wait_for()
    assert "Sagt: Kunden vælger frit; Prisportalen oplyst" in note.input_value()
    page.keyboard.press("c")
    assert copied(page) == note.input_value()
    page.keyboard.press("Backspace")
    page.locator("#player .choices").wait_for()


def test_a_draft_is_judged_beside_the_search_and_mended_from_the_base(page: Page) -> None:
    draft = page.locator("#draft")
    draft.fill("Hej Bo\n\nJeg kan anbefale Struer Energi.")
    page.locator("#judged mark").wait_for()
    assert "Struer Energi" in page.locator("#judged mark").first.inner_text()
    page.locator("#judged summary").first.click()
    page.locator("#judged [data-insert]").first.click()
    assert "elpris.dk" in draft.input_value()
    draft.fill("Tak for din mail.")
    page.locator("#judged .fine").wait_for()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"status": 503, "body": '{"error": {"message": "vent lidt"}}'}, "vent lidt"),
        ({"status": 502, "body": "<h1>Bad Gateway</h1>"}, "Serveren kan ikke nås."),
        (None, "Serveren kan ikke nås."),
    ],
)
def test_what_could_not_be_checked_is_not_called_checked(page: Page, answer: dict[str, Any] | None, told: str) -> None:
    def fail(route: Route) -> None:
        route.fulfill(**answer) if answer else route.abort()

    draft, alert, tick = page.locator("#draft"), page.locator("#failed"), page.locator("#judged .fine")
    draft.fill("Tak for din mail.")
    expect(tick).to_be_visible()
    expect(alert).to_be_hidden()
    page.route("**/answers/draft", fail)
    draft.fill("Jeg kan anbefale Struer Energi.")
    expect(alert).to_contain_text(told)
    expect(tick).to_be_hidden()
    assert faults(page) == []
    page.unroute("**/answers/draft")
    draft.fill("Tak for din mail i dag.")
    expect(tick).to_be_visible()
    expect(alert).to_be_hidden()


def test_a_search_that_failed_is_made_again_with_enter(page: Page) -> None:
    page.route(re.compile(r"/answers\?q="), lambda route: route.abort())
    page.keyboard.type("solceller")
    expect(page.locator("#failed")).to_be_visible()
    page.unroute_all()
    page.keyboard.press("Enter")
    expect(page.locator("[data-card='solar-da']")).to_be_visible()
    expect(page.locator("#failed")).to_be_hidden()


def test_a_draft_that_could_not_be_checked_is_checked_again_as_it_stands(page: Page) -> None:
    again = page.get_by_role("button", name="Tjek igen")
    page.route("**/answers/draft", lambda route: route.abort())
    page.locator("#draft").fill("Tak for din mail.")
    expect(again).to_be_visible()
    page.unroute_all()
    again.click()
    expect(page.locator("#judged .fine")).to_be_visible()
    expect(page.locator("#failed")).to_be_hidden()
    expect(again).to_be_hidden()


def test_whoever_is_signed_out_keeps_what_she_wrote_and_goes_on_after_the_login(page: Page, office: Office) -> None:
    page.context.clear_cookies(name=SESSION)
    page.locator("#draft").fill("Tak for din mail.")
    expect(page.locator("#failed a[href='/login'][target='_blank']")).to_be_visible()
    assert (page.locator("#draft").input_value(), page.url[-8:]) == ("Tak for din mail.", "/answers")
    page.context.add_cookies([{"name": SESSION, "value": office.cookies[Role.AGENT], "url": office.address}])
    headers = page.evaluate("document.body.getAttribute('hx-headers')")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.wait_for_function("old => document.body.getAttribute('hx-headers') !== old", arg=headers)
    page.locator("#draft").fill("Tak for din mail i dag.")
    expect(page.locator("#judged .fine")).to_be_visible()
    expect(page.locator("#failed")).to_be_hidden()


def test_a_search_counts_once_however_it_is_made(page: Page, live: str) -> None:
    counted: list[str] = []
    page.on("request", lambda request: counted.append(request.url) if "/api/v1/answers?" in request.url else None)
    page.keyboard.type("solceller")
    page.keyboard.press("Enter")
    page.wait_for_timeout(2500)
    page.keyboard.press("Enter")
    assert len(counted) == 1
    page.goto(f"{live}answers?q=solceller&team=Team+1")
    page.reload()
    page.goto(f"{live}answers/solar-da")
    page.go_back()
    assert len(counted) == 2


def test_nothing_found_says_so_and_what_fits_badly_is_called_the_nearest(page: Page) -> None:
    page.keyboard.type("qqqqqq")
    page.get_by_text("Intet svar passer til de ord.").wait_for()
    page.locator("#q").fill("pizza")
    page.get_by_text("Det nærmeste:").wait_for()
    assert page.locator(".card").count() > 0


@pytest.mark.parametrize("language", ["da", "sv", "nb", "en"])
def test_the_page_has_no_fault_that_axe_finds(browser: SignedIn, live: str, language: str) -> None:
    page = browser.new_page()
    page.goto(f"{live}answers?lang={language}")
    page.locator("#q").fill("solar")
    page.locator(f"[data-card='solar-{language}']").wait_for()
    page.locator("#draft").fill("Jeg kan anbefale Struer Energi.")
    page.locator("#judged .advice").wait_for()
    assert faults(page) == []
    assert faults_in_the_dark(page) == []
    page.goto(f"{live}scripts/supplier-switch-{language}")
    assert faults(page) == []
    assert faults_in_the_dark(page) == []
    page.close()


@pytest.mark.parametrize("width", [400, 640])
def test_the_page_fits_a_panel_and_twice_its_size(browser: SignedIn, live: str, width: int) -> None:
    """A page of 1,280 pixels at 200 % has 640 of its own."""
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="da-DK", device_scale_factor=2)
    page = context.new_page()
    page.goto(f"{live}answers?q=skifte+elselskab")
    page.locator(".card .body").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(f"{live}scripts/supplier-switch-da")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_the_page_works_in_a_frame_of_the_ticket_system(context: BrowserContext, live: str) -> None:
    own, _ = FRAMES
    context.route(
        f"{own}/**",
        lambda route: route.fulfill(content_type="text/html", body=TICKETS.format(live + "answers?team=Team+1")),
    )
    page = context.new_page()
    page.goto(f"{own}/ticket")
    frame = page.frame_locator("iframe")
    frame.locator("#q").fill("skifte elselskab")
    frame.locator("[data-card='supplier-switch-da']").wait_for()
    assert not frame.locator(".rail").is_visible()
    assert frame.locator("#q").evaluate("() => document.documentElement.scrollWidth") <= 400
    assert {one["value"] for one in context.cookies() if one["name"] == "team"} == {"Team%201"}


@pytest.mark.parametrize(("number", "shown"), [(1, True), (None, False)])
def test_a_frame_elsewhere_shows_how_to_sign_in_or_nothing(
    chromium: Browser, live: str, number: int | None, shown: bool
) -> None:
    """A foreign site that may frame the page has no session in it; one that may not has no page."""
    origin = FRAMES[number] if number else "http://elsewhere.example"
    context = chromium.new_context(locale="da-DK")
    context.route(
        f"{origin}/**", lambda route: route.fulfill(content_type="text/html", body=TICKETS.format(live + "answers"))
    )
    page = context.new_page()
    page.goto(f"{origin}/ticket", wait_until="networkidle")
    link = page.frame_locator("iframe").locator("main a[href='/login'][target='_blank']")
    assert link.count() == (1 if shown else 0)
    context.close()


@pytest.mark.parametrize(
    "path",
    [
        "answers/library",
        "answers/library/own-words-da",
        "answers/library/own-words-da/edit",
        "answers/library/new",
        "answers/library/script:supplier-switch-da",
        "answers/waiting?language=da",
        "answers/use",
    ],
)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 400)])
def test_the_officers_pages_have_no_fault_that_axe_finds(
    browser: SignedIn, live: str, own_words: None, path: str, scheme: str, width: int
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, locale="en-GB")
    page = context.new_page()
    page.goto(live + path, wait_until="networkidle")
    assert page.locator("h1").count() == 1
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.fixture(scope="module")
def own_words(running: Live) -> None:
    """An answer with two versions, the newer of which our scanner objects to."""
    headers = {"Authorization": f"Bearer {running.token}"}
    for fields in ({"phone": "Du vælger frit."}, {"phone": "Jeg kan anbefale Struer Energi."}):
        answer = make_answer("own-words", title="Egne ord", **fields).model_dump(mode="json")
        sent = requests.post(
            f"{running.address}api/v1/answers/import", json={"answers": [answer]}, headers=headers, timeout=60
        )
        assert sent.status_code == 201, sent.text
