"""All rooms in, the month's report as a mail out: on a new month's first night by itself, or when asked to."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from contactguard import mailing
from contactguard.dispatch.reminding import house_words, mail_server
from contactguard.dispatch.reports import Format, report_of
from contactguard.errors import ContactguardError, InputError
from contactguard.reporting import months
from contactguard.reporting.counting import month_figures
from contactguard.reporting.figures import MonthFigures
from contactguard.reporting.mail_words import month_subject, month_text
from contactguard.reporting.words import Words
from contactguard.store.reports.mails import ReportMailRepository
from contactguard.wiring import Services


class Sent(StrEnum):
    """What became of a month's mail."""

    SENT = "sent"
    BEFORE = "before"  # it was sent, or is being sent
    NOBODY = "nobody"  # is to get it
    NOTHING = "nothing"  # came in that month


@dataclass(frozen=True)
class MonthMailed:
    outcome: Sent
    month: str
    recipients: int = 0  # whom the server took it for
    refused: tuple[str, ...] = ()  # whom it did not, with its reasons


async def mail_last_month(services: Services, now: datetime | None = None) -> MonthMailed:
    """The month that has ended, once. Raises MailError or InputError; the next night tries again."""
    moment = now or datetime.now(UTC)
    today = moment.astimezone(house_words(services).zone).date()
    month = months.earlier(f"{today:%Y-%m}", 1)
    if not services.settings.report_recipients:
        return MonthMailed(Sent.NOBODY, month)
    if month not in await services.counts.months():
        return MonthMailed(Sent.NOTHING, month)
    return await _mail(services, month, moment, again=False)


async def mail_month(services: Services, month: str) -> MonthMailed:
    """By hand: any month, and again if it was sent. Raises InputError, NotFoundError or MailError."""
    if not services.settings.report_recipients:
        raise InputError("nobody is to get the report: set report_recipients")
    return await _mail(services, month, datetime.now(UTC), again=True)


async def _mail(services: Services, month: str, now: datetime, *, again: bool) -> MonthMailed:
    server, words = mail_server(services.settings), house_words(services)
    if server is None:
        raise InputError("no mail server is set: set smtp_host")
    figures = await month_figures(services.counts, services.scanner.organisation, month)
    kept = ReportMailRepository(services.database)
    if not await kept.begin(month, now, again=again):
        return MonthMailed(Sent.BEFORE, month)
    recipients = services.settings.report_recipients
    try:
        head = await services.privacy.audit.head()
        text = month_text(words, figures, services.settings.public_url, head)
        subject = month_subject(words, figures)
        mail = mailing.Mail(recipients, subject, text, [await _attached(services, figures, words)])
        refused = await mailing.send(server, mail)
    except ContactguardError:
        await kept.end(month, sent=False, recipients=len(recipients))
        raise
    reached = len(recipients) - len(refused)
    await kept.end(month, sent=True, recipients=reached, refused=len(refused))
    return MonthMailed(Sent.SENT, month, reached, refused)


async def _attached(services: Services, figures: MonthFigures, words: Words) -> mailing.Attachment:
    """Without excerpts: nobody knows who reads a mail."""
    made = await report_of(services, figures, Format.PDF, words, excerpts=False)
    return mailing.Attachment(made.name, made.media, made.content)
