"""Sentences end where a reader would end them."""

import pytest

from contactguard.language.pipeline import split_sentences


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
    spans = [(tokens[0].start, tokens[-1].end) for tokens in split_sentences(text, language, 0)]
    assert [text[start:end] for start, end in spans] == sentences


def test_offsets_are_shifted_by_where_the_text_stands() -> None:
    tokens = next(split_sentences("Hej du", "da", 100))
    assert [(token.start, token.end) for token in tokens] == [(100, 103), (104, 106)]
