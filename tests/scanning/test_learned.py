"""Rules and models weighed together."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from contactguard.models.gates import Raised
from contactguard.models.inputs import POLICIES
from contactguard.models.opinion import NEVER
from contactguard.policies import ruleset
from contactguard.scanning.learned import Judgement, _companies
from contactguard.scanning.scanner import Scanner
from tests.conftest import CORPUS
from tests.factories import make_contact


@pytest.mark.parametrize(
    ("score", "logit", "kept"),
    [
        (0.9, 0.0, True),
        (0.9, -1.0, True),
        (0.9, -4.0, False),  # the models are surer that it is none
        (0.5, 0.1, True),  # a rule that is right as often as not adds nothing
        (0.5, -0.1, False),
        (0.3, 0.5, False),  # a rule that errs more than it is right speaks against
    ],
)
def test_a_rules_finding_stands_where_its_score_and_the_models_together_pass(
    score: float, logit: float, kept: bool
) -> None:
    scanner = Scanner.from_profile(CORPUS / "profiles" / "struer.toml", models=False)
    reading = scanner.read(make_contact(text="Henviste til Struer Energi.", language="da"))
    (finding,) = scanner.judge_of(reading.contact).findings(reading)
    logits = np.full((1, len(POLICIES)), logit, np.float32)
    weighed = Judgement(reading, [], (logits, -9.0), threshold=0.5).weighed([replace(finding, score=score)])
    assert bool(weighed) is kept


def test_the_evidence_names_each_company_once_by_its_trade_or_as_one_from_outside() -> None:
    scanner = Scanner.from_profile(CORPUS / "profiles" / "struer.toml", models=False)
    reading = scanner.read(make_contact(text="Henviste til Hansen Byg ApS og Norlys.", language="da"))
    found = _companies(reading, Raised("external-preference", 0, 0, 0.9))
    assert [(one.text, one.name) for one in found] == [("Hansen Byg ApS", "external"), ("Norlys", "supplier")]


OWN_RULE = """
  - id: our-blue-folder
    severity: high
    score: 0.4
    why: Den blå mappe er søsterselskabets.
    advice: Udlever ikke mappen.
    find: {cue: [den blå mappe], speaker: agent}
    examples: {flag: ["[[Gav hende den blå mappe]]."], pass: ["Kunden spurgte til måleren."]}
"""
DISCLOSED = "Gav Struer Energi hans forbrug og restance i den blå mappe."
REFERRED = "Henviste til Struer Energi med den blå mappe."


@pytest.mark.models
@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Måler skiftet. Udleverede den blå mappe.", "Udleverede den blå mappe."),  # the models never heard of it
        # They hear of another policy in the same words, and a rule of the program of this one.
        (f"Måler skiftet. {DISCLOSED}", DISCLOSED),
        (f"Vil skifte elselskab. {REFERRED}", REFERRED),
    ],
)
def test_what_a_company_s_own_rule_found_stands_beside_whatever_else_is_found(
    tmp_path: Path, text: str, quote: str
) -> None:
    (tmp_path / "affiliate-referral").mkdir()
    shipped = (ruleset.OWN / "affiliate-referral" / "da.yaml").read_text("utf-8")
    (tmp_path / "affiliate-referral" / "da.yaml").write_text(shipped + OWN_RULE, "utf-8")
    scanner = Scanner.from_profile(CORPUS / "profiles" / "struer.toml", rules=tmp_path)
    found = scanner.scan(make_contact(text=text, language="da"))
    assert [(one.quote, one.score) for one in found if one.rule == "our-blue-folder"] == [(quote, 0.4)]


@pytest.mark.models
@pytest.mark.parametrize("text", ["Henviste til Struer Energi.", "Jeg meldte hende ind hos dem ovenpå med det samme."])
def test_no_finding_calls_itself_certain(text: str) -> None:
    scanner = Scanner.from_profile(CORPUS / "profiles" / "struer.toml")
    said = f"Kd ny i Struer, hvem skal man vælge? {text} Struer Energi er langt bedre end de andre."
    findings = scanner.scan(make_contact(text=said, language="da"))
    assert max(one.score for one in findings) == 0.99


@pytest.mark.models
def test_a_dull_contact_is_read_by_the_encoders_only_where_one_asks_for_it() -> None:
    scanner = Scanner.from_profile(CORPUS / "profiles" / "struer.toml")
    assert scanner.learned is not None
    reading = scanner.read(make_contact(text="Træ på ledningen ved skoven, fældet i går.", language="da"))
    hasty, thorough = (scanner.learned.judge(reading, (), False, (), thorough=asked) for asked in (False, True))
    assert hasty.opinion[0].max() == NEVER
    assert thorough.opinion[0].max() > NEVER
