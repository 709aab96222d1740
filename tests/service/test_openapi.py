import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from contactguard.service import api
from tests.service.conftest import Client

UNDESCRIBED = {"/api/v1/openapi.json"}


async def test_every_route_of_the_api_is_described(client: Client) -> None:
    described = (await (await client.get("/api/v1/openapi.json")).json())["paths"]
    assert client.app is not None
    routed = {
        (re.sub(r"{(\w+):[^}]+}", r"{\1}", route.resource.canonical), route.method.lower())
        for route in client.app.router.routes()
        if route.resource and route.resource.canonical.startswith("/api/") and route.method != "HEAD"
    }
    assert {(path, method) for path, methods in described.items() for method in methods} == {
        (path, method) for path, method in routed if path not in UNDESCRIBED
    }


async def test_every_reference_of_the_document_leads_somewhere(client: Client) -> None:
    document = await (await client.get("/api/v1/openapi.json")).json()
    named = set(references(document))
    assert named
    assert {name.removeprefix("#/components/schemas/") for name in named} <= set(document["components"]["schemas"])


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from [part["$ref"]] if isinstance(part.get("$ref"), str) else []
    for below in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from references(below)


def operations() -> list[tuple[str, str]]:
    own = (api.check, api.contacts, api.findings, api.reports)
    return [(one.method, one.path) for part in own for one, _ in part.api.operations]


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path"), operations())
def test_answers_are_as_described_whatever_is_asked(
    live: str, live_headers: dict[str, str], method: str, path: str
) -> None:
    document = requests.get(f"{live}api/v1/openapi.json", timeout=30).json()
    operation = schemathesis.openapi.from_dict(document)[path][method]

    @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def conforms(case: schemathesis.Case) -> None:
        # A cursor or a month can be a text and still be none; refusing it is right.
        case.call_and_validate(base_url=live, headers=live_headers, excluded_checks=[positive_data_acceptance])

    conforms()
