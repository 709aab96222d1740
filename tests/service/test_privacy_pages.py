import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text, update

from contactguard.accounts.roles import Role
from contactguard.review.desk import Desk
from contactguard.review.verdicts import Judgement, Terms
from contactguard.service.pages.paging import PAGE
from contactguard.service.pages.protection.places import PLACES
from contactguard.store.audit.verifying import verify
from contactguard.store.privacy import files
from contactguard.store.privacy.places import NOTES
from contactguard.store.register.records import NewTip, TipKind
from contactguard.store.review.records import Verdict
from contactguard.store.scanned.agents import Pseudonyms
from contactguard.store.tables.contacts import ContactRow
from contactguard.wiring import Services
from tests.factories import make_contact
from tests.review.conftest import person
from tests.service.conftest import Client, ClientAs

ENGLISH = {"Accept-Language": "en", "Accept": "text/html"}
ALICE = Pseudonyms(b"a secret of this test").of("Alice") or ""


async def get(client: Client, path: str, status: int = 200) -> str:
    response = await client.get(path, headers=ENGLISH)
    assert response.status == status
    return await response.text()


async def post(client: Client, path: str, data: Mapping[str, str], status: int = 200) -> str:
    response = await client.post(path, data=data, headers=ENGLISH)
    assert response.status == status
    return await response.text()


async def test_contacts_are_refused_until_staff_were_told(services: Services, client_as: ClientAs) -> None:
    async with services.database.session() as session:
        await (await session.connection()).execute(text("DELETE FROM staff_notice"))
    client = await client_as(Role.ADMIN)
    sent = make_contact().model_dump_json()
    response = await client.post("/api/v1/contacts", data=sent, headers={"Content-Type": "application/json"})
    assert response.status == 409
    error = (await response.json())["error"]
    assert error["code"] == "no_notice"
    assert "contactguard notice record FILE" in error["message"]
    assert "have not been told yet" in await get(client, "/notice")


async def test_the_notice_is_there_for_everyone(stranger: Client) -> None:
    page = await get(stranger, "/notice")
    assert "Notice of control." in page
    assert 'lang="en"' in page
    assert "Record a notice" not in page


def form(page: str) -> dict[str, str]:
    """What a browser would send back of a form with inputs and text areas."""
    inputs = dict(re.findall(r'<input type="date" name="(\w+)" value="([\d-]*)"', page))
    return inputs | dict(re.findall(r'<textarea name="(\w+)"[^>]*>([^<]*)</textarea>', page))


async def test_the_officer_records_a_notice_from_the_template(client: Client, services: Services) -> None:
    proposed = form(await get(client, "/notice/new"))
    assert proposed["starts_on"] == str(date.fromisoformat(proposed["given_on"]) + timedelta(days=42))
    early = proposed | {"starts_on": proposed["given_on"]}
    page = await post(client, "/notice", early, 400)
    assert proposed["starts_on"] in page.split('role="alert"')[-1]
    assert len(await services.privacy.notices.all()) == 1
    await post(client, "/notice", proposed)
    newest, first = await services.privacy.notices.all()
    assert (newest.by, newest.version, first.version) == ("officer", 2, 1)
    page = await get(client, "/notice")
    assert "Notice of control." in page  # the version in force; the new one waits
    assert "Not in force" not in page
    (entry,) = (await services.privacy.audit.page(limit=1)).entries
    assert (entry.action, entry.actor, entry.subject) == ("notice", "officer", "notice:2")


async def test_a_notice_keeps_its_paragraphs_as_a_browser_sends_them(client: Client, services: Services) -> None:
    proposed = form(await get(client, "/notice/new"))
    await post(client, "/notice", {name: text.replace("\n", "\r\n") for name, text in proposed.items()})
    newest, *_ = await services.privacy.notices.all()
    _, text = newest.notice.text("da")
    assert "\r" not in text
    assert text.count("\n\n") == proposed["text_da"].strip().count("\n\n") > 3


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"given_on": ""}, "Givet til medarbejderne: skal udfyldes"),
        ({"starts_on": "soon"}, "Scanning fra: angiv en dag"),
        ({"starts_on": "2000-01-01"}, "Scanning fra: i DK må scanningen tidligst begynde"),
        ({"consulted_on": "2999-01-01"}, "Drøftet med de faglige organisationer: de faglige organisationer høres"),
        ({"purpose": "Kort"}, "Formål: skriv mindst 10 tegn"),
        ({"text_da": "Kort", "text_en": ""}, "Tekst (da): skriv mindst 200 tegn"),
    ],
)
async def test_what_is_wrong_with_a_notice_is_told_by_the_names_on_the_page(
    client: Client, given: dict[str, str], fault: str
) -> None:
    proposed = form(await get(client, "/notice/new"))
    response = await client.post("/notice", data=proposed | given, headers=ENGLISH | {"Accept-Language": "da"})
    assert response.status == 400
    assert f"<li>{fault}" in await response.text()


