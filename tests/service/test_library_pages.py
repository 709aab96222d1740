"""The officer's side of the knowledge base, on one live service: its answers were scanned once it had started."""

import asyncio
import html
import io
import re
import zipfile
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, FormData

from contactguard.errors import InputError
from contactguard.service.auth.visitor import FIELD, SESSION
from contactguard.service.pages.answers.files import unpack
from contactguard.service.pages.paging import PAGE
from tests.knowledge.factories import make_answer
from tests.service.conftest import Live

ID = "library-topic-da"


@pytest.fixture
async def program(running: Live) -> AsyncIterator[ClientSession]:
    headers = {"Authorization": f"Bearer {running.token}"}
    async with ClientSession(running.address, headers=headers) as session:
        yield session


@pytest.fixture
async def officer(running: Live) -> AsyncIterator[ClientSession]:
    headers = {"Cookie": f"{SESSION}={running.cookie}", "Accept-Language": "da", "Accept": "text/html"}
    async with ClientSession(running.address, headers=headers) as session:
        yield session


async def read(session: ClientSession, path: str, status: int = 200) -> str:
    async with session.get(path) as response:
        assert response.status == status, await response.text()
        return await response.text()


async def send(session: ClientSession, path: str, status: int = 200, **fields: str) -> str:
    """Sends a form with the token that every page of the session carries."""
    token = re.search(rf'name="{FIELD}" value="([^"]+)"', await read(session, "/answers/library"))
    assert token
    async with session.post(path, data={FIELD: token[1], **fields}) as response:
        assert response.status == status, await response.text()
        return await response.text()


async def drafted(program: ClientSession, **fields: object) -> None:
    answer = make_answer("library-topic", **fields).model_dump(mode="json")
    async with program.post("/api/v1/answers/import", json={"answers": [answer]}) as response:
        assert response.status == 201, await response.text()


async def test_an_officer_takes_an_answer_from_draft_to_live_and_out_again(
    program: ClientSession, officer: ClientSession
) -> None:
    await drafted(program, title="Om frokost")
    page = await read(officer, f"/answers/library/{ID}")
    number = re.findall(r"/versions/(\d+)/approve", page)[0]
    assert "Om frokost" in await send(officer, f"/answers/library/{ID}/versions/{number}/approve")
    await send(officer, f"/answers/library/{ID}/versions/{number}/publish")
    assert "Om frokost" in await read(officer, f"/answers/{ID}")
    await send(officer, f"/answers/library/{ID}/versions/{number}/retire")
    await read(officer, f"/answers/{ID}", 404)


async def test_a_new_wording_is_judged_compared_and_left_to_another_to_approve(
    program: ClientSession, officer: ClientSession
) -> None:
    await drafted(program, title="Om middag")
    form = await read(officer, f"/answers/library/{ID}/edit")
    fields = dict.fromkeys(("title", "summary"), "Om aftensmad") | {
        "phone": "Jeg kan anbefale Struer Energi.",
        "email": "Hej {customer}",
        "say": "Frit valg",
        "never": "Et navn",
        "valid_until": "2028-01-31",
    }
    assert 'name="fact-0-text"' in form
    judged = await send(officer, f"/answers/library/{ID}/try", **fields)
    assert "Telefon: Henvisning" in judged
    told = await send(officer, f"/answers/library/{ID}/try", **fields | {"valid_until": "i morgen"})
    assert "Gælder til: angiv en dag som 2026-10-20" in told
    told = await send(officer, f"/answers/library/{ID}/edit", 400, **fields | {"phone": "Ring {fone}."})
    assert "Telefon: ingen pladsholder hedder {fone}" in told
    page = await send(officer, f"/answers/library/{ID}/edit", **fields | {"phone": "Du vælger frit."})
    assert "<ins>aftensmad</ins>" in page.replace("<ins>Om aftensmad</ins>", "<ins>aftensmad</ins>")
    number = re.findall(r'id="version-(\d+)"', page)[0]
    assert f"/versions/{number}/approve" not in page
    refused = await send(officer, f"/answers/library/{ID}/versions/{number}/approve", 409)
    assert "en, der har skrevet et svar, kan ikke godkende det" in refused


