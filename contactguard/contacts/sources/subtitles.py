"""WebVTT and SubRip transcripts in, a contact a file out."""

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from pathlib import Path

from contactguard.contacts.model import Author, Channel, FailedContact
from contactguard.contacts.sources.options import Lines, Options, Record
from contactguard.contacts.sources.reading import read_bounded, too_long
from contactguard.contacts.sources.speakers import Turn, author_of
from contactguard.contacts.sources.transcripts import transcript

_TIMING = re.compile(r"\s*(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})\s*-->")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,80})>")
_TAG = re.compile(r"</?[a-zA-Z0-9][^<>]{0,100}>")
_PREFIX = re.compile(r"[-–—\s]{0,3}([^\W\d][\w .'()-]{0,39}?)\s?:\s+(?=\S)")


def read(path: Path, organisation: Lines, options: Options) -> Iterator[Record]:
    content = read_bounded(path, options.longest_record)
    if content is None:
        yield too_long(str(path), str(path), options.longest_record)
    elif content:
        yield _contact(path, content, organisation, options)


def _contact(path: Path, content: bytes, organisation: Lines, options: Options) -> Record:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    turns = list(turns_of(text, options.speakers))
    if not turns:
        return FailedContact(str(path), str(path), "no cue with a time (00:01.000 --> 00:04.000) and a text is in it")
    return transcript(path, turns, organisation, options, {"channel": Channel.TRANSCRIPT})


def turns_of(text: str, said: Mapping[str, Author]) -> Iterator[Turn]:
    """The cues in order; `<v Name>` or `Name:` tells the speaker, and a cue without one goes on with the last."""
    names = _names(text, said)
    begun: float | None = None
    speaker: str | None = None
    for line in text.splitlines():
        if timing := _TIMING.match(line):
            hours, minutes, seconds, fraction = timing.groups(default="0")
            begun = int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")
        elif not line.strip():
            begun = None
        elif begun is not None:
            for name, words in _voices(line, speaker, names):
                speaker = name
                yield Turn(name, begun, words)


def _names(text: str, said: Mapping[str, Author]) -> set[str]:
    """What stands before a colon and is a speaker: a known word, or met more than once ("Nej: …" is no speaker)."""
    met = Counter(found[1] for line in text.splitlines() if (found := _PREFIX.match(line)))
    return {name for name, times in met.items() if times > 1 or author_of(name, said)}


def _voices(line: str, speaker: str | None, names: Set[str]) -> Iterator[tuple[str | None, str]]:
    """The speakers of a line and what each says; usually one."""
    parts = _VOICE.split(line)
    if len(parts) == 1 and (prefix := _PREFIX.match(line)) and prefix[1] in names:
        parts = ["", prefix[1], line[prefix.end() :]]
    for name, words in zip([speaker, *parts[1::2]], parts[0::2], strict=True):
        if words.strip():
            yield name, html.unescape(_TAG.sub("", words))
