"""Rule files in, a checked rule set out; all faults of all files at once, each with file and line."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import yaml
from pydantic import ValidationError

from contactguard.errors import Fault, InputError, RuleError
from contactguard.language import lexicon
from contactguard.language.lexicon import Lexicon, parsed
from contactguard.language.matcher import Matcher
from contactguard.language.names import SLOTS
from contactguard.language.patterns import Pattern, parse
from contactguard.policies.amending import rule_nodes, value_of
from contactguard.policies.finding import Finding, Origin, Policy
from contactguard.policies.rule import Rule, RuleFile

OWN: Traversable = files("contactguard.policies") / "rules"
_nodes = lru_cache(maxsize=1)(rule_nodes)  # a file's faults are told one after another
STRUCTURAL = frozenset(  # qualifiers that are no words
    {"exempt-line", "even-list", "customer-asked", "customer-named", "own-company", "not-answered"}
)
_STRAY = "is not read; a file of rules is called <policy>/<language>.yaml"


@dataclass(frozen=True)
class LoadedRule:
    """A rule with its policy, programme paragraph and version (a hash of its own text)."""

    rule: Rule
    policy: Policy
    programme: str
    version: str

    @cached_property
    def cues(self) -> frozenset[str]:
        """The cue groups without one of which it says nothing."""
        told = self.rule.find or self.rule.when
        return frozenset(told.cue if told else ())


@dataclass(frozen=True)
class RuleSet:
    """All rules of a language with the lexicon they speak; `version` changes with any of them."""

    lexicon: Lexicon
    rules: tuple[LoadedRule, ...]
    version: str

    @cached_property
    def programmes(self) -> dict[Policy, str]:
        """The paragraph of the company's programme that the rules of each policy serve."""
        return {loaded.policy: loaded.programme for loaded in self.rules}

    def matcher(self) -> Matcher:
        """One matcher for the lexicon and the patterns that rules write directly."""
        return self.lexicon.matcher({text: (pattern,) for text, pattern in self._inline().items()})

    def _inline(self) -> dict[str, Pattern]:
        return {
            name: parse(name)
            for loaded in self.rules
            for name in cue_names(loaded.rule)
            if name not in self.lexicon.cues
        }


def cue_names(rule: Rule) -> tuple[str, ...]:
    """Every cue group or pattern that a rule asks for."""
    find = (*rule.find.cue, *rule.find.beside, *rule.find.context) if rule.find else ()
    duty = (*rule.when.cue, *rule.when.beside, *rule.when.context) if rule.when else ()
    return (*find, *duty, *(rule.require.cue if rule.require else ()))


@cache
def load(language: str, folder: Path | None = None) -> RuleSet:
    """Reads the rules of a language: the package's, and instead of them those of a folder of the same form.

    A file of the folder stands for the package's of that policy and language. Raises InputError without the folder,
    RuleError with every fault of every file.
    """
    paths = _paths(language, folder)
    faults = [Fault(str(path), 0, _STRAY) for path in _strays(folder)] if folder else []
    words = lexicon.load(language)
    loaded = [(path, _file(path, language, words, faults)) for path in paths]
    faults += _doubled(loaded)
    if faults:
        raise RuleError(faults)
    ordered = tuple(sorted((one for _, rules in loaded for one in rules), key=lambda one: one.rule.id))
    return RuleSet(words, ordered, _version(paths, language))


def check(text: str, path: Path, language: str) -> None:
    """Raises RuleError with every fault that the file would have, were this its text."""
    faults: list[Fault] = []
    _rules(text, path, language, lexicon.load(language), faults)
    if faults:
        raise RuleError(faults)


def is_own(finding: Finding) -> bool:
    """Whether a rule of a company's own found it: the package has none of that id."""
    return finding.origin is Origin.RULE and finding.rule not in _shipped()


@cache
def _shipped() -> frozenset[str]:
    return frozenset(loaded.rule.id for language in lexicon.languages() for loaded in load(language).rules)


def _paths(language: str, folder: Path | None) -> list[Traversable]:
    if folder and not folder.is_dir():
        raise InputError("there is no folder of rules {path}", path=str(folder))
    found: dict[str, Traversable] = {}
    for root in (OWN, folder):
        for policy in root.iterdir() if root else ():
            if (path := policy / f"{language}.yaml").is_file():
                found[policy.name] = path
    return sorted(found.values(), key=str)