async def test_a_name_is_seen_only_with_a_reason_and_the_person_sees_who_looked(
    client: Client, client_as: ClientAs, filled: Services
) -> None:
    path = f"/reveal/{ALICE}"
    assert path in await get(client, "/contacts/mail%2F1")
    assert "Alice" not in await get(client, path)
    assert "Alice" not in await post(client, path, {"reason": "why not"}, 400)
    assert await filled.privacy.reveals.of(ALICE) == []
    assert "Alice" in await post(client, path, {"reason": "to hear her before the verdict"})
    await get(client, "/reveal/agent-unknown")
    await post(client, "/reveal/agent-unknown", {"reason": "to hear her before the verdict"}, 404)
    alice = await client_as(Role.AGENT, name="Alice", pseudonym=ALICE)
    page = await get(alice, "/kept")
    assert "<b>officer</b>. to hear her before the verdict" in page
    entries = (await filled.privacy.audit.page()).entries
    (entry,) = [one for one in entries if one.action == "reveal"]
    assert (entry.subject, entry.details) == (f"agent:{ALICE}", {})


async def test_staff_fetch_a_copy_of_their_own(client_as: ClientAs, filled: Services) -> None:
    alice = await client_as(Role.AGENT, name="Alice", pseudonym=ALICE)
    response = await alice.post("/kept/export", data={"format": "json"})
    assert "attachment" in response.headers["Content-Disposition"]
    told = json.loads(await response.text())
    assert [one["id"] for one in told["contacts"]] == ["mail/1"]
    assert len(told["findings"]) == 2
    page = await post(alice, "/kept/export", {"format": "html"})
    assert "Vælg Struer Energi" in page
    dave = await client_as(Role.AGENT, name="Dave")
    told = json.loads(await (await dave.post("/kept/export", data={"format": "json"})).text())
    assert (told["contacts"], told["findings"], told["pseudonym"]) == ([], [], None)


async def test_a_person_is_found_exported_and_erased_by_the_officer(client: Client, filled: Services) -> None:
    given = {"customer": "note-07"}
    page = await post(client, "/privacy/find", given)
    assert "/contacts/note-07" in page
    assert "1 contact" in page
    copy = await (await client.post("/privacy/export", data=given | {"format": "json"})).text()
    assert json.loads(copy)["contacts"][0]["messages"][0]["text"] == "Oplyste måleraflæsning 7."
    await post(client, "/privacy/erase", given, 400)
    assert await filled.contacts.text("note-07") is not None
    page = await post(client, "/privacy/erase", given | {"sure": "yes"})
    assert "The words of 1 contact are erased." in page
    assert await filled.contacts.text("note-07") is None
    assert (await verify(filled.database)).whole
    actions = [one.action for one in (await filled.privacy.audit.page()).entries]
    assert actions[:3] == ["erase", "export", "person looked up"]


async def test_the_officer_says_that_two_names_are_one_agent_and_puts_the_past_together(
    client: Client, filled: Services
) -> None:
    await post(client, "/privacy/aliases", {"other": "Alice", "agent": "alice@struer.example"})
    page = await get(client, "/privacy")
    assert "past contact" in page
    await post(client, "/privacy/aliases/apply", {})
    one = Pseudonyms(b"a secret of this test").of("alice@struer.example")
    assert (await filled.contacts.get("mail/1")).agent == one
    assert "Put their past together" not in await get(client, "/privacy")
    await post(client, f"/privacy/aliases/{ALICE}/remove", {})
    assert await filled.privacy.aliases.all() == []
    assert "give both names" in await post(client, "/privacy/aliases", {"other": " ", "agent": "Bob"}, 400)


async def test_the_officer_sees_where_staff_wrote_of_a_person(client: Client, services: Services) -> None:
    told = NewTip(TipKind.TIP, date(2026, 11, 2), "Kunden K-104552 ringede.", "Dorthe")
    number = await services.register.tips.add(told, date(2026, 11, 3))
    page = await post(client, "/privacy/find", {"customer": "k104552"})
    assert f"<li>Complaint or tip <code>{number}</code></li>" in page
    assert "1 remark" in page


