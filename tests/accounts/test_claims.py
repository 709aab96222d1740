from typing import Any

import pytest

from contactguard.accounts.claims import Mapped, claim
from contactguard.accounts.roles import Role

ROLES = {"cg-officers": [Role.OFFICER, Role.REVIEWER], "cg-agents": [Role.AGENT], "7": [Role.LEAD]}
WHO: dict[str, Any] = {"iss": "https://login.example", "sub": "u1"}


@pytest.mark.parametrize(
    ("claims", "path", "roles"),
    [
        ({"groups": ["cg-officers", "staff"]}, "groups", {Role.OFFICER, Role.REVIEWER}),
        ({"groups": "cg-agents"}, "groups", {Role.AGENT}),
        ({"groups": [7, None, {"a": 1}]}, "groups", {Role.LEAD}),
        ({"realm_access": {"roles": ["cg-agents"]}}, "realm_access.roles", {Role.AGENT}),
        ({"https://example.com/roles": ["cg-agents"]}, "https://example.com/roles", {Role.AGENT}),
        ({"groups": ["CG-OFFICERS", "officer", "admin"]}, "groups", set()),
        ({"groups": []}, "groups", set()),
        ({}, "groups", set()),
        ({"realm_access": "cg-agents"}, "realm_access.roles", set()),
    ],
)
def test_roles_come_from_the_mapping_alone(claims: dict[str, Any], path: str, roles: set[Role]) -> None:
    assert Mapped(path, ROLES).person(WHO | claims).roles == roles


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"preferred_username": "dorthe", "email": "d@example.com"}, "dorthe"),
        ({"preferred_username": "", "email": "d@example.com"}, "d@example.com"),
        ({}, "u1"),
    ],
)
def test_a_person_is_called_by_the_best_name_there_is(claims: dict[str, Any], name: str) -> None:
    assert Mapped("groups", ROLES).person(WHO | claims).name == name


def test_the_agents_name_is_read_where_it_is_asked_for() -> None:
    claims = WHO | {"staff": {"name": "Alice Agentsen"}}
    assert Mapped("groups", ROLES, "staff.name").person(claims).agent == "Alice Agentsen"
    assert Mapped("groups", ROLES).person(claims).agent is None
    assert claim(claims, "staff.number") is None
