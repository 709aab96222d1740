"""A mail in, handed to the company's SMTP server. The one way out for everything that ContactGuard sends."""

import asyncio
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from enum import StrEnum

from contactguard.errors import InputError, MailError

TIMEOUT_S = 30


class Security(StrEnum):
    """How the way to the server is kept from others."""

    STARTTLS = "starttls"
    TLS = "tls"  # from the first byte, usually on port 465
    NONE = "none"  # for a server on the same machine


@dataclass(frozen=True)
class Server:
    """Where mail is handed in. The password stays out of what is printed."""

    host: str
    port: int = 587
    security: Security = Security.STARTTLS
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    sender: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file sent along; `kind` is its media type, such as application/pdf."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    recipients: Sequence[str]
    subject: str
    text: str
    attachments: Sequence[Attachment] = ()


async def send(server: Server, mail: Mail) -> tuple[str, ...]:
    """Hands the mail in; returns those recipients that the server refused while it took others, each with its reason.

    Raises InputError for an address that is none, and MailError where nobody gets the mail.
    """
    message = composed(server.sender, mail)
    return await asyncio.to_thread(_send, server, message)


def composed(sender: str, mail: Mail) -> EmailMessage:
    """Raises InputError for an address that is none."""
    message = EmailMessage()
    message["From"] = _address(sender)
    message["To"] = [_address(one) for one in mail.recipients]
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid("contactguard", message["From"].addresses[0].domain)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence is told to us
    message.set_content(mail.text)
    for one in mail.attachments:
        main, _, sub = one.kind.partition("/")
        message.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name)
    return message


def _address(text: str) -> Address:
    try:
        address = Address(addr_spec=text.strip())
    except (ValueError, IndexError, MessageError):
        raise InputError("{address!r} is not an e-mail address", address=text) from None
    if not (address.username and address.domain and address.addr_spec.isascii()):
        raise InputError("{address!r} is not an e-mail address", address=text)
    return address


def _send(server: Server, message: EmailMessage) -> tuple[str, ...]:
    place = f"{server.host}:{server.port}"
    try:
        with _connected(server) as connection:
            if server.user is not None:
                _sign_in(connection, place, server.user, server.password or "")
            return _refused(connection.send_message(message))
    except smtplib.SMTPAuthenticationError as error:
        raise MailError("{place} refuses user {user!r} or its password", place=place, user=server.user) from error
    except smtplib.SMTPRecipientsRefused as error:
        raise MailError(
            "{place} refuses every recipient: {reason}", place=place, reason="; ".join(_refused(error.recipients))
        ) from error
    except smtplib.SMTPResponseException as error:
        raise MailError(
            "{place} answers {status} {reason}", place=place, status=error.smtp_code, reason=_readable(error.smtp_error)
        ) from error
    except (smtplib.SMTPException, OSError, UnicodeError) as error:  # the last for what can be no host's name
        raise MailError("{place} cannot be used: {reason}", place=place, reason=error) from error


def _connected(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security is Security.TLS:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_S, context=context)
    connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
    if server.security is Security.STARTTLS:
        try:
            connection.starttls(context=context)
        except BaseException:
            connection.close()
            raise
    return connection


def _sign_in(connection: smtplib.SMTP, place: str, user: str, password: str) -> None:
    if not (user + password).isascii():  # smtplib sends nothing else
        raise MailError(
            "a user or password with letters such as æ or ö cannot sign in to {place}; "
            "choose them from a to z, digits and ASCII signs",
            place=place,
        )
    connection.login(user, password)


def _refused(answers: dict[str, tuple[int, bytes]]) -> tuple[str, ...]:
    return tuple(f"{address} ({code} {_readable(reason)})" for address, (code, reason) in sorted(answers.items()))


def _readable(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())
