"""Recorded calls as subtitles, Contact Lens and Whisper write them in, contacts out."""

import json
import os
import shutil
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contactguard.contacts.model import Author, Channel, Contact, FailedContact
from contactguard.contacts.sources import Record, open_source
from contactguard.contacts.sources.speakers import author_of
from contactguard.errors import InputError
from tests.contacts.factories import Desk

DATA = Path(__file__).parent / "data"
START = datetime(2025, 3, 3, 9, 12, tzinfo=UTC)
AGENT, CUSTOMER = Author.AGENT, Author.CUSTOMER


def read(path: Path, form: str | None = None, **options: object) -> list[Record]:
    return list(open_source(path, Desk(), form, options))


def only(records: list[Record]) -> Contact:
    assert len(records) == 1
    assert isinstance(records[0], Contact), records
    return records[0]


def said(contact: Contact) -> list[tuple[Author, str]]:
    return [(message.author, message.text) for message in contact.messages]


TRANSCRIPTS = {
    "call.vtt": [
        (AGENT, "Elnet, du taler med Tina."),
        (CUSTOMER, "Hej, jeg flytter & skal have strøm. Hvem er bedst?"),
        (AGENT, "Det siger vi ikke. Nej: det må vi ikke."),
    ],
    "call.srt": [
        (AGENT, "Elnätet, hej."),
        (CUSTOMER, "Hej, vem är bäst? Svara ärligt: vem?"),
        (AGENT, "Det säger vi inte."),
    ],
    "contact_lens_voice.json": [
        (AGENT, "Elnet, du taler med Tina."),
        (CUSTOMER, "Hej, hvem er bedst?"),
        (AGENT, "Det siger vi ikke. Se den offentlige prisportal."),
    ],
    "contact_lens_chat.json": [
        (CUSTOMER, "Hej, vem är bäst?"),
        (AGENT, "Hej!"),
        (AGENT, "Det säger vi inte."),
    ],
    "whisper_2025-03-03T09_12_00Z.json": [
        (AGENT, "Elnet, hej."),
        (CUSTOMER, "Hvem er bedst?"),
        (AGENT, "Det siger vi ikke."),
    ],
    "whisper_cpp.json": [(AGENT, "Elnätet, hej. Vi säger inte vem som är bäst.")],
}


@pytest.mark.parametrize(("name", "turns"), TRANSCRIPTS.items(), ids=TRANSCRIPTS)
def test_turns_are_told_apart_by_who_speaks(name: str, turns: list[tuple[Author, str]]) -> None:
    assert said(only(read(DATA / name))) == turns


def test_a_call_begins_when_its_name_says() -> None:
    contact = only(read(DATA / "whisper_2025-03-03T09_12_00Z.json"))
    assert [message.sent_at for message in contact.messages] == [
        START,
        START + timedelta(seconds=2.5),
        START + timedelta(seconds=64),
    ]
    assert contact.language == "da"


def test_a_file_without_a_time_bears_that_of_its_writing(tmp_path: Path) -> None:
    shutil.copy(DATA / "call.srt", tmp_path)
    os.utime(tmp_path / "call.srt", (START.timestamp(), START.timestamp()))
    assert only(read(tmp_path / "call.srt")).messages[0].sent_at == START + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("name", "begun"),
    [
        ("2026-11-01_0010", datetime(2026, 10, 31, 23, 10, tzinfo=UTC)),
        ("2026-11-01T00_10_00Z", datetime(2026, 11, 1, 0, 10, tzinfo=UTC)),
        ("20261101001000", datetime(2026, 10, 31, 23, 10, tzinfo=UTC)),
        ("4520110523_2026-11-01T00_10_00Z", datetime(2026, 11, 1, 0, 10, tzinfo=UTC)),
        ("20110523_call_2026-11-01T00_10_00Z", datetime(2026, 11, 1, 0, 10, tzinfo=UTC)),
        ("a20110523_201105231_2026-11-01_0010", datetime(2026, 10, 31, 23, 10, tzinfo=UTC)),
    ],
)
@pytest.mark.parametrize("call", ["call.vtt", "contact_lens_voice.json"])
def test_a_time_in_a_name_is_the_sources_own_unless_it_says_utc(
    tmp_path: Path, call: str, name: str, begun: datetime
) -> None:
    shutil.copy(DATA / call, (tmp_path / name).with_suffix(Path(call).suffix))
    contact = only(read(tmp_path, time_zone="Europe/Copenhagen"))
    assert contact.messages[0].sent_at.replace(second=0) == begun


