"""Mail through a real SMTP server on this machine: with and without TLS, with a user, refusing, and away."""

import datetime as dt
import email
import email.policy
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from contactguard import mailing
from contactguard.errors import InputError, MailError
from contactguard.mailing import Attachment, Mail, Security, Server

SENDER = "contactguard@struer.example"
MAIL = Mail(("olga@struer.example", "ole@struer.example"), "3 frister", "Årsberetning: 1. juni\n")


class Box:
    """Takes mails in, except for those addresses that it refuses."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refused: set[str] = set()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        return "250 OK"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def serve(box: Box) -> Iterator[Callable[..., int]]:
    """Starts a server over the box; returns its port."""
    running: list[Controller] = []

    def start(**options: Any) -> int:
        port = free_port()
        controller = Controller(box, hostname="127.0.0.1", port=port, **options)
        controller.start()
        running.append(controller)
        return port

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's certificate that this machine trusts for the time of a test."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def plain(port: int, **more: Any) -> Server:
    return Server("127.0.0.1", port, Security.NONE, sender=SENDER, **more)


async def test_a_mail_arrives_with_its_words_and_attachments(box: Box, serve: Callable[..., int]) -> None:
    report = Attachment("rapport.pdf", "application/pdf", b"%PDF-1.7")
    await mailing.send(plain(serve()), Mail(MAIL.recipients, "Frister\r\nBcc: x@y.example", MAIL.text, [report]))
    (mail,) = box.mails
    body = mail.get_body()
    assert body is not None
    assert body.get_content().strip() == "Årsberetning: 1. juni"
    assert (mail["From"], mail["To"]) == (SENDER, "olga@struer.example, ole@struer.example")
    assert (mail["Subject"], mail["Bcc"], mail["Auto-Submitted"]) == (
        "Frister Bcc: x@y.example",
        None,
        "auto-generated",
    )
    assert [(one.get_filename(), one.get_content()) for one in mail.iter_attachments()] == [
        ("rapport.pdf", b"%PDF-1.7")
    ]


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
async def test_the_way_to_the_server_is_kept_from_others(
    box: Box, serve: Callable[..., int], certificate: ssl.SSLContext, security: Security
) -> None:
    if security is Security.TLS:
        port = serve(ssl_context=certificate)
    else:
        port = serve(tls_context=certificate, require_starttls=True)
    await mailing.send(Server("127.0.0.1", port, security, sender=SENDER), MAIL)
    assert len(box.mails) == 1


async def test_a_server_without_starttls_gets_nothing_unless_told_so(box: Box, serve: Callable[..., int]) -> None:
    with pytest.raises(MailError, match="STARTTLS"):
        await mailing.send(Server("127.0.0.1", serve(), Security.STARTTLS, sender=SENDER), MAIL)
    assert box.mails == []


@pytest.mark.parametrize("password", ["right", "wrong"])
async def test_a_user_signs_in_or_is_told_that_the_password_is_refused(
    box: Box, serve: Callable[..., int], certificate: ssl.SSLContext, password: str
) -> None:
    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"cg", b"right"), handled=False)

    port = serve(authenticator=check, auth_required=True, tls_context=certificate, require_starttls=True)
    server = Server("127.0.0.1", port, sender=SENDER, user="cg", password=password)
    assert password not in repr(server)
    if password == "right":
        await mailing.send(server, MAIL)
    else:
        with pytest.raises(MailError, match="refuses user 'cg'"):
            await mailing.send(server, MAIL)
    assert len(box.mails) == (password == "right")


@pytest.mark.parametrize(("user", "password"), [("søren", "right"), ("cg", "pæn kode")])
async def test_a_sign_in_that_smtp_cannot_carry_is_told_without_the_password(
    box: Box, serve: Callable[..., int], user: str, password: str
) -> None:
    with pytest.raises(MailError, match="letters such as æ or ö cannot sign in to 127") as caught:
        await mailing.send(plain(serve(), user=user, password=password), MAIL)
    assert password not in caught.value.message
    assert box.mails == []


async def test_who_is_refused_while_others_get_the_mail_is_told(box: Box, serve: Callable[..., int]) -> None:
    port = serve()
    assert await mailing.send(plain(port), MAIL) == ()
    box.refused = {"ole@struer.example"}
    assert await mailing.send(plain(port), MAIL) == ("ole@struer.example (550 no such mailbox)",)
    assert len(box.mails) == 2


async def test_a_mail_that_reaches_nobody_is_not_sent(box: Box, serve: Callable[..., int]) -> None:
    box.refused, port = {"ole@struer.example"}, serve()
    box.refused |= {"olga@struer.example"}
    with pytest.raises(MailError, match="refuses every recipient"):
        await mailing.send(plain(port), MAIL)
    assert box.mails == []


@pytest.mark.parametrize("host", ["127.0.0.1", "mail..example"])
async def test_a_server_that_is_away_is_told_with_its_place(host: str) -> None:
    port = free_port()
    with pytest.raises(MailError, match=f"{host}:{port} cannot be used"):
        await mailing.send(Server(host, port, Security.NONE, sender=SENDER), MAIL)


@pytest.mark.parametrize(
    "address", ["", "olga", "olga@", "@struer.example", "a b@c", "olga@struer.example\r\nBcc: x@y"]
)
async def test_what_is_no_address_is_refused_before_anything_is_sent(address: str) -> None:
    with pytest.raises(InputError, match="not an e-mail address"):
        await mailing.send(plain(1), Mail((address,), "x", "y"))
