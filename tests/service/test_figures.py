import csv
import io
import re

import openpyxl
import pytest
from sqlalchemy import update
from sqlmodel import col, select

from contactguard.accounts.roles import Role
from contactguard.contacts.model import FailedContact
from contactguard.policies.finding import Policy
from contactguard.reporting.counting import month_figures
from contactguard.reporting.exchange.reading import parsed
from contactguard.reporting.figures import Figures
from contactguard.reporting.tables import Table, as_csv, as_xlsx
from contactguard.scanning.ledger import LedgerLine
from contactguard.scanning.results import Failed
from contactguard.store.counts.keeping import counting
from contactguard.store.tables.contacts import ContactRow
from contactguard.store.tables.findings import FindingRow
from contactguard.wiring import Services
from tests.service.conftest import Client, ClientAs

ENGLISH = {"Accept-Language": "en"}
OCTOBER = "first=2026-10&last=2026-10"


async def page_of(client: Client, path: str) -> str:
    response = await client.get(path, headers=ENGLISH)
    assert response.status == 200, await response.text()
    return (await response.text()).replace("&amp;", "&")


@pytest.mark.parametrize("address", [f"/figures?{OCTOBER}", "/months/2026-10"])
async def test_every_number_of_findings_leads_to_as_many(filled: Services, client: Client, address: str) -> None:
    links = set(re.findall(r'<a href="(/findings\?[^"]+)">([\d,]+)</a>', await page_of(client, address)))
    assert {"line", "channel", "policy"} <= {name for href, _ in links for name in re.findall(r"(\w+)=", href)}
    for href, number in links:
        assert f"<b>{number} finding" in await page_of(client, href), href


async def test_filters_offer_what_was_counted_by_the_names_of_the_reader(filled: Services, client: Client) -> None:
    shown = await page_of(client, "/figures?channel=email&policy=disparagement")
    offered = {
        name: re.findall(r'<option value="([^"]+)"(| selected)>([^<]+)<', options)
        for name, options in re.findall(r'<select name="(\w+)">(.*?)</select>', shown, re.DOTALL)
    }
    assert offered["channel"] == [("call_note", "", "Call note"), ("email", " selected", "E-mail")]
    assert offered["language"] == [("und", "", "not known")]
    assert ("general", "", "Øvrige") in offered["line"]
    assert ("disparagement", " selected", "Disparagement of a company") in offered["policy"]
    assert len(offered["policy"]) == len(Policy)


async def test_topics_are_offered_by_name_and_the_last_month_first(filled: Services, client: Client) -> None:
    async with filled.database.session() as session:
        contacts = list(await session.exec(select(ContactRow.id).order_by(col(ContactRow.id)).limit(2)))
        async with counting(session, contacts):
            for contact, topic, month in zip(
                contacts, ("connection-price", "connection-upgrade"), ("2026-09", "2026-10"), strict=True
            ):
                change = update(ContactRow).where(col(ContactRow.id) == contact)
                await session.exec(change.values(topic=topic, month=month))
    shown = await page_of(client, "/figures")
    order = [shown.index(f'<option value="{one}"') for one in ("2026-10", "2026-09")]
    order += [
        shown.index(f">{one}</option>")
        for one in ("Larger fuse, more amperes or three phases", "What a connection costs")
    ]
    assert order == sorted(order)


@pytest.mark.parametrize("address", ["/figures", "/months/2026-10"])
async def test_each_column_has_the_head_of_its_kind(filled: Services, client: Client, address: str) -> None:
    tables = re.findall(r"<table>(.*?)</table>", await page_of(client, address), re.DOTALL)
    assert len(tables) > 4
    for table in tables:
        heads, *rows = [re.findall(r"<t[hd]([^>]*)>", row) for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)]
        for row in rows:
            assert ["number" in cell for cell in row] == ["number" in head for head in heads], table


@pytest.mark.parametrize("address", ["/figures", "/months/2026-10"])
async def test_the_duty_broken_most_is_named(filled: Services, client: Client, address: str) -> None:
    assert "Most often: Referral to an affiliate, 42 findings." in await page_of(client, address)


