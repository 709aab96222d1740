"""All tables in one place, for the migrations and whoever needs the whole schema."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from contactguard.store.tables import (
    accounts,
    annual,
    answers,
    audit,
    contacts,
    counts,
    findings,
    incidents,
    privacy,
    programme,
    samples,
    scans,
    verdicts,
)

# A table is known to the schema once its module is imported.
__all__ = [
    "accounts",
    "annual",
    "answers",
    "audit",
    "contacts",
    "counts",
    "findings",
    "incidents",
    "metadata",
    "privacy",
    "programme",
    "samples",
    "scans",
    "verdicts",
]


def metadata() -> MetaData:
    """The schema that this version of the program expects."""
    return SQLModel.metadata
