"""The JSON of Whisper, WhisperX and whisper.cpp in, a contact a file out."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ValidationError

from contactguard.contacts.model import Channel, FailedContact
from contactguard.contacts.sources.options import Lines, Options, Record
from contactguard.contacts.sources.reading import read_json, reason
from contactguard.contacts.sources.speakers import Turn
from contactguard.contacts.sources.transcripts import transcript

# Whisper writes a code, its HTTP interface the English name.
_LANGUAGES = {
    "danish": "da",
    "swedish": "sv",
    "norwegian": "nb",
    "nynorsk": "nb",
    "no": "nb",
    "nn": "nb",
    "english": "en",
}


class _Segment(BaseModel):
    text: str
    start: float = 0.0
    speaker: str | None = None


class _Offsets(BaseModel):
    from_: int = 0

    model_config = {"alias_generator": lambda name: name.rstrip("_")}


class _CppSegment(BaseModel):
    text: str
    offsets: _Offsets = _Offsets()
    speaker: str | None = None


class _Result(BaseModel):
    language: str | None = None


class _Recognition(BaseModel):
    """Either `segments` (Whisper) or `transcription` (whisper.cpp) holds the turns."""

    language: str | None = None
    segments: list[_Segment] = []
    result: _Result = _Result()
    transcription: list[_CppSegment] = []

    def turns(self) -> list[Turn]:
        heard = [Turn(segment.speaker, segment.start, segment.text) for segment in self.segments]
        heard += [Turn(part.speaker, part.offsets.from_ / 1000, part.text) for part in self.transcription]
        return heard


def read(path: Path, organisation: Lines, options: Options) -> Iterator[Record]:
    value = read_json(path, options.longest_record)
    if isinstance(value, FailedContact):
        yield value
    elif value is not None:
        try:
            heard = _Recognition.model_validate(value)
        except ValidationError as error:
            yield FailedContact(str(path), str(path), f"is no Whisper transcript: {reason(error)}")
            return
        language = (heard.language or heard.result.language or "").lower()
        said = {"channel": Channel.TRANSCRIPT, "language": _LANGUAGES.get(language, language) or None}
        yield transcript(path, heard.turns(), organisation, options, said)
