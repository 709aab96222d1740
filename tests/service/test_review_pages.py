import re

import pytest

from contactguard.accounts.roles import Role
from contactguard.contacts.model import Channel
from contactguard.review.verdicts import Judgement
from contactguard.scanning.ledger import LedgerLine
from contactguard.scanning.results import Done, content_hash
from contactguard.service.pages.review.own_findings import without_names
from contactguard.store.review.records import Standing, Verdict
from contactguard.store.scanned.agents import Pseudonyms
from contactguard.wiring import Services
from tests.factories import make_contact, make_finding
from tests.review.conftest import person
from tests.service.conftest import Client, ClientAs
from tests.service.test_pages import text

ALICE = Pseudonyms(b"a secret of this test").of("Alice") or ""
BREACH = {"verdict": "breach", "reason": "as-found", "note": "Nævner kun Struer Energi."}
CLEAR = {"verdict": "no breach", "reason": "customer-wish"}
HTMX = {"HX-Request": "true", "Accept-Language": "en"}
BOB = person("Bob", Role.OFFICER)


async def first(services: Services) -> str:
    return (await services.findings.of_contact("mail/1"))[0].fingerprint


async def standing(services: Services, fingerprint: str) -> Standing:
    return (await services.findings.get(fingerprint)).standing


async def judged(services: Services, fingerprint: str) -> None:
    await services.desk.decide(BOB, fingerprint, Judgement(Verdict.BREACH, "as-found", "Nævner kun Struer Energi."))


async def test_the_desk_shows_a_finding_with_all_that_bears_on_it(client: Client, filled: Services) -> None:
    page = await text(client, f"/review/{await first(filled)}")
    assert "Vælg Struer Energi" in page
    for said in (
        "Kunden henvises til et koncernforbundet selskab.",  # why
        "a negation",  # what would have cleared it
        "2.3",  # the programme
        "affiliate-referral-da-directs",
        "none yet",
        "Quoted from earlier",
        "3 decisions",  # 40 notes differ in a number alone
        "about 4 minutes",
    ):
        assert said in page
    assert ALICE not in page


async def test_a_verdict_is_saved_and_the_next_finding_comes_at_once(client: Client, filled: Services) -> None:
    shown = await first(filled)
    await text(client, f"/review/{shown}")
    response = await client.post(f"/review/{shown}/verdict", data=CLEAR, headers=HTMX)
    page = await response.text()
    assert response.status == 200
    assert response.headers["HX-Replace-Url"].startswith("/review/")
    assert "<html" not in page
    assert "Saved: No breach" in re.sub(r"\s+", " ", page)
    assert "2 decisions" in page
    assert shown not in re.findall(r'action="/review/(\w+)/verdict"', page)
    assert await standing(filled, shown) is Standing.NO_BREACH


async def test_the_desk_works_without_a_script(client: Client, filled: Services) -> None:
    shown = await first(filled)
    response = await client.post(f"/review/{shown}/verdict", data=BREACH, allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (303, "/review")


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "choose a verdict"),
        ({"verdict": "guilty"}, "choose a verdict"),
        (BREACH | {"note": " "}, "a few words are needed"),
        (CLEAR | {"reason": "as-found"}, "is not a reason for"),
    ],
)
async def test_a_form_that_lacks_something_is_shown_again_with_what_was_said(
    client: Client, filled: Services, form: dict[str, str], told: str
) -> None:
    shown = await first(filled)
    response = await client.post(f"/review/{shown}/verdict", data=form, headers=HTMX)
    page = await response.text()
    assert (response.status, told in page, f'action="/review/{shown}/verdict"' in page) == (200, True, True)
    assert await standing(filled, shown) is Standing.OPEN


async def test_who_comes_second_is_told_and_given_another(client: Client, filled: Services) -> None:
    shown = await first(filled)
    await judged(filled, shown)
    page = await (await client.post(f"/review/{shown}/verdict", data=CLEAR, headers=HTMX)).text()
    assert "the finding is decided" in page
    assert 'action="/review/' in page
    assert await standing(filled, shown) is Standing.PROVISIONAL


async def test_later_and_back_walk_the_queue_in_a_ring(client: Client, filled: Services) -> None:
    def shown(page: str) -> str:
        return re.findall(r'action="/review/(\w+)/verdict"', page)[0]

    one = shown(await text(client, "/review"))
    two = shown(await text(client, f"/review?after={one}"))
    assert one != two
    assert shown(await text(client, f"/review?before={two}")) == one
    last = shown(await text(client, f"/review?before={one}"))
    assert shown(await text(client, f"/review?after={last}")) == one


