"""The month's report by e-mail: after the first scan of a new month, or by `contactguard report month … --send`."""

import typer

from contactguard.cli.exits import report
from contactguard.cli.remind import tell_refused
from contactguard.cli.texts import plural, text
from contactguard.dispatch.month_mail import MonthMailed, Sent, mail_last_month, mail_month
from contactguard.errors import ContactguardError
from contactguard.settings import Settings
from contactguard.wiring import Services, open_services


async def send_month(settings: Settings, month: str) -> None:
    async with open_services(settings) as services:
        mailed = await mail_month(services, month)
    _tell(mailed)
    if mailed.outcome is Sent.BEFORE:
        typer.echo(text("The report of {month} is being sent already.", month=month))


async def mail_at_night(services: Services) -> None:
    """After a scan. A mail server that is away makes no night a failure: it is told, and tried again next time."""
    try:
        _tell(await mail_last_month(services))
    except ContactguardError as error:
        report(error)


def _tell(mailed: MonthMailed) -> None:
    """Nights on which there is nothing to send say nothing."""
    if mailed.outcome is Sent.SENT:
        told = plural(
            "The report of {month} was sent to {count} address.",
            "The report of {month} was sent to {count} addresses.",
            mailed.recipients,
            month=mailed.month,
        )
        typer.echo(told)
        tell_refused(mailed.refused)
