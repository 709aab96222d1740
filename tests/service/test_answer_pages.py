"""The knowledge base over HTTP, on one live service: building the search once is enough."""

from collections.abc import AsyncIterator
from typing import Any
from unicodedata import normalize

import pytest
from aiohttp import ClientSession

from tests.knowledge.factories import make_answer, make_script


@pytest.fixture
async def session(live: str, live_headers: dict[str, str]) -> AsyncIterator[ClientSession]:
    async with ClientSession(live, headers={"Accept-Language": "da", **live_headers}) as session:
        yield session


async def got(session: ClientSession, path: str, **options: Any) -> Any:
    async with session.get(path, **options) as response:
        assert response.status == 200, await response.text()
        return await (response.json() if response.content_type == "application/json" else response.text())


async def sent(session: ClientSession, path: str, status: int, **options: Any) -> Any:
    async with session.post(path, **options) as response:
        assert response.status == status, await response.text()
        return await (response.json() if response.content_type == "application/json" else response.text())


async def test_a_search_gives_filled_answers_in_the_language_asked_for(session: ClientSession) -> None:
    found = await got(session, "/api/v1/answers", params={"q": "strömavbrott", "language": "da", "limit": "2"})
    first = found["results"][0]
    assert len(found["results"]) == 2
    assert (first["id"], first["language"]) == ("outage-now-da", "da")
    assert "outage_phone" in first["missing"]
    assert "⟨mangler: vagttelefon⟩" in first["phone"] + first["email"]


async def test_an_answer_and_a_script_are_read_by_id(session: ClientSession) -> None:
    assert (await got(session, "/api/v1/answers/solar-sv"))["language"] == "sv"
    script = await got(session, "/api/v1/scripts/supplier-switch-da")
    assert "elpris.dk" in script["steps"]["give-site"]["say"]
    async with session.get("/api/v1/answers/nothing-da") as response:
        assert (response.status, (await response.json())["error"]["code"]) == (404, "not_found")


async def test_what_nobody_approved_is_found_marked_and_not_copied(session: ClientSession) -> None:
    waits = (await got(session, "/api/v1/answers", params={"q": "solceller"}))["results"][0]
    assert (waits["id"], waits["doubts"]) == ("solar-da", ["unapproved"])
    assert waits["state"] in ("draft", "passed")
    live = await got(session, "/api/v1/answers/supplier-switch-da")
    assert (live["state"], live["doubts"]) == ("live", [])
    card = await got(session, "/answers/solar-da", headers={"HX-Request": "true"})
    assert "Endnu ikke godkendt" in card
    assert "data-uncopied" in card
    assert "data-copy>" not in card
    assert "Endnu ikke godkendt" in await got(session, "/scripts/outage-da")
    assert (await got(session, "/api/v1/scripts/outage-da"))["doubts"] == ["unapproved"]
    assert (await got(session, "/api/v1/scripts/supplier-switch-da"))["state"] == "live"


async def test_text_that_nobody_approved_is_not_offered(session: ClientSession) -> None:
    body = {"draft": "Jag kan rekommendera Struer Energi. Välj dem.", "language": "sv"}
    advice = (await sent(session, "/api/v1/check", 200, json=body))["advice"]
    assert advice
    assert all(one["answer"] is None and one["passage"] is None for one in advice)


async def test_a_script_comes_in_by_api_as_a_draft_that_is_checked(session: ClientSession) -> None:
    script = make_script(script="own-call").model_dump(mode="json")
    draft = await sent(session, "/api/v1/scripts", 201, json={"script": script})
    assert (draft["kind"], draft["id"], draft["state"]) == ("script", "own-call-da", "draft")
    steps = f"/api/v1/scripts/{draft['id']}/versions"
    assert (await sent(session, f"{steps}/{draft['number']}/inspect", 200, json={}))["state"] == "passed"
    assert len((await got(session, steps))["versions"]) == 1
    endless = await sent(session, "/api/v1/scripts", 400, json={"script": script | {"must": ["safety"]}})
    assert "without 'safety' having been said" in endless["error"]["message"]
    await sent(session, "/api/v1/answers/import", 400, json={"answer": []})


