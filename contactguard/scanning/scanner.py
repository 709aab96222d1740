"""A contact in, findings out: a pure function of contact, organisation profile, rules and models."""

import hashlib
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from contactguard.contacts.model import Contact
from contactguard.language import lexicon
from contactguard.language.detection import detect
from contactguard.language.reading import Reading
from contactguard.organisation import profile
from contactguard.organisation.model import Organisation
from contactguard.policies import ruleset
from contactguard.policies.finding import Finding
from contactguard.policies.judging import Judge
from contactguard.policies.meeting import joined, surest
from contactguard.scanning import program
from contactguard.scanning.judges import Judges
from contactguard.scanning.learned import Learned
from contactguard.scanning.tally import Examined, Topics, tally


def _models() -> Path:
    """Where the trained models lie: inside the package that was installed, beside that of a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "trained"
    return installed if installed.is_dir() else package.parent / "models"


MODELS = _models()


class Scanner:
    """Scans contacts of one organisation. No I/O after it is built, no clock, no state that shows."""

    def __init__(
        self,
        organisation: Organisation,
        learned: Learned | None = None,
        rules: Path | None = None,
        topics: Topics | None = None,
    ) -> None:
        """`rules` is a folder of own rule files (see `ruleset.load`); without `topics` no contact has one."""
        self.organisation = organisation
        self._rules = rules
        self._judges = Judges(organisation, rules)
        self.learned = learned
        self.topics = topics

    @classmethod
    def from_profile(
        cls,
        path: Path | str,
        models: bool = True,
        folder: Path = MODELS,
        rules: Path | None = None,
        topics: Topics | None = None,
    ) -> "Scanner":
        """Raises ProfileError or RuleError with every fault found, InputError where the models are not there."""
        return cls(profile.load(path), Learned.load(folder) if models else None, rules, topics)

    @cached_property
    def rule_set(self) -> str:
        """A short hash of program, rules, models, profile: findings of one value come from one state of knowledge."""
        versions = [
            program.version(),
            self.organisation.model_dump_json(exclude={"customer_shares"}),
            *(ruleset.load(language, self._rules).version for language in lexicon.languages()),
        ]
        versions.append(self.learned.version if self.learned else "")
        versions.append(self.topics.version if self.topics else "")
        return hashlib.sha256("".join(versions).encode()).hexdigest()[:12]

    def scan(self, contact: Contact) -> list[Finding]:
        """The findings of one contact, in the order of its text: the rules' all, and what the models add to them."""
        return self._findings(self.read(contact))

    def examine(self, contact: Contact) -> Examined:
        """The findings of one contact, and what figures count in it besides them."""
        reading = self.read(contact)
        findings = self._findings(reading)
        counted = tally(self.judge_of(contact), reading, findings)
        topic = self.topics.topic(contact, reading.language) if self.topics else None
        return Examined(tuple(findings), replace(counted, topic=topic))

    def _findings(self, reading: Reading) -> list[Finding]:
        contact = reading.contact
        judge = self.judge_of(contact)
        findings = judge.findings(reading)
        if self.learned is None:
            return findings
        subject = tuple(judge.recogniser.find(contact.subject))
        opinion = self.learned.judge(reading, subject, judge.organisation.exempt_line(contact.line), findings)
        added = [self._placed(one, reading) for one in opinion.findings if not judge.cleared(one, reading)]
        return surest(joined(opinion.weighed(findings), added))

    def _placed(self, finding: Finding, reading: Reading) -> Finding:
        """A model's finding under the same paragraph of the programme as the rules of its policy."""
        programme = ruleset.load(reading.language, self._rules).programmes[finding.policy]
        return replace(finding, explanation=replace(finding.explanation, programme=programme))

    def read(self, contact: Contact) -> Reading:
        """The contact as the rules of its language see it."""
        return self.judge_of(contact).read(contact, self._language(contact))

    def judge_of(self, contact: Contact) -> Judge:
        """Who judges by the companies in force on the contact's day."""
        return self._judges.of(contact)

    def _language(self, contact: Contact) -> str:
        """The contact's language; detected where it is not given or has no lexicon, else the grid company's first."""
        known = lexicon.languages()
        if contact.language in known:
            return contact.language
        detected = detect(" ".join(message.text[:200] for message in contact.messages[:4]))
        own = (language for language in self.organisation.grid_company.languages if language in known)
        return detected or next(own, known[0])
