import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import docx
import pikepdf
import pytest
from sqlmodel import col, select

from contactguard.accounts.roles import Role
from contactguard.dispatch.annual_reports import approve, draft, form_for, hand_in, year_report
from contactguard.dispatch.reports import Format
from contactguard.errors import ConflictError, InputError, NotFoundError
from contactguard.reporting.annual.document import Standing, annual_document
from contactguard.reporting.annual.evidence_contacts import beside_last_year
from contactguard.reporting.annual.evidence_work import programme
from contactguard.reporting.annual.form import FOLDER, form_of, load
from contactguard.reporting.annual.records import year_records
from contactguard.reporting.annual.writing import annual_report
from contactguard.reporting.documents.html import write_html
from contactguard.reporting.monthly.records import AnswerUse, month_records
from contactguard.reporting.words import Words
from contactguard.store.register.programme import ProgrammeVersion
from contactguard.store.register.records import NewTraining
from contactguard.store.tables.audit import AuditRow
from contactguard.wiring import Services
from tests.review.conftest import person
from tests.service.conftest import Client

NASTY = '<script>alert(1)</script> #import "x" *bold* $y$'
REVA = person("Reva", Role.OFFICER, Role.REVIEWER)
HELD = NewTraining(date(2026, 3, 4), "Neutral kontakt", "Kundeservice", 60, 9, 8)


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda file: file.stem)
def test_each_form_has_all_its_words_in_its_languages(file: Path) -> None:
    form = load(file)
    questions = [one for chapter in form.chapters for one in chapter.questions]
    texts = [form.title, form.basis, *(one.title for one in form.chapters), *(one.text for one in questions)]
    assert [one for one in texts if set(one) != set(form.languages)] == []
    assert len({one.id for one in questions}) == len(questions)


def test_the_danish_report_has_the_headings_of_the_regulator() -> None:
    form = form_of("DK")
    assert [one.number for one in form.chapters] == [str(number) for number in range(10)]
    assert form.chapters[4].title["da"] == "Kundekontakt"


async def test_what_no_record_says_is_left_to_the_officer(services: Services) -> None:
    report = await draft(services, 2026, "da")
    asked = [one for chapter in report.chapters for one in chapter.answers]
    control = next(one for one in asked if one.id == "control")
    assert all(one.missing or "revisionskæde" in one.text for one in control.sentences)
    assert next(one for one in asked if one.id == "separation").unwritten


async def test_a_year_without_contacts_says_so_once_in_each_answer(services: Services) -> None:
    report = await draft(services, 2026, "da")
    left = [a.unwritten.split("\n") for chapter in report.chapters for a in chapter.answers]
    assert any("Ingen kontakter fra året er scannet." in lines for lines in left)
    assert [lines for lines in left if len(set(lines)) < len(lines)] == []


async def test_a_sentence_leads_to_its_records(filled: Services) -> None:
    number = await filled.register.training.add(HELD, by="Dorthe")
    report = await draft(filled, 2026, "da")
    found = {one.text: one.link for chapter in report.chapters for a in chapter.answers for one in a.sentences}
    assert found["1 kursus blev holdt; 8 af 9 inviterede deltog."] == "/training"
    assert found["4. marts 2026: Neutral kontakt, Kundeservice; 8 af 9 deltog."] == f"/training#session-{number}"
    assert "Scanningen gav 42 fund. Efter gennemlæsning er indtil videre ingen af dem afgjort som brud." in found


async def test_a_country_without_a_form_has_the_questions_and_no_other_countrys_law(services: Services) -> None:
    form, organisation = form_of("FI"), services.scanner.organisation
    records = await year_records(services.database, organisation, 2026)
    words = Words("en", ZoneInfo("Europe/Helsinki"))
    report = annual_report(form, records, {}, words)
    told = write_html(annual_document(report, Standing(datetime(2027, 3, 1, tzinfo=UTC), "1.0"), words))
    assert report.country == "FI"
    assert "Customer contact" in told
    assert ("Danish" in told, "§" in told, "<p></p>" in told) == (False, False, False)


@pytest.mark.parametrize(("country", "language"), [("SE", "sv"), ("NO", "nb"), ("SE", "en"), ("DK", "en")])
async def test_each_country_has_its_report(filled: Services, country: str, language: str) -> None:
    form, organisation = form_of(country), filled.scanner.organisation
    records = await year_records(filled.database, organisation, 2026)
    words = Words(language, ZoneInfo("Europe/Copenhagen"))
    assert "2026" in annual_report(form, records, {}, words).title


