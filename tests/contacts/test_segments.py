"""Every line of a message is read as what it is. A case is a text whose lines bear their kind in front.

o own, q quoted, s signature, d disclaimer, y system; a blank line belongs to the line before it.
"""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactguard.contacts.model import Author, Channel
from contactguard.contacts.segments import SegmentKind, split
from tests.contacts.factories import make_contact

_KINDS = dict(zip("oqsdy", SegmentKind, strict=True))

REPLIES = {
    "outlook-da": """
        o|Hej Ole
        o|Du vælger frit.
        s|Med venlig hilsen
        s|Tina Bro
        s|Kundeservice, Aadal Elnet A/S
        s|Stationsvej 2 · 8888 Aadal · tlf. 70 10 20 30
        q|Fra: Ole Holm <ole@post.example>
        q|Sendt: mandag den 3. marts 2025 10:12
        q|Til: Kundeservice
        q|Emne: Hvem er bedst?
        q|
        q|Hvem er bedst?""",
    "outlook-sv": """
        o|Hej!
        o|Du väljer fritt.
        s|Vänliga hälsningar
        s|Eva Dahl
        q|________________________________
        q|Från: Ole <ole@post.example>
        q|Skickat: den 3 mars 2025 10:12
        q|Till: Kundservice
        q|Ämne: Vem är bäst?
        q|Vem är bäst?""",
    "outlook-nb-bold": """
        o|Hei
        o|Du velger fritt.
        s|Vennlig hilsen Kari
        q|*Fra:* Ole
        q|*Sendt:* mandag 3. mars 2025
        q|*Til:* Kundesenter
        q|Hvem er best?""",
    "outlook-en-wrapped-recipients": """
        o|You choose freely.
        s|Kind regards,
        s|Tina Bro
        q|From: Ole Holm
        q|Sent: 3 March 2025 10:12
        q|To: a@x.example; b@x.example;
        q| c@x.example
        q|Subject: Who is best?
        q|Who is best?""",
    "headers-with-gaps": """
        o|Du vælger frit.
        q|Fra: Ole
        q|
        q|Sendt: 3. marts 2025
        q|Hvem er bedst?""",
    "original-message": """
        o|Du vælger frit.
        q|-----Oprindelig meddelelse-----
        q|Fra: Ole
        q|> Hvem er bedst?""",
    "original-message-sv": """
        o|Du väljer fritt.
        q|-----Ursprungligt meddelande-----
        q|Från: Ole
        q|Vem är bäst?""",
    "forwarded-below-own": """
        o|Til orientering, han vil gerne ringes op.
        q|---------- Videresendt besked ---------
        q|Fra: Ole
        q|Dato: 3. marts 2025
        q|Hvem er bedst?""",
    "forwarded-without-a-word": """
        q|---------- Forwarded message ---------
        q|From: Ole
        q|Date: 3 March 2025
        q|Who is best?""",
    "apple-forward": """
        o|Se her.
        q|Börja det vidarebefordrade brevet:
        q|Från: Ole
        q|Vem är bäst?""",
    "gmail-da": """
        o|Du vælger frit.
        q|Den man. 3. mar. 2025 kl. 10.12 skrev Ole Holm <ole@post.example>:
        q|> Hvem er bedst?""",
    "gmail-wrapped": """
        o|Du väljer fritt.
        q|Den mån 3 mars 2025 kl 10:12 skrev Ole Holm <
        q|ole@post.example>:
        q|> Vem är bäst?""",
    "gmail-nb": """
        o|Du velger fritt.
        q|man. 3. mars 2025 kl. 10:12 skrev Ole <ole@post.example>:
        q|Hvem er best?""",
    "apple-en": """
        o|You choose freely.
        q|On 3 Mar 2025, at 10:12, Ole Holm <ole@post.example> wrote:
        q|Who is best?""",
    "thunderbird": """
        o|Du vælger frit.
        q|Den 03-03-2025 kl. 10:12 skrev Ole Holm:
        q|Hvem er bedst?""",
    "sentence-just-above": """
        o|Den 5. maj 2025 kommer vi
        o|Ring til Bækstrøm imens.
        q|Ole Holm skrev den 2025-03-03 10:12:
        q|Hvem er bedst?""",
    "name-wrapped-before-the-verb": """
        o|You choose freely.
        q|On Mon, Mar 3, 2025 at 10:12 AM Ole Holm
        q|<ole@post.example> wrote:
        q|> Who is best?""",
    "name-first": """
        o|Du vælger frit.
        q|Ole Holm skrev den 2025-03-03 10:12:
        q|Hvem er bedst?""",
    "bars": """
        o|Du vælger frit.
        q|På 6. nov. 2024 kl. 17:35 skrev Ole:
        q|| Hvem er bedst?
        q|| | Ældre""",
    "reply-above-this-line": """
        o|Du vælger frit.
        q|--- Svar over denne linje ---
        q|Hvem er bedst?""",
    "inline": """
        o|Hej Ole
        q|> Hvem er bedst?
        o|Det siger vi ikke noget om.
        q|> Og billigst?
        o|Heller ikke.
        s|Mvh Tina""",
    "bottom-posted": """
        q|Den 3. marts 2025 skrev Ole:
        q|> Hvem er bedst?
        o|Du vælger frit.""",
    "entities": """
        o|Du vælger frit.
        q|&gt; Hvem er bedst?""",
}

