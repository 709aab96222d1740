from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientResponse

from contactguard.accounts.roles import Role
from contactguard.wiring import Services
from tests.service.conftest import Client, ClientAs
from tests.service.test_review_pages import ALICE, first

Refused = Callable[[ClientResponse, int, str], Awaitable[dict[str, Any]]]
BREACH = {"verdict": "breach", "reason": "as-found", "note": "Nævner kun Struer Energi."}


async def test_a_finding_is_claimed_decided_disputed_and_overturned(client_as: ClientAs, filled: Services) -> None:
    bob = await client_as(Role.REVIEWER, name="Bob")
    address = f"/api/v1/findings/{await first(filled)}"
    claimed = await (await bob.post(f"{address}/claim")).json()
    assert (claimed["id"], claimed["alike"]) == (await first(filled), [])
    decided = await (await bob.post(f"{address}/verdict", json=BREACH)).json()
    assert decided == {"decided": [claimed["id"]]}
    assert (await (await bob.get(address)).json())["standing"] == "provisional"
    alice = await client_as(Role.AGENT, name="Alice", pseudonym=ALICE)
    await alice.post(f"/own/{claimed['id']}/dispute", data={"text": "Kunden spurgte selv."})
    olga = await client_as(Role.OFFICER, name="Olga")
    clear = {"verdict": "no breach", "reason": "customer-wish"}
    assert (await olga.post(f"{address}/verdict", json=clear)).status == 200
    assert (await (await bob.get(address)).json())["standing"] == "no breach"


async def test_what_somebody_else_has_is_refused(client_as: ClientAs, filled: Services, refused: Refused) -> None:
    bob, bea = await client_as(Role.REVIEWER, name="Bob"), await client_as(Role.REVIEWER, name="Bea")
    address = f"/api/v1/findings/{await first(filled)}"
    assert (await bob.post(f"{address}/claim")).status == 200
    error = await refused(await bea.post(f"{address}/claim"), 409, "conflict")
    assert "until" in error["details"]
    await refused(await bea.post(f"{address}/verdict", json=BREACH), 409, "conflict")
    assert (await bob.post(f"{address}/verdict", json=BREACH)).status == 200
    await refused(await bea.post(f"{address}/verdict", json=BREACH), 409, "conflict")


@pytest.mark.parametrize(
    ("step", "body", "status", "code"),
    [
        ("verdict", {"verdict": "breach", "reason": "as-found"}, 400, "bad_input"),
        ("verdict", {"verdict": "breach", "reason": "customer-wish", "note": "x"}, 400, "bad_input"),
        ("verdict", {"verdict": "guilty", "reason": "as-found"}, 400, "bad_input"),
        ("verdict", BREACH | {"sure": True}, 400, "bad_input"),
    ],
)
async def test_a_verdict_that_lacks_something_is_refused(
    client: Client, filled: Services, refused: Refused, step: str, body: dict[str, Any], status: int, code: str
) -> None:
    address = f"/api/v1/findings/{await first(filled)}/{step}"
    await refused(await client.post(address, json=body), status, code)


@pytest.mark.parametrize(("step", "body"), [("claim", None), ("verdict", BREACH)])
async def test_an_unknown_finding_is_told(
    client: Client, filled: Services, refused: Refused, step: str, body: dict[str, Any] | None
) -> None:
    await refused(await client.post(f"/api/v1/findings/none/{step}", json=body), 404, "not_found")


async def test_a_newsletter_is_decided_at_once_where_asked(client: Client, filled: Services) -> None:
    body = await (await client.get("/api/v1/findings?limit=500")).json()
    note = next(one["id"] for one in body["findings"] if one["contact"] == "note-07")
    claimed = await (await client.post(f"/api/v1/findings/{note}/claim")).json()
    assert len(claimed["alike"]) == 39
    decided = await (await client.post(f"/api/v1/findings/{note}/verdict", json=BREACH | {"alike": True})).json()
    assert len(decided["decided"]) == 40


@pytest.mark.parametrize(("standing", "count"), [("open", 41), ("provisional", 1), ("breach", 0)])
async def test_findings_are_chosen_by_what_became_of_them(
    client: Client, filled: Services, standing: str, count: int
) -> None:
    await client.post(f"/api/v1/findings/{await first(filled)}/verdict", json=BREACH)
    body = await (await client.get(f"/api/v1/findings?limit=500&standing={standing}")).json()
    assert {one["standing"] for one in body["findings"]} <= {standing}
    assert len(body["findings"]) == count


@pytest.mark.parametrize(
    ("role", "step", "status"),
    [
        (Role.AGENT, "claim", 403),
        (Role.AUDITOR, "verdict", 403),
        (Role.LEAD, "verdict", 403),
    ],
)
async def test_each_step_is_for_those_who_may(
    client_as: ClientAs, filled: Services, role: Role, step: str, status: int
) -> None:
    response = await (await client_as(role)).post(f"/api/v1/findings/{await first(filled)}/{step}", json={})
    assert response.status == status
