"""Labelled contacts in, figures out: the scanner as shipped against a corpus, over all, a language, a kind, a policy.

Matching is the corpus guide's: a finding is right when a gold one of the same contact, policy and message overlaps it,
each gold one serving once; `missing-comparison` is matched by contact alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contactguard.contacts.model import Contact
from contactguard.models.ensemble import Ensemble
from contactguard.organisation import profile
from contactguard.policies.finding import Finding, Policy
from contactguard.scanning.learned import Learned
from contactguard.scanning.scanner import Scanner
from training import data

CORPUS = Path("tests/corpus")
HEADING = """| over | contacts | findings | P | R | F1 | flagged F1 | false alarms |
| --- | --- | --- | --- | --- | --- | --- | --- |"""


@dataclass
class Tally:
    """Counts of findings and contacts; ratios are of all that was added."""

    right: int = 0
    raised: int = 0
    wanted: int = 0
    both: int = 0
    flagged: int = 0
    faulty: int = 0
    contacts: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.right / max(self.raised + self.wanted, 1)

    @property
    def flagged_f1(self) -> float:
        return 2 * self.both / max(self.flagged + self.faulty, 1)

    @property
    def alarms(self) -> float:
        """False alarms a silent contact."""
        return (self.flagged - self.both) / max(self.contacts - self.faulty, 1)

    def row(self) -> str:
        precision, recall = self.right / max(self.raised, 1), self.right / max(self.wanted, 1)
        ratios = (precision, recall, self.f1, self.flagged_f1, self.alarms)
        return " | ".join([str(self.contacts), str(self.wanted), *(f"{ratio:.3f}" for ratio in ratios)])


def matched(contact: dict[str, Any], found: list[Finding]) -> Iterator[tuple[Finding, dict[str, Any] | None]]:
    """Each finding with the gold one it meets, if any."""
    left = list(contact["findings"])
    for finding in found:
        gold = next((one for one in left if _meets(contact, one, finding)), None)
        if gold:
            left.remove(gold)
        yield finding, gold


def _meets(contact: dict[str, Any], gold: dict[str, Any], finding: Finding) -> bool:
    if gold["policy"] != finding.policy:
        return False
    if finding.policy is Policy.MISSING_COMPARISON:
        return True
    start = contact["messages"][gold["message"]]["text"].find(gold["quote"])
    overlap = finding.start < start + len(gold["quote"]) and start < finding.end
    return bool(gold["message"] == finding.message and overlap)


class Evaluation:
    """All tallies of one run, by name: "all", "language da", "kind subtle", "policy disparagement"."""

    def __init__(self) -> None:
        self.tallies: dict[str, Tally] = {}
        self.errors: list[str] = []

    def add(self, contact: dict[str, Any], found: list[Finding]) -> None:
        pairs = list(matched(contact, found))
        met = [gold for _, gold in pairs if gold]
        names = ("all", f"language {contact['language']}", f"kind {contact['kind']}", f"channel {contact['channel']}")
        for name in names:
            tally = self.tallies.setdefault(name, Tally())
            tally.contacts += 1
            tally.flagged += bool(found)
            tally.faulty += bool(contact["findings"])
            tally.both += bool(found and contact["findings"])
            _count(tally, found, met, contact["findings"])
        for policy in Policy:
            self._add_policy(policy, contact, found, met)
        self._note(contact, pairs, met)

    def table(self) -> str:
        rows = (f"| {name} | {tally.row()} |" for name, tally in sorted(self.tallies.items()))
        return "\n".join([HEADING, *rows])

    def _add_policy(self, policy: Policy, contact: dict[str, Any], found: list[Finding], met: list[Any]) -> None:
        tally = self.tallies.setdefault(f"policy {policy}", Tally())
        mine = [one for one in found if one.policy is policy]
        wanted = [one for one in contact["findings"] if one["policy"] == policy]
        tally.contacts += 1
        tally.flagged += bool(mine)
        tally.faulty += bool(wanted)
        tally.both += bool(mine and wanted)
        _count(tally, mine, [one for one in met if one["policy"] == policy], wanted)

    def _note(self, contact: dict[str, Any], pairs: list[tuple[Finding, Any]], met: list[Any]) -> None:
        name = contact["id"]
        false = [f"{name} raised {one.policy} by {one.rule}: {one.quote!r}" for one, gold in pairs if not gold]
        missed = [f"{name} missed {one['policy']}: {one['quote']!r}" for one in contact["findings"] if one not in met]
        self.errors += [*false, *missed]


def _count(tally: Tally, found: list[Finding], met: list[Any], wanted: list[Any]) -> None:
    tally.right += len(met)
    tally.raised += len(found)
    tally.wanted += len(wanted)


def evaluate(paths: Iterable[Path], ensemble: Ensemble | None, companies: frozenset[str] = frozenset()) -> Evaluation:
    """Scans every contact of the files, or of some companies in them, with the profile it names.

    Without models where none are given.
    """
    return judge((one for _, one in data.contacts(paths) if not companies or one["profile"] in companies), ensemble)


def judge(contacts: Iterable[dict[str, Any]], ensemble: Ensemble | None) -> Evaluation:
    """The scanner's findings in labelled contacts, counted against their labels."""
    result = Evaluation()
    for contact, scanner in scanners(contacts, ensemble):
        result.add(contact, scanner.scan(Contact.model_validate(contact)))
    return result


def scanners(contacts: Iterable[dict[str, Any]], ensemble: Ensemble | None) -> Iterator[tuple[dict[str, Any], Scanner]]:
    """Each contact with a scanner of its company."""
    learned, known = Learned(ensemble) if ensemble else None, dict[str, Scanner]()
    for contact in contacts:
        name = contact["profile"]
        if name not in known:
            known[name] = Scanner(profile.load(CORPUS / "profiles" / f"{name}.toml"), learned)
        yield contact, known[name]
