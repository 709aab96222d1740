"""Mailboxes in, a contact a thread out."""

import time
import tracemalloc
from email.message import EmailMessage
from pathlib import Path

import pytest

from contactguard.contacts.model import Author, Contact, Direction, FailedContact
from contactguard.contacts.segments import SegmentKind, split
from contactguard.contacts.sources import Record, open_source
from tests.contacts.factories import Desk

DATA = Path(__file__).parent / "data"


def read(path: Path, form: str | None = None, **options: object) -> list[Record]:
    return list(open_source(path, Desk(), form, options))


def mail(text: bytes, *headers: str) -> bytes:
    given = "\n".join(headers)
    return f"From: ole@post.example\nDate: Mon, 3 Mar 2025 10:12:00 +0100\n{given}\n\n".encode() + text


def only(records: list[Record]) -> Contact:
    assert len(records) == 1
    assert isinstance(records[0], Contact), records
    return records[0]


def test_a_thread_is_one_contact_wherever_its_mails_lie() -> None:
    thread, lamp = read(DATA / "kundeservice.mbox")
    assert isinstance(thread, Contact)
    assert isinstance(lamp, Contact)
    assert [message.author for message in thread.messages] == [Author.CUSTOMER, Author.AGENT, Author.CUSTOMER]
    assert (thread.id, thread.subject, thread.line) == ("<a1@post.example>", "Hvem er bedst på øen?", "moving")
    assert (thread.direction, thread.agent) == (Direction.INBOUND, "tina@kunde.elnet.example")
    assert lamp.line == "general"


def test_broken_and_encoded_text_is_read_as_it_was_meant() -> None:
    thread = read(DATA / "kundeservice.mbox")[0]
    assert isinstance(thread, Contact)
    assert thread.messages[0].text == (
        "Hej Elnet\n\nHvem er bedst til strøm på øen?\nFrom 1. maj flytter jeg ind.\n\nMvh Ole Højgaard"
    )


def test_an_attachment_is_named_and_not_read() -> None:
    thread = read(DATA / "kundeservice.mbox")[0]
    assert isinstance(thread, Contact)
    assert thread.messages[1].text == "Hej Ole\n\nDu vælger frit.\n[attachment: prisblad bækstrøm.pdf]"


def test_html_becomes_text_whose_quotes_are_marked() -> None:
    contact = only(read(DATA / "html.eml"))
    text = contact.messages[0].text
    pieces = [(s.kind, " ".join(text[s.start : s.end].split())) for s in split(contact)]
    assert pieces == [
        (SegmentKind.OWN, "Hej Bo! Mätaren byts i maj & juni. Byt till Bækstrøm!"),
        (
            SegmentKind.QUOTED,
            "Den mån 3 mars 2025 kl 10:12 skrev Bo <bo@post.example>: > När byts den? > Och vem är bäst?",
        ),
        (SegmentKind.OWN, "Ring om du undrar."),
    ]
    assert contact.direction is Direction.OUTBOUND


@pytest.mark.parametrize(
    ("plain", "marked_up", "told"),
    [
        ("Hej", "<p>Hej</p><p>Byt till Bækstrøm</p>", "Hej\n\nByt till Bækstrøm"),
        ("Byt till Bækstrøm", "<p>Hej Bo, det är klart</p>", "Byt till Bækstrøm\nHej Bo, det är klart"),
        ("Hej Bo,\ndet är klart.", "<div>Hej <b>Bo</b>, det är\u00ad&nbsp;klart.</div>", "Hej Bo,\ndet är klart."),
        (
            "Se elpris.dk<https://elpris.dk> för priser.\n* Hej\n[cid:a.png@01]",
            "Se <a href='https://elpris.dk'>elpris.dk</a> för priser.<ul><li>Hej</li></ul><img src='cid:a.png'>",
            "Se elpris.dk<https://elpris.dk> för priser.\n* Hej\n[cid:a.png@01]",
        ),
        (
            "Se elpris [1], og vi anbefaler Struer Energi.\n\nLinks:\n[1] https://elpris.dk",
            "Se <a href='https://elpris.dk'>elpris</a>, og vi anbefaler Struer Energi.",
            "Se elpris [1], og vi anbefaler Struer Energi.\n\nLinks:\n[1] https://elpris.dk",
        ),
        ("Hej Bo", "<p>Hej Bo</p><div style='display:none'>Mätaren är bytt</div>", "Hej Bo"),
        ("Det är _mycket_ bra", "<p>Det är <i>mycket</i> bra</p>", "Det är _mycket_ bra"),
        ("Hej\nVälj", "<p>Hej<br>Välj<br>Bækstrøm</p>", "Hej\nVälj\nBækstrøm"),
    ],
    ids=[
        "advert in the html",
        "advert in the plain part",
        "the same",
        "links and pictures",
        "links by number",
        "hidden",
        "italics",
        "a single word",
    ],
)
def test_what_stands_in_one_form_of_a_mail_alone_is_read(tmp_path: Path, plain: str, marked_up: str, told: str) -> None:
    message = EmailMessage()
    message["From"] = "eva@elnet.example"
    message.set_content(plain)
    message.add_alternative(marked_up, subtype="html")
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    assert only(read(tmp_path)).messages[0].text == told