async def test_an_author_cannot_publish_by_api_and_who_asks_is_not_taken_from_the_body(session: ClientSession) -> None:
    answer = make_answer("own-topic", title="Egen tekst om frokostpausen").model_dump(mode="json")
    draft = await sent(session, "/api/v1/answers", 201, json={"author": "Anna", "answer": answer})
    steps = f"/api/v1/answers/{draft['id']}/versions/{draft['number']}"
    assert draft["author"] != "Anna"
    await sent(session, f"{steps}/inspect", 200, json={})
    refused = await sent(session, f"{steps}/approve", 409, json={"by": "Bo"})
    assert "kan ikke godkende det" in refused["error"]["message"]
    await sent(session, f"{steps}/sing", 400, json={})


async def test_a_check_names_the_fitting_answer_and_the_missing_duty(session: ClientSession) -> None:
    enquiry, draft = (
        "Hvordan skifter jeg elselskab, og hvem er billigst?",
        "Du kontakter bare det elselskab, du vælger.",
    )
    body = {"draft": draft, "enquiry": enquiry, "language": "da"}
    checked = await sent(session, "/api/v1/check", 200, json=body)
    (advice,) = checked["advice"]
    assert (advice["duty"], advice["answer"]) == ("Prisportalen er ikke nævnt.", "supplier-comparison-da")
    assert "elpris.dk" in advice["passage"]
    assert checked["findings"][advice["finding"]]["policy"] == "missing-comparison"


async def test_a_check_does_not_judge_approved_text(session: ClientSession) -> None:
    block = (await got(session, "/api/v1/answers/installer-find-da"))["phone"]
    checked = await sent(
        session, "/api/v1/check", 200, json={"draft": f"{block}\n\nRing til Ole El.", "language": "da"}
    )
    approved_to = len(block)
    assert all(one["start"] >= approved_to for one in checked["findings"])


async def test_a_draft_is_judged_in_the_form_of_languagetool(session: ClientSession) -> None:
    text = "Hej 😀\n\nJeg kan anbefale Struer Energi."
    answer = await sent(session, "/v2/check", 200, data={"text": text, "language": "da-DK"})
    match = answer["matches"][0]
    units = text.encode("utf-16-le")
    quoted = units[match["offset"] * 2 : (match["offset"] + match["length"]) * 2].decode("utf-16-le")
    assert quoted == match["sentence"] != ""
    assert "elpris.dk" in match["replacements"][0]["value"]
    assert match["rule"]["category"]["id"] == "affiliate-referral"
    assert {"software", "language", "matches"} <= set(answer)


async def test_a_letter_sent_as_two_characters_moves_no_place_in_a_draft(session: ClientSession) -> None:
    text = normalize("NFD", "Gå på æ å. Jeg kan anbefale Struer Energi på netselskabets område.")
    (match,) = (await sent(session, "/v2/check", 200, data={"text": text, "language": "da"}))["matches"]
    quoted = text[match["offset"] : match["offset"] + match["length"]]
    assert normalize("NFC", quoted) == match["sentence"] != quoted
    judged = await sent(session, "/answers/draft", 200, data={"draft": text})
    assert f"<mark>{match['sentence']}" in judged


@pytest.mark.parametrize("form", [{}, {"data": "{"}, {"data": "[]"}, {"data": "[" * 5000}, {"text": "x" * 100_001}])
async def test_a_check_without_a_readable_text_is_refused(session: ClientSession, form: dict[str, str]) -> None:
    assert (await sent(session, "/v2/check", 400, data=form))["error"]["code"] == "bad_input"


@pytest.mark.parametrize(("markup", "offset"), [("<p>", 3), ("<b>😀</b>", 9)])
async def test_mark_up_of_an_annotated_text_keeps_offsets_true(
    session: ClientSession, markup: str, offset: int
) -> None:
    data = f'{{"annotation": [{{"markup": "{markup}"}}, {{"text": "Jeg kan anbefale Struer Energi."}}]}}'
    answer = await sent(session, "/v2/check", 200, data={"data": data, "language": "da"})
    assert answer["matches"][0]["offset"] == offset


