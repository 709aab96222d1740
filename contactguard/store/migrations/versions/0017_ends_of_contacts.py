"""When the last message of a contact was sent beside its words, so that those due are told without reading them."""

import json
from datetime import datetime

import sqlalchemy as sa
from alembic import op

from contactguard.store.columns import UtcDateTime

revision = "0017"
down_revision = "0016"

_BATCH = 500
_TEXT = sa.table(
    "contact_text", sa.column("contact_id", sa.Text), sa.column("messages", sa.Text), sa.column("ended_at", UtcDateTime)
)


def upgrade() -> None:
    op.add_column("contact_text", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    _fill()
    with op.batch_alter_table("contact_text") as table:
        table.alter_column("ended_at", nullable=False)
    op.create_index(op.f("ix_contact_text_ended_at"), "contact_text", ["ended_at"], unique=False)


def _fill() -> None:
    connection, after = op.get_bind(), ""
    words = sa.select(_TEXT.c.contact_id, _TEXT.c.messages).order_by(_TEXT.c.contact_id).limit(_BATCH)
    setting = sa.update(_TEXT).where(_TEXT.c.contact_id == sa.bindparam("id")).values(ended_at=sa.bindparam("ended"))
    while rows := connection.execute(words.where(_TEXT.c.contact_id > after)).all():
        connection.execute(setting, [{"id": row.contact_id, "ended": _ended(row.messages)} for row in rows])
        after = rows[-1].contact_id


def _ended(messages: str) -> datetime:
    return max(datetime.fromisoformat(message["sent_at"]) for message in json.loads(messages))