def test_calls_of_one_name_in_two_folders_are_two_contacts(tmp_path: Path) -> None:
    for day in ("2025-03-03", "2025-03-04"):
        (tmp_path / day).mkdir()
        shutil.copy(DATA / "call.vtt", tmp_path / day / "call1.vtt")
    ids = [record.id for record in read(tmp_path) if isinstance(record, Contact)]
    assert ids == ["2025-03-03/call1", "2025-03-04/call1"]
    assert only(read(tmp_path / "2025-03-03" / "call1.vtt")).id == "call1"


def test_calls_whose_form_the_source_alone_tells_are_told_apart_as_well(tmp_path: Path) -> None:
    for day in ("2025-03-03", "2025-03-04"):
        (tmp_path / day).mkdir()
        shutil.copy(DATA / "call.vtt", tmp_path / day / "call1.text")
    ids = [record.id for record in read(tmp_path, "subtitles") if isinstance(record, Contact)]
    assert ids == ["2025-03-03/call1", "2025-03-04/call1"]


WHISPERS = {
    "json": '{"segments": [{"text": "json", "start": 0}]}',
    "vtt": "WEBVTT\n\n00:00.000 --> 00:02.000\nvtt\n",
    "srt": "1\n00:00:00,000 --> 00:00:02,000\nsrt\n",
    "tsv": "start\tend\ttext\n0\t2000\ttsv\n",
    "txt": "txt\n",
    "wav": "RIFF",
}


@pytest.mark.parametrize(
    ("written", "form", "told"),
    [
        (WHISPERS, None, "json"),
        (("vtt", "srt", "tsv", "txt"), None, "vtt"),
        (("wav", "json"), None, "json"),
        (("srt", "txt"), None, "srt"),
        (WHISPERS, "subtitles", "vtt"),
    ],
)
def test_of_one_calls_transcripts_the_richest_is_read(
    tmp_path: Path, written: Sequence[str], form: str | None, told: str
) -> None:
    for suffix in written:
        (tmp_path / f"call.{suffix}").write_text(WHISPERS[suffix])
    assert said(only(read(tmp_path, form))) == [(AGENT, told)]


def test_a_table_of_whispers_own_is_no_table_of_contacts(tmp_path: Path) -> None:
    (tmp_path / "call.tsv").write_text(WHISPERS["tsv"])
    (failed,) = read(tmp_path, undated=True)
    assert isinstance(failed, FailedContact)
    assert "its form is not known" in failed.reason


def test_another_table_beside_a_transcript_is_read(tmp_path: Path) -> None:
    shutil.copy(DATA / "call.vtt", tmp_path)
    (tmp_path / "call.tsv").write_text("id\tsent_at\ttext\nS-1\t2025-03-03\thej\n")
    assert {record.id for record in read(tmp_path) if isinstance(record, Contact)} == {"call", "S-1"}


def test_contact_lens_tells_id_language_channel_and_time() -> None:
    contact = only(read(DATA / "contact_lens_chat.json"))
    assert contact.id == "b49644f6-672f-445c-b209-f76b36482830"
    assert (contact.channel, contact.language) == (Channel.CHAT, "sv")
    assert contact.messages[1].sent_at == START + timedelta(seconds=20)


@pytest.mark.parametrize(("folder", "line"), [("flytning", "moving"), ("1", "general")])
def test_the_folder_names_the_queue_but_no_menu_choice(tmp_path: Path, folder: str, line: str) -> None:
    (tmp_path / folder).mkdir()
    shutil.copy(DATA / "call.vtt", tmp_path / folder)
    assert only(read(tmp_path)).line == line


