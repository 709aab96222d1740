"""Six roles and what each may do; whoever has several may do what any of them may."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    AGENT = "agent"
    REVIEWER = "reviewer"
    OFFICER = "officer"
    LEAD = "lead"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Right(StrEnum):
    """What a page, operation or command may ask for."""

    READ_ANSWERS = "read answers"
    CHECK_DRAFT = "check draft"
    OWN_FINDINGS = "own findings"
    READ_FIGURES = "read figures"  # counts by topic, line, month; no contact text
    READ_CONTACTS = "read contacts"  # contacts and open findings with their text
    READ_DECIDED = "read decided"  # what was decided and written down: verdicts, incidents, samples, audit chain
    REVIEW = "review"  # claim findings and samples, give verdicts
    DECIDE = "decide"  # disputes, reopening, incidents, programme, staff notice, erasure, reports
    PUBLISH_ANSWERS = "publish answers"
    REVEAL = "reveal"  # the name behind a pseudonym, with a reason
    MANAGE_USERS = "manage users"
    OPERATE = "operate"  # sources, scans, failures, metrics; no contact text
    SEND_CONTACTS = "send contacts"  # put contacts in, for programs


_EVERYONE = {Right.READ_ANSWERS}
_AGENT = _EVERYONE | {Right.CHECK_DRAFT, Right.OWN_FINDINGS}
_REVIEWER = _EVERYONE | {Right.CHECK_DRAFT, Right.READ_CONTACTS, Right.READ_FIGURES, Right.REVIEW}
_OFFICER = _REVIEWER | {
    Right.READ_DECIDED,
    Right.DECIDE,
    Right.PUBLISH_ANSWERS,
    Right.REVEAL,
    Right.OPERATE,
    Right.SEND_CONTACTS,
}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.AGENT: frozenset(_AGENT),
    Role.REVIEWER: frozenset(_REVIEWER),
    Role.OFFICER: frozenset(_OFFICER),
    Role.LEAD: frozenset(_AGENT | {Right.READ_FIGURES}),
    Role.AUDITOR: frozenset(_EVERYONE | {Right.READ_FIGURES, Right.READ_DECIDED}),
    Role.ADMIN: frozenset(_EVERYONE | {Right.MANAGE_USERS, Right.OPERATE, Right.SEND_CONTACTS}),
}


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    return frozenset().union(*(RIGHTS[role] for role in roles))


@dataclass(frozen=True)
class Actor:
    """The person or program behind a request or command, as the audit chain names it.

    `pseudonym` is that under which the person's own contacts are stored, where the person has any; `rights` of an API
    token are those of its scopes.
    """

    name: str
    rights: frozenset[Right]
    roles: frozenset[Role] = frozenset()
    pseudonym: str | None = None

    def may(self, right: Right) -> bool:
        return right in self.rights
