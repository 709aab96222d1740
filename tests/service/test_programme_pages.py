"""The programme as pages: read by everyone, with live evidence for whoever decides; changed in versions."""

import re
import tomllib
from datetime import UTC, date, datetime

import pytest
from aiohttp import FormData

from contactguard.accounts.roles import Role
from contactguard.dispatch.annual_reports import draft
from contactguard.review.programme import FOLDER
from contactguard.store.register.programme import ControlDone
from contactguard.wiring import Services
from tests.service.conftest import Client, ClientAs


async def text(client: Client, path: str) -> str:
    response = await client.get(path + ("&" if "?" in path else "?") + "lang=en")
    assert response.status == 200
    return await response.text()


async def approve(client: Client, version: int = 0) -> None:
    assert (await client.post("/programme/approve", data={"version": version})).status == 200


async def shown(client: Client, number: str = "2.4") -> str:
    """The mark of the paragraph as its page shows it."""
    (mark,) = re.findall('name="seen" value="(.+?)"', await text(client, f"/programme/{number}"))
    return str(mark)


async def upload(client: Client, version: int, file: str) -> int:
    form = FormData({"version": str(version)})
    form.add_field("file", file.encode(), filename="own.toml")
    return (await client.post("/programme/file", data=form)).status


async def change(client: Client, fields: dict[str, str], number: str = "2.4", seen: str | None = None) -> int:
    seen = seen or await shown(client, number)
    return (await client.post(f"/programme/{number}", data={"seen": seen, **fields})).status


async def test_the_template_becomes_the_companys_own_by_approval(client: Client, filled: Services) -> None:
    assert "as a starting point" in await text(client, "/programme")
    await approve(client)
    page = await text(client, "/programme")
    assert "version 1, approved by officer" in page
    assert "Program for intern overvågning" in page
    assert "Last scan:" in page


async def test_a_change_waits_for_approval_and_versions_stay(client: Client, filled: Services) -> None:
    await approve(client)
    assert await change(client, {"text": "Et nyt <b>afsnit</b>.", "note": "Nyt om breve"}) == 200
    assert "Version 2 waits for approval: Nyt om breve" in await text(client, "/programme")
    assert "Et nyt &lt;b&gt;afsnit&lt;/b&gt;." in await text(client, "/programme/2.4")
    await approve(client, 2)
    assert [one.version for one in await filled.programme.versions() if one.approved_at] == [2, 1]


async def test_only_what_the_page_showed_is_approved(client: Client, filled: Services) -> None:
    form = 'name="version" value="{}"'
    assert form.format(0) in await text(client, "/programme")
    await change(client, {"text": "Et nyt afsnit.", "note": "Nyt om breve"})
    assert (await client.post("/programme/approve", data={"version": 0})).status == 409
    assert form.format(1) in await text(client, "/programme")
    await change(client, {"text": "Et ulæst afsnit.", "note": "Andet om breve"})
    assert (await client.post("/programme/approve", data={"version": 1})).status == 409
    assert not any(one.approved_at for one in await filled.programme.versions())


async def test_a_change_takes_nothing_back_that_another_wrote(client: Client, filled: Services) -> None:
    await approve(client)
    seen, other = await shown(client), await shown(client, "2.5")
    assert await change(client, {"text": "Et afsnit.", "note": "Først"}, seen=seen) == 200
    assert await change(client, {"text": "Et andet sted.", "note": "Andetsteds"}, "2.5", seen=other) == 200
    for _ in range(2):
        assert await change(client, {"text": "Et andet afsnit.", "note": "Samtidig"}, seen=seen) == 409
        await client.post("/programme/approve", data={"version": 3})
    newest, *_ = await filled.programme.versions()
    told = {one["number"]: one["text"] for one in newest.content["paragraph"]}
    assert (newest.note, told["2.4"], told["2.5"]) == ("Andetsteds", "Et afsnit.", "Et andet sted.")


