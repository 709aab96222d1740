import html
from typing import Any

import pytest

from contactguard.scanning.intake import SOURCE
from contactguard.service.pages.findings.marked import shown
from contactguard.store.tables.scans import ScanRow
from contactguard.wiring import Services
from tests.factories import NOON
from tests.service.conftest import NASTY, Client

ENGLISH = {"Accept-Language": "en"}


async def text(client: Client, path: str, **headers: str) -> str:
    response = await client.get(path, headers={**ENGLISH, **headers})
    assert response.status == 200
    return await response.text()


@pytest.mark.parametrize("path", ["/", "/findings", "/months", "/scans"])
async def test_an_empty_page_says_why_and_what_fills_it(client: Client, path: str) -> None:
    assert "contactguard scan" in await text(client, path)


async def test_a_choice_without_findings_says_so(client: Client, filled: Services) -> None:
    assert "No finding matches this selection." in await text(client, "/findings?policy=disparagement")


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "42 findings"), ("da", "42 fund"), ("sv", "42 iakttagelser"), ("nb", "42 funn")]
)
async def test_the_list_counts_in_the_readers_language(
    client: Client, filled: Services, language: str, expected: str
) -> None:
    assert expected in await text(client, f"/findings?lang={language}")


async def test_a_contact_shows_its_words_escaped_and_its_evidence_marked(client: Client, filled: Services) -> None:
    fingerprint = (await filled.findings.of_contact("mail/1"))[1].fingerprint
    page = await text(client, f"/contacts/mail%2F1?finding={fingerprint}")
    assert "<script>alert" not in page
    assert page.count(html.escape(NASTY).replace("&quot;", "&#34;")) == 2  # subject and words
    assert "<mark" in page
    assert 'class="chosen"' in page
    assert "Quoted from earlier" in page
    assert "Henvis til elpris.dk, nævn ingen." in page
    assert "a negation" in page
    assert "agent-" in page


async def test_an_agent_is_shown_by_pseudonym_only(client: Client, filled: Services) -> None:
    facts = (await text(client, "/contacts/mail%2F1")).split("</dl>")[0]
    assert "Alice" not in facts


async def test_pieces_put_together_are_the_words(filled: Services) -> None:
    contact = await filled.contacts.text("mail/1")
    assert contact is not None
    findings = await filled.findings.of_contact("mail/1")
    pieces = [[piece for part in one.parts for piece in part.pieces] for one in shown(contact, findings)]
    assert ["".join(piece.text for piece in one) for one in pieces] == [one.text for one in contact.messages]
    for number, stored in enumerate(findings, 1):
        quote = "".join(piece.text for piece in pieces[stored.finding.message] if number in piece.findings)
        assert quote == stored.finding.quote


async def test_the_front_page_balances_the_last_scan(client: Client, filled: Services) -> None:
    page = await text(client, "/")
    figures = [
        page.split(f"<span>{word}</span>")[0].rpartition("<b")[2].split(">")[1].split("<")[0]
        for word in ("received", "scanned", "exempt", "failed")
    ]
    assert figures == ["43", "42", "0", "1"]


async def test_the_latest_month_is_shown_first(client: Client, filled: Services) -> None:
    response = await client.get("/months", allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (302, "/months/2026-10")


async def test_a_scan_shows_its_ledger(client: Client, filled: Services) -> None:
    page = await text(client, "/scans/1")
    assert "notes.jsonl" in page
    assert (await client.get("/scans/99")).status == 404


@pytest.mark.parametrize("path", ["/contacts/unknown", "/months/2026-10/charts/none", "/months/2019-01"])
async def test_what_is_not_there_is_a_page_that_says_so(client: Client, filled: Services, path: str) -> None:
    response = await client.get(path, headers={"Accept": "text/html"})
    assert (response.status, response.content_type) == (404, "text/html")


async def test_the_last_night_is_told_however_many_days_programs_sent_contacts_since(
    client: Client, filled: Services
) -> None:
    day: dict[str, Any] = {"rule_set": filled.scanner.rule_set, "started_at": NOON, "finished_at": NOON}
    async with filled.database.session() as session:
        session.add_all(ScanRow(sources=[SOURCE], **day) for _ in range(250))
    assert '<a href="/scans/1">' in await text(client, "/")
    await text(client, "/scans/1")


@pytest.mark.parametrize(("method", "links"), [("GET", 4), ("POST", 0)])
async def test_only_a_page_that_can_be_asked_for_again_is_offered_in_other_languages(
    client: Client, method: str, links: int
) -> None:
    path = "/incidents" if method == "GET" else "/incidents/join"
    page = await (await client.request(method, path, headers={"Accept": "text/html"})).text()
    assert page.count("hreflang=") == links