OWN = {
    "postscript": """
        o|Du vælger frit.
        s|Venlig hilsen
        s|Tina
        o|
        o|PS. Ring til Bækstrøm.""",
    "advert-below-the-name": """
        o|Måleren er skiftet.
        s|Mvh
        s|Tina Bro
        s|Aadal Elnet A/S
        o|Skift til grøn strøm hos Bækstrøm i dag!""",
    "sentence-below-the-name": """
        o|Måleren er skiftet.
        s|Hilsen Tina
        o|Jeg glemte at sige, at Bækstrøm er billigst""",
    **{
        advert: f"o|Måleren er skiftet.\ns|Med venlig hilsen\ns|Bo Hansen\no|{advert}"
        for advert in (
            "Vælg Struer Energi",
            "Skift til Struer Energi",
            "Ring til Struer Energi på 70 11 22 33",
            "Vi anbefaler Struer Energi",
            "Ask us about Struer Energi",
            "GRATIS STRØM HOS STRUER ENERGI",
            "Tilbud: Struer Energi",
        )
    },
    **{
        block: f"o|Hej\ns|Mvh {block}\ns|{block}"
        for block in (
            "Are",
            "Dina Holm",
            "Kundeservice",
            "Kontaktcenter",
            "DEN, Tilslutning",
            "Ask Holm",
            "Call Center",
            "Kontakt",
        )
    },
    "label": "o|Hej\ns|Mvh Bo\ns|Kontakt: kundeservice@struer.example",
    "wish-in-the-greeting": "o|Hej\no|Venlig hilsen og husk at skifte til Bækstrøm",
    "colleague-called-ask": "o|Hej\ns|Mvh\ns|Bodil Ask\ns|Overvågningsansvarlig",
    "period": "o|Forbrug\no|Fra: 1. januar 2024\no|Til: 31. december 2024\no|3.000 kWh",
    "switch": "o|Leverandørskift\no|Fra: Bækstrøm\no|Til: Norlys",
    "said-on-a-day": "o|Den 3. maj 2024 skrev du til os:\no|Det er rigtigt.",
    "colon": "o|Her er det, du skrev:\no|Tak for det.",
    "table": "o|| måned | kWh |\no|| maj | 300 |",
    "arrow": "o|-> ring til os",
    "tack-in-a-sentence": "o|Hej\no|Tack för ert brev. Gatu-\no|belysningen sköts av kom-\no|munen",
    "leading-header-of-an-export": "q|Fra: Tina\nq|Sendt: 3. marts 2025\nq|Emne: Svar\no|Du vælger frit.",
}

PRINTED = {
    "iphone": "o|Ok\ny|Sendt fra min iPhone",
    "galaxy": "o|Ok\ny|Skickat från min Galaxy",
    "outlook": "o|Ok\ny|Hämta Outlook för Android",
    "english": "o|Ok\ny|Sent from my iPhone",
    "yahoo": "o|Ok\ny|      Sendt fra Yahoo Mail på Android",
    "sent-by-a-person": "o|Ok\no|Sendt fra os til Energinet i går",
    "disclaimer": """
        o|Ok
        s|Mvh Tina
        d|
        d|Denne e-mail kan indeholde fortrolige oplysninger. Er du ikke rette modtager,
        d|bedes du slette den.""",
    "paper": "o|Ok\ns|Mvh Tina\nd|Tænk på miljøet, før du printer denne mail.",
    "advert below paper": (
        "o|Ok\ns|Mvh Tina\nd|Think of the environment before printing this mail.\no|Think of Nabo when you choose."
    ),
    "copied-below-the-name": "o|Ja, den 20. er i orden.\ns|Mvh Pia\no|Cc: kreditstyring, Bækstrøm",
    "framed-advert": "o|Hej\no|>> Skift til Struer Energi i dag <<\nq|> Hvornår skifter I måleren?",
    "outside": "y|Det här mejlet kommer från en avsändare utanför organisationen.\no|Hej",
    "attachment-below-history": "o|Se vedlagte.\nq|Fra: Ole\nq|Sendt: i dag\nq|Hej\no|[attachment: bækstrøm.pdf]",
}


