"""The topic of a contact; counts by month with it, counts by day without what is asked of months only."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_COUNTED = "month, source, line, channel, language, 'und', exempt, retired"


def upgrade() -> None:
    op.add_column("contact", sa.Column("topic", sa.String(length=80), nullable=True))
    op.create_table(
        "topic_count",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("exempt", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.Column("enquiries", sa.Integer(), nullable=False),
        sa.Column("fulfilled", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "source", "line", "channel", "language", "topic", "exempt", "retired"),
    )
    op.execute(
        "INSERT INTO topic_count (month, source, line, channel, language, topic, exempt, retired, contacts, enquiries,"
        f" fulfilled) SELECT {_COUNTED}, sum(contacts), sum(enquiries), sum(fulfilled) FROM contact_count"
        " GROUP BY month, source, line, channel, language, exempt, retired"
    )
    op.drop_column("contact_count", "enquiries")
    op.drop_column("contact_count", "fulfilled")
    _flagged_by_topic()


def _flagged_by_topic() -> None:
    """A primary key cannot be widened everywhere, so the table is made anew."""
    op.create_table(
        "flagged_by_topic",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("signature", sa.String(length=32), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "signature", "line", "channel", "language", "topic", "retired"),
    )
    op.execute(
        "INSERT INTO flagged_by_topic SELECT month, signature, line, channel, language, 'und', retired, contacts"
        " FROM flagged_count"
    )
    op.drop_table("flagged_count")
    op.rename_table("flagged_by_topic", "flagged_count")
