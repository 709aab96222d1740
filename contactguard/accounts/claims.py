"""What an OpenID provider says of a person in, a name and roles out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from contactguard.accounts.roles import Role


@dataclass(frozen=True)
class Person:
    """`roles` is empty for somebody who has no business here; `agent` is the name used in the sources."""

    issuer: str
    subject: str
    name: str
    roles: frozenset[Role]
    email: str | None = None
    agent: str | None = None


@dataclass(frozen=True)
class Mapped:
    """Which claims are read. `roles` maps a value of the role claim, such as a group, to roles here."""

    role_claim: str
    roles: Mapping[str, Iterable[Role]]
    agent_claim: str | None = None

    def person(self, claims: Mapping[str, Any]) -> Person:
        listed = claim(claims, self.role_claim)
        values = listed if isinstance(listed, list) else [listed]
        names = (claims.get("preferred_username"), claims.get("email"), claims["sub"])
        agent = claim(claims, self.agent_claim) if self.agent_claim else None
        return Person(
            issuer=str(claims["iss"]),
            subject=str(claims["sub"]),
            name=next(str(name) for name in names if name),
            roles=frozenset(role for value in values for role in self.roles.get(str(value), ())),
            email=str(claims["email"]) if claims.get("email") else None,
            agent=agent if isinstance(agent, str) else None,
        )


def claim(claims: Mapping[str, Any], name: str) -> Any:
    """A claim by its name, or, where there is none so called, by a path such as realm_access.roles; None without."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found