def _unmark(marked: str) -> tuple[str, list[str]]:
    """The text, and for each of its lines "kind|line" as the case gives it."""
    lines = [line.strip() for line in marked.strip().splitlines()]
    assert all(line[0] in _KINDS and line[1] == "|" for line in lines), marked
    return "\n".join(line[2:] for line in lines), lines


def _mark(text: str, channel: Channel = Channel.EMAIL) -> list[str]:
    letters = {kind: letter for letter, kind in _KINDS.items()}
    marked = []
    for segment in split(make_contact((Author.AGENT, text), channel=channel)):
        piece = text[segment.start : segment.end].removesuffix("\n")
        marked += [f"{letters[segment.kind]}|{line}" for line in piece.split("\n")]
    return marked


@pytest.mark.parametrize(
    "marked", [*REPLIES.values(), *OWN.values(), *PRINTED.values()], ids=[*REPLIES, *OWN, *PRINTED]
)
def test_each_line_of_a_mail_is_read_as_what_it_is(marked: str) -> None:
    text, lines = _unmark(marked)
    # A blank line after an own block is the own block's, wherever the case has put it.
    assert [line for line in _mark(text) if len(line) > 2] == [line for line in lines if len(line) > 2]


def test_windows_line_ends_change_nothing() -> None:
    text, _ = _unmark(REPLIES["outlook-da"])
    kinds = [segment.kind for segment in split(make_contact((Author.AGENT, text)))]
    assert [segment.kind for segment in split(make_contact((Author.AGENT, text.replace("\n", "\r\n"))))] == kinds


def test_a_header_run_into_a_line_starts_the_quote() -> None:
    own = "Hej Ole, du vælger frit, og vi nævner ingen. Mvh Tina "
    quote = "Fra: Ole Holm Sendt: 3. marts 2025 10:12 Til: Kundeservice Emne: Valg Hvem er bedst?"
    contact = make_contact((Author.AGENT, own + quote))
    assert [(s.kind, s.start, s.end) for s in split(contact)] == [
        (SegmentKind.OWN, 0, len(own)),
        (SegmentKind.QUOTED, len(own), len(own + quote)),
    ]


def test_answers_announced_inside_the_quote_are_own() -> None:
    asked = "Hvem er bedst?\nHvornår kommer I?"
    answer = (
        "Se mine svar nedenfor.\n\nFra: Ole\nSendt: 3. marts 2025\n\n"
        "Hvem er bedst?\nRing til Bækstrøm.\nHvornår kommer I?\nPå tirsdag."
    )
    contact = make_contact((Author.CUSTOMER, asked), (Author.AGENT, answer))
    own = [answer[s.start : s.end].strip() for s in split(contact) if s.message == 1 and s.kind is SegmentKind.OWN]
    assert own == ["Se mine svar nedenfor.", "Ring til Bækstrøm.", "På tirsdag."]


def test_an_answer_below_an_unmarked_quote_is_own() -> None:
    asked = "Hvem er bedst?"
    answer = f"_____\nFra: Ole\nSendt: 3. marts 2025\n\n{asked}\n\nRing til Bækstrøm.\nMvh Tina"
    contact = make_contact((Author.CUSTOMER, asked), (Author.AGENT, answer))
    own = [answer[s.start : s.end].strip() for s in split(contact) if s.message == 1 and s.kind is SegmentKind.OWN]
    assert own == ["Ring til Bækstrøm."]