async def test_the_last_verdict_is_taken_back_and_its_finding_shown(client: Client, filled: Services) -> None:
    shown = await first(filled)
    assert "data-undo" not in await text(client, "/review")
    await client.post(f"/review/{shown}/verdict", data=BREACH, headers=HTMX)
    page = await (await client.post("/review/undo", headers=HTMX)).text()
    assert f'action="/review/{shown}/verdict"' in page
    assert "The verdict is taken back" in page
    assert "Decided before, and opened again" in page
    assert "no verdict" not in await (await client.post("/review/undo", headers=HTMX)).text()
    assert await standing(filled, shown) is Standing.OPEN


async def test_taking_back_what_no_scan_raises_any_more_says_so_and_goes_on(client: Client, filled: Services) -> None:
    shown = await first(filled)
    await client.post(f"/review/{shown}/verdict", data=BREACH, headers=HTMX)
    mail = await filled.contacts.text("mail/1")
    assert mail is not None
    scan = await filled.scans.begin(["s"], "r2")
    await filled.scans.save(scan, "r2", [Done(mail, content_hash(mail), ())], LedgerLine("s"))
    response = await client.post("/review/undo", headers=HTMX)
    assert response.status == 200
    assert "no scan raises this finding any more" in await response.text()
    assert await standing(filled, shown) is Standing.OPEN


async def test_an_empty_desk_says_why(client: Client, services: Services, filled: Services) -> None:
    while task := await services.desk.take(BOB):
        await services.desk.decide(BOB, task.fingerprint, Judgement(Verdict.UNCLEAR, "too-little-said"))
    assert "All read." in await text(client, "/review")


async def test_a_newsletter_is_shown_once_with_those_alike(client: Client, filled: Services) -> None:
    letters = [
        make_contact(f"l-{n}", "Vælg Struer Energi, de er billigst i byen.", channel=Channel.LETTER) for n in range(12)
    ]
    done = [Done(one, content_hash(one), (make_finding(one, one.messages[0].text, score=1.0),)) for one in letters]
    line = LedgerLine("letters", received=12, scanned=12, findings=12)
    scan = await filled.scans.begin([line.source], filled.scanner.rule_set)
    await filled.scans.save(scan, filled.scanner.rule_set, done, line)
    page = await text(client, "/review")
    assert "This and 11 similar" in page
    assert "4 decisions" in page
    shown = re.findall(r'action="/review/(\w+)/verdict"', page)[0]
    page = await (await client.post(f"/review/{shown}/verdict", data=BREACH, headers=HTMX)).text()
    assert "12 findings" in page


async def test_a_second_reader_sees_the_page_as_the_first_did(client_as: ClientAs, filled: Services) -> None:
    object.__setattr__(filled.desk, "terms", filled.desk.terms.__class__(share=1))
    bob, bea = await client_as(Role.REVIEWER, name="Bob-1"), await client_as(Role.REVIEWER, name="Bea-2")
    shown = await first(filled)
    seen = await text(bob, f"/review/{shown}")
    await bob.post(f"/review/{shown}/verdict", data=BREACH, headers=HTMX)
    again = await text(bea, f"/review/{shown}")
    assert _plain(seen, "Bob-1") == _plain(again, "Bea-2")
    for path in ("/findings", "/contacts/mail%2F1", f"/api/v1/findings/{shown}"):
        assert "Nævner kun" not in await text(bea, path)
        assert "provisional" not in (await text(bea, path)).replace('value="provisional"', "")


def _plain(page: str, name: str) -> str:
    """A page without what is the reader's own: name, form token and how much waits."""
    page = re.sub(r'<p class="left">.*?</p>', "", page.replace(name, "reader"), flags=re.DOTALL)
    return re.sub(r'(name="\w+" value="|hx-headers=\')[^"\']{20,}', "", page)


