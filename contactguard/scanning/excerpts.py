"""A finding in its contact in, an example text out: few words, no personal data, names that the rules' examples use."""

from collections.abc import Iterator
from dataclasses import dataclass

from contactguard.contacts.masking import mask
from contactguard.language.companies import Mention
from contactguard.language.names import names_of
from contactguard.language.reading import Reading, Sentence
from contactguard.policies.examples import as_note, contact_of, example_organisation
from contactguard.policies.finding import Finding
from contactguard.policies.judging import Judge

LONGEST = 600  # characters of an example
_AUTHORS = {"agent": "A", "customer": "K"}
_OUTSIDERS: dict[str, dict[str, tuple[str, ...]]] = {  # external companies, which a profile need not list
    "supplier": {"da": ("Norlys", "Modstrøm", "Vindstød"), "sv": ("Vattenfall", "Bixia", "Fortum")},
    "installer": {"da": ("Jensens El", "Havnens El"), "sv": ("Nilssons El", "Hamnens El")},
}
_RELATIONS = ("affiliate-installer", "affiliate", "group", "grid", "site", "brand", "installer", "supplier")


@dataclass(frozen=True)
class Excerpt:
    """`raised` says whether the rule, as it stands, raises the text."""

    text: str
    raised: bool


def excerpt(finding: Finding, reading: Reading, language: str, judge: Judge) -> Excerpt:
    """The shortest excerpt that the finding's rule raises under the example organisation; else the exchange.

    `judge` is of the example organisation of the rule's language.
    """
    names = _Names(language)
    texts = [names.told(reading, sentences) for sentences in _stretches(finding, reading)]
    for text in texts:
        contact = contact_of(text, language, reading.contact.line)
        found = judge.findings(judge.read(contact, language))
        if len(text) <= LONGEST and any(one.policy is finding.policy for one in found):
            return Excerpt(text, True)
    return Excerpt(min(texts[-2:], key=len), False)


def _stretches(finding: Finding, reading: Reading) -> Iterator[list[Sentence]]:
    """Sentences that may show it, fewest first: its own, with the neighbours, the exchange, all."""
    spoken = [one for one in reading.sentences if one.spoken_by("any")]
    hits = reading.touching(finding.message, finding.start, finding.end)
    mine = [number for number, one in enumerate(spoken) if reading.place(one) in hits] or [0]
    for before, after in ((0, 1), (1, 1), (1, 2), (3, 3)):
        yield spoken[max(0, mine[0] - before) : mine[-1] + after]
    yield spoken


class _Names:
    """Companies of the same relations in the example organisation, each company its own."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._known = names_of(example_organisation(language))
        self._given: dict[tuple[str, str], str] = {}

    def told(self, reading: Reading, sentences: list[Sentence]) -> str:
        """The sentences as an example writes them: a note, or a dialogue where the customer speaks."""
        if all(one.author == "agent" for one in sentences):
            return as_note(" ".join(self._masked(reading, one) for one in sentences))
        turns: list[tuple[int, str]] = []
        for one in sentences:
            if turns and turns[-1][0] == one.message:
                turns[-1] = (one.message, f"{turns[-1][1]} {self._masked(reading, one)}")
            else:
                turns.append((one.message, f"{_AUTHORS[one.author.value]}: {self._masked(reading, one)}"))
        return " | ".join(turn for _, turn in turns)

    def _masked(self, reading: Reading, sentence: Sentence) -> str:
        text = reading.contact.messages[sentence.message].text
        parts, at = [], sentence.start
        for message, mention in reading.mentions:
            if message == sentence.message and at <= mention.start and mention.end <= sentence.end:
                parts += [text[at : mention.start], self._name(mention)]
                at = mention.end
        plain = mask("".join([*parts, text[at : sentence.end]]))
        return " ".join(plain.replace("[[", "[").replace("|", "/").split())

    def _name(self, mention: Mention) -> str:
        """The name that stands for this company throughout the example."""
        relation = next((one for one in _RELATIONS if one in mention.slots), "supplier")
        key = (relation, mention.name)
        if key not in self._given:
            taken = [name for (other, _), name in self._given.items() if other == relation]
            choice = self._choice(relation)
            self._given[key] = next((name for name in choice if name not in taken), choice[-1])
        return self._given[key]

    def _choice(self, relation: str) -> list[str]:
        if relation in _OUTSIDERS:
            kinds = _OUTSIDERS[relation]
            return list(kinds.get(self._language, kinds["da"]))
        found = list(dict.fromkeys(name.company for name in self._known if relation in name.slots))
        instead = "grid" if relation in ("brand", "group") else "affiliate"
        return found or self._choice(instead)
