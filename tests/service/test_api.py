from collections.abc import Awaitable, Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession

from contactguard.cli.check import finding_json
from contactguard.errors import NotFoundError
from contactguard.reporting.counting import month_figures
from contactguard.service.api.schemas import FindingOut
from contactguard.store.privacy.retention import Limits
from contactguard.wiring import Services
from tests.factories import NOON, make_contact, make_finding
from tests.review.conftest import keep
from tests.service.conftest import Client

Refused = Callable[[ClientResponse, int, str], Awaitable[dict[str, Any]]]
REFERRAL = "Kd vil skifte elselskab. Henviste til Struer Energi."


async def test_a_list_of_findings_is_read_to_its_end_page_by_page(client: Client, filled: Services) -> None:
    seen, after = [], None
    while after is not False:
        query = {"limit": "9", **({"after": after} if after else {})}
        body = await (await client.get("/api/v1/findings", params=query)).json()
        seen += [one["id"] for one in body["findings"]]
        after = body["next"] or False
    assert len(seen) == len(set(seen)) == 42


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"policy": "affiliate-referral"}, 42),
        ({"policy": "disparagement"}, 0),
        ({"month": "2026-10"}, 42),
        ({"month": "2026-09"}, 0),
        ({"line": "billing"}, 0),
        ({"origin": "rule"}, 42),
        ({"origin": "model"}, 0),
        ({"contact": "mail/1"}, 2),
    ],
)
async def test_a_filter_leaves_what_it_names(
    client: Client, filled: Services, query: dict[str, str], count: int
) -> None:
    body = await (await client.get("/api/v1/findings", params={**query, "limit": "500"})).json()
    assert len(body["findings"]) == count


@pytest.mark.parametrize(
    "query",
    [
        "policy=nonsense",
        "month=October",
        "month=2026-13",
        "limit=0",
        "limit=many",
        "after=yesterday",
        "polici=disparagement",
    ],
)
async def test_a_wrong_query_is_refused_with_its_fault(client: Client, refused: Refused, query: str) -> None:
    error = await refused(await client.get(f"/api/v1/findings?{query}"), 400, "bad_input")
    assert query.partition("=")[0] in error["details"]["faults"][0]


async def test_the_faults_of_a_query_are_told_in_the_readers_language(client: Client, refused: Refused) -> None:
    response = await client.get("/api/v1/findings?limit=0&month=x", headers={"Accept-Language": "sv"})
    error = await refused(response, 400, "bad_input")
    assert "limit: minst 1" in error["message"]
    assert error["details"]["faults"][1] == "limit: at least 1"


async def test_one_finding_is_given_with_its_explanation(client: Client, filled: Services, refused: Refused) -> None:
    stored = (await filled.findings.of_contact("mail/1"))[0]
    body = await (await client.get(f"/api/v1/findings/{stored.fingerprint}")).json()
    assert body["finding"]["quote"] == "Vælg Struer Energi"
    assert body["finding"]["explanation"]["advice"] == "Henvis til elpris.dk, nævn ingen."
    await refused(await client.get("/api/v1/findings/unknown"), 404, "not_found")


async def test_the_month_of_the_api_is_that_of_the_report(client: Client, filled: Services, refused: Refused) -> None:
    body = await (await client.get("/api/v1/reports/months/2026-10")).json()
    figures = await month_figures(filled.counts, filled.scanner.organisation, "2026-10")
    assert body == figures.model_dump(mode="json")
    await refused(await client.get("/api/v1/reports/months/2026-13"), 400, "bad_input")
    await refused(await client.get("/api/v1/reports/months/2020-01"), 404, "not_found")


