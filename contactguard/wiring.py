"""Settings in, the parts put together out; built once, closed at the end."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from contactguard.accounts.keys import Keys
from contactguard.contacts.model import Contact
from contactguard.errors import InputError
from contactguard.knowledge.topics import SuppliedTopics
from contactguard.opening import open_keyed
from contactguard.organisation.model import Organisation
from contactguard.organisation.profile import load
from contactguard.review.desk import Desk
from contactguard.review.incidents import Register
from contactguard.review.persons import PersonDesk
from contactguard.review.retention import limits
from contactguard.review.sampling_desk import SampleDesk
from contactguard.review.verdicts import Terms
from contactguard.scanning.runner import Runner, open_runner
from contactguard.scanning.scanner import Scanner
from contactguard.settings import Settings
from contactguard.store.accounts.accounts import AccountRepository
from contactguard.store.accounts.failures import FailureRepository
from contactguard.store.accounts.second_factors import SecondFactorRepository
from contactguard.store.accounts.sessions import SessionRepository
from contactguard.store.accounts.synced import SyncedAccountRepository
from contactguard.store.accounts.tokens import TokenRepository
from contactguard.store.counts.counts import CountRepository
from contactguard.store.counts.keeping import ensure_counted
from contactguard.store.database import Database
from contactguard.store.privacy.privacy import PrivacyParts
from contactguard.store.privacy.retention import Limits
from contactguard.store.register.calendar import CalendarRepository
from contactguard.store.register.programme import ProgrammeRepository
from contactguard.store.reports.annual import AnnualRepository
from contactguard.store.scanned.agents import Pseudonyms
from contactguard.store.scanned.contacts import ContactRepository
from contactguard.store.scanned.findings import FindingRepository
from contactguard.store.scanned.rows import month_of
from contactguard.store.scanned.scans import ScanRepository
from contactguard.store.scanned.seeded import SeededRepository


@dataclass(frozen=True)
class LoginParts:
    """Who may come in, and how they prove it."""

    accounts: AccountRepository
    sessions: SessionRepository
    tokens: TokenRepository
    failures: FailureRepository
    second_factors: SecondFactorRepository
    synced: SyncedAccountRepository
    pseudonyms: Pseudonyms
    keys: Keys


@dataclass(frozen=True)
class Services:
    """What the faces of the program work with."""

    settings: Settings
    scanner: Scanner
    database: Database
    contacts: ContactRepository
    findings: FindingRepository
    scans: ScanRepository
    counts: CountRepository
    login: LoginParts
    privacy: PrivacyParts
    persons: PersonDesk
    desk: Desk
    samples: SampleDesk
    seeded: SeededRepository
    programme: ProgrammeRepository
    annual: AnnualRepository
    register: Register
    calendar: CalendarRepository

    @property
    def zone(self) -> ZoneInfo:
        """The grid company's."""
        return self.scanner.organisation.grid_company.zone

    def exempt(self, contact: Contact) -> bool:
        """Whether the contact is counted but not scanned."""
        return contact.line in self.settings.exempt_lines

    async def forgotten(self) -> Callable[[Contact], bool]:
        """Tells the contacts of months of which, by now, only counts are left."""
        months = await self.privacy.retention.forgotten()
        return lambda contact: month_of(contact.messages[0].sent_at, self.zone) in months


@asynccontextmanager
async def open_services(settings: Settings, *, make: bool = False) -> AsyncIterator[Services]:
    """With `make`, where there is no database yet too. Raises ProfileError, RuleError and what `open_keyed` raises."""
    scanner = load_scanner(settings)
    async with open_keyed(settings, make=make) as (database, secret):
        pseudonyms = Pseudonyms(secret)
        await ensure_counted(database)
        zone = scanner.organisation.grid_company.zone
        yield Services(
            settings=settings,
            scanner=scanner,
            database=database,
            contacts=ContactRepository(database),
            findings=FindingRepository(database),
            scans=ScanRepository(database, pseudonyms, zone),
            counts=CountRepository(database),
            login=login_parts(settings, database, secret),
            privacy=PrivacyParts.over(database),
            persons=PersonDesk(PrivacyParts.over(database), scanner.organisation.grid_company, pseudonyms),
            desk=Desk(database, review_terms(settings)),
            samples=SampleDesk(database, timedelta(minutes=settings.claim_minutes)),
            seeded=SeededRepository(database),
            programme=ProgrammeRepository(database),
            annual=AnnualRepository(database),
            register=Register(database, scanner.organisation.grid_company.today),
            calendar=CalendarRepository(database),
        )


def review_terms(settings: Settings) -> Terms:
    return Terms(
        claim=timedelta(minutes=settings.claim_minutes),
        dispute=timedelta(days=settings.dispute_days),
        second=timedelta(days=settings.second_days),
        share=settings.second_share,
    )


def login_parts(settings: Settings, database: Database, secret: bytes) -> LoginParts:
    idle, longest = timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours)
    return LoginParts(
        accounts=AccountRepository(database),
        sessions=SessionRepository(database, idle, longest),
        tokens=TokenRepository(database),
        failures=FailureRepository(database),
        second_factors=SecondFactorRepository(database),
        synced=SyncedAccountRepository(database),
        pseudonyms=Pseudonyms(secret),
        keys=Keys(secret),
    )


def load_organisation(settings: Settings) -> Organisation:
    """Raises InputError without a profile, ProfileError with every fault."""
    return load(_profile(settings))


def load_scanner(settings: Settings) -> Scanner:
    """Raises InputError without a profile, ProfileError or RuleError with every fault."""
    return scanner_recipe(settings)()


def scanner_recipe(settings: Settings) -> Callable[[], Scanner]:
    """How a worker process makes the scanner of these settings."""
    return partial(
        Scanner.from_profile,
        _profile(settings),
        models=settings.models,
        rules=settings.rules,
        topics=SuppliedTopics(),
    )


@contextmanager
def scanner_runner(settings: Settings, scanner: Scanner) -> Iterator[Runner]:
    with open_runner(scanner, scanner_recipe(settings), workers=settings.workers, cluster=settings.cluster) as runner:
        yield runner


def ensure_way_back(settings: Settings) -> None:
    """Raises InputError where people would sign in elsewhere and could not be sent back."""
    if settings.openid is not None and settings.public_url is None:
        raise InputError("with openid set public_url too: the provider has to know where it sends people back to")


def retention_limits(services: Services) -> Limits:
    settings = services.settings
    return limits(
        datetime.now(UTC),
        services.zone,
        texts_days=settings.keep_texts_days,
        findings_months=settings.keep_findings_months,
    )


def _profile(settings: Settings) -> Path:
    if settings.profile is None:
        raise InputError("name the organisation profile with --profile or CONTACTGUARD_PROFILE")
    return settings.profile
