"""The mail of the day over a whole service, through a real SMTP server."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest

from contactguard.accounts.roles import Actor, Role, rights_of
from contactguard.dispatch.reminding import Outcome, addressees, calendar_feed, deadlines, remind_of, write_feed
from contactguard.errors import InputError, MailError
from contactguard.mailing import Security
from contactguard.store.database import Database
from contactguard.store.register.calendar import CalendarRepository
from contactguard.store.register.records import FoundBy, NewIncident, NewTip, TipKind
from contactguard.wiring import Services
from tests.service.conftest import filled, scanner, services
from tests.test_mailing import Box, box, free_port, serve

__all__ = ["box", "filled", "scanner", "serve", "services"]

NOW = datetime(2026, 10, 20, 3, tzinfo=UTC)
OLGA = Actor("Olga", rights_of([Role.OFFICER]), frozenset({Role.OFFICER}))
SECRET_WORDS = "Kunden fik at vide at nabofirmaet er bedst"


def with_server(services: Services, port: int, **more: Any) -> Services:
    given = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": Security.NONE}
    settings = services.settings.model_copy(update=given | {"smtp_sender": "cg@struer.example"} | more)
    return replace(services, settings=settings)


@pytest.fixture
async def working(filled: Services) -> Services:
    """With an action that is late, a tip that waits, and an officer who has an address."""
    await filled.login.accounts.add("Olga", [Role.OFFICER], by="test", email="olga@struer.example")
    await filled.login.accounts.add("Bob", [Role.REVIEWER], by="test", email="bob@struer.example")
    new = NewIncident("Henvisning i kundeservice", date(2026, 10, 5), FoundBy.SCAN)
    number = await filled.register.open(OLGA, new, SECRET_WORDS)
    await filled.register.plan(OLGA, number, "Nyt script", "Teamleder", date(2026, 10, 15))
    await filled.register.tip(NewTip(TipKind.TIP, date(2026, 10, 19), SECRET_WORDS, None))
    return filled


async def test_the_mail_tells_what_is_late_comes_and_waits_once_a_day(
    working: Services, box: Box, serve: Callable[..., int]
) -> None:
    services = with_server(working, serve())
    assert (await remind_of(services, NOW)).outcome is Outcome.SENT
    assert (await remind_of(services, NOW)).outcome is Outcome.BEFORE
    (mail,) = box.mails
    body = mail.get_body()
    assert body is not None
    lines = body.get_content().splitlines()
    assert mail["To"] == "olga@struer.example"
    assert mail["Subject"] == "ContactGuard, Struer Elnet A/S: 2 frister"
    assert lines[0].startswith("Frister og arbejde, der venter hos Struer Elnet A/S, 20. oktober 2026")
    late = lines.index("Overskredet")
    assert (
        lines[late + 1] == "- 15. oktober 2026 (5 dage over fristen): Korrigerende handling: Henvisning i kundeservice"
    )
    assert "- 2. november 2026 (om 13 dage): Et tip venter på svar" not in lines[:late]
    assert any(line.startswith("- 42 fund, cirka") for line in lines)
    assert "- 1 tip at svare på" in lines
    head = await services.privacy.audit.head()
    assert head is not None
    assert any(line.startswith("Revisionskæde: ") for line in lines)
    assert SECRET_WORDS not in body.get_content()
    assert "Struer Energi" not in body.get_content()
    assert (await remind_of(services, NOW.replace(day=21))).outcome is Outcome.SENT


async def test_a_server_that_fails_is_told_and_the_next_run_sends(
    working: Services, box: Box, serve: Callable[..., int]
) -> None:
    away = with_server(working, free_port())
    with pytest.raises(MailError, match="cannot be used"):
        await remind_of(away, NOW)
    kept = await working.calendar.last_reminder()
    assert kept is not None
    assert (kept.state, "cannot be used" in kept.reason) == ("failed", True)
    assert (await remind_of(with_server(working, serve()), NOW)).outcome is Outcome.SENT
    kept = await working.calendar.last_reminder()
    assert kept is not None
    assert (kept.state, kept.recipients, kept.reason) == ("sent", 1, "")
    assert len(box.mails) == 1


async def test_somebody_whom_the_server_refuses_makes_nobody_else_get_the_mail_twice(
    working: Services, box: Box, serve: Callable[..., int]
) -> None:
    box.refused = {"left@struer.example"}
    services = with_server(working, serve(), remind_to=("olga@struer.example", "left@struer.example"))
    assert (await remind_of(services, NOW)).refused == ("left@struer.example (550 no such mailbox)",)
    assert (await remind_of(services, NOW)).outcome is Outcome.BEFORE
    assert len(box.mails) == 1
    kept = await working.calendar.last_reminder()
    assert kept is not None
    assert (kept.state, kept.recipients, kept.reason) == ("sent", 1, "left@struer.example (550 no such mailbox)")


async def test_two_runs_at_once_send_one_mail_and_a_killed_one_is_taken_over(services: Services) -> None:
    day = date(2026, 10, 20)
    kept = services.calendar
    assert [await kept.begin_reminder(day, NOW), await kept.begin_reminder(day, NOW)] == [True, False]
    assert await kept.begin_reminder(day, NOW.replace(minute=16))


async def test_two_programs_that_begin_at_once_send_one_mail(database: Database) -> None:
    day, kept = date(2026, 10, 20), CalendarRepository(database)
    begun = await asyncio.gather(*(kept.begin_reminder(day, NOW) for _ in range(8)))
    assert sorted(begun) == [False] * 7 + [True]


async def test_a_dry_run_sends_nothing_and_needs_no_server(working: Services) -> None:
    told = await remind_of(working, NOW, dry=True)
    assert (told.outcome, told.recipients) == (Outcome.DRY, ("olga@struer.example",))
    assert "Nyt script" not in told.text
    assert (await remind_of(working, NOW)).outcome is Outcome.NO_SERVER
    assert await working.calendar.last_reminder() is None


async def test_nothing_due_and_nothing_waiting_is_no_mail(
    services: Services, serve: Callable[..., int], box: Box
) -> None:
    assert (await remind_of(with_server(services, serve()), NOW)).outcome is Outcome.NOTHING
    assert box.mails == []


async def test_nobody_to_remind_and_no_sender_are_told(filled: Services, serve: Callable[..., int]) -> None:
    with pytest.raises(InputError, match="remind_to"):
        await remind_of(with_server(filled, serve()), NOW)
    with pytest.raises(InputError, match="smtp_sender"):
        await remind_of(with_server(filled, 25, smtp_sender=None), NOW)
    named = with_server(filled, 25, remind_to=("a@struer.example",))
    assert await addressees(named) == ("a@struer.example",)


async def test_the_feed_has_each_date_as_a_whole_day_under_one_name(working: Services, tmp_path: Path) -> None:
    found = await deadlines(working)
    first, second = [icalendar.Calendar.from_ical(await calendar_feed(working)) for _ in range(2)]
    events = list(first.walk("VEVENT"))
    assert [str(one["uid"]) for one in events] == [str(one["uid"]) for one in second.walk("VEVENT")]
    assert [one["dtstart"].dt for one in events] == [one.day for one in found]
    assert "Korrigerende handling: Henvisning i kundeservice" in [str(one["summary"]) for one in events]
    await write_feed(working, tmp_path / "cg.ics")
    assert (tmp_path / "cg.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