async def test_another_day_is_a_new_version(program: ClientSession, officer: ClientSession) -> None:
    await drafted(program, title="Om kaffe")
    page = await send(officer, f"/answers/library/{ID}/valid-until", valid_until="2029-05-31")
    assert "31. maj 2029" in await read(officer, "/answers/library?language=da") or "2029-05-31" in page
    await send(officer, f"/answers/library/{ID}/valid-until", 400, valid_until="snart")


async def test_remarks_wait_in_the_library_until_settled(officer: ClientSession) -> None:
    await send(officer, "/answers/solar-da/remark", text="Afgiften er ændret i juli")
    page = await read(officer, "/answers/library")
    assert "Afgiften er ændret i juli" in page
    number = re.findall(r"/answers/remarks/(\d+)/settle", page)[-1]
    assert "Afgiften er ændret i juli" not in await send(officer, f"/answers/remarks/{number}/settle")


async def test_supplied_answers_are_listed_page_by_page_once_they_were_scanned(officer: ClientSession) -> None:
    first = await scanned(officer, "sv")
    rest = re.search(r'id="rest">\s*<a class="button plain" href="([^"]+)"', first)
    assert rest
    second = await read(officer, html.unescape(rest[1]))
    assert [page.count('class="mark passed"') for page in (first, second)] == [PAGE, 59 - PAGE]
    titles = [re.findall(r'href="(/answers/library/[^"?]+)" data-step', page) for page in (first, second)]
    assert len(set(titles[0] + titles[1])) == 59
    assert "59 tekster venter på godkendelse" in first
    assert "Samtaleguide" in second
    assert "har fund" not in first.split("<tbody")[1]
    assert first.count("data-step") > (await read(officer, "/answers/library?mark=expired")).count("data-step")


async def scanned(officer: ClientSession, language: str) -> str:
    """The list, once all that is supplied in a language was scanned."""
    for _ in range(300):
        page = await read(officer, f"/answers/library?language={language}")
        if sum(map(int, re.findall(r'value="(?:passed|live)"[^>]*>[^<]*\((\d+)\)', page))) >= 59:
            break
        await asyncio.sleep(0.5)
    return page


async def test_an_officer_approves_many_at_once_but_for_those_that_say_why_not(officer: ClientSession) -> None:
    await scanned(officer, "sv")
    page = await read(officer, "/answers/waiting?language=sv")
    ready = re.findall(r'name="chosen" value="([^"]+)">', page)
    blocked = re.findall(r'name="chosen" value="([^"]+)" disabled', page)
    assert {"solar-sv 1", "script:caller-wants-affiliate-sv 1"} <= set(ready)
    assert "outage-now-sv 1" in blocked
    assert "felanmälan" in page
    told = await send(officer, "/answers/waiting", language="sv", chosen="solar-sv 1")
    assert "1 tekst godkendt og i brug" in told
    assert "solar-sv 1" not in told
    told = await send(officer, "/answers/waiting", language="sv", chosen="outage-now-sv 1")
    assert "godkendt og i brug" not in told
    assert "outage-now-sv 1" in told
    assert "data-copy>" in await read(officer, "/answers/solar-sv")
    assert "tekster venter på godkendelse" in await read(officer, "/")