async def test_versions_of_new_years_night_count_in_the_year_of_the_companys_wall(services: Services) -> None:
    night = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    versions = tuple(ProgrammeVersion(number, {}, "", "Dorthe", night, "Anna", night) for number in (2, 1))
    records = replace(await year_records(services.database, services.scanner.organisation, 2026), programmes=versions)
    question = next(one for chapter in form_of("DK").chapters for one in chapter.questions)
    told = [one.text for one in programme(question, records, Words("en", ZoneInfo("Europe/Copenhagen")))]
    assert "2 versions of it were approved in the year." in told


async def test_neither_year_nor_month_counts_training_that_was_struck(services: Services) -> None:
    number = await services.register.training.add(HELD, by="Dorthe")
    await services.register.training.strike(number, "Talt to gange", by="Dorthe")
    zone = services.scanner.organisation.grid_company.zone
    year = await year_records(services.database, services.scanner.organisation, 2026)
    month = await month_records(services.database, "2026-03", zone, AnswerUse(0, None, 0, 0, 0, None), "1.0")
    assert (year.trainings, month.trainings) == ((), ())


async def test_all_contacts_read_of_samples_count_also_those_with_findings(filled: Services) -> None:
    number = await filled.samples.draw(REVA, "2026-10", "2026-10", 30, seed=1)
    while reading := await filled.samples.next(REVA):
        await filled.samples.judge(REVA, reading.sampled.sample, reading.sampled.position, None)
    records = await year_records(filled.database, filled.scanner.organisation, 2026)
    assert records.figures is not None
    told = beside_last_year(records, records.figures, records.figures, Words("en", ZoneInfo("Europe/Copenhagen")))
    read = (await filled.samples.samples.get(number)).read
    assert read > 1
    assert ("Contacts read in samples", "0", str(read)) in told.rows


async def test_an_own_text_answers_and_its_note_stays_inside(filled: Services) -> None:
    await filled.annual.write(2026, "officer", "Dorthe Dam, jurist", "spørg bestyrelsen", by="Dorthe")
    await filled.annual.write(2026, "separation", f"{NASTY} Ring 97 12 34 56.", "", by="Dorthe")
    inside, outside = [
        (await year_report(filled, 2026, Format.HTML, "da", public=public)).content.decode() for public in (False, True)
    ]
    assert "Dorthe Dam" in inside
    assert "spørg bestyrelsen" in inside
    for kept_back in ("Dorthe Dam", "spørg bestyrelsen", "97 12 34 56"):
        assert kept_back not in outside
    assert "<script>" not in inside + outside


async def test_word_and_pdf_say_what_was_written_as_it_was_written(filled: Services) -> None:
    await filled.annual.write(2026, "separation", NASTY, "", by="Dorthe")
    word = docx.Document(BytesIO((await year_report(filled, 2026, Format.DOCX, "da")).content))
    assert NASTY in [one.text for one in word.paragraphs]
    with pikepdf.open(BytesIO((await year_report(filled, 2026, Format.PDF, "da")).content)) as opened:
        assert str(opened.Root.Lang) == "da"


async def test_wordings_are_only_added_and_each_sitting_is_in_the_chain(services: Services) -> None:
    for text, by in (("Først", "Dorthe"), ("Først", "Dorthe"), ("Så", "Dorthe")):
        await services.annual.write(2026, "access", text, "", by=by)
    assert await texts_in_chain(services) == ["Dorthe"]
    assert [one.text for one in await services.annual.wordings(2026, "access")] == ["Så", "Først"]
    assert (await services.annual.texts(2026))["access"].text == "Så"
    assert await services.annual.texts(2025) == {}
    await services.annual.write(2026, "access", "Også mig", "", by="Eva")
    await services.annual.write(2026, "access", "Så mig igen", "", by="Dorthe")
    await services.annual.write(2026, "identity", "Et andet spørgsmål", "", by="Dorthe")
    assert await texts_in_chain(services) == ["Dorthe", "Eva", "Dorthe", "Dorthe"]


async def texts_in_chain(services: Services) -> list[str]:
    async with services.database.reading() as session:
        query = select(AuditRow.actor).where(AuditRow.action == "annual text").order_by(col(AuditRow.number))
        return list(await session.exec(query))