async def test_an_agent_disputes_and_another_officer_overturns(client_as: ClientAs, filled: Services) -> None:
    shown = await first(filled)
    alice = await client_as(Role.AGENT, name="Alice", pseudonym=ALICE)
    olga = await client_as(Role.OFFICER, name="Olga")
    assert "waiting" in await text(alice, "/own")
    await olga.post(f"/review/{shown}/verdict", data=BREACH, headers=HTMX)
    page = await text(alice, "/own")
    assert "Nævner kun Struer Energi." in page
    assert "Olga" not in page
    response = await alice.post(f"/own/{shown}/dispute", data={"text": "Kunden spurgte selv."}, allow_redirects=False)
    assert (response.status, await standing(filled, shown)) == (303, Standing.DISPUTED)
    assert "Kunden spurgte selv." in await text(olga, "/disputes")
    assert "nobody else here may decide" in await text(olga, "/disputes")
    ole = await client_as(Role.OFFICER, name="Ole")
    assert "somebody else must decide" in await text(olga, "/disputes")
    assert f'href="/review/{shown}"' in await text(ole, "/disputes")
    assert "The verdict is disputed" in await text(ole, f"/review/{shown}")
    response = await ole.post(f"/review/{shown}/verdict", data=CLEAR, headers=HTMX)
    assert (response.headers["HX-Redirect"], await standing(filled, shown)) == ("/disputes", Standing.NO_BREACH)
    assert "No verdict is disputed." in await text(ole, "/disputes")
    assert "No breach" in await text(alice, "/own")
    told = (await text(olga, "/contacts/mail%2F1")).split('<ol class="verdicts">')[1].split("</ol>")[0]
    assert [told.index(one) for one in ("Nævner kun", "Kunden spurgte selv.", "No breach")] == sorted(
        told.index(one) for one in ("Nævner kun", "Kunden spurgte selv.", "No breach")
    )


async def test_a_decided_finding_is_shown_though_its_message_is_gone(client_as: ClientAs, filled: Services) -> None:
    await judged(filled, await first(filled))
    shorter = make_contact("mail/1", "Hvem er billigst?", agent="Alice")
    scan = await filled.scans.begin(["s"], "r")
    await filled.scans.save(scan, "r", [Done(shorter, content_hash(shorter))], LedgerLine("s"))
    alice = await client_as(Role.AGENT, name="Alice", pseudonym=ALICE)
    assert "Vælg Struer Energi" in await text(alice, "/own")


async def test_opening_again_is_offered_for_what_a_scan_still_raises(client: Client, filled: Services) -> None:
    await judged(filled, await first(filled))
    assert "/reopen" in await text(client, "/contacts/mail%2F1")
    shorter = make_contact("mail/1", "Hvem er billigst?", agent="Alice")
    scan = await filled.scans.begin(["s"], "r")
    await filled.scans.save(scan, "r", [Done(shorter, content_hash(shorter))], LedgerLine("s"))
    page = await text(client, "/contacts/mail%2F1")
    assert ("no scan raises it any more" in page, "/reopen" in page) == (True, False)


async def test_a_reviewers_note_names_no_colleague(client_as: ClientAs, filled: Services) -> None:
    told = make_contact("call/9", "Hvad koster strøm?", agent="Karen Holm")
    scan = await filled.scans.begin(["s"], "r")
    await filled.scans.save(scan, "r", [Done(told, content_hash(told))], LedgerLine("s"))
    olga = await client_as(Role.OFFICER, name="Olga")
    said = BREACH | {"note": "Det samme som Karen Holm skrev om strøm."}
    await olga.post(f"/review/{await first(filled)}/verdict", data=said, headers=HTMX)
    page = await text(await client_as(Role.AGENT, name="Alice", pseudonym=ALICE), "/own")
    assert "Det samme som [colleague] skrev om strøm." in page


async def test_an_agent_sees_no_findings_of_others(client_as: ClientAs, filled: Services) -> None:
    shown = await first(filled)
    await judged(filled, shown)
    al = await client_as(Role.AGENT, name="Al", pseudonym="agent-000000000000")
    assert "Nothing was found in your contacts." in await text(al, "/own")
    assert (await al.post(f"/own/{shown}/dispute", data={"text": "Nej."})).status == 404
    nobody = await client_as(Role.AGENT, name="Noel")
    assert "No contacts are known to be yours." in await text(nobody, "/own")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Bo Hansen og Karen", "[colleague] og Karen"),
        ("Hansen ringer; Hansens bil", "[colleague] ringer; Hansens bil"),
        ("HANSEN og bo hansen ringer", "[colleague] og [colleague] ringer"),
        ("Spørg bo.", "Spørg bo."),
        ("Din strøm leveres fra maj.", "Din strøm leveres fra maj."),
        ("Tal med Strøm eller Maj.", "Tal med [colleague] eller [colleague]."),
        ("maj hansen ved det", "[colleague] ved det"),
        ("Tal med Strøm-Holm.", "Tal med [colleague]."),
    ],
)
def test_colleagues_names_are_left_out_and_ordinary_words_are_not(words: str, expected: str) -> None:
    assert without_names(words, ["Bo Hansen", "Søren Strøm", "Ida Strøm-Holm", "Maj Hansen"]) == expected
    assert without_names(words, []) == words


