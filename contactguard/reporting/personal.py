"""What is kept of a person in, a file to hand over out: HTML that stands alone, or JSON."""

import json
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version
from typing import Any

from contactguard.reporting import labels
from contactguard.reporting.audit_labels import DONE
from contactguard.reporting.documents.html import rendered
from contactguard.reporting.words import Words

TEMPLATES = {"contactguard-person-1": "personal/person.html", "contactguard-staff-1": "personal/staff.html"}


def personal_json(file: Mapping[str, Any], made_at: datetime) -> str:
    return json.dumps({**file, "made_at": made_at.isoformat(timespec="seconds")}, ensure_ascii=False, indent=2)


def personal_html(file: Mapping[str, Any], words: Words, made_at: datetime) -> str:
    """The same, readable: every text that is kept, and what each thing means."""
    return rendered(
        TEMPLATES[file["form"]],
        language=words.language,
        file=file,
        w=words,
        t=words.text,
        n=words.plural,
        labels=labels,
        done=DONE,
        moment=lambda told: words.moment(datetime.fromisoformat(told)),
        made_at=made_at,
        version=version("contactguard"),
    )