@pytest.mark.parametrize(
    ("disposition", "told"), [("inline", "Vælg Bækstrøm"), ("attachment", "\n[attachment: a.txt]")]
)
def test_a_named_text_is_read_unless_it_is_attached(tmp_path: Path, disposition: str, told: str) -> None:
    message = EmailMessage()
    message.set_content("Vælg Bækstrøm", disposition=disposition, filename="a.txt")
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    assert only(read(tmp_path)).messages[0].text == told


QUOTED_HTML = [
    (
        "<table><tr><td>Hej</td></tr><tr><td><blockquote>Når?<br>Hvem er bedst?<p>Bo</p></blockquote></td></tr>",
        "Hej\n> Når?\n> Hvem er bedst?\n> \n> Bo",
    ),
    ("<blockquote>et<blockquote>to<br>tre</blockquote></blockquote>nej", "> et\n>> to\n>> tre\nnej"),
    ("<blockquote><pre>et\n\n\n\n to</pre></blockquote>", "> et\n> \n>  to"),
    ("<blockquote>et</blockquote><p>Ja</p><blockquote>to</blockquote>", "> et\n\nJa\n\n> to"),
    ("<p>\ufdd3Vi &#xFDD1;anbefaler <!-- x -->os</p>", "Vi anbefaler os"),  # nobody passes for quoted
]


@pytest.mark.parametrize(("body", "told"), QUOTED_HTML)
def test_each_line_of_quoted_html_is_marked(tmp_path: Path, body: str, told: str) -> None:
    (tmp_path / "a.eml").write_bytes(mail(body.encode(), "Content-Type: text/html; charset=utf-8"))
    assert only(read(tmp_path)).messages[0].text.strip() == told


def test_quotes_nested_without_end_make_no_text_without_end(tmp_path: Path) -> None:
    body = "<blockquote>" * 300 + "a<br>" * 5000 + "</blockquote>" * 300
    (tmp_path / "a.eml").write_bytes(mail(body.encode(), "Content-Type: text/html"))
    assert len(only(read(tmp_path)).messages[0].text) < 3 * len(body)


def test_two_mails_with_one_id_are_both_read_and_a_copy_once(tmp_path: Path) -> None:
    first = mail(b"first", "Message-ID: <1@x>")
    (tmp_path / "1.eml").write_bytes(first)
    (tmp_path / "2.eml").write_bytes(b"Received: by archive\n" + first)
    (tmp_path / "3.eml").write_bytes(mail(b"second", "Message-ID: <1@x>").replace(b"10:12:00", b"11:12:00"))
    assert [message.text for message in only(read(tmp_path)).messages] == ["first", "second"]


def test_a_maildir_is_read_without_drafts_deleted_mails_and_temporary_files(tmp_path: Path) -> None:
    for place in (
        "cur/1.a:2,S",
        "new/2.b",
        "tmp/3.c",
        ".Drafts/cur/4.d",
        ".Sent/cur/5.e",
        "cur/6.f:2,ST",
        "cur/7.g:2,DS",
    ):
        file = tmp_path / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(mail(place.encode(), f"Message-ID: <{place}@x>"))
    texts = {contact.messages[0].text for contact in read(tmp_path) if isinstance(contact, Contact)}
    assert texts == {"cur/1.a:2,S", "new/2.b", ".Sent/cur/5.e"}


def test_no_list_of_all_files_is_made_of_a_maildir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cur").mkdir()
    (tmp_path / "cur" / "1.a:2,S").write_bytes(mail(b"hej"))
    monkeypatch.delattr(Path, "rglob")
    assert only(read(tmp_path, "maildir")).messages[0].text == "hej"


