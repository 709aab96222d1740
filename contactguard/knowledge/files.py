"""A YAML file in, its values and the line of each out; doubled keys and other faults are told with file and line."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import Any, ClassVar, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from contactguard.errors import Fault

DEEPEST = 20  # lists and mappings within one another; our files have five

Place = tuple[int | str, ...]
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # C is ten times faster, where the wheel has it
Model = TypeVar("Model", bound=BaseModel)


class _Loader(_Base):  # type: ignore[misc]  # which of the two loaders it is shows only at run time
    """YAML 1.1 without its `no` for false: NO is Norway here."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
        for letter, resolvers in _Base.yaml_implicit_resolvers.items()
    }


@dataclass(frozen=True)
class Source:
    """A file's values, and where each and each text in it stands: ("facts", 1, "text") -> line number."""

    path: str
    data: dict[str, Any]
    lines: dict[Place, int] = field(default_factory=dict)
    texts: dict[Place, str] = field(default_factory=dict)

    def fault(self, place: Place, message: str) -> Fault:
        """A fault at the place, or at the nearest thing around it that has a line."""
        while place and place not in self.lines:
            place = place[:-1]
        return Fault(self.path, self.lines.get(place, 1), message)


def read(path: Traversable, faults: list[Fault]) -> Source | None:
    """Reads a mapping; None, with the fault added, where the file holds none."""
    try:
        text = path.read_text("utf-8")
        if told := _refusal(text):
            faults.append(Fault(str(path), 0, told))
            return None
        loader = _Loader(text)
        node = loader.get_single_node()
        data = loader.construct_document(node) if node else None
    except (OSError, UnicodeDecodeError) as error:
        faults.append(Fault(str(path), 0, f"cannot be read as UTF-8 text: {error}"))
        return None
    except yaml.YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", error)
        faults.append(Fault(str(path), mark.line + 1 if mark else 0, f"is not YAML: {problem}"))
        return None
    except ValueError as error:  # what looks like a day and is none: 2026-02-31
        faults.append(Fault(str(path), 0, f"is not YAML: {error}"))
        return None
    if not isinstance(data, dict):
        faults.append(Fault(str(path), 1, "must be a mapping of fields"))
        return None
    source = Source(str(path), data)
    faults += [source.fault(place, f"{key}: stands twice") for place, key in _walk(node, (), source)]
    return source


def _refusal(text: str) -> str | None:
    """Why a file is not even read: ten lines of aliases to aliases are a thousand million values."""
    depth = 0
    for event in yaml.parse(text, _Base):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            return "holds an alias (*name); write out what it stands for"
        if depth > DEEPEST:
            return "is nested too deeply"
    return None


def parse(kind: type[Model], source: Source, faults: list[Fault], **given: Any) -> Model | None:
    """The file as a model; None, with every fault added, where it does not fit."""
    try:
        return kind.model_validate(source.data | given)
    except ValidationError as error:
        for detail in error.errors():
            field = ".".join(map(str, detail["loc"]))
            message = "no such field; is it misspelt?" if detail["type"] == "extra_forbidden" else detail["msg"]
            faults.append(source.fault(detail["loc"], f"{field}: {message}" if field else message))
        return None


def _walk(node: Any, place: Place, source: Source) -> Iterator[tuple[Place, str]]:
    """Notes everything below a node; yields the keys that stand twice."""
    source.lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        source.texts[place] = node.value
    elif isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            yield from _walk(child, (*place, index), source)
    else:
        for key, child in node.value:
            below = (*place, key.value)
            known = below in source.lines
            source.lines[below] = key.start_mark.line + 1
            if known:
                yield below, key.value
            yield from _walk(child, below, source)
