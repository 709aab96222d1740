"""A company's year in, the files out in which its systems would hold it, with the settings to scan them."""

import csv
import html
import json
from collections.abc import Iterable, Iterator, Sequence
from email.charset import QP, Charset
from email.header import Header
from email.message import Message
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from contactguard.contacts.model import Author, Channel, Contact, Customer, Direction
from contactguard.demo.exports import EXPORTS, Export
from contactguard.demo.material import World, material
from contactguard.demo.year import PROFILES, SEED, year
from contactguard.organisation.profile import load

_QUOTED_PRINTABLE = Charset("utf-8")
_QUOTED_PRINTABLE.body_encoding = QP
_PROFILES = Path(__file__).parents[1] / "organisation" / "profiles"


def write(folder: Path, profile: str = "struer", seed: int = SEED) -> Path:
    """Writes the year of a profile below the folder, which is made; returns the settings file that scans it.

    Call notes are the table of a ticket system (semicolons, Windows-1252), mails an mbox, calls WebVTT, chats and
    letters JSON Lines.
    """
    language = PROFILES[profile]
    export, world = EXPORTS[language], material(language).world
    contacts = list(year(profile, seed))
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / file for name, file in export.files.items()}
    _write_table(paths["notes"], _of(contacts, Channel.CALL_NOTE), export, world, profile)
    _write_mails(paths["mails"], _of(contacts, Channel.EMAIL), world)
    _write_calls(paths["calls"], _of(contacts, Channel.TRANSCRIPT), export)
    _write_lines(paths["chats"], _of(contacts, Channel.CHAT))
    _write_lines(paths["letters"], _of(contacts, Channel.LETTER))
    settings = folder / "sources.toml"
    settings.write_text(_settings(paths, export, language, _PROFILES / f"{profile}.toml"), "utf-8")
    return settings


def _of(contacts: Iterable[Contact], channel: Channel) -> list[Contact]:
    return [contact for contact in contacts if contact.channel is channel]


def _write_table(path: Path, contacts: Sequence[Contact], export: Export, world: World, profile: str) -> None:
    labels = {line.id: line.label for line in load(_PROFILES / f"{profile}.toml").lines}
    zone = ZoneInfo(world.zone)
    with path.open("w", encoding="cp1252", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(export.columns.values())
        for contact in contacts:
            message = contact.messages[0]
            business, out = contact.customer is Customer.BUSINESS, contact.direction is Direction.OUTBOUND
            table.writerow(
                (
                    contact.id,
                    f"{message.sent_at.astimezone(zone):{export.date_format}}",
                    labels[contact.line],
                    export.directions[out],
                    export.customers[business],
                    contact.subject,
                    contact.agent,
                    contact.team,
                    message.text,
                )
            )


def _write_mails(path: Path, contacts: Sequence[Contact], world: World) -> None:
    with path.open("wb") as file:
        for contact in contacts:
            for message, mail in zip(contact.messages, _thread(contact, world), strict=True):
                file.write(f"From MAILER-DAEMON {message.sent_at.ctime()}\n".encode())
                file.write(mail.as_bytes(unixfrom=False) + b"\n\n")


def _thread(contact: Contact, world: World) -> Iterator[Message]:
    """The mails of a contact, each answering the one before."""
    domain = world.mail.mailbox.rpartition("@")[2]
    office = f"{world.company} <{world.mail.mailbox}>"
    stem, _, host = contact.id.strip("<>").partition("@")
    customer = f"{stem.replace('.', '')}@{host}"
    before: list[str] = []
    for number, message in enumerate(contact.messages):
        own = f"<{stem}.{number}@{domain}>" if number else contact.id
        by_agent = message.author is Author.AGENT
        mail = Message()
        mail.set_payload(message.text, _QUOTED_PRINTABLE)
        mail["Message-ID"] = own
        mail["From"] = f"{world.company} <{contact.agent}@{domain}>" if by_agent else customer
        mail["To"] = customer if by_agent else office
        subject = f"{world.mail.reply_prefix} {contact.subject}" if number else contact.subject
        mail["Subject"] = Header(subject, "utf-8").encode()
        mail["Date"] = format_datetime(message.sent_at)
        if before:
            mail["In-Reply-To"], mail["References"] = before[-1], " ".join(before)
        before.append(own)
        yield mail


def _write_calls(folder: Path, contacts: Sequence[Contact], export: Export) -> None:
    """The ids begin with a folder a line, whose name the reader takes for the queue. Those of an earlier run go."""
    for old in folder.rglob("*.vtt"):
        old.unlink()
    for contact in contacts:
        path = folder / f"{contact.id}.vtt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_subtitles(contact, export), "utf-8")


def _subtitles(contact: Contact, export: Export) -> str:
    start = contact.messages[0].sent_at
    cues = ["WEBVTT"]
    for message in contact.messages:
        begun = int((message.sent_at - start).total_seconds())
        ended = begun + 1 + len(message.text.split()) // 2
        speaker = export.speakers[message.author is Author.AGENT]
        cues.append(f"{_clock(begun)} --> {_clock(ended)}\n<v {speaker}>{html.escape(message.text, quote=False)}")
    return "\n\n".join(cues) + "\n"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.000"


def _write_lines(path: Path, contacts: Sequence[Contact]) -> None:
    lines = (contact.model_dump_json(exclude_none=True) for contact in contacts)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _settings(paths: dict[str, Path], export: Export, language: str, profile: Path) -> str:
    """Every value written is a string, which TOML quotes as JSON does."""
    parts = [f"profile = {json.dumps(str(profile), ensure_ascii=False)}"]
    for path in paths.values():
        table = path == paths["notes"]
        source = {"path": str(path), **({"format": "csv"} if table else {})}
        options = {"language": language}
        if table:
            options |= {"channel": "call_note", "delimiter": ";", "date_format": export.date_format}
        parts.append("\n".join(("[[sources]]", _assigned(source), "[sources.options]", _assigned(options))))
        if table:
            parts.append("[sources.options.columns]\n" + _assigned(export.columns))
    return "\n\n".join(parts) + "\n"


def _assigned(values: dict[str, str]) -> str:
    return "\n".join(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items())
