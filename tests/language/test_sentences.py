"""Sentences end where a reader would end them."""

import pytest

from contactguard.language import pipeline
from contactguard.language.pipeline import LONGEST_SENTENCE, Splitter
from tests.keeping import kept


@pytest.mark.parametrize(
    ("language", "text", "sentences"),
    [
        ("da", "Kd. ringede. Ringer igen.", ["Kd. ringede.", "Ringer igen."]),
        ("da", "Det er fx Norlys, bl.a. Andel.", ["Det er fx Norlys, bl.a. Andel."]),
        ("da", "Flytter 1. maj. Aflæst 45. Tak.", ["Flytter 1. maj.", "Aflæst 45.", "Tak."]),
        ("da", "Bakken 12. Aflæsning ok", ["Bakken 12.", "Aflæsning ok"]),
        (
            "sv",
            "Laddas med 11 kW. Bilen står kvar t.ex. på gatan.",
            ["Laddas med 11 kW.", "Bilen står kvar t.ex. på gatan."],
        ),
        ("nb", "Hei\nStrømmen gikk!", ["Hei", "Strømmen gikk!"]),
        ("en", "I told it. We go. See no. 5, e.g. here.", ["I told it.", "We go.", "See no. 5, e.g. here."]),
        ("fr", "Bonjour. Merci.", ["Bonjour.", "Merci."]),
    ],
)
def test_a_text_is_split_into_its_sentences(language: str, text: str, sentences: list[str]) -> None:
    spans = [(tokens[0].start, tokens[-1].end) for tokens in Splitter(language).sentences(text)]
    assert [text[start:end] for start, end in spans] == sentences


def test_long_runs_of_characters_are_not_kept() -> None:
    splitter = Splitter("da")
    texts = (f"{number}{'x' * 390}." for number in range(500))
    assert kept(pipeline, lambda: [list(splitter.sentences(text)) for text in texts]) < 50_000


def test_offsets_are_shifted_by_where_the_text_stands() -> None:
    tokens = next(Splitter("da").sentences("Hej du", 100))
    assert [(token.start, token.end) for token in tokens] == [(100, 103), (104, 106)]


def test_a_text_without_stops_is_cut_into_sentences_of_a_readable_length() -> None:
    sentences = list(Splitter("da").sentences("ord " * 1000))
    assert sum(map(len, sentences)) == 1000
    assert max(map(len, sentences)) == LONGEST_SENTENCE


def test_a_run_of_characters_is_cut_alike_whatever_was_read_before() -> None:
    text = "Ringede kl. 12. \ud800Bl.a. \x00 (Norlys) 3.5,- osv.\n\n.  Hej:) a.b\u00a0c"
    splitter = Splitter("da")
    first = list(splitter.sentences(text))
    assert list(splitter.sentences(text)) == first
    assert [text[item.start : item.end] for items in first for item in items][:2] == ["Ringede", "kl."]
