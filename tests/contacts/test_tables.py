"""Tables of ticket systems and JSON Lines in, contacts out."""

import json
import os
import time
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contactguard.contacts.model import Author, Channel, Contact, Customer, FailedContact
from contactguard.contacts.sources import Record, open_source
from contactguard.errors import InputError
from tests.contacts.factories import Desk

DATA = Path(__file__).parent / "data"
NOTES = {
    "columns": {
        "id": "Sagsnr",
        "text": "Notat",
        "sent_at": "Oprettet",
        "queue": "Kø",
        "channel": "Type",
        "agent": "Medarbejder",
        "customer": "Kundetype",
    },
    "time_zone": "Europe/Copenhagen",
}


def read(path: Path, **options: object) -> list[Record]:
    return list(open_source(path, Desk(), options=options))


def reasons(records: list[Record]) -> dict[str, str]:
    return {record.place.rpartition(":")[2]: record.reason for record in records if isinstance(record, FailedContact)}


def contacts(records: list[Record]) -> list[Contact]:
    return [record for record in records if isinstance(record, Contact)]


@pytest.mark.parametrize(
    ("encoding", "end"),
    [
        ("utf-8", "\r\n"),
        ("utf-8-sig", "\r\n"),
        ("cp1252", "\r\n"),
        ("utf-16", "\r\n"),
        ("utf-8", "\r"),
        ("mac_roman", "\r"),
    ],
)
def test_a_table_is_read_in_the_encoding_and_with_the_line_ends_excel_gave_it(
    tmp_path: Path, encoding: str, end: str
) -> None:
    table = tmp_path / "notes.csv"
    table.write_text((DATA / "notes.csv").read_text("utf-8"), encoding, newline=end)
    records = read(table, **NOTES)
    first, second = contacts(records)
    assert first.messages[0].text == 'Kd flytter, oplyst om "elpris.dk".\nIngen øvrige spørgsmål.'
    assert first.messages[0].sent_at == datetime(2025, 3, 3, 9, 12, tzinfo=UTC)
    assert (first.id, first.channel, first.line, first.agent) == ("S-1", Channel.CALL_NOTE, "moving", "tbr")
    assert (second.line, second.customer) == ("general", Customer.BUSINESS)
    assert reasons(records).keys() == {"6"}
    assert "'xxx xxxxx xxx' is no time; set date_format" in reasons(records)["6"]


def test_rows_of_one_ticket_are_one_contact_wherever_they_stand() -> None:
    first, second = contacts(read(DATA / "messages.csv"))
    assert [(message.author, message.text) for message in first.messages] == [
        (Author.CUSTOMER, "Hvem er bedst?"),
        (Author.AGENT, "Du vælger frit."),
    ]
    assert [message.author for message in second.messages] == [Author.CUSTOMER, Author.AGENT]
    assert (first.channel, first.line, second.channel) == (Channel.EMAIL, "moving", Channel.CHAT)


def test_both_sides_may_stand_in_one_row(tmp_path: Path) -> None:
    table = tmp_path / "t.tsv"
    table.write_text("id\tcustomer_text\tagent_text\n1\tHvem er bedst?\tDu vælger frit.\n")
    (contact,) = contacts(read(table, undated=True))
    assert [message.author for message in contact.messages] == [Author.CUSTOMER, Author.AGENT]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("sep=;\nid;text\n1;hej\n", "hej"),
        ("sep=\nid;text\n1;hej\n", "hej"),
        ("id|text\n1|hej\n", "hej"),
        ("id,text\n1,hej\n", "hej"),
        ('id,text\n1,"a, b"\n', "a, b"),
        ("id,text,text\n1,a,b\n", "a\nb"),
        ("id,text,id,text\n1,a,1,\n", "a"),
        ("id,text\n1,a\x00b\n", "a\ufffdb"),
    ],
)
def test_the_delimiter_is_told_from_the_header(tmp_path: Path, table: str, told: str) -> None:
    (tmp_path / "t.csv").write_text(table)
    assert contacts(read(tmp_path / "t.csv", undated=True))[0].messages[0].text == told


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("2025-03-03T10:12:00+01:00", None),
        ("2025-03-03 09:12", None),
        ("03-03-2025 09:12", None),
        ("3.3.2025 09.12", None),
        ("3/3/25 09:12:00", None),
        ("03-03-2025 kl. 09.12", None),
        ("Mar 3 2025 09:12", "%b %d %Y %H:%M"),
        ("3 March 2025 10:12 +0100", "%d %B %Y %H:%M %z"),
    ],
)
def test_times_are_understood_as_written(tmp_path: Path, written: str, form: str | None) -> None:
    (tmp_path / "t.csv").write_text(f"id;sent_at;text\n1;{written};hej\n")
    (contact,) = contacts(read(tmp_path / "t.csv", date_format=form))
    assert contact.messages[0].sent_at == datetime(2025, 3, 3, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "known"), [("Sagsnr;Notat", "Sagsnr, Notat"), ("sep=;\nSagsnr;Notat\rher", "Sagsnr, Notat her")]
)
def test_a_table_without_the_texts_column_says_which_there_are(tmp_path: Path, header: str, known: str) -> None:
    (tmp_path / "t.csv").write_text(f"{header}\n1;hej\n")
    with pytest.raises(InputError, match=rf"no column is called 'text'.*{known}"):
        read(tmp_path / "t.csv")