async def test_a_file_takes_back_no_version_that_its_sender_has_not_seen(client: Client, filled: Services) -> None:
    await approve(client)
    await change(client, {"text": "Et afsnit.", "note": "Først"})
    in_force = await (await client.get("/programme/file")).text()
    coming = await (await client.get("/programme/file/coming")).text()
    assert ("Et afsnit." in in_force, "Et afsnit." in coming) == (False, True)
    for version, status in (("1", 409), ("2", 200)):
        form = FormData({"version": version})
        form.add_field("file", coming, filename="own.toml")
        assert (await client.post("/programme/file", data=form)).status == status


async def test_whoever_approves_is_shown_what_goes_and_another_law(client: Client, filled: Services) -> None:
    await approve(client)
    (kept,) = await filled.programme.versions()
    paragraphs = [one for one in kept.content["paragraph"] if one["number"] != "2.4"]
    await filled.programme.add(kept.content | {"law": "Ny lov § 1", "paragraph": paragraphs}, "Ny lov", by="officer")
    page = await text(client, "/programme")
    assert re.search(r'<a href="/programme/2\.4">[^<]+</a>\s+<span class="quiet">is taken out</span>', page)
    assert "Ny lov § 1" in page


async def test_a_draft_binds_nobody_and_is_read_by_those_who_approve_it(
    client: Client, client_as: ClientAs, filled: Services
) -> None:
    agent = await client_as(Role.AGENT)
    in_force = await text(agent, "/programme/2.4")
    new = {"new-text": "Breve læses igennem.", "new-kind": "manual", "new-frequency": "monthly", "new-owner": "Olga"}
    await change(client, new | {"text": "Et nyt afsnit.", "note": "Nyt"})
    assert "Et nyt afsnit." not in await text(agent, "/programme/2.4")
    page = await text(client, "/programme/2.4")
    assert page.index('class="prose"') < page.index("<details open><summary>Change") < page.index("Et nyt afsnit.")
    assert "/programme/controls/control-2-4-1" not in page
    assert (await _lists(client, "2.4"), await _lists(agent, "2.4")) == (True, False)
    (draft, *_) = await filled.programme.versions()
    kept = [one for one in draft.content["paragraph"] if one["number"] != "2.4"]
    moved = [one | {"number": "9.9"} for one in draft.content["paragraph"] if one["number"] == "2.4"]
    await filled.programme.add(draft.content | {"paragraph": kept + moved}, "Flyttet", by="officer")
    for number in ("2.4", "9.9"):
        page = await text(client, f"/programme/{number}")
        assert ('class="prose"' in page, "Change the paragraph" in page) == (number == "2.4", number == "9.9")
        assert await _lists(client, number)
    assert _told(await text(agent, "/programme/2.4")) == _told(in_force)
    assert (await agent.get("/programme/9.9")).status == 404


async def _lists(client: Client, number: str) -> bool:
    page = await text(client, "/programme")
    return re.search(rf'<li>\s*<a href="/programme/{re.escape(number)}">', page) is not None


def _told(page: str) -> str:
    return page.split('class="prose"', 1)[1]


async def test_controls_are_put_in_and_taken_out_in_a_form_and_the_file_says_so(
    client: Client, filled: Services
) -> None:
    new = {"new-text": "Breve læses igennem.", "new-kind": "manual", "new-frequency": "monthly", "new-owner": "Olga"}
    await change(client, new | {"letters-check-remove": "on", "note": "Breve hver måned"})
    await approve(client, 1)
    response = await client.get("/programme/file")
    assert response.headers["Content-Disposition"] == 'attachment; filename="programme-1.toml"'
    told = tomllib.loads(await response.text())
    (paragraph,) = [one for one in told["paragraph"] if one["number"] == "2.4"]
    expected = {"id": "control-2-4-1", "kind": "manual", "text": "Breve læses igennem.", "frequency": "monthly"}
    assert expected | {"owner": "Olga"} in paragraph["control"]
    assert "letters-check" not in {one["id"] for one in paragraph["control"]}
    assert await change(client, new | {"new-owner": " ", "note": "Uden ansvarlig"}) == 400


