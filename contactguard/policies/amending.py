"""A rule file's text in, the same text with one more `pass` example of a rule out; nothing else in it changes."""

import json
import re

import yaml

from contactguard.errors import InputError

_UNPRINTABLE = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")  # in YAML, or a line's end


def with_pass(text: str, rule: str, example: str) -> str:
    """Raises InputError where the text has no such rule with `pass` examples."""
    examples = _passes(text, rule)
    if examples is None:
        raise InputError("there is no rule {rule!r} with pass examples in this file", rule=rule)
    said = _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(example, ensure_ascii=False))
    last = examples.value[-1].end_mark.index
    if examples.flow_style:
        return f"{text[:last]}, {said}{text[last:]}"
    end = last if text[last - 1] == "\n" else text.find("\n", last) + 1
    head = text[:end] if end else text + "\n"  # the file may end without a line's end
    return f"{head}{' ' * examples.start_mark.column}- {said}\n{text[len(head) :]}"


def rule_nodes(text: str) -> list[yaml.Node]:
    """The rules of a file as YAML's nodes, which know where they stand. Raises YAMLError."""
    rules = value_of(yaml.compose(text, yaml.SafeLoader), "rules")
    return rules.value if isinstance(rules, yaml.SequenceNode) else []


def _passes(text: str, rule: str) -> yaml.SequenceNode | None:
    for one in rule_nodes(text):
        name = value_of(one, "id")
        if name is not None and name.value == rule:
            found = value_of(value_of(one, "examples"), "pass")
            return found if isinstance(found, yaml.SequenceNode) and found.value else None
    return None


def value_of(node: yaml.Node | None, key: str) -> yaml.Node | None:
    """What a mapping says under a key."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for name, value in pairs if name.value == key), None)
