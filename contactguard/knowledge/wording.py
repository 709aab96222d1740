"""What the base publishes: an answer or a call script. Both are scanned, approved, published and retired alike."""

from typing import Any

from contactguard.knowledge.answer import Answer
from contactguard.knowledge.script import KEYS, Script

Wording = Answer | Script


def read(key: str, content: dict[str, Any]) -> Wording:
    """A wording as it was stored under its key."""
    return Script.model_validate(content) if key.startswith(KEYS) else Answer.model_validate(content)
