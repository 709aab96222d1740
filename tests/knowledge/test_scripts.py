import re
from typing import Any

import pytest

from contactguard.errors import InputError
from contactguard.knowledge.duties import DUTIES, duty_label
from contactguard.knowledge.library import Library
from contactguard.knowledge.placeholders import filler
from contactguard.knowledge.script_checks import script_faults
from contactguard.knowledge.walking import call_note, walk
from contactguard.organisation.model import Organisation
from tests.knowledge.factories import make_script


def faults(**fields: Any) -> list[str]:
    return [message for _, message in script_faults(make_script(**fields), DUTIES)]


def steps(**changed: Any) -> dict[str, Any]:
    return make_script().model_dump()["steps"] | changed


def test_a_good_script_has_no_faults() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"start": "begin"}, "start: there is no step 'begin'"),
        ({"must": ["free-choice", "sing"]}, "must: no duty is called 'sing'"),
        ({"must": ["free-choice", "safety"]}, "site: a way ends here without 'safety' having been said"),
        ({"steps": steps(lost={"choices": [{"label": "a", "key": "a", "to": "end"}]})}, "lost: no way leads here"),
        (
            {"steps": steps(site={"choices": [{"label": "a", "key": "a", "to": "ask"}]})},
            "ask: no way leads from here to the end",
        ),
        (
            {"steps": steps(site={"choices": [{"label": "a", "key": "a", "to": "gone"}]})},
            "site: there is no step 'gone'",
        ),
        (
            {
                "steps": steps(
                    site={"choices": [{"label": "a", "key": "a", "to": "end"}, {"label": "b", "key": "A", "to": "end"}]}
                )
            },
            "site: the key 'a' stands twice",
        ),
    ],
)
def test_each_fault_of_a_script_is_told(fields: dict[str, Any], expected: str) -> None:
    assert expected in faults(**fields)


def test_a_way_past_a_duty_is_found_even_if_another_way_meets_it() -> None:
    ask = make_script().model_dump()["steps"]["ask"]
    ask["choices"][1]["to"] = "end"
    assert faults(steps=steps(ask=ask)) == ["ask: a way ends here without 'comparison-site' having been said"]


def test_a_call_is_walked_with_keys_alone() -> None:
    call = walk(make_script(), "N")
    assert (call.at, call.said, call.unsaid) == ("site", ("free-choice", "comparison-site"), ())
    assert call.press("s").ended
    assert call.back().at == "ask"
    assert call.back().unsaid == ("comparison-site",)


def test_a_key_that_the_step_lacks_is_refused_with_those_it_has() -> None:
    with pytest.raises(InputError, match="it has: n, j"):
        walk(make_script(), "x")


def test_the_call_note_names_what_was_said(struer: Organisation) -> None:
    note = call_note(walk(make_script(), "ns"), filler(struer, "da"))
    assert note == (
        "Kunden vil skifte. Kd har ikke valgt. Henvist til elpris.dk. Ingen nævnt.\n"
        "Sagt: Kunden vælger frit; Prisportalen oplyst."
    )


def test_every_duty_has_a_name_in_every_language() -> None:
    assert all(set(labels) == {"da", "sv", "nb", "en"} for labels in DUTIES.values())
    assert duty_label("safety", "fi") == "Safety first"


def test_no_script_ends_without_having_said_what_it_must(base: Library, struer: Organisation) -> None:
    """Walks every script by its first choices; the checker has proved all ways."""
    for script in base.scripts.values():
        call = walk(script)
        for _ in range(50):
            if call.ended:
                break
            call = call.press(call.step.choices[0].key if call.step else "")
        assert call.ended
        assert call.unsaid == ()
        assert not re.search(r"\{[^}]*\}", call_note(call, filler(struer, script.language)))