async def test_an_annotated_text_may_be_empty(session: ClientSession) -> None:
    answer = await sent(session, "/v2/check", 200, data={"data": '{"annotation": []}', "language": "da"})
    assert answer["matches"] == []


async def test_an_answer_with_a_page_of_its_own_is_counted_as_opened_already(session: ClientSession) -> None:
    assert 'data-opened="yes"' in await got(session, "/answers/installer-find-da")
    assert "data-opened" not in await got(session, "/answers?q=elektriker")


@pytest.mark.parametrize(("language", "found"), [("auto", 1), ("xx", 1), ("da-DK", 1), ("en-GB", 0)])
async def test_what_a_text_is_written_in_is_seen_in_the_text_unless_it_is_told(
    session: ClientSession, language: str, found: int
) -> None:
    form = {"text": "Jeg kan anbefale Struer Energi.", "language": language}
    answer = await sent(session, "/v2/check", 200, data=form, headers={"Accept-Language": "en"})
    assert (answer["language"]["code"], len(answer["matches"])) == ("da" if found else "en", found)


@pytest.mark.parametrize(
    ("language", "text", "seen"),
    [
        ("sv-SE", "Hej!", {"code": "sv", "confidence": 1.0, "source": "given"}),
        ("auto", "Jag kan rekommendera ett bra elbolag åt dig.", {"code": "sv", "source": "detected"}),
        ("auto", "", {"code": "en"}),
    ],
)
async def test_a_language_is_called_given_only_when_it_was(
    session: ClientSession, language: str, text: str, seen: dict[str, object]
) -> None:
    form = {"text": text, "language": language}
    answer = await sent(session, "/v2/check", 200, data=form, headers={"Accept-Language": "en"})
    told = answer["language"].pop("detectedLanguage")
    assert told == answer["language"] | seen


async def test_half_a_character_keeps_offsets_true(session: ClientSession) -> None:
    data = r'{"annotation": [{"text": "Hej \ud83d\n\n"}, {"text": "Jeg kan anbefale Struer Energi."}]}'
    answer = await sent(session, "/v2/check", 200, data={"data": data, "language": "da"})
    assert answer["matches"][0]["offset"] == len("Hej ?\n\n")


async def test_the_agents_page_shows_cards_while_typing(session: ClientSession) -> None:
    empty = await got(session, "/answers")
    assert "autofocus" in empty
    assert "Skriv, hvad kunden spørger om" in empty
    cards = await got(session, "/answers", params={"q": "vil skifte elselskab"}, headers={"HX-Request": "true"})
    assert "<html" not in cards
    assert cards.index("Skift af elselskab") < cards.index("data-copy")
    nothing = await got(session, "/answers", params={"q": "qqqqq<qq>"})
    assert "Intet svar passer" in nothing
    assert "<qq>" not in nothing


async def test_a_draft_is_judged_beside_the_search(session: ClientSession) -> None:
    judged = await sent(session, "/answers/draft", 200, data={"draft": "<i>Jeg kan anbefale Struer Energi.</i>"})
    assert "&lt;i&gt;" in judged
    assert "<mark>" in judged
    assert "data-insert" in judged
    assert "✓" in await sent(session, "/answers/draft", 200, data={"draft": "Tak for din mail."})


async def test_a_script_is_walked_to_its_note(session: ClientSession) -> None:
    assert 'data-key="j"' in await got(session, "/scripts/supplier-switch-da")
    ended = await got(session, "/scripts/supplier-switch-da", params={"keys": "nvj"})
    assert "Sagt: Kunden vælger frit; Prisportalen oplyst" in ended
    async with session.get("/scripts/supplier-switch-da", params={"keys": "?"}) as response:
        assert response.status == 400


async def test_a_remark_is_kept_and_an_empty_one_is_not(session: ClientSession) -> None:
    assert "Noteret" in await sent(session, "/answers/solar-da/remark", 200, data={"text": "Forkert"})
    assert "Skriv først" in await sent(session, "/answers/solar-da/remark", 200, data={"text": " "})
