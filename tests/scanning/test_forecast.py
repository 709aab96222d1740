"""A changed rule set is tried on stored contacts before it goes live."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path

from contactguard.policies.examples import contact_of, example_organisation
from contactguard.scanning.forecast import Change, forecast
from contactguard.scanning.scanner import Scanner

TEXTS = ("Henviste til Struer Energi.", "Sagde de skulle prøve kransekagen hos Struer Energi.", "Måler aflæst.")


def changed_rules(folder: Path) -> Path:
    """Rules without the referral file, and with a rule of their own instead."""
    with as_file(files("contactguard.policies") / "rules") as rules:
        shutil.copytree(rules, folder, dirs_exist_ok=True)
    (folder / "affiliate-referral" / "da.yaml").write_text(
        """policy: affiliate-referral
language: da
programme: "2.3"
rules:
  - id: referral-cake
    severity: high
    why: Udsagnet ser ud til at lokke med kage.
    advice: Nævn ingen.
    find: {company: affiliate, cue: "kransekage*", within: clause}
    examples: {flag: ["[[Der er kransekage hos Struer Energi]]."], pass: ["Der er kransekage."]}
""",
        "utf-8",
    )
    return folder


def test_a_forecast_lists_what_is_gained_and_what_is_lost(tmp_path: Path) -> None:
    organisation = example_organisation("da")
    present, changed = Scanner(organisation), Scanner(organisation, rules=changed_rules(tmp_path))
    contacts = [contact_of(text, "da").model_copy(update={"id": text[:8]}) for text in TEXTS]
    differences = [(one.contact_id, one.change) for one in forecast(contacts, present, changed)]
    assert ("Henviste", Change.LOST) in differences
    assert ("Sagde de", Change.GAINED) in differences
    assert all(name != "Måler af" for name, _ in differences)


def test_the_same_rules_change_nothing() -> None:
    scanner = Scanner(example_organisation("da"))
    assert list(forecast([contact_of(text, "da") for text in TEXTS], scanner, scanner)) == []