def test_a_mail_that_went_while_the_maildir_is_read_costs_no_other(tmp_path: Path) -> None:
    (tmp_path / "cur").mkdir()
    (tmp_path / "cur" / "1").symlink_to(tmp_path / "gone")
    (tmp_path / "cur" / "2").write_bytes(mail(b"hej", "Message-ID: <2@x>"))
    failed, contact = read(tmp_path)
    assert isinstance(failed, FailedContact)
    assert (failed.place, failed.reason) == (
        str(tmp_path / "cur" / "1"),
        "cannot be read: No such file or directory",
    )
    assert isinstance(contact, Contact)


def test_a_thread_meets_through_a_mail_that_names_both_halves(tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(mail(b"one", "Message-ID: <1@x>"))
    (tmp_path / "2.eml").write_bytes(mail(b"two", "Message-ID: <2@x>"))
    (tmp_path / "3.eml").write_bytes(mail(b"three", "Message-ID: <3@x>", "References: <1@x> <2@x>"))
    assert len(only(read(tmp_path)).messages) == 3


@pytest.mark.parametrize("header", ["In-Reply-To: <>", "References: < >, <>", "Message-ID: <>", "Message-ID:"])
def test_an_empty_id_joins_no_mails(tmp_path: Path, header: str) -> None:
    (tmp_path / "1.eml").write_bytes(mail(b"one", header))
    (tmp_path / "2.eml").write_bytes(mail(b"two", header))
    assert sorted(each.messages[0].text for each in read(tmp_path) if isinstance(each, Contact)) == ["one", "two"]


def test_ids_with_nothing_between_them_are_told_apart(tmp_path: Path) -> None:
    for number, references in ((1, ""), (3, "<1@x><2@x>")):
        name = f"Message-ID: <{number}@x>"
        (tmp_path / f"{number}.eml").write_bytes(mail(b"hej", name, f"References: {references}"))
    contact = only(read(tmp_path))
    assert (contact.id, len(contact.messages)) == ("<1@x>", 2)


@pytest.mark.parametrize("charset", ["punycode", "PUNYCODE", "idna", "unicode_escape", "raw-unicode-escape", "rot13"])
def test_only_what_mails_are_written_in_is_a_charset(tmp_path: Path, charset: str) -> None:
    (tmp_path / "a.eml").write_bytes(mail("blå\\u00e5-ega".encode(), f"Content-Type: text/plain; charset={charset}"))
    assert only(read(tmp_path)).messages[0].text == "blå\\u00e5-ega"


@pytest.mark.parametrize(
    "headers",
    [
        "Content-Type: text/plain; charset=punycode",
        "Content-Type: text/plain; charset*=punycode''" + "a" * 400_000,
        "Content-Type: application/zip; name*=punycode''" + "a" * 400_000,
    ],
    ids=["text", "charset", "name"],
)
def test_no_sender_chooses_a_charset_that_takes_the_night(tmp_path: Path, headers: str) -> None:
    (tmp_path / "a.eml").write_bytes(mail(b"\xe5" + b"a" * 400_000, headers))
    begun = time.process_time()
    only(read(tmp_path))
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("sender", "author"),
    [
        ("=?utf-8?q?S=C3=B8ren_=40_Elnet?= <soren@elnet.example>", Author.AGENT),
        ("=?utf-8?q?(S=C3=B8ren_@_Elnet)?= <soren@elnet.example>", Author.AGENT),
        ("=?utf-8?q?kunde=40elnet.example=2C_?= <evil@x.example>", Author.CUSTOMER),
        ("=?utf-8?q?S=C3=B8ren_=3Csoren=40elnet.example=3E?=", Author.AGENT),
        ("=?utf-8?q?S=C3=B8ren_<soren@elnet.example>?=", Author.AGENT),
        ("Søren <soren@elnet.example>", Author.AGENT),
        ('"Bro, Søren" <soren@elnet.example>', Author.AGENT),
        ("=?utf-8?q?Bro=2C_S=C3=B8ren?=\n <soren@elnet.example>", Author.AGENT),
    ],
)
def test_an_address_in_a_name_says_not_who_wrote(tmp_path: Path, sender: str, author: Author) -> None:
    (tmp_path / "1.eml").write_bytes(f"From: {sender}\nMessage-ID: <1@x>\n\nhej".encode())
    assert only(read(tmp_path)).messages[0].author is author