@pytest.mark.parametrize(
    ("label", "author"),
    [
        ("Customer", CUSTOMER),
        ("Customer 1", CUSTOMER),
        ("Kunde (Ole Holm)", CUSTOMER),
        ("end-user", CUSTOMER),
        ("Agent Tina Bro", AGENT),
        ("Customer Service", AGENT),
        ("Kunde-service", AGENT),
        ("Customer Support", AGENT),
        ("Client Advisor", AGENT),
        ("External agent", AGENT),
        ("Ekstern kunderådgiver 2", AGENT),
        ("Kunden ringer igen i morgen", None),
        ("Ole", None),
    ],
)
def test_a_label_that_names_the_staff_is_the_agents(label: str, author: Author | None) -> None:
    assert author_of(label, {}) is author


@pytest.mark.parametrize(
    ("speakers", "direction", "authors"),
    [
        ("AB", "inbound", [AGENT, CUSTOMER]),
        ("AB", "outbound", [CUSTOMER, AGENT]),
        ("A", "outbound", [AGENT]),
        ("ABC", "outbound", [CUSTOMER, AGENT, AGENT]),
    ],
)
def test_of_unnamed_speakers_the_first_is_who_was_called(
    tmp_path: Path, speakers: str, direction: str, authors: list[Author]
) -> None:
    segments = [{"text": "hej", "speaker": speaker} for speaker in speakers]
    (tmp_path / "a.json").write_text(json.dumps({"segments": segments}))
    contact = only(read(tmp_path / "a.json", direction=direction))
    assert [message.author for message in contact.messages] == authors


def test_the_options_say_who_a_speaker_is() -> None:
    path = DATA / "whisper_2025-03-03T09_12_00Z.json"
    contact = only(read(path, speakers={"speaker_00": "agent", "SPEAKER_01": "customer"}))
    assert [message.author for message in contact.messages] == [CUSTOMER, AGENT, CUSTOMER]


def test_an_hour_of_one_speaker_is_joined_in_no_time(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"segments": [{"text": "hej med dig"}] * 200_000}))
    begun = time.process_time()
    ((_, text),) = said(only(read(tmp_path / "a.json")))
    assert len(text) == 12 * 200_000 - 1
    assert time.process_time() - begun < 20


BAD_FILES = {
    "no-cue.vtt": "WEBVTT\n\nhej",
    "nothing-said.srt": "1\n00:00:01,000 --> 00:00:02,000\n\n",
    "cut-off.json": '{"segments": [{"text": "hej"',
    "wrong-type.json": '{"segments": "hej"}',
    "no-segments.json": '{"segments": []}',
    "no-contact.json": '{"Transcript": []}',
    "list.json": '[{"segments": 1}]',
    "deep.json": '{"segments": ' + "[" * 100_000,
    "far-off.json": '{"segments": [{"text": "hej", "start": 1e300}]}',
    "no-number.json": '{"segments": [{"text": "hej", "start": NaN}]}',
    "far-off-lens.json": json.dumps(
        {
            "CustomerMetadata": {"ContactId": "1"},
            "Transcript": [{"ParticipantId": "AGENT", "Content": "hej", "BeginOffsetMillis": 10**30}],
        }
    ),
    "long.json": '{"segments": [{"text": "' + "x" * 300_000 + '"}]}',
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_harms_no_other(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(BAD_FILES[name])
    shutil.copy(DATA / "call.vtt", tmp_path / "zz.vtt")
    bad, good = read(tmp_path, longest_record=250_000)
    assert isinstance(bad, FailedContact)
    assert bad.place.endswith(name)
    assert isinstance(good, Contact)


def test_surrogates_and_nul_are_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"segments": [{"text": "a\x00b\ud800c"}]}))
    assert said(only(read(tmp_path / "a.json"))) == [(AGENT, "a\ufffdb\ufffdc")]


def test_a_folder_is_read_by_what_lies_in_it(tmp_path: Path) -> None:
    for name in ("call.vtt", "contact_lens_chat.json", "messages.csv", "html.eml"):
        shutil.copy(DATA / name, tmp_path)
    channels = sorted(record.channel for record in read(tmp_path) if isinstance(record, Contact))
    assert channels == ["chat", "chat", "email", "email", "transcript"]


