"""The trained models together: what they say of plain and of telling contacts."""

from dataclasses import replace
from functools import cache
from unittest.mock import Mock

import numpy as np
import pytest

from contactguard.models import cascade
from contactguard.models.ensemble import Ensemble
from contactguard.models.inputs import POLICIES, Case, Sentence
from contactguard.models.opinion import NEVER
from contactguard.scanning.scanner import MODELS

pytestmark = pytest.mark.models


@cache
def ensemble() -> Ensemble:
    return Ensemble(MODELS)


def case(*masked: str) -> Case:
    return Case("call_note", "general", "", tuple(map(sentence, masked)))


def sentence(masked: str) -> Sentence:
    marks = ("refer", "AFFILIATE", "raised:affiliate-referral") if "anbefalede kunden" in masked else ()
    return Sentence(0, 0, len(masked), "agent", True, masked, marks)


def test_a_referral_is_raised_where_it_stands() -> None:
    told = case(
        "Kunden ringede om valg af elselskab og spurgte, hvem vi ville anbefale.",
        "Jeg anbefalede kunden at skifte til [AFFILIATE], og gav ham nummeret.",
    )
    (raised,) = [
        one for one in ensemble().raised(told, ensemble().logits(told), False) if one.policy == "affiliate-referral"
    ]
    assert (raised.first, raised.last) == (1, 1)
    assert raised.score > ensemble().shares.threshold


@pytest.mark.parametrize("text", ["Kunden oplyste målerstand 4512 på elmåleren.", "", "Once upon a time.", "\ud800"])
def test_plain_texts_raise_nothing(text: str) -> None:
    assert ensemble().raised(case(text), ensemble().logits(case(text)), False) == []


def test_what_is_hopeless_is_the_same_as_if_all_models_had_been_asked() -> None:
    plain = case("Kunden ville vide, hvornår måleren bliver skiftet.", "Oplyste dato for målerskift.")
    hasty, asked = (ensemble().logits(plain, suspect) for suspect in (False, True))
    assert hasty[0].shape == asked[0].shape == (2, len(POLICIES))
    assert ensemble().raised(plain, hasty, False) == ensemble().raised(plain, asked, False) == []


def test_of_a_very_long_contact_only_the_telling_windows_are_read() -> None:
    dull = ["Kunden oplyste målerstand og fik at vide, hvornår den næste aflæsning er."] * 400
    told = case(*dull, "Jeg anbefalede kunden at skifte til [AFFILIATE].", *dull)
    bag, asked = ensemble().bag(told), ensemble().logits(told)
    read = np.flatnonzero(np.any(np.abs(asked[0] - bag[0]) > 1e-3, axis=1))
    assert 400 in read
    assert len(read) < 400


def test_what_the_encoders_read_of_a_text_is_bounded_by_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    first = ensemble().models.first
    asked = Mock(wraps=first.run)
    monkeypatch.setattr(first, "run", asked)
    ensemble().logits(case(*["Jeg anbefalede kunden at skifte til [AFFILIATE]."] * 1000))
    read = sum(len(call.args[0].ids) for call in asked.call_args_list)
    assert cascade.READ < read <= cascade.READ + cascade.MORE * 7


@pytest.mark.parametrize(("vain", "suspect", "read"), [(-99.0, False, True), (99.0, False, False), (99.0, True, True)])
def test_where_nothing_is_seen_at_a_glance_no_encoder_is_asked_unless_a_rule_found_something(
    vain: float, suspect: bool, read: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cascade, "VAIN", vain)
    monkeypatch.setattr(cascade, "SURE", 99.0)
    opinion = ensemble().logits(case("Jeg anbefalede kunden at skifte til [AFFILIATE]."), suspect)
    assert bool(opinion[0].max() > NEVER) is read


@pytest.mark.parametrize("share", ["ngrams", "first", "second"])
def test_every_model_has_a_share_in_the_opinion(share: str) -> None:
    text = case("Jeg anbefalede kunden at skifte til [AFFILIATE], og gav ham nummeret.")
    shares = ensemble().shares
    without = cascade.ask(ensemble().models, replace(shares, **{share: 1e-6}), text, suspect=True)
    assert not np.allclose(without[0], ensemble().logits(text, suspect=True)[0], atol=1e-3)


@pytest.mark.parametrize(("doubt", "asked"), [((-99.0, 99.0), True), ((98.0, 99.0), False)])
def test_the_second_encoder_is_asked_where_the_first_leaves_doubt(
    doubt: tuple[float, float], asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cascade, "DOUBT", doubt)
    text = case("Jeg anbefalede kunden at skifte til [AFFILIATE], og gav ham nummeret.")
    shares = ensemble().shares
    without = cascade.ask(ensemble().models, replace(shares, second=1e-6), text, suspect=True)
    assert np.allclose(without[0], ensemble().logits(text, suspect=True)[0], atol=1e-3) is not asked


@pytest.mark.parametrize("known", ["[AFFILIATE]", "a rule"])
def test_a_named_company_or_a_rule_shows_that_a_text_is_of_the_trade(
    known: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = case(f"Jeg anbefalede kunden at skifte til {known}, og gav ham nummeret.")
    told = cascade.ask(ensemble().models, ensemble().shares, text, suspect=known == "a rule")
    monkeypatch.setattr(cascade, "OUTSIDE", 99.0)
    assert np.array_equal(told[0], cascade.ask(ensemble().models, ensemble().shares, text, known == "a rule")[0])


@pytest.mark.parametrize(
    ("outside", "suspect", "read"), [(-99.0, False, True), (99.0, False, False), (99.0, True, True)]
)
def test_what_is_not_of_the_trade_is_read_only_where_a_rule_found_something(
    outside: float, suspect: bool, read: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cascade, "OUTSIDE", outside)
    text = case("Spurgte, hvem der er billigst.", "Sagde, at han bare skal tage dem nede i kælderen.")
    opinion = cascade.ask(ensemble().models, ensemble().shares, text, suspect)
    assert bool(opinion[0].max() > NEVER) is read
