"""Tables of the kept counts; the day of a contact."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


# The local day is not stored so far: that of UTC serves, moved into the local month where the two differ.
_DAY = {
    "sqlite": "substr(received_at, 1, 10)",
    "postgresql": "to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
}


def upgrade() -> None:
    op.add_column("contact", sa.Column("day", sa.String(length=10), nullable=False, server_default=""))
    day = _DAY[op.get_bind().dialect.name]
    op.execute(f"UPDATE contact SET day = CASE WHEN {day} LIKE month || '-%' THEN {day} ELSE month || '-01' END")
    op.create_table(
        "contact_count",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("rule_set", sa.String(length=64), nullable=False),
        sa.Column("exempt", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.Column("enquiries", sa.Integer(), nullable=False),
        sa.Column("fulfilled", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "day", "source", "line", "channel", "language", "rule_set", "exempt", "retired", "month"
        ),
    )
    op.create_index("ix_contact_count_month", "contact_count", ["month"], unique=False)
    op.create_table(
        "decision_count",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("policy", sa.String(length=40), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("first_verdict", sa.String(length=10), nullable=False),
        sa.Column("last_verdict", sa.String(length=10), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "kind", "policy", "line", "first_verdict", "last_verdict", "retired"),
    )
    op.create_table(
        "flagged_count",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("signature", sa.String(length=32), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "signature", "line", "channel", "language", "retired"),
    )
    op.create_table(
        "mention_count",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "line", "company", "retired"),
    )
    op.create_table(
        "signature_part",
        sa.Column("signature", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("policy", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("rule_version", sa.String(length=64), nullable=False),
        sa.Column("companies", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("standing", sa.String(length=12), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("signature", "number"),
    )
    op.create_table(
        "tally",
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column("enquiry", sa.Boolean(), nullable=False),
        sa.Column("fulfilled", sa.Boolean(), nullable=False),
        sa.Column("first_named", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("contact_id"),
    )