@pytest.mark.parametrize("path", ["/api/v1/check", "/api/v1/contacts"])
@pytest.mark.parametrize(
    ("sent", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "bad_input"),
        (b"[]", "application/json", 400, "bad_input"),
        (b'{"id": "x"}', "application/json", 400, "bad_input"),
        (b'{"id": "x", "channel": "call_note", "messages": []}', "application/json", 400, "bad_input"),
        (b'{"draft": ""}', "application/json", 400, "bad_input"),
        (b"\xff\x00", "application/json", 400, "bad_input"),
        (b"{}", "text/plain", 415, "bad_media_type"),
        (b'"' + b"a" * 2**22 + b'"', "application/json", 413, "too_large"),
    ],
)
async def test_a_body_that_is_not_as_described_is_refused(
    client: Client, refused: Refused, path: str, sent: bytes, kind: str, status: int, code: str
) -> None:
    await refused(await client.post(path, data=BytesIO(sent), headers={"Content-Type": kind}), status, code)


async def test_a_refusal_does_not_repeat_what_was_sent(client: Client, refused: Refused) -> None:
    sent = {"id": "x", "channel": "call_note", "messages": "CPR 010203-1234"}
    error = await refused(await client.post("/api/v1/contacts", json=sent), 400, "bad_input")
    assert "1234" not in str(error)


async def test_a_contact_and_a_draft_are_checked_and_not_stored(live: str, live_headers: dict[str, str]) -> None:
    contact = make_contact("checked", REFERRAL, language="da").model_dump(mode="json")
    async with ClientSession(live, headers=live_headers) as session:
        found = await (await session.post("/api/v1/check", json=contact)).json()
        draft = await (await session.post("/api/v1/check", json={"draft": REFERRAL, "language": "da"})).json()
        stored = await (await session.get("/api/v1/findings?contact=checked")).json()
    assert "affiliate-referral" in [one["policy"] for one in found["findings"]]
    assert all(REFERRAL[one["start"] : one["end"]] == one["quote"] for one in found["findings"])
    assert draft["id"] == "draft"
    assert "affiliate-referral" in [one["policy"] for one in draft["findings"]]
    assert stored["findings"] == []


async def test_a_contact_handed_in_twice_is_stored_once(live: str, live_headers: dict[str, str]) -> None:
    contact = make_contact("handed-in", REFERRAL, language="da").model_dump(mode="json")
    async with ClientSession(live, headers=live_headers) as session:
        first = await session.post("/api/v1/contacts", json=contact)
        again = await session.post("/api/v1/contacts", json=contact)
        told, told_again = await first.json(), await again.json()
        stored = await (await session.get("/api/v1/findings?contact=handed-in")).json()
    assert (first.status, told["state"]) == (201, "stored")
    assert (again.status, told_again["state"], told_again["findings"]) == (200, "unchanged", [])
    assert len(stored["findings"]) == len(told["findings"]) > 0


def test_a_finding_is_the_same_in_api_and_command_line() -> None:
    contact = make_contact(text=REFERRAL)
    finding = make_finding(contact, "Henviste til Struer Energi")
    told = FindingOut.of(finding).model_dump(mode="json")
    promised = finding_json(finding)
    assert {name: told[name] for name in promised if name != "explanation"} == {
        name: value for name, value in promised.items() if name != "explanation"
    }
    assert told["explanation"]["why"] == promised["explanation"]["why"]


async def test_a_contact_on_a_line_left_out_is_counted_and_not_scanned(client: Client, services: Services) -> None:
    exempted = services.settings.model_copy(update={"exempt_lines": frozenset({"switchboard"})})
    object.__setattr__(services, "settings", exempted)
    contact = make_contact("hand-1", REFERRAL, line="switchboard").model_dump(mode="json")
    taken = await client.post("/api/v1/contacts", json=contact)
    assert (taken.status, (await taken.json())["state"]) == (200, "exempt")
    assert (await services.contacts.get("hand-1")).exempt


async def test_a_contact_of_a_month_forgotten_while_the_service_runs_is_not_stored_again(
    client: Client, services: Services
) -> None:
    contact = make_contact("hand-1", REFERRAL)
    await keep(services.database, contact)
    await services.privacy.retention.apply(Limits(NOON - timedelta(days=1), "2026-11"), by="scan")
    taken = await client.post("/api/v1/contacts", json=contact.model_dump(mode="json"))
    assert (taken.status, (await taken.json())["state"]) == (200, "unchanged")
    with pytest.raises(NotFoundError):
        await services.contacts.get("hand-1")
