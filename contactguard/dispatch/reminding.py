"""All rooms in, what is due and what waits out; and the one mail a day that says so."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path

from contactguard import mailing
from contactguard.errors import InputError, MailError
from contactguard.knowledge.overview import overview
from contactguard.knowledge.version import Version
from contactguard.reporting.duties import Due, sentence
from contactguard.reporting.feed import feed
from contactguard.reporting.reminder import Told, Waiting, mail_text, subject
from contactguard.reporting.words import LANGUAGES, Words
from contactguard.review import calendar
from contactguard.review.calendar import Deadline, Records, Terms
from contactguard.settings import Settings
from contactguard.store.answers.versions import AnswerRepository
from contactguard.store.register.records import Reminder
from contactguard.store.review.records import Standing
from contactguard.wiring import Services


class Outcome(StrEnum):
    """What became of the day's mail."""

    SENT = "sent"
    NOTHING = "nothing"  # is due, and nothing waits
    BEFORE = "before"  # it was sent today, or is being sent
    NO_SERVER = "no server"
    DRY = "dry"  # only shown


@dataclass(frozen=True)
class Reminded:
    outcome: Outcome
    text: str
    recipients: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()  # those of them that the server refused, with its reasons


async def deadlines(services: Services, now: datetime | None = None) -> list[Deadline]:
    """What is late or due within a year, the earliest first; computed from the records as they are."""
    today = _today(services, now)
    return calendar.deadlines(today, await _records(services, today), await terms(services), services.zone)


async def terms(services: Services) -> Terms:
    country = services.scanner.organisation.grid_company.country
    return Terms.of(country, await services.calendar.settings())


async def remind_of(services: Services, now: datetime | None = None, *, dry: bool = False) -> Reminded:
    """Sends what is due and what waits, once a day. Raises MailError; what is due is computed anew at the next try."""
    moment = now or datetime.now(UTC)
    day, words = _today(services, now), house_words(services)
    due = calendar.coming(day, await deadlines(services, now), (await terms(services)).remind_days)
    waiting = await _waiting(services)
    if not due and not waiting.any:
        return Reminded(Outcome.NOTHING, "")
    head = await services.privacy.audit.head()
    told = Told([_due(one, words) for one in due], waiting, services.settings.public_url, head)
    name = services.scanner.organisation.name
    text, recipients = mail_text(words, name, told, day), await addressees(services)
    if dry:
        return Reminded(Outcome.DRY, text, recipients)
    server = mail_server(services.settings)
    if server is None:
        return Reminded(Outcome.NO_SERVER, text, recipients)
    if not recipients:
        raise InputError("nobody is to be reminded: set remind_to, or give an officer's account an e-mail address")
    if not await services.calendar.begin_reminder(day, moment):
        return Reminded(Outcome.BEFORE, text, recipients)
    mail = mailing.Mail(recipients, subject(words, name, len(due)), text)
    try:
        refused = await mailing.send(server, mail)
    except (MailError, InputError) as error:
        failed = Reminder(day, "failed", moment, len(due), len(recipients), error.message)
        await services.calendar.end_reminder(failed)
        raise
    reached = len(recipients) - len(refused)
    await services.calendar.end_reminder(Reminder(day, "sent", moment, len(due), reached, "; ".join(refused)))
    return Reminded(Outcome.SENT, text, recipients, refused)


async def addressees(services: Services) -> tuple[str, ...]:
    """Those of the settings, else every officer whose account has an address."""
    if services.settings.remind_to:
        return services.settings.remind_to
    accounts = await services.login.accounts.all()
    officers = (one for one in accounts if "officer" in one.roles and one.disabled_at is None)
    return tuple(dict.fromkeys(one.email for one in officers if one.email))


def house_words(services: Services) -> Words:
    """The first of the company's languages that ContactGuard speaks."""
    company = services.scanner.organisation.grid_company
    language = next((one for one in company.languages if one in LANGUAGES), "en")
    return Words(language, company.zone)


async def write_feed(services: Services, file: Path) -> None:
    """The calendar as a file that calendar programs subscribe to."""
    await asyncio.to_thread(file.write_bytes, await calendar_feed(services))


async def calendar_feed(services: Services) -> bytes:
    words = house_words(services)
    due = [_due(one, words) for one in await deadlines(services)]
    return feed(due, services.scanner.organisation.name, services.settings.public_url, datetime.now(UTC))


def _due(one: Deadline, words: Words) -> Due:
    return Due(one.day, f"{one.duty}-{one.key}", sentence(words, one.duty, one.subject, one.count), one.link)


async def _records(services: Services, today: date) -> Records:
    months, zone = await services.counts.months(), services.zone
    first, after = calendar.quarter(today)
    last, _ = calendar.quarter(first - timedelta(days=1))
    before, begin, end = (datetime.combine(day, time(), zone) for day in (last, first, after))
    provisional = await services.desk.decided.standing(Standing.PROVISIONAL)
    return Records(
        since=date.fromisoformat(f"{months[0]}-01") if months else None,
        incidents=await services.register.incidents.all(),
        tips=await services.register.tips.all(),
        disputes=[(one, stands.final_at.astimezone(zone).date()) for one, stands in provisional],
        answers=await _expiring(services, today),
        relations=[(one.name, one.valid_to) for one in services.scanner.organisation.companies if one.valid_to],
        sampled=await services.calendar.sampled(begin, end),
        sampled_before=await services.calendar.sampled(before, begin),
        done=frozenset(await services.calendar.done()),
    )


async def _expiring(services: Services, today: date) -> list[tuple[str, date]]:
    """Answers and scripts that are live, in the company's languages, with the last day of each."""
    versions = [Version.of(one) for one in await AnswerRepository(services.database).versions()]
    spoken = services.scanner.organisation.grid_company.languages
    shown = [one.live.wording for one in overview(versions, today) if one.live is not None]
    return [(one.title, one.valid_until) for one in shown if one.language in spoken]


async def _waiting(services: Services) -> Waiting:
    work = await services.desk.work()
    return Waiting(
        findings=work.findings,
        minutes=work.minutes,
        to_decide=len(await services.desk.to_decide()),
        tips=sum(one.outcome is None for one in await services.register.tips.all()),
        breaches=sum((await services.register.incidents.count_unfollowed()).values()),
    )


def mail_server(settings: Settings) -> mailing.Server | None:
    if settings.smtp_host is None:
        return None
    if settings.smtp_sender is None:
        raise InputError("set smtp_sender, the address that mails are sent from")
    password = settings.smtp_password
    return mailing.Server(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=password.get_secret_value() if password else None,
        sender=settings.smtp_sender,
    )


def _today(services: Services, now: datetime | None) -> date:
    return (now or datetime.now(UTC)).astimezone(services.zone).date()
