"""When a reader saw what the scan said of a sampled contact; and which incident a sampled breach led to."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("sampled_contact", sa.Column("compared_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "incident_sampled",
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["sample_id", "position"], ["sampled_contact.sample_id", "sampled_contact.position"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sample_id", "position"),
    )
    op.create_index(op.f("ix_incident_sampled_incident_id"), "incident_sampled", ["incident_id"], unique=False)
