"""Every action that the program notes in the audit chain is said in a sentence, and no other."""

import ast
from collections.abc import Iterator

from contactguard.knowledge.version import Step
from contactguard.reporting.audit_labels import DONE
from contactguard.store.register import incidents
from contactguard.store.reports import mails
from tests.conftest import ROOT

BY_NAME = {*incidents._ACTIONS.values(), mails.BEGUN, mails.SENT, mails.FAILED}
DECIDED = {f"answer.{step}" for step in (Step.APPROVE, Step.PUBLISH, Step.RETIRE)}


def written() -> Iterator[str]:
    """What stands behind `action=`, or is given to a variable of that name."""
    for file in (ROOT / "contactguard").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            named = isinstance(node, ast.keyword) and node.arg == "action"
            if named or (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "action"):
                yield from constants(node.value)


def constants(value: ast.expr | None) -> Iterator[str]:
    match value:
        case ast.Constant(value=str(told)):
            yield told
        case ast.IfExp(body=one, orelse=other):
            yield from (*constants(one), *constants(other))


def test_every_action_is_said_in_a_sentence_and_no_other() -> None:
    noted = set(written())
    assert len(noted) > 40
    assert noted | BY_NAME | DECIDED == DONE.keys()
