"""The parts that protect people and prove what was done, opened together over one database."""

from dataclasses import dataclass

from contactguard.store.audit.reading import AuditRepository
from contactguard.store.database import Database
from contactguard.store.privacy.aliases import AliasRepository
from contactguard.store.privacy.files import FileRepository
from contactguard.store.privacy.notices import NoticeRepository
from contactguard.store.privacy.persons import PersonRepository
from contactguard.store.privacy.retention import RetentionRepository
from contactguard.store.privacy.reveals import RevealRepository


@dataclass(frozen=True)
class PrivacyParts:
    """Audit chain, notice to staff, names behind pseudonyms, deletion for age and for a person."""

    audit: AuditRepository
    notices: NoticeRepository
    reveals: RevealRepository
    retention: RetentionRepository
    persons: PersonRepository
    aliases: AliasRepository
    files: FileRepository

    @classmethod
    def over(cls, database: Database) -> "PrivacyParts":
        return cls(
            audit=AuditRepository(database),
            notices=NoticeRepository(database),
            reveals=RevealRepository(database),
            retention=RetentionRepository(database),
            persons=PersonRepository(database),
            aliases=AliasRepository(database),
            files=FileRepository(database),
        )