async def test_what_was_recorded_of_a_control_taken_out_is_never_anothers(client: Client, services: Services) -> None:
    new = {"new-kind": "manual", "new-frequency": "monthly", "new-owner": "Olga"}
    year = datetime.now(UTC).year
    for version, fields in enumerate(
        ({"new-text": "Logfiler ses."}, {"control-2-4-1-remove": "on"}, {"new-text": "Breve læses."}), 1
    ):
        await change(client, new | fields)
        await approve(client, version)
        if version == 1:
            await services.programme.record(ControlDone("control-2-4-1", date(year, 1, 2), "", "Olga"))
        report = await draft(services, year, "da")
        told = {one.text for chapter in report.chapters for a in chapter.answers for one in a.sentences}
        assert [one for one in told if f"2. januar {year}" in one] == [f"Logfiler ses: udført 2. januar {year}."]


async def test_a_file_gives_the_id_of_a_control_taken_out_to_no_other(client: Client, filled: Services) -> None:
    new = {"new-text": "Logfiler ses.", "new-kind": "manual", "new-frequency": "monthly", "new-owner": "Olga"}
    await change(client, new)
    first = await (await client.get("/programme/file/coming")).text()
    assert await upload(client, 1, first.replace("Logfiler ses.", "Logfiler læses.")) == 200
    await change(client, {"control-2-4-1-remove": "on"})
    assert await upload(client, 3, first.replace("Logfiler ses.", "Breve læses.")) == 400
    assert await upload(client, 3, first) == 200


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"risk": " "}, "Hvori risikoen ligger: skal udfyldes"),
        ({"letters-scan-remove": "on", "letters-check-owner": ""}, "Kontrol 2, Ansvarlig: skal udfyldes"),
        ({"letters-check-remove": "on", "new-text": "Breve."}, "En kontrol mere, Ansvarlig: skal udfyldes"),
    ],
)
async def test_what_is_wrong_with_a_change_is_told_by_the_names_on_the_page(
    client: Client, filled: Services, given: dict[str, str], fault: str
) -> None:
    new = {"new-kind": "manual", "new-frequency": "monthly"}
    response = await client.post("/programme/2.4", data=new | given, headers={"Accept-Language": "da"})
    assert (await response.json())["error"]["message"] == fault


async def test_a_finding_leads_to_its_paragraph_and_from_there_to_findings_and_rules(
    client: Client, filled: Services
) -> None:
    contact = await text(client, "/contacts/mail%2F1")
    assert 'href="/programme/policies/affiliate-referral"' in contact
    paragraph = await text(client, "/programme/policies/affiliate-referral")
    assert "2.3 Kundekontakt" in paragraph
    assert "/findings?policy=affiliate-referral&amp;standing=open" in paragraph
    assert "affiliate-referral-da-directs" in paragraph


async def test_an_agent_reads_the_programme_without_its_evidence(client_as: ClientAs, filled: Services) -> None:
    agent = await client_as(Role.AGENT)
    page = await text(agent, "/programme/2.3")
    assert "Intet elhandelsselskab og ingen installatør fremhæves" in page
    assert "What was found under it" not in page
    assert "Last scan:" not in page


async def test_a_control_by_hand_is_recorded(client: Client, filled: Services) -> None:
    done = {"done_on": "2026-10-01", "note": "Alle skabeloner set."}
    await client.post("/programme/controls/letters-check", data=done)
    assert "Alle skabeloner set." in await text(client, "/programme/2.4")
    ahead = await client.post("/programme/controls/letters-check", data={"done_on": "2999-01-01"})
    assert ahead.status == 400
    assert (await client.post("/programme/controls/nothing", data=done)).status == 404


async def test_the_companys_own_file_is_taken_over_or_its_faults_are_told(client: Client, filled: Services) -> None:
    written = (FOLDER / "en.toml").read_bytes()
    form = FormData({"version": "0"})
    form.add_field("file", written.replace(b'kind = "scan"', b'kind = "scann"'), filename="own.toml")
    refused = await client.post("/programme/file", data=form, headers={"Accept": "text/html"})
    assert refused.status == 400
    assert "own.toml" in await refused.text()
    form = FormData({"version": "0"})
    form.add_field("file", b"# of our own\n" * 20_000 + written, filename="own.toml")
    await client.post("/programme/file", data=form)
    assert "Version 1 waits for approval: own.toml" in await text(client, "/programme")
