"""A folder of answer and script files in, a checked library out; every fault of every file is told at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files as package_files
from importlib.resources.abc import Traversable
from pathlib import Path

from contactguard.errors import ContentError, Fault, InputError, NotFoundError
from contactguard.knowledge import files, placeholders
from contactguard.knowledge.answer import Answer
from contactguard.knowledge.duties import DUTIES
from contactguard.knowledge.files import Source
from contactguard.knowledge.script import Script
from contactguard.knowledge.script_checks import script_faults
from contactguard.knowledge.wording import Wording

SCRIPTS = "scripts"


@dataclass(frozen=True)
class Library:
    """All answers and scripts by id (`supplier-switch-da`), in the order of their ids."""

    answers: dict[str, Answer]
    scripts: dict[str, Script]

    @classmethod
    def of(cls, wordings: Iterable[Wording]) -> "Library":
        ordered = sorted(wordings, key=lambda one: one.id)
        answers = {one.id: one for one in ordered if isinstance(one, Answer)}
        return cls(answers, {one.id: one for one in ordered if isinstance(one, Script)})

    @property
    def wordings(self) -> tuple[Wording, ...]:
        return (*self.answers.values(), *self.scripts.values())

    def answer(self, id_: str) -> Answer:
        """Raises NotFoundError."""
        try:
            return self.answers[id_]
        except KeyError:
            raise NotFoundError("there is no answer {id!r}; an id looks like supplier-switch-da", id=id_) from None

    def script(self, id_: str) -> Script:
        """Raises NotFoundError."""
        try:
            return self.scripts[id_]
        except KeyError:
            raise NotFoundError("there is no script {id!r}; an id looks like supplier-switch-da", id=id_) from None

    def scripts_for(self, topic: str, language: str) -> list[Script]:
        return [one for one in self.scripts.values() if one.topic == topic and one.language == language]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted({answer.language for answer in self.answers.values()}))


def load(folder: Path | None = None) -> Library:
    """Reads the content of the package, or of another folder of the same form. Raises InputError, ContentError."""
    root: Traversable = folder or package_files("contactguard.knowledge") / "content"
    if not root.is_dir():
        raise InputError("there is no file or folder {path}", path=str(root))
    faults: list[Fault] = []
    answers = [answer for language in _folders(root) for answer in _answers(language, faults)]
    scripts = [script for language in _folders(root) for script in _scripts(language, faults)]
    if faults:
        raise ContentError(faults)
    return Library({one.id: one for one in answers}, {one.id: one for one in scripts})


def _answers(folder: Traversable, faults: list[Fault]) -> Iterator[Answer]:
    paths = _yaml(folder)
    topics = {_stem(path) for path in paths}
    for path in paths:
        source = files.read(path, faults)
        if source is None:
            continue
        faults += _placed(source, path, folder, "topic")
        if answer := files.parse(Answer, source, faults, language=folder.name):
            faults += _answer_faults(answer, source, topics)
            yield answer


def _scripts(folder: Traversable, faults: list[Fault]) -> Iterator[Script]:
    for path in _yaml(folder / SCRIPTS):
        source = files.read(path, faults)
        if source is None:
            continue
        faults += _placed(source, path, folder, "script")
        if script := files.parse(Script, source, faults, language=folder.name):
            faults += [source.fault(place, message) for place, message in script_faults(script, DUTIES)]
            faults += _placeholder_faults(source)
            yield script


def _answer_faults(answer: Answer, source: Source, topics: set[str]) -> Iterable[Fault]:
    yield from _placeholder_faults(source)
    for index, topic in enumerate(answer.related):
        if topic not in topics:
            yield source.fault(("related", index), f"related: {answer.language} has no topic {topic!r}")


def _placeholder_faults(source: Source) -> Iterator[Fault]:
    for place, text in source.texts.items():
        for name in placeholders.unknown(text):
            yield source.fault(place, f"{'.'.join(map(str, place))}: no placeholder is called {{{name}}}")


def _placed(source: Source, path: Traversable, folder: Traversable, key: str) -> Iterator[Fault]:
    if folder.name not in placeholders.LANGUAGES:
        known = ", ".join(placeholders.LANGUAGES)
        yield source.fault((), f"language: the folder is called {folder.name!r}; choose one of {known}")
    if source.data.get(key, _stem(path)) != _stem(path):
        yield source.fault((key,), f"{key}: says {source.data[key]!r} but the file is called {path.name}")


def _folders(root: Traversable) -> list[Traversable]:
    return sorted((path for path in root.iterdir() if path.is_dir() and len(path.name) == 2), key=_name)


def _yaml(folder: Traversable) -> list[Traversable]:
    if not folder.is_dir():
        return []
    return sorted((path for path in folder.iterdir() if path.name.endswith(".yaml")), key=_name)


def _name(path: Traversable) -> str:
    return path.name


def _stem(path: Traversable) -> str:
    return path.name.removesuffix(".yaml")
