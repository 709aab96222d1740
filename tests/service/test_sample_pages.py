"""Samples as pages: drawn, read blind, compared with the scan only afterwards."""

import asyncio
import re
from datetime import date

import pytest

from contactguard.accounts.roles import Role
from contactguard.errors import ConflictError
from contactguard.store.audit.reading import AuditFilter
from contactguard.store.register.records import FoundBy, NewIncident, Sampled
from contactguard.wiring import Services
from tests.review.conftest import person
from tests.service.conftest import Client, ClientAs

DRAW = {"first": "2026-10", "last": "2026-10", "minutes": "600", "seed": "3"}


async def drawn(client: Client) -> None:
    await client.get("/samples?lang=en")
    response = await client.post("/samples", data=DRAW, allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (303, "/samples/1")


async def place_of(services: Services, contact: str) -> str:
    found = next(one for one in await services.samples.samples.contacts(1) if one.contact_id == contact)
    return f"/samples/1/{found.position}"


async def hold(services: Services, client: Client, contact: str) -> str:
    """Reads on until this contact is on the screen; returns its address."""
    place = await place_of(services, contact)
    for _ in range(60):
        page = await (await client.get("/samples/read")).text()
        here = re.findall(r'action="(/samples/1/\d+)/verdict"', page)[0]
        if here == place:
            return place
        await client.post(f"{here}/verdict", data={"verdict": "no breach"})
    raise AssertionError(contact)


async def test_the_preview_tells_what_would_be_drawn_and_nothing_is_kept(client: Client, filled: Services) -> None:
    page = await (await client.get("/samples/draw?minutes=600&lang=en")).text()
    assert "42 contacts would be drawn" in page
    assert await filled.samples.samples.all() == []
    assert "give the reading between" in await (await client.get("/samples/draw?minutes=0")).text()


async def test_a_contact_is_read_without_a_word_of_what_the_scan_said(client: Client, filled: Services) -> None:
    await drawn(client)
    await hold(filled, client, "mail/1")
    page = await (await client.get("/samples/read")).text()
    assert "Vælg Struer Energi" in page
    assert "<mark" not in page
    assert "/contacts/" not in page
    assert "<script>alert" not in page
    refused = await client.get(await place_of(filled, "mail/1"))
    assert refused.status == 409


async def test_a_miss_is_compared_with_the_scan_and_becomes_an_example(client: Client, filled: Services) -> None:
    await drawn(client)
    place = await hold(filled, client, "plain")
    breach = {"verdict": "breach", "policy-affiliate-referral": "on", "words-affiliate-referral": "målerskift aftalt"}
    saved = await (await client.post(f"{place}/verdict", data=breach, headers={"HX-Request": "true"})).text()
    assert "Saved: Breach" in saved or "All that you may read is read." in saved
    page = await (await client.get(place)).text()
    assert "Why was this not found?" in page
    assert "known-miss:" in page
    example = await (await client.get(f"{place}/example")).text()
    assert "affiliate-referral/da.yaml" in example
    assert "Målerskift aftalt" in example
    assert "97 12 34 56" not in example
    overview = await (await client.get("/samples")).text()
    assert "contacts that the scan had passed over were read" in overview or "was read" in overview


async def test_a_missed_breach_becomes_an_incident_that_is_linked_both_ways(client: Client, filled: Services) -> None:
    await drawn(client)
    place = await hold(filled, client, "plain")
    breach = {"verdict": "breach", "policy-affiliate-referral": "on", "words-affiliate-referral": "målerskift aftalt"}
    await client.post(f"{place}/verdict", data=breach | {"note": "Nævnte koncernselskab."})
    _, number, position = place.strip("/").split("/")
    named = {"sample": number, "position": position}
    assert f"/incidents/new?sample={number}&amp;position={position}" in await (await client.get(place)).text()
    form = await (await client.get("/incidents/new", params=named)).text()
    for filled_in in ('value="sample" selected', 'value="affiliate-referral" selected', "Nævnte koncernselskab."):
        assert filled_in in form
    told = {"title": "Overset", "happened_on": "2026-10-05", "found_by": "sample", "what": "Nævnte koncernselskab."}
    await client.post("/incidents", data=told | named)
    assert f'href="{place}"' in await (await client.get("/incidents/1")).text()
    assert 'href="/incidents/1"' in await (await client.get(place)).text()
    again = await client.get("/incidents/new", params=named, allow_redirects=False)
    assert (again.status, again.headers["Location"]) == (303, "/incidents/1")
    (entry,) = (await filled.privacy.audit.page(AuditFilter(action="incident sample"))).entries
    assert (entry.subject, entry.details) == ("incident:1", {"sample": int(number), "position": int(position)})


async def test_a_form_sent_twice_opens_one_incident(client: Client, filled: Services) -> None:
    await drawn(client)
    place = await hold(filled, client, "plain")
    breach = {"verdict": "breach", "policy-affiliate-referral": "on", "words-affiliate-referral": "målerskift aftalt"}
    await client.post(f"{place}/verdict", data=breach)
    told = {"title": "Overset", "happened_on": "2026-10-05", "found_by": "sample", "what": "Nævnte koncernselskab."}
    told |= dict(zip(("sample", "position"), place.split("/")[-2:], strict=True))
    await asyncio.gather(*(client.post("/incidents", data=told) for _ in range(3)))
    assert len(await filled.register.incidents.all()) == 1


async def test_a_contact_in_which_nobody_saw_a_breach_becomes_no_incident(client: Client, filled: Services) -> None:
    await drawn(client)
    place = await hold(filled, client, "plain")
    await client.post(f"{place}/verdict", data={"verdict": "no breach"})
    assert "/incidents/new" not in await (await client.get(place)).text()
    told = NewIncident("Overset", date(2026, 10, 5), FoundBy.SAMPLE)
    number = await filled.register.open(person("Olga"), told, "Intet.")
    with pytest.raises(ConflictError, match="saw a breach"):
        await filled.register.add_sampled(person("Olga"), number, Sampled(1, int(place.rpartition("/")[2])))


async def test_words_that_do_not_stand_there_are_asked_for_again(client: Client, filled: Services) -> None:
    await drawn(client)
    place = await hold(filled, client, "plain")
    breach = {"verdict": "breach", "policy-disparagement": "on", "words-disparagement": "noget helt andet"}
    page = await (await client.post(f"{place}/verdict", data=breach)).text()
    assert "the words do not stand in this contact" in page
    assert 'value="noget helt andet"' in page


async def test_a_verdict_is_taken_back_and_its_contact_shown_again(client: Client, filled: Services) -> None:
    await drawn(client)
    page = await (await client.get("/samples/read")).text()
    here = re.findall(r'action="(/samples/1/\d+)/verdict"', page)[0]
    await client.post(f"{here}/verdict", data={"verdict": "no breach"})
    again = await (await client.post("/samples/undo")).text()
    assert f'action="{here}/verdict"' in again
    assert (await filled.samples.samples.get(1)).read == 0


async def test_the_list_hides_what_the_scan_said_until_the_reader_looks_and_the_verdict_stands(
    client: Client, filled: Services
) -> None:
    await drawn(client)
    place = await hold(filled, client, "mail/1")
    await client.post(f"{place}/verdict", data={"verdict": "no breach"})
    hidden = "what the scan said is hidden while you may take it back"
    page = await (await client.get("/samples/1")).text()
    assert hidden in page
    assert "the scan had flagged it" not in page
    assert "What the scan said" in await (await client.get(place)).text()
    assert "the scan had flagged it" in await (await client.get("/samples/1")).text()
    assert f'action="{place}/verdict"' not in await (await client.post("/samples/undo")).text()


async def test_an_auditor_sees_what_was_read_but_no_words(
    client: Client, client_as: ClientAs, filled: Services
) -> None:
    await drawn(client)
    place = await hold(filled, client, "plain")
    note = {"verdict": "no breach", "note": "a remark of the reader"}
    await client.post(f"{place}/verdict", data=note)
    auditor = await client_as(Role.AUDITOR)
    page = await (await auditor.get("/samples/1?lang=en")).text()
    assert "nothing" in page
    assert "a remark of the reader" not in page
    assert (await auditor.get(place)).status == 403


async def test_empty_pages_say_what_would_fill_them(client: Client, services: Services) -> None:
    assert "No sample has been drawn yet." in await (await client.get("/samples?lang=en")).text()
    assert "There is nothing to draw from yet." in await (await client.get("/samples/draw")).text()
    assert "No sample has been drawn yet." in await (await client.get("/samples/read")).text()