@pytest.mark.parametrize(
    ("names", "words", "expected"),
    [
        (["mhansen", "SØREN STRØM"], "mhansen og Søren", "[colleague] og [colleague]"),
        (["mhansen", "a1234"], "MHansen, A1234", "[colleague], [colleague]"),
        (["søren strøm"], "Din strøm, Søren Strøm, SØREN, strøm", "Din strøm, [colleague], [colleague], strøm"),
        (["ida", "Ida-Marie Holm"], "Spørg Ida-Marie.", "Spørg [colleague]."),
        (["ib"], "Spørg ib.", "Spørg ib."),
    ],
)
def test_colleagues_names_are_left_out_however_they_are_stored(names: list[str], words: str, expected: str) -> None:
    assert without_names(words, names) == expected


def test_thousands_of_names_that_stand_nowhere_in_the_words_are_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_for = set()

    def escape(name: str) -> str:
        looked_for.add(name)
        return name

    monkeypatch.setattr("re.escape", escape)
    others = [f"Agent{number} Etternavn{number}" for number in range(2000)]
    assert without_names("Bo Hansen ringer.", [*others, "Bo Hansen"]) == "[colleague] ringer."
    assert looked_for == {"Bo Hansen", "Hansen", "HANSEN"}


async def test_the_list_shows_and_chooses_by_what_became_of_a_finding(client: Client, filled: Services) -> None:
    await judged(filled, await first(filled))
    assert "◐" in await text(client, "/findings?standing=provisional")
    assert "1 finding" in await text(client, "/findings?standing=provisional")
    assert "41 findings" in await text(client, "/findings?standing=open")
    assert "No finding matches" in await text(client, "/findings?standing=breach")


async def test_a_contact_shows_its_verdicts_and_an_officer_opens_one_again(client: Client, filled: Services) -> None:
    shown = await first(filled)
    await judged(filled, shown)
    page = await text(client, "/contacts/mail%2F1")
    assert ("Nævner kun Struer Energi." in page, "Bob" in page) == (True, True)
    response = await client.post(f"/findings/{shown}/reopen", data={"note": "Ny viden."}, allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (303, f"/contacts/mail/1?finding={shown}")
    page = await text(client, "/contacts/mail%2F1")
    assert "Opened again" in page
    assert "Ny viden." in page


async def test_an_auditor_sees_what_was_decided_and_no_contact(client_as: ClientAs, filled: Services) -> None:
    shown = await first(filled)
    await judged(filled, shown)
    auditor = await client_as(Role.AUDITOR)
    assert "Nothing is in this state now." in await text(auditor, "/decided")
    page = await text(auditor, "/decided?standing=provisional")
    assert "Nævner kun Struer Energi." in page
    assert "/contacts/" not in page


@pytest.mark.parametrize(
    ("role", "home"),
    [(Role.AGENT, "/answers"), (Role.LEAD, "/months"), (Role.AUDITOR, "/decided")],
)
async def test_each_begins_where_the_work_is(client_as: ClientAs, filled: Services, role: Role, home: str) -> None:
    response = await (await client_as(role)).get("/", allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (302, home)


async def test_who_runs_it_sees_the_ledger_and_no_word_of_a_contact(client_as: ClientAs, filled: Services) -> None:
    page = await text(await client_as(Role.ADMIN), "/")
    assert "Operation" in page
    assert "<b>43</b>" in page
    assert "Struer Energi" not in page.split("<main")[1]


async def test_the_front_page_tells_what_waits(client: Client, filled: Services) -> None:
    shown = await first(filled)
    await judged(filled, shown)
    await filled.desk.dispute(person("Alice", Role.AGENT, pseudonym=ALICE), shown, "Kunden spurgte selv.")
    page = await text(client, "/")
    assert "41 findings" in page
    assert "2 decisions, about 3 minutes to read" in re.sub(r"\s+", " ", page)
    assert '<a href="/disputes">1 finding waits for the officer</a>' in page
