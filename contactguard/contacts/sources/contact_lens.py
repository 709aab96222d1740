"""The analysis files of Amazon Connect Contact Lens in, a contact a file out: calls and chats."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from contactguard.contacts.model import Channel, FailedContact
from contactguard.contacts.sources.options import Lines, Options, Record
from contactguard.contacts.sources.reading import read_json, reason
from contactguard.contacts.sources.speakers import Turn
from contactguard.contacts.sources.transcripts import started, transcript

_ROLES = {"AGENT": "agent", "CUSTOMER": "customer", "SYSTEM": "system", "CUSTOM_BOT": "bot", "SUPERVISOR": "agent"}


class _Participant(BaseModel):
    id: str = Field(alias="ParticipantId")
    role: str = Field(alias="ParticipantRole")


class _Item(BaseModel):
    speaker: str = Field(alias="ParticipantId")
    role: str | None = Field(default=None, alias="ParticipantRole")
    content: str = Field(default="", alias="Content")
    begun: int = Field(default=0, alias="BeginOffsetMillis")
    at: AwareDatetime | None = Field(default=None, alias="AbsoluteTime")
    kind: str = Field(default="MESSAGE", alias="Type")


class _Customer(BaseModel):
    contact: str = Field(alias="ContactId")


class _Analysis(BaseModel):
    channel: str = Field(default="VOICE", alias="Channel")
    language: str | None = Field(default=None, alias="LanguageCode")
    participants: list[_Participant] = Field(default=[], alias="Participants")
    customer: _Customer = Field(alias="CustomerMetadata")
    items: list[_Item] = Field(alias="Transcript")


def read(path: Path, organisation: Lines, options: Options) -> Iterator[Record]:
    value = read_json(path, options.longest_record)
    if isinstance(value, FailedContact):
        yield value
    elif value is not None:
        try:
            yield _contact(path, _Analysis.model_validate(value), organisation, options)
        except ValidationError as error:
            yield FailedContact(str(path), str(path), f"is no Contact Lens analysis: {reason(error)}")


def _contact(path: Path, analysis: _Analysis, organisation: Lines, options: Options) -> Record:
    chat = analysis.channel.upper() == "CHAT"
    start = min((item.at for item in analysis.items if item.at), default=None) or started(path, options.time_zone)
    said = {
        "id": analysis.customer.contact,
        "channel": Channel.CHAT if chat else Channel.TRANSCRIPT,
        "language": analysis.language.split("-")[0].lower() if analysis.language else None,
        "start": start,
    }
    return transcript(path, _turns(analysis, start, chat), organisation, options, said)


def _turns(analysis: _Analysis, start: datetime, chat: bool) -> Iterator[Turn]:
    """In spoken order, which the file does not promise; in a chat each message stays its own."""
    roles = {participant.id: participant.role for participant in analysis.participants}
    turns = []
    for item in analysis.items:
        if item.kind.upper() == "MESSAGE":
            role = item.role or roles.get(item.speaker, item.speaker)
            begun = (item.at - start).total_seconds() if item.at else item.begun / 1000
            turns.append(Turn(_ROLES.get(role.upper(), item.speaker), begun, item.content, alone=chat))
    return iter(sorted(turns, key=lambda turn: turn.begun))
