"""Every example inside every rule file does what it says."""

import pytest

from contactguard.contacts.model import Author
from contactguard.language import lexicon
from contactguard.policies import examples, ruleset
from contactguard.policies.examples import Outcome
from contactguard.policies.finding import Policy

OUTCOMES = [one for language in lexicon.languages() for one in examples.outcomes(ruleset.load(language))]


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda one: f"{one.rule}-{one.expectation}-{one.text[:40]}")
def test_an_example_does_what_it_says(outcome: Outcome) -> None:
    assert outcome.problem is None


@pytest.mark.parametrize("language", lexicon.languages())
def test_every_language_has_rules_for_every_policy(language: str) -> None:
    assert {loaded.policy for loaded in ruleset.load(language).rules} == set(Policy)


@pytest.mark.parametrize("language", lexicon.languages())
def test_no_rule_names_a_company_of_the_example_profile(language: str) -> None:
    organisation = examples.example_organisation(language)
    names = {name.casefold() for company in organisation.companies for name in company.names if len(name) > 3}
    rules = ruleset.load(language)
    cues = {pattern.source.casefold() for patterns in rules.lexicon.cues.values() for pattern in patterns}
    finds = {name.casefold() for loaded in rules.rules for name in ruleset.cue_names(loaded.rule)}
    assert not {text for text in cues | finds for name in names if name in text}


def test_a_note_that_begins_as_a_dialogue_does_can_be_an_example_of_one() -> None:
    note = "K: vil skifte elselskab. Henviste til Struer Energi."
    (message,) = examples.contact_of(examples.as_note(note), "da").messages
    assert (message.author, message.text) == (Author.AGENT, note)
    assert examples.as_note("Henviste til Struer Energi.") == "Henviste til Struer Energi."
