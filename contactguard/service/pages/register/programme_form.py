"""The form that changes a paragraph of the programme and its controls."""

from collections.abc import Set
from typing import Any

from pydantic import ValidationError

from contactguard.errors import FormError
from contactguard.reporting.words import Words
from contactguard.review.programme import Paragraph, Programme
from contactguard.service.pages import forms

FIELDS = {"title": "Title", "text": "Text", "risk": "Where the risk lies", "risk_level": "Risk"}
OF_CONTROL = {"text": "Text", "kind": "Shown by", "frequency": "How often", "owner": "Owner"}


def read(programme: Programme, paragraph: Paragraph, form: forms.Fields, spent: Set[str], words: Words) -> Paragraph:
    """With the fields of the form, controls taken out and one put in that gets no `spent` id. Raises InputError for
    what cannot be held."""
    told: dict[str, Any] = paragraph.model_dump(mode="json", by_alias=True)
    told |= {name: form[name] for name in FIELDS if name in form}
    for control in told["control"]:
        fields = {name: form.get(f"{control['id']}-{name}") for name in ("text", "frequency", "owner")}
        control |= {name: value for name, value in fields.items() if value is not None}
    told["control"] = [one for one in told["control"] if f"{one['id']}-remove" not in form]
    if form.get("new-text", "").strip():
        new = {name: form.get(f"new-{name}", "") for name in OF_CONTROL}
        told["control"].append(new | {"id": programme.free_id(paragraph, spent)})
    try:
        return Paragraph.model_validate(told)
    except ValidationError as error:
        labels = _labels(paragraph, [one["id"] for one in told["control"]], words)
        raise forms.labelled(FormError.of(error), labels) from None


def _labels(paragraph: Paragraph, ids: list[str], words: Words) -> dict[str, str]:
    """What the form calls the fields of the paragraph and of the controls with these ids."""
    labels = {name: words.text(label) for name, label in FIELDS.items()}
    parts = {one.id: f"{words.text('Control')} {nth}" for nth, one in enumerate(paragraph.controls, 1)}
    for at, id_ in enumerate(ids):
        part = parts.get(id_) or words.text("One more control")
        labels |= {f"control.{at}.{name}": f"{part}, {words.text(label)}" for name, label in OF_CONTROL.items()}
    return labels
