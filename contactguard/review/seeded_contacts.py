"""Known breaches and clean texts in, scanned by the night's own runner; whether the chain finds what it should out.

They are filled with the names of the profile, scanned beside the sources and judged here. They never enter the store as
contacts, so they reach no figure, no list of findings and no person.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from string import Formatter

from pydantic import BaseModel, ConfigDict

from contactguard.contacts.model import Contact
from contactguard.organisation.model import Organisation, Trade
from contactguard.policies.examples import contact_of
from contactguard.policies.finding import Policy
from contactguard.scanning.runner import Outcome, Runner, ScanFailure
from contactguard.store.scanned.seeded import Failure

LANGUAGES = ("da", "sv", "nb", "en")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SeededText(_Part):
    """A text that must raise `expect`, or nothing at all where it is missing."""

    name: str
    text: str
    expect: Policy | None = None


class _File(_Part):
    contact: tuple[SeededText, ...]


@dataclass(frozen=True)
class Seeded:
    """A contact as it is scanned, and what must be found in it."""

    contact: Contact
    expect: Policy | None


def seeded(organisation: Organisation) -> list[Seeded]:
    """As of now, in the languages of the company; without those that name a company that the profile does not have."""
    now = datetime.now(organisation.grid_company.zone)
    today = organisation.on(now.date())
    names = _names(today)
    line = next((line.id for line in today.lines if not today.exempt_line(line.id)), "general")
    return [
        _filled(contact_of(text.text.format(**names), language, line, now), text)
        for language in organisation.grid_company.languages
        if language in LANGUAGES
        for text in texts(language)
        if {name for _, name, _, _ in Formatter().parse(text.text) if name} <= set(names)
    ]


def texts(language: str) -> tuple[SeededText, ...]:
    source = files("contactguard.review") / "seeded" / f"{language}.toml"
    return _File.model_validate(tomllib.loads(source.read_text("utf-8"))).contact


def failures(contacts: Sequence[Seeded], runner: Runner) -> list[Failure]:
    """Those that were not judged as they should be, scanned the way of all contacts."""
    outcomes = runner(iter([one.contact for one in contacts]))
    return [
        failure
        for one, outcome in zip(contacts, outcomes, strict=True)
        if (failure := _failure(one, outcome)) is not None
    ]


def _failure(one: Seeded, outcome: Outcome) -> Failure | None:
    name = one.contact.id
    if isinstance(outcome, ScanFailure):
        return Failure(name, one.expect, None, outcome.reason)
    found = {finding.policy for finding in outcome.findings}
    if one.expect is not None:
        return None if one.expect in found else Failure(name, one.expect, None)
    return Failure(name, None, sorted(found)[0]) if found else None


def _filled(contact: Contact, text: SeededText) -> Seeded:
    return Seeded(contact.model_copy(update={"id": f"seeded-{contact.language}-{text.name}"}), text.expect)


def _names(organisation: Organisation) -> dict[str, str]:
    return dict(_known(organisation))


def _known(organisation: Organisation) -> Iterator[tuple[str, str]]:
    suppliers = [one for one in organisation.affiliates() if Trade.SUPPLIER in one.trades]
    if suppliers:
        yield "affiliate", suppliers[0].name
    if organisation.comparison_sites:
        yield "site", organisation.comparison_sites[0].name