def test_every_place_where_staff_write_has_a_name() -> None:
    assert PLACES.keys() == {notes.name for notes in NOTES}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "say whom"),
        ({"phone": "x"}, "not a phone number"),
        ({"email": "x@struerforsyning.dk"}, "company&#39;s own"),
    ],
)
async def test_a_search_for_nobody_is_told_beside_the_form(client: Client, given: dict[str, str], told: str) -> None:
    assert told in await post(client, "/privacy/find", given, 400)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("da", "så navnet bag et pseudonym"),
        ("sv", "såg namnet bakom en pseudonym"),
        ("nb", "så navnet bak et pseudonym"),
        ("en", "saw the name behind a pseudonym"),
    ],
)
async def test_the_chain_is_told_in_the_readers_language(
    client_as: ClientAs, services: Services, language: str, said: str
) -> None:
    await services.privacy.audit.note(actor="Bob", action="reveal", subject="agent:1")
    auditor = await client_as(Role.AUDITOR)
    page = await get(auditor, f"/audit?lang={language}")
    assert f">{said}</td>" in page
    assert '"action": "reveal"' in await (await auditor.post("/audit/export")).text()


async def test_a_verdict_that_waits_for_a_blind_second_one_is_in_no_copy_for_those_who_may_give_it(
    client: Client, client_as: ClientAs, filled: Services
) -> None:
    desk, bob = Desk(filled.database, Terms(share=1)), person("Bob")
    finding = (await filled.findings.of_contact("mail/1"))[0].fingerprint
    await desk.decide(bob, finding, Judgement(Verdict.NO_BREACH, "customer-wish"))
    officers, auditors = [await exported(one, finding) for one in (client, await client_as(Role.AUDITOR))]
    assert (officers["details"], officers["withheld"]) == ({}, "a blind second verdict is waited for")
    assert (auditors["details"]["verdict"], "withheld" in auditors) == ("no breach", False)
    assert officers["hash"] == auditors["hash"]
    file = await filled.persons.export_staff(ALICE, None, by="Olga")
    assert [one["verdicts"] for one in file["findings"] if one["finding"] == finding] == [[]]
    await desk.decide(person("Bea"), finding, Judgement(Verdict.NO_BREACH, "customer-wish"))
    assert (await exported(client, finding))["details"]["verdict"] == "no breach"


async def test_a_copy_of_staffs_work_asks_no_more_often_for_more_contacts(
    filled: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with filled.database.session() as session:
        await session.exec(update(ContactRow).values(agent=ALICE))
    asked: list[str] = []
    event.listen(filled.database.engine.sync_engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    file = await filled.persons.export_staff(ALICE, None, by="Olga")
    assert len(file["contacts"]) == 42
    assert len(asked) < 20
    monkeypatch.setattr(files, "PAGE", 1)
    assert (await filled.persons.export_staff(ALICE, None, by="Olga"))["findings"] == file["findings"]
    assert {one["contact"] for one in file["findings"]} <= {one["id"] for one in file["contacts"]}


async def test_a_copy_of_an_agents_work_without_an_account_tells_nothing_of_one_called_none(filled: Services) -> None:
    await filled.login.accounts.add("None", [Role.AGENT], by="Olga")
    assert (await filled.persons.export_staff(ALICE, None, by="Olga"))["log"] == []
    (mine,) = (await filled.persons.export_staff(None, "None", by="Olga"))["log"]
    assert (mine["action"], mine["subject"]) == ("account added", "user:None")


async def exported(client: Client, finding: str) -> dict[str, Any]:
    """The first entry about a finding in the file that this person fetches."""
    told = (await (await client.post("/audit/export")).text()).splitlines()
    return next(one for one in map(json.loads, told) if one["subject"] == f"finding:{finding}")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("da", "slags: tip"), ("sv", "slag: tips"), ("nb", "type: tips"), ("en", "kind: tip")],
)
async def test_the_chain_tells_its_facts_in_the_readers_language(
    client_as: ClientAs, services: Services, language: str, expected: str
) -> None:
    await services.register.tip(NewTip(TipKind.TIP, date(2026, 10, 5), "Hun hørte det.", "Carol", None, None))
    auditor = await client_as(Role.AUDITOR)
    page = await (await auditor.get("/audit?action=tip", headers={"Accept-Language": language})).text()
    assert expected in page.lower()


async def test_the_chain_is_filtered(client_as: ClientAs, services: Services) -> None:
    for number in range(60):
        await services.privacy.audit.note(actor="Bob", action="verdict", subject=f"finding:{number}")
    auditor = await client_as(Role.AUDITOR)
    page = await get(auditor, "/audit?actor=Bob")
    assert page.count("<code>finding:") == PAGE
    assert (await get(auditor, "/audit?subject=finding:5&action=verdict")).count("<code>finding:") == 11
    assert "Nothing matches this selection." in await get(auditor, "/audit?since=2199-01-01")
    assert (await get(auditor, "/audit?since=yesterday&actor=Bob")).count("<code>finding:") == PAGE
    lines = (await post(auditor, "/audit/export", {})).splitlines()
    assert json.loads(lines[-1])["action"] == "export"
    assert [json.loads(one)["number"] for one in lines] == list(range(1, len(lines) + 1))