async def test_a_version_with_open_questions_cannot_be_approved(services: Services) -> None:
    number = await hand_in(services, 2026, by="Dorthe")
    with pytest.raises(InputError, match="not answered"):
        await approve(services, 2026, number, by="Kai")


async def test_an_approved_version_stays_as_it_was(services: Services) -> None:
    await _answer_all(services)
    number = await hand_in(services, 2026, by="Dorthe")
    await approve(services, 2026, number, by="Kai")
    before = (await year_report(services, 2026, Format.HTML, "da", number=number)).content
    await services.annual.write(2026, "access", "Noget andet", "", by="Dorthe")
    after = (await year_report(services, 2026, Format.HTML, "da", number=number)).content
    assert before == after
    assert "godkendt af Kai" in after.decode()
    assert "Udkast" not in after.decode()
    assert "Noget andet" in (await year_report(services, 2026, Format.HTML, "da")).content.decode()
    with pytest.raises(ConflictError):
        await approve(services, 2026, number, by="Kai")


async def test_what_there_is_not_is_told(services: Services) -> None:
    with pytest.raises(NotFoundError, match="no version 3"):
        await year_report(services, 2026, Format.PDF, "da", number=3)
    with pytest.raises(InputError, match="not the year"):
        await year_report(services, 12, Format.PDF, "da")
    with pytest.raises(InputError, match="xlsx"):
        await year_report(services, 2026, Format.XLSX, "da")


async def test_a_text_is_kept_as_it_is_written(client: Client, services: Services) -> None:
    response = await client.post(
        "/annual/2026/texts/access", data={"text": NASTY, "note": ""}, headers={"HX-Request": "true"}
    )
    assert response.status == 200
    assert (await services.annual.texts(2026))["access"].by == "officer"
    page = await (await client.get("/annual/2026/3")).text()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


async def test_two_who_write_at_once_do_not_overwrite_each_other(client: Client, services: Services) -> None:
    async def typed(seen: str, text: str, by_itself: bool = True) -> tuple[int, str]:
        fields, headers = {"seen": seen, "text": text}, {"HX-Request": str(by_itself).lower(), "Accept-Language": "en"}
        response = await client.post("/annual/2026/texts/access", data=fields, headers=headers)
        return response.status, await response.text()

    def seen(page: str) -> str:
        return re.findall(r'name="seen" value="(.*?)"', page.split('id="access-saved"')[-1])[0]

    mark = seen(await (await client.get("/annual/2026/3")).text())
    mark = seen((await typed(mark, "Alle"))[1])
    mark = seen((await typed(mark, "Alle sager"))[1])
    await services.annual.write(2026, "access", "Andet", "", by="Dorthe", seen=mark)
    status, told = await typed(mark, "Alle sager i tur")
    assert (status, "Dorthe has written here since" in told, seen(told)) == (200, True, mark)
    assert (await typed(mark, "Alle sager i tur", by_itself=False))[0] == 409
    await services.annual.write(2025, "access", "Alle sager i rækkefølge.", "", by="Dorthe")
    assert (await client.post("/annual/2026/texts/access/start")).status == 409
    assert (await services.annual.texts(2026))["access"].text == "Andet"
    mark = seen(await (await client.get("/annual/2026/3")).text())
    assert "Saved" in (await typed(mark, "Begge"))[1]
    assert (await services.annual.texts(2026))["access"].text == "Begge"


async def test_last_years_text_is_offered_and_compared(client: Client, services: Services) -> None:
    await services.annual.write(2025, "access", "Alle sager i rækkefølge.", "", by="Dorthe")
    assert "Alle sager i rækkefølge." in await (await client.get("/annual/2026/3")).text()
    await client.post("/annual/2026/texts/access/start")
    assert (await services.annual.texts(2026))["access"].text == "Alle sager i rækkefølge."
    await client.post("/annual/2026/texts/access", data={"text": "Alle sager i tur.", "note": ""})
    page = await (await client.get("/annual/2026/3")).text()
    assert "<del>rækkefølge</del><ins>tur</ins>" in page


async def test_the_page_gives_the_file(client: Client) -> None:
    response = await client.get("/annual/2026/report.json?public=1")
    assert json.loads(await response.read())["year"] == 2026


async def _answer_all(services: Services) -> None:
    for chapter in form_for(services).chapters:
        for question in chapter.questions:
            await services.annual.write(2026, question.id, "Som beskrevet i programmet.", "", by="Dorthe")