@pytest.mark.parametrize("address", ["/figures", "/months/2026-10"])
async def test_lines_have_the_names_of_the_company(filled: Services, client: Client, address: str) -> None:
    assert '<th scope="row">Øvrige</th>' in await page_of(client, address)


async def test_what_models_found_is_counted_apart(filled: Services, client: Client) -> None:
    async with filled.database.session() as session:
        contact = (await session.exec(select(FindingRow.contact_id).limit(1))).one()
        async with counting(session, [contact]):
            change = update(FindingRow).where(col(FindingRow.contact_id) == contact)
            await session.exec(change.values(origin="model"))
    shown = await page_of(client, "/months/2026-10")
    href = "/findings?month=2026-10&policy=affiliate-referral&origin=model"
    (number,) = re.findall(rf'"{re.escape(href)}">(\d+)</a>', shown)
    assert f"<b>{number} finding" in await page_of(client, href)


async def test_a_failed_record_stands_out(filled: Services, client: Client) -> None:
    assert "<b>0</b><span>gaps and failures" in await page_of(client, "/months/2026-10")
    failure = Failed(FailedContact("/data/notes.jsonl", "line 3", "broken"))
    line = LedgerLine("/data/notes.jsonl", received=1, failed=1)
    scan = await filled.scans.begin([line.source], filled.scanner.rule_set)
    await filled.scans.save(scan, filled.scanner.rule_set, [failure], line)
    assert '<b class="alarm">1</b><span>gaps and failures' in await page_of(client, "/months/2026-10")


async def test_page_report_file_and_api_tell_the_same(filled: Services, client: Client) -> None:
    told = Figures.model_validate(await (await client.get(f"/api/v1/figures?{OCTOBER}")).json())
    month = await month_figures(filled.counts, filled.scanner.organisation, "2026-10")
    assert month.model_dump(include=set(Figures.model_fields)) == told.model_dump()
    rows = csv.DictReader(
        io.StringIO((await (await client.get(f"/figures.csv?{OCTOBER}", headers=ENGLISH)).text())[1:])
    )
    found = [int(row["value"]) for row in rows if (row["table"], row["column"]) == ("Line", "Findings")]
    book = openpyxl.load_workbook(
        io.BytesIO(await (await client.get(f"/figures.xlsx?{OCTOBER}", headers=ENGLISH)).read())
    )
    sheet = next(sheet for sheet in book if sheet.cell(1, 1).value == "Line")
    assert sum(found) == sum(row[1] for row in sheet.iter_rows(min_row=2, values_only=True)) == told.findings == 42
    assert "><a href" in await page_of(client, "/figures")


async def test_a_filter_is_kept_in_what_is_behind_a_number(filled: Services, client: Client) -> None:
    shown = await page_of(client, f"/figures?{OCTOBER}&channel=email&company=Struer+Energi")
    assert 'href="/findings?first=2026-10&last=2026-10&channel=email&company=Struer+Energi">2</a>' in shown


async def test_findings_by_topic_are_one_click_away(filled: Services, client: Client) -> None:
    async with filled.database.session() as session:
        contact = (await session.exec(select(FindingRow.contact_id).limit(1))).one()
        async with counting(session, [contact]):
            await session.exec(update(ContactRow).where(col(ContactRow.id) == contact).values(topic="solar"))
    shown = await page_of(client, f"/figures?{OCTOBER}")
    assert '<option value="solar">Solar panels</option>' in shown
    href = f"/findings?{OCTOBER}&topic=solar"
    (number,) = re.findall(rf'"{re.escape(href)}">(\d+)</a>', shown)
    assert f"<b>{number} finding" in await page_of(client, href)
    told = Figures.model_validate(await (await client.get(f"/api/v1/figures?{OCTOBER}&topic=solar")).json())
    assert (told.received, told.flagged.contacts, told.findings) == (1, 1, int(number))


async def test_what_cannot_be_asked_is_refused_by_the_api_and_passed_over_by_the_page(
    filled: Services, client: Client
) -> None:
    for wrong in ("first=2026-13", "first=2026-12&last=2026-10", "policy=none", "polcy=disparagement"):
        assert (await client.get(f"/api/v1/figures?{wrong}")).status == 400
        assert (await client.get(f"/figures?{wrong}")).status == 200