@pytest.mark.parametrize(
    "marked",
    [
        "o|Kd videresendte:\nq|Fra: Ole\nq|Sendt: 3. marts 2025\nq|Hvem er bedst?\nq|\no|Kd oplyst om elpris.dk",
        "o|Kd ringer.\no|> vil skifte\no|> henvist til Bækstrøm",
        "o|Fra: Rønhavn\no|Til: Sillerup",
        "o|Kd ringer om flytning.",
    ],
)
def test_a_note_quotes_nothing_but_a_pasted_mail(marked: str) -> None:
    text, lines = _unmark(marked)
    marks = [line for line in _mark(text, Channel.CALL_NOTE) if len(line) > 2]
    assert marks == [line for line in lines if len(line) > 2]


def test_a_transcript_is_own_whatever_it_looks_like() -> None:
    text, _ = _unmark(REPLIES["outlook-da"])
    assert [segment.kind for segment in split(make_contact((Author.AGENT, text), channel=Channel.TRANSCRIPT))] == [
        SegmentKind.OWN
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Kunden har forladt chatten.", SegmentKind.SYSTEM),
        ("Viktor har anslutit till chatten.", SegmentKind.SYSTEM),
        ("Du chattar nu med Eva.", SegmentKind.SYSTEM),
        ("Har du ett nummer?", SegmentKind.OWN),
        ("Chat med Bækstrøm, de er hurtigst", SegmentKind.OWN),
        ("Jeg anbefaler Struer Energi, mange har sluttet sig til dem", SegmentKind.OWN),
        ("Chatten er slut om lidt: skift til Struer Energi", SegmentKind.OWN),
        ("Chat is closing, I recommend Struer Energi", SegmentKind.OWN),
    ],
)
def test_events_of_a_chat_are_system_lines(text: str, kind: SegmentKind) -> None:
    assert [segment.kind for segment in split(make_contact((Author.AGENT, text), channel=Channel.CHAT))] == [kind]


_PIECES = st.sampled_from(
    ["\n", "\r\n", "\n\n", "> ", "Fra: Ole", "Sendt: 3. maj 2024", "Emne: x", "Den 3. maj 2024 skrev Ole:", "Mvh Tina",
     "--", "-- ", "____", "-----Oprindelig meddelelse-----", "Sendt fra min iPhone", "PS. ", "<br>", "\u2028", "\x85",
     "[attachment: a.pdf]", "se mine svar nedenfor", " Til: Kunde", "\ud800", "\x00"]
)  # fmt: skip


@given(
    st.lists(st.lists(_PIECES | st.text(max_size=8), max_size=25).map("".join), min_size=1, max_size=3),
    st.sampled_from(Channel),
)
def test_every_character_lies_in_exactly_one_segment(texts: list[str], channel: Channel) -> None:
    # Readers replace lone surrogates, so a contact never holds one.
    texts = [text.encode("utf-8", "replace").decode() for text in texts]
    contact = make_contact(*((Author.AGENT, text) for text in texts), channel=channel)
    segments = split(contact)
    for index, text in enumerate(texts):
        mine = [segment for segment in segments if segment.message == index]
        assert (mine[0].start, mine[-1].end) == (0, len(text))
        assert all(before.end == after.start for before, after in pairwise(mine))
        assert all(segment.start < segment.end for segment in mine) or not text


_MANY = 50_000
HOSTILE = {
    "letters": "a" * 20 * _MANY,
    "quote marks": ">\n" * _MANY,
    "frames": "> " + "< " * 20 * _MANY + "x",
    "blank": "\n" * _MANY,
    "senders": "Fra: x\n" * _MANY,
    "run-in headers": "x Sendt: y Fra: z " * _MANY,
    "wrote": "Den 2020 skrev a<b@c.dk> " * _MANY,
    "attributions": "Den 3. maj 2024 skrev x:\n" * _MANY,
    "greetings": "Hej\n" + "Mvh\n" * _MANY,
    "commas": "Hej\nMvh\n" + (", " * 195 + "\n") * (_MANY // 100),
    "spaces": " " * 20 * _MANY,
    "small print": "Hej\nMvh\n" + ("denne mail " * 35 + "\n\n") * (_MANY // 100),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_time_grows_with_the_text_and_no_faster(text: str) -> None:
    def seconds(part: str) -> float:
        begun = time.process_time()
        split(make_contact((Author.AGENT, part)))
        return time.process_time() - begun

    def best(part: str) -> float:
        return min(seconds(part) for _ in range(3))  # a busy machine only ever slows down

    small, large = best(text[: len(text) // 8]), best(text)
    # Eight times the text; a quadratic way would take 64 times as long.
    assert large < 30 * max(small, 0.02)
