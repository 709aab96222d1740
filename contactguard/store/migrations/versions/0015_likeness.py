"""What tells that findings are alike, so that the database can group them; filled in for those that are there."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from contactguard.contacts.identifiers import ERASED
from contactguard.contacts.model import Channel
from contactguard.policies.finding import Policy
from contactguard.policies.likeness import likeness

revision = "0015"
down_revision = "0014"

_BATCH = 1000
_FINDINGS = sa.text(
    "SELECT f.fingerprint, f.policy, f.message, f.excerpt, c.channel, t.quote, w.messages FROM finding f"
    " JOIN contact c ON c.id = f.contact_id LEFT JOIN finding_text t ON t.fingerprint = f.fingerprint"
    " LEFT JOIN contact_text w ON w.contact_id = f.contact_id"
    " WHERE f.fingerprint > :after ORDER BY f.fingerprint LIMIT :most"
)


def upgrade() -> None:
    tables = ("finding", "finding_text")
    for table in tables:
        op.add_column(table, sa.Column("alike", sa.String(length=32), nullable=True))
    after = ""
    while rows := op.get_bind().execute(_FINDINGS, {"after": after, "most": _BATCH}).all():
        likened = [_likened(row) for row in rows]
        for table in tables:
            setting = sa.text(f"UPDATE {table} SET alike = :{table} WHERE fingerprint = :fingerprint")
            op.get_bind().execute(setting, likened)
        after = rows[-1].fingerprint


def _likened(row: Any) -> dict[str, str | None]:
    policy, channel = Policy(row.policy), Channel(row.channel)
    worded = likeness(policy, channel, json.loads(row.quote), _message(row)) if row.quote else None
    shown = likeness(policy, channel, row.excerpt, None) if row.excerpt != ERASED else None
    return {"fingerprint": row.fingerprint, "finding": shown, "finding_text": worded}


def _message(row: Any) -> str | None:
    """None once it was deleted, or where a thread came in again without it."""
    messages = json.loads(row.messages) if row.messages else []
    return messages[row.message]["text"] if row.message < len(messages) else None