async def test_a_lead_sees_figures_and_no_way_to_contacts(filled: Services, client_as: ClientAs) -> None:
    lead = await client_as(Role.LEAD)
    shown = await page_of(lead, "/figures")
    assert "/findings?" not in shown
    assert "/contacts/" not in shown


async def test_the_year_for_others_is_one_link_away_and_the_chain_keeps_who_took_it(
    filled: Services, client: Client
) -> None:
    assert '<a href="/figures/2026.json" download>2026 for others' in await page_of(client, "/figures")
    response = await client.get("/figures/2026.json")
    assert response.headers["Content-Disposition"] == 'attachment; filename="contactguard-2026.json"'
    assert parsed(await response.read(), "2026.json").whole.findings == 42
    (entry,) = (await filled.privacy.audit.page(limit=1)).entries
    assert (entry.action, entry.actor) == ("export", "officer")
    assert (await client.get("/figures/2019.json")).status == 404
    assert (await client.get("/figures/now.json")).status == 400


@pytest.mark.parametrize(("role", "status"), [(Role.AGENT, 403), (Role.AUDITOR, 200), (Role.REVIEWER, 200)])
async def test_figures_are_for_those_who_may_read_them(
    filled: Services, client_as: ClientAs, role: Role, status: int
) -> None:
    client = await client_as(role)
    for path in ("/figures", "/figures/charts", "/figures.csv", "/figures.xlsx", "/api/v1/figures"):
        assert (await client.get(path)).status == status


async def test_charts_come_with_the_words_of_their_points(filled: Services, client: Client) -> None:
    drawn = await page_of(client, "/figures/charts")
    assert drawn.count("<svg") >= 3
    assert 'aria-label="received: 43"' in drawn or 'aria-label="received: ' in drawn
    assert "style=" not in drawn


async def test_without_contacts_the_page_says_what_would_fill_it(client: Client) -> None:
    assert "There are no figures before the first scan." in await page_of(client, "/figures")
    assert (await client.get("/api/v1/figures")).status == 404


async def test_no_two_numbers_of_the_file_have_the_same_name(filled: Services, client: Client) -> None:
    rows = list(csv.reader(io.StringIO(await (await client.get("/figures.csv")).text())))
    assert len({tuple(row[:3]) for row in rows}) == len(rows)
    assert {len(row) for row in rows} == {4}


def test_a_row_of_a_file_is_named_by_all_that_tells_it_from_others() -> None:
    rows = (("General", "Referral", 3), ("General", "Disparagement", 1))
    told = as_csv([Table("Duties by line", ("Line", "Duty", "Findings"), rows, keys=2)])
    assert [row[1:] for row in csv.reader(io.StringIO(told))][1:] == [
        ["General · Referral", "Findings", "3"],
        ["General · Disparagement", "Findings", "1"],
    ]


def test_no_text_of_a_file_is_taken_for_a_formula() -> None:
    table = Table("=T", ("=A", "+B"), (("=cmd|' /C calc'!A0", "-1+1"), ("@x", 5)))
    rows = list(csv.reader(io.StringIO(as_csv([table]))))[1:]
    assert rows == [["'=T", "'=cmd|' /C calc'!A0", "'+B", "'-1+1"], ["'=T", "'@x", "'+B", "5"]]
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx([table]))).worksheets[0]
    assert {cell.data_type for row in sheet for cell in row} == {"s", "n"}


@pytest.mark.parametrize("path", ["/figures", "/months/2026-10"])
async def test_each_month_has_its_usual_range_or_a_dash(client: Client, filled: Services, path: str) -> None:
    page = await page_of(client, path)
    trend = page[page.index('id="trend"') : page.index('id="duties"')]
    rows = re.findall(r'<tr>\s*<th scope="row">.*?</tr>', trend, re.DOTALL)
    assert rows
    assert all(re.search(r">(?:–|[\d.,]+–[\d.,]+)</td>\s*</tr>$", row) for row in rows)
