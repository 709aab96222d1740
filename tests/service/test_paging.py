"""Long lists a page at a time: walked to their end they show each row once."""

import html
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from contactguard.accounts.roles import Actor, Role, rights_of
from contactguard.review.desk import Desk
from contactguard.review.verdicts import Judgement, Terms
from contactguard.scanning.ledger import LedgerLine
from contactguard.service.pages.paging import PAGE
from contactguard.store.register.records import FoundBy, NewIncident, NewTip, NewTraining, TipKind
from contactguard.store.review.records import Verdict
from contactguard.wiring import Services
from tests.factories import make_contact
from tests.review.conftest import PSEUDONYMS, QUOTE, keep, person
from tests.service.conftest import TODAY, Client, ClientAs, fill

MANY = PAGE + 5
OLGA = Actor("Olga", rights_of([Role.OFFICER]))
ALICE = person("Alice", Role.AGENT, pseudonym=PSEUDONYMS.of("Alice"))
DAY = TODAY - timedelta(days=1)
REST = re.compile(r'<p id="rest">\s*<a class="button plain" href="([^"]+)"')
NOTES = 40  # beside a mail with two findings
Fill = Callable[[Services], Awaitable[object]]


async def incidents(services: Services) -> None:
    for number in range(MANY):
        told = NewIncident(f"Row {number}", DAY, FoundBy.OTHER)
        await services.register.open(OLGA, told, "It happened.", [])


async def tips(services: Services) -> None:
    for number in range(1, MANY + 1):
        await services.register.tip(NewTip(TipKind.TIP, DAY, f"Row {number}", "Carol", None, None))
        await services.register.set_aside(OLGA, number, "Known.")


async def training(services: Services) -> None:
    for number in range(MANY):
        await services.register.train(OLGA, NewTraining(DAY, f"Row {number}", "All", 60, 9, 8))


async def users(services: Services) -> None:
    known = len(await services.login.accounts.all())
    for number in range(MANY - known):
        await services.login.accounts.add(f"Row {number}", [Role.AGENT], by="test")


async def scans(services: Services) -> None:
    for _ in range(MANY):
        scan = await services.scans.begin(["/data/notes.jsonl"], services.scanner.rule_set)
        await services.scans.finish(scan, [LedgerLine("/data/notes.jsonl")])


async def audit(services: Services) -> None:
    for number in range(MANY):
        await services.privacy.audit.note(actor="Bob", action="verdict", subject=f"finding:{number}")


async def decided(services: Services) -> None:
    await fill(services)
    for number in range(MANY):
        fingerprint = (await services.findings.of_contact(f"note-{number:02d}"))[0].fingerprint
        await services.desk.decide(
            OLGA, fingerprint, Judgement(Verdict.NO_BREACH, "other", f"Row {number}"), alone=True
        )


async def own(services: Services) -> list[str]:
    notes = [make_contact(f"own-{number:02d}", QUOTE, agent="Alice") for number in range(MANY)]
    return await keep(services.database, *notes)


async def disputed(services: Services) -> None:
    for number, fingerprint in enumerate(await own(services)):
        await services.desk.decide(OLGA, fingerprint, Judgement(Verdict.BREACH, "as-found", "Named."))
        await services.desk.dispute(ALICE, fingerprint, f"Row {number}")


async def breaches(services: Services) -> None:
    desk = Desk(services.database, Terms(share=0, dispute=timedelta()))
    for fingerprint in await own(services):
        await desk.decide(OLGA, fingerprint, Judgement(Verdict.BREACH, "as-found", "Named."))
    await desk.settle()


FILLED: list[tuple[str, Fill, str]] = [
    ("/incidents", incidents, r"Row \d+"),
    ("/tips", tips, r"Row \d+"),
    ("/training", training, r"Row \d+"),
    ("/users", users, r'href="/users/\d+"'),
    ("/scans", scans, r'href="/scans/\d+"'),
    ("/audit?actor=Bob", audit, r"finding:\d+"),
    ("/findings?month=2026-10", fill, r"finding=\w+"),
    ("/own", own, r'id="f-\w+"'),
    ("/disputes", disputed, r"Row \d+"),
    ("/incidents/breaches", breaches, r'id="pick-\w+"'),
    ("/decided?standing=no+breach", decided, r"Row \d+"),
]


@pytest.mark.parametrize(("path", "filling", "row"), FILLED, ids=[path for path, *_ in FILLED])
async def test_a_long_list_shows_each_row_once(
    client_as: ClientAs, services: Services, path: str, filling: Fill, row: str
) -> None:
    client = await client_as(Role.OFFICER, Role.ADMIN, Role.AGENT, pseudonym=ALICE.pseudonym)
    await filling(services)
    first, second = await walked(client, path, row)
    assert (len(first), len(first | second)) == (PAGE, PAGE + len(second))
    assert len(second) == (NOTES + 2 - PAGE if filling is fill else MANY - PAGE)


@pytest.mark.parametrize("begin", ["-1", "x", "9" * 30, "1e3"])
async def test_a_place_that_no_page_gave_out_begins_at_the_beginning(
    client: Client, services: Services, begin: str
) -> None:
    await training(services)
    first, other = [(await walked(client, f"/training{asked}", r"Row \d+"))[0] for asked in ("", f"?begin={begin}")]
    assert first == other


async def walked(client: Client, path: str, row: str) -> list[set[str]]:
    """The rows of each page up to the last, by what names them."""
    pages, following = [], path
    while following:
        text = await (await client.get(following, headers={"Accept-Language": "en"})).text()
        _, _, rows = text.partition('id="rows"')
        pages.append(set(re.findall(row, rows.partition('id="rest"')[0])))
        found = REST.search(rows)
        following = html.unescape(found[1]) if found else ""
    return pages
