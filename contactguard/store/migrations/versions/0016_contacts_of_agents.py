"""Contacts are found by their agent without reading all."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_index(op.f("ix_contact_agent"), "contact", ["agent"], unique=False)
