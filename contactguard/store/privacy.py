"""The parts that protect people and prove what was done, opened together over one database."""

from dataclasses import dataclass

from contactguard.store.audit_reading import AuditRepository
from contactguard.store.database import Database
from contactguard.store.notices import NoticeRepository
from contactguard.store.privacy_reveals import RevealRepository


@dataclass(frozen=True)
class PrivacyParts:
    """Audit chain, notice to staff, names behind pseudonyms."""

    audit: AuditRepository
    notices: NoticeRepository
    reveals: RevealRepository

    @classmethod
    def over(cls, database: Database) -> "PrivacyParts":
        return cls(
            audit=AuditRepository(database),
            notices=NoticeRepository(database),
            reveals=RevealRepository(database),
        )
