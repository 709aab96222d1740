"""What an officer of the example company did lately: two samples drawn and read, the programme approved."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from contactguard.accounts.roles import Actor, Role, rights_of
from contactguard.contacts.model import Author, Contact
from contactguard.demo.year import cases
from contactguard.policies.finding import Policy
from contactguard.review.programme import template
from contactguard.review.sampling_desk import SampleDesk
from contactguard.wiring import Services

MINUTES = 40
LEFT = 6  # contacts of the last sample that are still to be read
_OFFICER = Actor(Role.OFFICER, rights_of([Role.OFFICER]), frozenset({Role.OFFICER}))
_READER = Actor(Role.REVIEWER, rights_of([Role.REVIEWER]), frozenset({Role.REVIEWER}))

Meant = Mapping[str, tuple[Policy, ...]]


async def keep_desk(services: Services, company: str) -> None:
    """Does nothing that was done before. The last sample is left half read."""
    if not await services.samples.samples.all():
        meant = {case.contact.id: case.policies for case in cases(company)}
        months = (await services.counts.months())[-2:]
        for seed, month in enumerate(months, 1):
            await _sample(services, month, seed, meant, left=LEFT if month == months[-1] else 0)
    if not await services.programme.versions():
        programme = template(services.scanner.organisation.grid_company.languages[0])
        version = await services.programme.add(programme.told(), programme.title, by=_OFFICER.name)
        await services.programme.approve(version, by=_OFFICER.name)


async def _sample(services: Services, month: str, seed: int, meant: Meant, *, left: int) -> None:
    """Drawn on the fourth of the month after, and read that morning."""
    clock = _Clock(_fourth_after(month, services.zone))
    desk = SampleDesk(services.database, timedelta(minutes=15), clock)
    await desk.draw(_OFFICER, month, month, MINUTES, seed)
    while (reading := await desk.next(_READER)) and reading.left > left:
        sampled = reading.sampled
        words = await services.contacts.text(sampled.contact_id or "")
        clock.now += timedelta(seconds=25 + sampled.position * 7 % 50)
        policies = meant.get(sampled.contact_id or "", ())
        said = {policy: _telling(words, services) for policy in policies} if policies and words else None
        await desk.judge(_READER, sampled.sample, sampled.position, said)


class _Clock:
    """A clock that moves as the reader reads."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def _fourth_after(month: str, zone: ZoneInfo) -> datetime:
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]), 12)
    return datetime(year, number + 1, 4, 8, 30, tzinfo=zone)


def _telling(contact: Contact, services: Services) -> str:
    """A sentence of the agent's that names a company, else her first."""
    names = [name for company in services.scanner.organisation.affiliates() for name in company.names]
    own = [one.text for one in contact.messages if one.author is Author.AGENT] or [contact.messages[0].text]
    sentences = [part.strip() for text in own for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]
    return next((one for one in sentences if any(name in one for name in names)), sentences[0])
