"""The doctor's look at the servers that the settings name."""

import asyncio
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit

from contactguard.cli.doctor_told import Told, Verdict
from contactguard.cli.texts import error_text, text
from contactguard.dispatch.reminding import mail_server
from contactguard.errors import ContactguardError
from contactguard.settings import Settings
from contactguard.wiring import ensure_way_back

PATIENCE_S = 5.0


async def servers(settings: Settings) -> AsyncIterator[Told]:
    """Whether what is set can be reached; signs in nowhere and sends nothing."""
    if settings.openid is not None:
        address = urlsplit(settings.openid.issuer)
        port = address.port or (443 if address.scheme == "https" else 80)
        yield _complete("Sign-in server", ensure_way_back, settings) or await _reached(
            "Sign-in server", address.hostname or "", port
        )
    if settings.smtp_host is not None:
        yield _complete("Mail server", mail_server, settings) or await _reached(
            "Mail server", settings.smtp_host, settings.smtp_port
        )


def _complete(subject: str, check: Callable[[Settings], object], settings: Settings) -> Told | None:
    """What its settings lack."""
    try:
        check(settings)
    except ContactguardError as error:
        return Told(subject, Verdict.FAULT, error_text(error))
    return None


async def _reached(subject: str, host: str, port: int) -> Told:
    place = f"{host}:{port}"
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), PATIENCE_S)
    except (OSError, TimeoutError, UnicodeError):
        advice = text("{place} does not answer; look at the address, the name server and the firewall", place=place)
        return Told(subject, Verdict.FAULT, advice)
    writer.close()
    return Told(subject, Verdict.GOOD, text("{place} answers", place=place))