def _strays(folder: Path) -> list[Path]:
    """Files of a folder that look like rules and are none."""
    read = {path for language in lexicon.languages() for path in folder.glob(f"*/{language}.yaml")}
    return sorted({path for suffix in ("yaml", "yml") for path in folder.rglob(f"*.{suffix}")} - read)


def _file(path: Traversable, language: str, words: Lexicon, faults: list[Fault]) -> list[LoadedRule]:
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        faults.append(Fault(str(path), 0, "is not UTF-8 text; save it as UTF-8"))
        return []
    return _rules(text, path, language, words, faults)


def _rules(text: str, path: Traversable | Path, language: str, words: Lexicon, faults: list[Fault]) -> list[LoadedRule]:
    try:
        content = RuleFile.model_validate(parsed(str(path), text))
    except RuleError as error:
        faults += error.faults
        return []
    except ValidationError as error:
        faults += [_fault(path, text, detail["loc"], detail["msg"]) for detail in error.errors()]
        return []
    folder = Path(str(path)).parent.name
    if content.policy != folder:
        faults.append(Fault(str(path), 1, f"says policy {content.policy.value!r} but lies in the folder {folder!r}"))
    if content.language != language:
        faults.append(Fault(str(path), 1, f"says language {content.language!r} but is called {path.name}"))
    for number, rule in enumerate(content.rules):
        faults += [_fault(path, text, ("rules", number), message) for message in _unknown(rule, words)]
    return [_loaded(rule, content) for rule in content.rules]


def _loaded(rule: Rule, content: RuleFile) -> LoadedRule:
    return LoadedRule(rule, content.policy, content.programme, _hash(rule.model_dump_json(exclude={"examples"})))


def _unknown(rule: Rule, words: Lexicon) -> Iterator[str]:
    """What is wrong with names in a rule that the language does not know."""
    yield from (f"no qualifier {name!r}" for name in rule.unless if name not in {*words.qualifiers, *STRUCTURAL})
    known = ", ".join(sorted(SLOTS))
    yield from (f"no relation {name!r}; there are {known}" for name in _relations(rule) if name not in SLOTS)
    for name in cue_names(rule):
        if name in words.cues:
            continue
        if re.fullmatch(r"[a-z]+(-[a-z]+)+", name):
            yield f"no cue group {name!r}"
            continue
        try:
            parse(name)
        except ValueError as error:
            yield str(error)


def _relations(rule: Rule) -> Iterator[str]:
    """The relations that a rule asks of companies, in its patterns too."""
    for part in (rule.find, rule.require):
        yield from part.company if part else ()
    for name in cue_names(rule):
        yield from re.findall(r"{(.*?)}", name)


def _fault(path: Traversable | Path, text: str, place: tuple[int | str, ...], message: str) -> Fault:
    """A rule's fault is told at its id, of a rule without one where the rule begins."""
    line, told = 1, [*place]
    match place:
        case "rules", int(number), *rest if number < len(nodes := _nodes(text)):
            name = value_of(nodes[number], "id")
            line = (name or nodes[number]).start_mark.line + 1
            if isinstance(name, yaml.ScalarNode) and name.value:
                told = [name.value, *rest]
    return Fault(str(path), line, f"{'.'.join(map(str, told))}: {message}")


def _doubled(loaded: list[tuple[Traversable, list[LoadedRule]]]) -> Iterator[Fault]:
    """A fault for each place of an id that stands in more than one."""
    times = Counter(one.rule.id for _, rules in loaded for one in rules)
    for path, rules in loaded:
        for number, one in enumerate(rules):
            if times[one.rule.id] > 1:
                yield _fault(path, path.read_text("utf-8"), ("rules", number), "this id stands twice")


def _version(paths: list[Traversable], language: str) -> str:
    words = files("contactguard.language") / language
    texts = [path.read_text("utf-8") for path in (*paths, words / "cues.yaml", words / "qualifiers.yaml")]
    return _hash("\x1f".join(texts))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]