def test_an_answer_sent_by_a_machine_is_the_systems(tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(mail(b"Tak for din mail", "Auto-Submitted: auto-replied"))
    assert only(read(tmp_path)).messages[0].author is Author.SYSTEM


def test_the_queue_of_the_options_serves_a_mailbox_no_line_claims(tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(mail(b"hej", "To: x@elnet.example"))
    assert only(read(tmp_path, queue="flytning")).line == "moving"


def test_the_same_mailbox_gives_the_same_contacts_again() -> None:
    assert read(DATA / "kundeservice.mbox") == read(DATA / "kundeservice.mbox")


def nested(depth: int) -> bytes:
    head = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth))
    return b"From: a@x.example\nMIME-Version: 1.0\n" + head + b"Content-Type: text/plain\n\nhej\n"


BAD_MAILS = {
    "empty body": mail(b""),
    "no header": b"\n\nhej",
    "nul": mail(b"a\x00b"),
    "binary": bytes(range(256)) * 20,
    "broken base64": mail(b"!!!!", "Content-Type: text/plain", "Content-Transfer-Encoding: base64"),
    "unknown charset": mail("blåbær".encode("cp1252"), "Content-Type: text/plain; charset=x-unknown"),
    "surrogate escapes": b"Subject: bl\xe5b\xe6r\n" + mail(b"hej"),
    "bad date": b"Date: the other day\nFrom: a@x.example\n\nhej",
    "bad address": b"From: <<<>>>@@\nDate: Mon, 3 Mar 2025 10:12:00 +0100\n\nhej",
    "a thousand parts": nested(1000),
    "a thousand siblings": mail(
        b"--b\n\nhej\n" * 1000 + b"--b--", "Content-Type: multipart/mixed; boundary=b", "MIME-Version: 1.0"
    ),
    "broken subject": mail(b"hej", "Subject: =?utf-8?b?abcde?="),
    "long subject": mail(b"hej", "Subject: " + "x" * 100_000),
    "deep html": mail(b"<div>" * 5000 + b"hej", "Content-Type: text/html"),
    "no boundary": mail(b"hej", "Content-Type: multipart/mixed", "MIME-Version: 1.0"),
}


@pytest.mark.parametrize("raw", BAD_MAILS.values(), ids=BAD_MAILS)
def test_a_bad_mail_harms_no_other(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "a.eml").write_bytes(raw)
    (tmp_path / "b.eml").write_bytes(mail(b"Lampen er slukket", "Message-ID: <b@x>"))
    bad, good = read(tmp_path)
    assert isinstance(good, Contact)
    assert good.messages[0].text == "Lampen er slukket"
    assert isinstance(bad, Contact) or bad.place.endswith("a.eml")


@pytest.mark.parametrize("name", ["unknown charset", "deep html", "a thousand siblings", "no boundary"])
def test_the_text_of_an_odd_mail_is_kept(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.eml").write_bytes(BAD_MAILS[name])
    text = only(read(tmp_path)).messages[0].text
    assert "hej" in text or text == "blåbær"


def test_a_huge_attachment_is_neither_decoded_nor_held(tmp_path: Path) -> None:
    head = mail(
        b"--b\nContent-Type: text/plain\n\nSe vedlagte.\n--b\n"
        b"Content-Type: application/zip\nContent-Disposition: attachment; filename=bombe.zip\n"
        b"Content-Transfer-Encoding: base64\n\n",
        "Content-Type: multipart/mixed; boundary=b",
        "MIME-Version: 1.0",
    )
    with (tmp_path / "a.eml").open("wb") as file:
        file.write(head)
        for _ in range(400):
            file.write((b"A" * 76 + b"\n") * 1000)
    tracemalloc.start()
    contact = only(read(tmp_path, longest_record=2**20))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert contact.messages[0].text == "Se vedlagte.\n[attachment: bombe.zip]"
    assert peak < 12 * 2**20  # of 30 MB


def test_a_text_too_long_to_be_held_is_a_failed_contact(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail(b"x" * 5000))
    (failed,) = read(tmp_path, longest_record=1000)
    assert isinstance(failed, FailedContact)
    assert "1000 bytes" in failed.reason


def test_memory_does_not_grow_with_the_mailbox(tmp_path: Path) -> None:
    def peak(mails: int) -> int:
        box = tmp_path / f"{mails}.mbox"
        with box.open("wb") as file:
            for number in range(mails):
                file.write(b"From x\n" + mail(b"x" * 20_000 + b"\n\n", f"Message-ID: <{number}@x>"))
        tracemalloc.start()
        assert sum(1 for _ in open_source(box, Desk())) == mails
        reached = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return reached

    small, large = peak(50), peak(1000)
    assert large < small + 2**20  # the larger one has 20 MB