def test_a_file_of_unknown_form_in_a_folder_is_told_and_what_programs_keep_there_is_not(tmp_path: Path) -> None:
    (tmp_path / "cur").mkdir()
    for name in ("cur/1.a:2,S", "dovecot-uidlist", "notes/.hidden", "notes/Thumbs.db"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("From: a@b.example\n\nhej\n")
    for name in ("brev.msg", "call.wav", "notes.csv.gz", "notes.json", "notes.txt"):
        (tmp_path / "notes" / name).write_text("[]")
    failed = [record for record in read(tmp_path) if isinstance(record, FailedContact)]
    names = [Path(one.place).name for one in failed]
    assert names == ["brev.msg", "call.wav", "notes.csv.gz", "notes.json", "notes.txt"]
    assert {one.reason for one in failed} == {"its form is not known; name it with format or move it away"}


@pytest.mark.parametrize("form", [None, "csv"])
def test_what_systems_leave_beside_a_file_is_neither_a_contact_nor_a_failed_one(
    tmp_path: Path, form: str | None
) -> None:
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "._notes.csv", "._a.eml"):
        (tmp_path / name).write_bytes(b"\x00\x05\x16\x07Mac OS X")
    (tmp_path / "notes.csv").write_text("id;sent_at;text\nS-1;2025-03-03;hej\n")
    assert only(read(tmp_path, form)).id == "S-1"


@pytest.mark.parametrize("folder", [".Trash", ".Trash-1000/files", "__MACOSX", "$RECYCLE.BIN", ".git"])
def test_what_lies_in_a_hidden_folder_is_no_contact(tmp_path: Path, folder: str) -> None:
    source = tmp_path / ".export"
    (source / folder).mkdir(parents=True)
    for name in ("messages.csv", "html.eml", "call.vtt"):
        shutil.copy(DATA / name, source / folder)
    (source / folder / "brev.msg").touch()
    (source / "notes.csv").write_text("id;sent_at;text\nS-1;2025-03-03;hej\n")
    assert only(read(source)).id == "S-1"


def test_a_folder_of_a_mail_server_is_not_hidden_by_its_dot(tmp_path: Path) -> None:
    (tmp_path / ".Kunder" / "cur").mkdir(parents=True)
    shutil.copy(DATA / "html.eml", tmp_path / ".Kunder" / "cur" / "1.a:2,S")
    assert only(read(tmp_path)).channel == "email"


@pytest.mark.parametrize("place", ["new", "tmp", "cur/../new", "in/new", "in/tmp"])
def test_a_folder_called_as_in_a_maildir_is_one_only_beside_cur(tmp_path: Path, place: str) -> None:
    folder = tmp_path / place.removeprefix("cur/../")
    folder.mkdir(parents=True)
    shutil.copy(DATA / "messages.csv", folder)
    (tmp_path / "one.eml").write_bytes((DATA / "html.eml").read_bytes())
    if place.startswith("cur"):
        (tmp_path / "cur").mkdir()
    ids = {record.id for record in read(tmp_path) if isinstance(record, Contact)}
    assert ({"T1", "T2"} <= ids) is not place.startswith("cur")


@pytest.mark.parametrize(
    ("name", "form", "options", "told"),
    [
        ("gone.csv", None, {}, "there is no file or folder"),
        ("a.bin", None, {}, "say which: jsonl, csv"),
        ("a.bin", "papyrus", {}, "'papyrus' is not a known form"),
        ("a.bin", "csv", {"colums": {}}, "colums"),
        ("a.bin", "csv", {"time_zone": "Europe/Kopenhagen"}, "no time zone is called 'Europe/Kopenhagen'"),
    ],
)
def test_a_source_that_cannot_be_opened_says_why(
    tmp_path: Path, name: str, form: str | None, options: dict[str, object], told: str
) -> None:
    (tmp_path / "a.bin").write_bytes(b"\x00")
    with pytest.raises(InputError, match=told):
        open_source(tmp_path / name, Desk(), form, options)


def test_what_cannot_be_read_in_a_folder_stops_no_other_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.json").mkdir()
    (tmp_path / "b.json").write_text("{}")
    shutil.copy(DATA / "call.vtt", tmp_path / "c.vtt")
    opened = Path.open

    def locked(path: Path, *how: Any, **more: Any) -> Any:
        if path.name == "b.json":
            raise PermissionError(13, "Permission denied")
        return opened(path, *how, **more)

    monkeypatch.setattr(Path, "open", locked)
    refused, call = read(tmp_path)
    assert isinstance(refused, FailedContact)
    assert refused.reason == "cannot be read: Permission denied"
    assert isinstance(call, Contact)
