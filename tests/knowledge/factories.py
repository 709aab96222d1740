"""Small answers and scripts, each field given where it matters."""

from datetime import date
from typing import Any

from contactguard.knowledge.answer import Answer
from contactguard.knowledge.script import Script

FACT = {"text": "Skiftet er gratis.", "source": "Elforsyningsloven", "checked": date(2026, 11, 22)}


def make_answer(topic: str = "supplier-switch", **fields: Any) -> Answer:
    given = {
        "language": "da",
        "title": "Skift af elselskab",
        "summary": "Kunden vælger frit.",
        "keywords": ["leverandørskift"],
        "asked": ["vil væk fra sit elselskab"],
        "phone": "Du vælger frit. På {comparison_site} kan du sammenligne alle elselskaber.",
        "email": "Hej {customer}\n\nDu vælger frit. På {comparison_site} kan du sammenligne.\n\nHilsen {agent}",
        "say": ["At kunden vælger frit."],
        "never": ["Navnet på et elselskab."],
        "facts": [FACT],
        "valid_until": date(2027, 11, 30),
    }
    return Answer.model_validate({"topic": topic, **given, **fields})


def make_script(**fields: Any) -> Script:
    """Two steps: the first asks, the second gives the comparison site."""
    given = {
        "script": "switch",
        "language": "da",
        "topic": "supplier-switch",
        "title": "Kunden vil skifte",
        "start": "ask",
        "must": ["free-choice", "comparison-site"],
        "never": ["Nævn ingen."],
        "steps": {
            "ask": {
                "say": "Du vælger frit.",
                "ask": "Har du valgt?",
                "says": ["free-choice"],
                "choices": [
                    {"label": "Nej", "key": "n", "to": "site", "note": "Kd har ikke valgt."},
                    {"label": "Ja", "key": "j", "to": "site"},
                ],
            },
            "site": {
                "say": "Se {comparison_site}.",
                "says": ["comparison-site"],
                "note": "Henvist til {comparison_site}.",
                "choices": [{"label": "Slut", "key": "s", "to": "end"}],
            },
        },
        "end": {"say": "Farvel.", "note": "Ingen nævnt."},
        "valid_until": date(2027, 11, 30),
    }
    return Script.model_validate({**given, **fields})