BAD_ROWS = {
    "no text": ("2;2025-03-03;", "messages"),
    "short": ("2;2025-03-03", "messages"),
    "no time": ("2;;hej", "sent_at: is empty"),
    "text cut at a delimiter": ("2;2025-03-03;Kd vil skifte; henviste til Bækstrøm", "has 4 cells, the header 3"),
    "unclosed quote": ('2;2025-03-03;"Flyt, kd siger', "quote a text that holds quotes"),
    "stray quotes": ('2;2025-03-03;"Kd" vil skifte', "quote a text that holds quotes"),
    "too long": ("2;2025-03-03;" + "x" * 5000, "longer than 1000 bytes"),
    "no time that can be": ("2;0001-01-01 00:00;hej", "'9999-99-99 99:99' is no time"),
}


@pytest.mark.parametrize("end", ["\n", "\r"])
@pytest.mark.parametrize(("row", "told"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_bad_row_harms_no_other(tmp_path: Path, row: str, told: str, end: str) -> None:
    good = [f"{number};2025-03-03;god" for number in (1, 3, 4)]
    (tmp_path / "t.csv").write_text(end.join(("id;sent_at;text", good[0], row, *good[1:])))
    records = read(tmp_path / "t.csv", longest_record=1000, time_zone="Europe/Copenhagen")
    assert [(contact.id, contact.messages[0].text) for contact in contacts(records)] == [
        ("1", "god"),
        ("3", "god"),
        ("4", "god"),
    ]
    assert reasons(records).keys() == {"3"}
    assert told in reasons(records)["3"]


def test_rows_whose_quotes_never_end_cost_no_more_than_their_lines(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id;sent_at;text\n" + 'a";"b\n' * 20_000)
    begun = time.process_time()
    assert len(reasons(read(tmp_path / "t.csv"))) == 20_000
    assert time.process_time() - begun < 10


def test_rows_without_an_id_are_told_apart_by_what_they_say(tmp_path: Path) -> None:
    row = "2025-03-03;hej\n"
    for month, other in (("oct", "ja"), ("nov", "nej")):
        (tmp_path / month).mkdir()
        (tmp_path / month / "notes.csv").write_text(f"sent_at;text\n{row}2025-03-03;{other}\n{row}")
    october, november = (
        {contact.id: contact.messages[0].text for contact in contacts(read(tmp_path / month / "notes.csv"))}
        for month in ("oct", "nov")
    )
    assert (sorted(october.values()), sorted(november.values())) == (["hej", "hej", "ja"], ["hej", "hej", "nej"])
    assert [october[key] for key in october.keys() & november.keys()] == ["hej", "hej"]


def test_equal_rows_of_two_tables_without_times_are_two_contacts_and_the_same_two_tomorrow(tmp_path: Path) -> None:
    for name in ("oct/notes.csv", "nov/notes.csv"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("text\nhej\n")
    today, tomorrow = ({contact.id for contact in contacts(read(tmp_path, undated=True))} for _ in range(2))
    assert len(today) == 2
    assert tomorrow == today


def test_a_table_without_times_is_read_only_if_its_options_say_so(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id;text\n1;hej\n")
    with pytest.raises(InputError, match=r"no column is called 'sent_at'.*undated = true"):
        read(tmp_path / "t.csv")
    os.utime(tmp_path / "t.csv", (0, 86_400))
    (contact,) = contacts(read(tmp_path / "t.csv", undated=True))
    assert contact.messages[0].sent_at == datetime(1970, 1, 2, tzinfo=UTC)


def line(**fields: object) -> str:
    message = {"author": "agent", "sent_at": "2025-03-03T09:12:00Z", "text": "hej"}
    return json.dumps({"id": "1", "channel": "chat", "messages": [message], **fields})


GOOD = line(id="good")
BAD_LINES = {
    "cut off": ('{"id": "1", "channel": "ch', "is not JSON"),
    "no object": ("[1, 2]", "should be an object"),
    "no messages": (line(messages=[]), "messages: "),
    "messages missing": ('{"id": "1", "channel": "chat"}', "messages: Field required"),
    "wrong type": (line(messages="hej"), "messages: "),
    "number as text": (line(messages=[{"author": "agent", "sent_at": "2025-03-03T09:12:00Z", "text": 7}]), "text"),
    "no zone": (line(messages=[{"author": "agent", "sent_at": "2025-03-03T09:12:00", "text": "a"}]), "timezone"),
    "before all times": (
        line(messages=[{"author": "agent", "sent_at": "0001-01-01T00:00:00+01:00", "text": "a"}]),
        "1900",
    ),
    "after all times": (line(messages=[{"author": "agent", "sent_at": "9999-12-31T23:59:59Z", "text": "a"}]), "2999"),
    "unknown channel": (line(channel="pigeon"), "channel: "),
    "empty id": (line(id=""), "id: "),
    "line too long": (line(line="x" * 201), "line: "),
    "too deep": ("[" * 100_000, "is n"),
    "too long": (line(subject="x" * 200_000), "longer than 150000 bytes"),
    "raw nul": ('{"id": "\x00"}', "is not JSON"),
}


@pytest.mark.parametrize(("bad", "told"), BAD_LINES.values(), ids=BAD_LINES)
def test_a_bad_line_is_told_with_its_number_and_the_rest_goes_on(tmp_path: Path, bad: str, told: str) -> None:
    (tmp_path / "c.jsonl").write_text(f"{GOOD}\n\n{bad}\n{GOOD}\n")
    records = read(tmp_path / "c.jsonl", longest_record=150_000)
    assert [contact.id for contact in contacts(records)] == ["good", "good"]
    assert told in reasons(records)["3"]


def test_a_reason_holds_none_of_the_contacts_own_text(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_text(line(channel="Kurt 010190-1234") + "\n")
    assert "Kurt" not in str(reasons(read(tmp_path / "c.jsonl")))


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_bytes(b'{"id": "\xff\xfe"}\n' + GOOD.encode())
    records = read(tmp_path / "c.jsonl")
    assert len(contacts(records)) == 1
    assert "UTF-8" in reasons(records)["1"]


def test_nul_and_lone_surrogates_are_replaced_one_for_one(tmp_path: Path) -> None:
    message = {"author": "agent", "sent_at": "2025-03-03T09:12:00Z", "text": "a\x00b\ud800c😀"}
    (tmp_path / "c.jsonl").write_text(line(messages=[message], subject="\udfff") + "\n")
    (contact,) = contacts(read(tmp_path / "c.jsonl"))
    assert (contact.messages[0].text, contact.subject) == ("a\ufffdb\ufffdc😀", "\ufffd")


def test_an_unknown_language_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_text(line(language="tlh") + "\n")
    assert contacts(read(tmp_path / "c.jsonl"))[0].language == "tlh"


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_bytes(b"\xef\xbb\xbf" + GOOD.encode() + b"\r\n\r\n" + GOOD.encode())
    assert len(contacts(read(tmp_path / "c.jsonl"))) == 2


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.eml", "a.mbox", "a.vtt", "a.srt"])
def test_an_empty_file_holds_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert read(tmp_path / name) == []


@pytest.mark.parametrize("name", ["big.jsonl", "big.csv"])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, name: str) -> None:
    path, options = tmp_path / name, {"undated": True}

    def peak(records: int) -> int:
        with path.open("w") as file:
            file.write("id;text\n" if name.endswith("csv") else "")
            for number in range(records):
                text = "x" * 5000
                message = {"author": "agent", "sent_at": "2025-03-03T09:12:00Z", "text": text}
                row = f"{number};{text}" if name.endswith("csv") else line(id=str(number), messages=[message])
                file.write(row + "\n")
        tracemalloc.start()
        assert (
            len({record.id for record in open_source(path, Desk(), options=options) if isinstance(record, Contact)})
            == records
        )
        reached = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return reached

    small, large = peak(50), peak(2000)
    assert large < small + 2**20  # the larger file has 10 MB


def test_a_line_of_many_megabytes_is_passed_over_without_being_held(tmp_path: Path) -> None:
    with (tmp_path / "c.jsonl").open("wb") as file:
        for _ in range(50):
            file.write(b"x" * 2**20)
        file.write(b"\n" + GOOD.encode())
    tracemalloc.start()
    records = read(tmp_path / "c.jsonl", longest_record=2**20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(contacts(records)) == 1
    assert peak < 8 * 2**20
