"""A pass example is added to a rule's file, and nothing else in it changes."""

import pytest
import yaml

from contactguard.errors import InputError
from contactguard.policies.amending import with_pass

BLOCK = """rules:
  - id: first
    examples:
      flag: ["x"]
      pass:
      - "one"  # a reason
      - two
  # between
  - id: second
    examples: {flag: ["y"], pass: [three]}
  - id: third
    examples: {flag: ["z"], pass: ["four", five, ]}
"""


@pytest.mark.parametrize(
    ("rule", "there"), [("first", ["one", "two"]), ("second", ["three"]), ("third", ["four", "five"])]
)
@pytest.mark.parametrize("end", ["", "\n", "\n\n# end\n"])
@pytest.mark.parametrize(
    "example", ['Sagde: "nej" – æøå', "K: x | A: y", "- {a: b} #", "a\x92b\x7f c\x85d\u2028e\ufeff 👍"]
)
def test_the_example_is_the_last_of_its_rule(rule: str, there: list[str], end: str, example: str) -> None:
    before = BLOCK.rstrip("\n") + end
    after = with_pass(before, rule, example)
    (mine,) = [one for one in yaml.safe_load(after)["rules"] if one["id"] == rule]
    others = [one for one in yaml.safe_load(after)["rules"] if one["id"] != rule]
    assert mine["examples"]["pass"] == [*there, example]
    assert others == [one for one in yaml.safe_load(before)["rules"] if one["id"] != rule]
    assert "# a reason" in after
    assert after.count("\n") - before.count("\n") <= 1


@pytest.mark.parametrize("text", [BLOCK, "", "rules: [x]", "- a"])
def test_a_rule_that_is_not_there_is_told(text: str) -> None:
    with pytest.raises(InputError, match="fourth"):
        with_pass(text, "fourth", "x")