async def test_an_officer_writes_an_answer_to_a_new_topic(officer: ClientSession) -> None:
    assert 'name="topic"' in await read(officer, "/answers/library/new")
    fields = {
        "language": "da",
        "title": "Gebyr for målertest på øen",
        "summary": "Hvad det koster",
        "phone": "Det står i vores prisliste.",
        "email": "Hej {customer}",
        "say": "Prisen",
        "never": "Et navn",
        "valid_until": "2028-01-31",
    }
    favour = fields | {"phone": "Jeg kan anbefale Struer Energi."}
    assert "Henvisning" in await send(officer, "/answers/library/new/try", **favour)
    assert "Gebyr for målertest på øen" in await send(officer, "/answers/library/new", **fields)
    await read(officer, "/answers/library/gebyr-for-maalertest-paa-oeen-da")
    assert "Emne: der er allerede et svar" in await send(officer, "/answers/library/new", 400, **fields)
    at = "/answers/library/gebyr-for-maalertest-paa-oeen-da/valid-until"
    assert "Gælder til: angiv en dag" in await send(officer, at, 400, valid_until="snart")
    faulty = {"title": "", "topic": "other", "fact-1-text": "Det er gratis", "fact-1-checked": "i går"}
    told = await send(officer, "/answers/library/new", 400, **fields | faulty)
    assert "Titel: skal udfyldes" in told
    assert "Faktum 2, Tjekket den: angiv en dag" in told
    await read(officer, "/answers/gebyr-for-maalertest-paa-oeen-da", 404)


async def test_the_base_goes_out_as_files_and_comes_in_as_drafts(officer: ClientSession) -> None:
    async with officer.get("/answers/library.zip") as response:
        packed = await response.read()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = archive.namelist()
        text = archive.read("da/solar.yaml").decode().replace("title: ", "title: Ny ", 1)
    assert {"da/solar.yaml", "sv/scripts/outage.yaml"} <= set(names)
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as before, zipfile.ZipFile(changed, "w") as archive:
        for name in names:
            if name.startswith("da/") and "scripts" not in name:
                archive.writestr(name, text if name == "da/solar.yaml" else before.read(name))
    page = await read(officer, "/answers/library")
    token = re.findall(rf'name="{FIELD}" value="([^"]+)"', page)[0]
    for content, status, told in ((changed.getvalue(), 200, "solar-da"), (b"no zip", 400, "ikke et zip-arkiv")):
        form = FormData({FIELD: token})
        form.add_field("archive", content, filename="answers.zip", content_type="application/zip")
        async with officer.post("/answers/library.zip", data=form) as response:
            assert (response.status, told in await response.text()) == (status, True)


def packed(text: bytes, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as archive:
        archive.writestr("da/solar.yaml", text)
    return made.getvalue()


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_archive_is_told_as_damaged(packing: int) -> None:
    good = packed(b"title: Sol\n" * 200, packing)
    at = good.index(b"solar.yaml") + 20
    with pytest.raises(InputError, match="damaged"):
        unpack(good[:at] + b"\xff" * 8 + good[at + 8 :])


def test_faults_of_files_in_an_archive_are_told_by_their_places_in_it() -> None:
    with pytest.raises(InputError, match=r"^da/solar\.yaml:1: must be a mapping of fields$"):
        unpack(packed(b"- sol"))


async def test_use_is_told_in_figures(program: ClientSession, officer: ClientSession) -> None:
    await program.get("/api/v1/answers", params={"q": "vil skifte elselskab", "language": "da"})
    await program.get("/api/v1/answers", params={"q": "xq zzyv", "language": "da"})
    page = await read(officer, "/answers/use?days=90")
    assert "intet i videnbasen ligner" in page
    assert "zzyv" not in page
    await read(officer, "/answers/use?days=7", 400)


async def test_only_who_gets_the_words_of_an_answer_opens_it(officer: ClientSession) -> None:
    async def opened() -> int:
        _, times, *_ = re.findall(r"<li>\s*<b>(\d+)</b>", await read(officer, "/answers/use?days=90"))
        return int(times)

    await read(officer, "/answers/supplier-switch-da")
    before = await opened()
    async with officer.head("/answers/supplier-switch-da") as response:
        assert response.status == 200
    assert await opened() == before
    await read(officer, "/answers/supplier-switch-da")
    assert await opened() == before + 1


@pytest.mark.parametrize("kind", ["answers", "scripts"])
async def test_what_there_is_not_has_no_versions(program: ClientSession, kind: str) -> None:
    assert "not_found" in await read(program, f"/api/v1/{kind}/nowhere/versions", 404)
