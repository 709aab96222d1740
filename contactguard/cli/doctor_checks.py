"""The checks of the doctor, each a few questions to the real thing; none changes anything."""

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from contactguard.cli.audit import kept_heads, told
from contactguard.cli.doctor_servers import servers
from contactguard.cli.doctor_told import Told, Verdict, closed, guarded, opened
from contactguard.cli.texts import error_text, plural, text
from contactguard.errors import ContactguardError
from contactguard.opening import given_secret, heads_file, open_database
from contactguard.organisation.model import Organisation
from contactguard.review.notices import refusal
from contactguard.settings import Settings, unknown_variables
from contactguard.store.audit.verifying import verify
from contactguard.store.database import Database
from contactguard.store.privacy.notices import NoticeRepository
from contactguard.store.scanned.agents import Pseudonyms, load_secret, refuse_lost_secret
from contactguard.store.scanned.scans import last_ended
from contactguard.store.schema import check_schema, upgrading
from contactguard.wiring import load_organisation, load_scanner

LEAST_FREE = 2**30  # bytes; a year of a middle-sized company's contacts
LATEST_SCAN = timedelta(hours=36)


SUBJECTS = (
    *("Settings", "Profile", "Rules and models", "Sources", "Time zone", "Database", "Disk", "Key", "Staff notice"),
    *("Last scan", "Audit chain", "Sign-in server", "Mail server"),
)


async def look(settings: Settings) -> list[Told]:
    """All checks in order; one that cannot be made says why, the others go on."""
    found = [*_variables(), *guarded("Profile", lambda: _profile(settings))]
    organisation = _organisation(settings)
    if organisation is not None:
        found += guarded("Rules and models", lambda: _models(settings))
        found += _zone(organisation)
        found += _lines(settings, organisation)
    found += _sources(settings)
    async with open_database(settings) as database:
        found += opened("Disk", lambda: _disk(database))
        found.append(await _key(settings, database))
        found += await _database(settings, database, organisation)
    found += [one async for one in servers(settings)]
    return found


def _variables() -> Iterator[Told]:
    for name in unknown_variables():
        yield Told("Settings", Verdict.ADVICE, text("{name} is no setting; is it misspelt?", name=name))


def _lines(settings: Settings, organisation: Organisation) -> Iterator[Told]:
    """A line is exempt by its id; where none bears it, the contacts of another company would be scanned."""
    known = {line.id for line in organisation.lines}
    for line in sorted(settings.exempt_lines - known):
        advice = text(
            "exempt_lines: the profile has no line {line}; there are {known}", line=line, known=", ".join(sorted(known))
        )
        yield Told("Settings", Verdict.ADVICE, advice)


def _profile(settings: Settings) -> str:
    return load_organisation(settings).name


def _organisation(settings: Settings) -> Organisation | None:
    try:
        return load_organisation(settings)
    except ContactguardError:
        return None


def _models(settings: Settings) -> str:
    scanner = load_scanner(settings)
    return scanner.rule_set if settings.models else f"{scanner.rule_set} ({text('without models')})"


def _sources(settings: Settings) -> Iterator[Told]:
    faults = [fault for source in settings.sources if (fault := _source_fault(source.path))]
    yield from (Told("Sources", Verdict.FAULT, fault) for fault in faults)
    if settings.sources and not faults:
        there = plural("{count} source is there", "{count} sources are there", len(settings.sources))
        yield Told("Sources", Verdict.GOOD, there)


def _source_fault(path: Path) -> str | None:
    try:
        if not path.exists():
            return text("{path} is not there; correct the path or mount the disk", path=path)
    except PermissionError:
        return closed(path)
    return None if os.access(path, os.R_OK | (os.X_OK if path.is_dir() else 0)) else closed(path)


def _zone(organisation: Organisation) -> Iterator[Told]:
    zone = organisation.grid_company.zone
    yield Told("Time zone", Verdict.GOOD, f"{zone}, {datetime.now(zone):%Y-%m-%d %H:%M}")


def _disk(database: Database) -> Iterator[Told]:
    if database.file is None:
        return
    folder = database.file.absolute().parent
    if not folder.is_dir():
        yield Told("Disk", Verdict.FAULT, text("there is no folder {path}; make it", path=folder))
        return
    free, size = shutil.disk_usage(folder).free, database.file.stat().st_size if database.file.exists() else 0
    enough = free > max(LEAST_FREE, size)
    said = text("{free} GB free", free=f"{free / 2**30:.1f}")
    advice = (
        "" if enough else "; " + text("free some space: a backup beside the database needs as much as the database")
    )
    yield Told("Disk", Verdict.GOOD if enough else Verdict.ADVICE, said + advice)


async def _key(settings: Settings, database: Database) -> Told:
    try:
        return Told("Key", Verdict.GOOD, await _secret(settings, database))
    except PermissionError as error:
        return Told("Key", Verdict.FAULT, closed(Path(error.filename)))
    except ContactguardError as error:
        return Told("Key", Verdict.FAULT, error_text(error))


async def _secret(settings: Settings, database: Database) -> str:
    """Raises where the key is missing, too short or readable for others; makes none."""
    given = given_secret(settings, database)
    if not isinstance(given, Path):
        return text("set")
    if not database.missing:
        await refuse_lost_secret(given, database)
    return _key_file(given)


def _key_file(file: Path) -> str:
    if not file.exists():
        return text("will be made with the first scan: {path}", path=file)
    open_to_others = stat.S_IMODE(file.stat().st_mode) & 0o077
    if open_to_others:
        raise ContactguardError("others may read {path}; run: chmod 600 {path}", path=file)
    Pseudonyms(load_secret(file))
    return str(file)


async def _database(settings: Settings, database: Database, organisation: Organisation | None) -> list[Told]:
    if database.missing:
        advice = text("none yet; the first scan makes it, or: {command}", command=upgrading(database))
        return [Told("Database", Verdict.ADVICE, advice)]
    try:
        await check_schema(database)
    except ContactguardError as error:
        return [Told("Database", Verdict.FAULT, error_text(error))]
    found = [Told("Database", Verdict.GOOD, text("reachable, schema of this program"))]
    if organisation is not None:
        found.append(await _notice(database, organisation.grid_company.zone))
    found.append(await _last_scan(database))
    found += await _chain(settings, database)
    return found


async def _notice(database: Database, zone: ZoneInfo) -> Told:
    refused = refusal(await NoticeRepository(database).all(), datetime.now(zone).date())
    return Told(
        "Staff notice", Verdict.FAULT if refused else Verdict.GOOD, error_text(refused) if refused else text("in force")
    )


async def _last_scan(database: Database) -> Told:
    ended = await last_ended(database)
    if ended is None:
        return Told("Last scan", Verdict.ADVICE, text("none has ended yet; run: contactguard scan"))
    age = datetime.now(UTC) - ended
    said = text("ended {moment} UTC", moment=f"{ended:%Y-%m-%d %H:%M}")
    if age < timedelta(minutes=-5):
        return Told("Last scan", Verdict.FAULT, f"{said}; " + text("that is to come: set this machine's clock"))
    if age > LATEST_SCAN:
        return Told("Last scan", Verdict.ADVICE, f"{said}; " + text("none since: is the nightly job running?"))
    return Told("Last scan", Verdict.GOOD, said)


async def _chain(settings: Settings, database: Database) -> list[Told]:
    try:
        verified = await verify(database, kept_heads(settings, database))
    except PermissionError as error:
        return [Told("Audit chain", Verdict.FAULT, closed(Path(error.filename)))]
    except ContactguardError as error:
        return [Told("Audit chain", Verdict.FAULT, error_text(error))]
    if not verified.whole:
        return [Told("Audit chain", Verdict.FAULT, told(one)) for one in verified.breaks]
    whole = plural("{count} entry, unbroken", "{count} entries, unbroken", verified.entries)
    if settings.audit_heads is not None:
        return [Told("Audit chain", Verdict.GOOD, whole)]
    beside = heads_file(settings, database)
    advice = text("set audit_heads to a file on another machine's disk, so that a cut end cannot be hidden")
    return [Told("Audit chain", Verdict.ADVICE if beside is None else Verdict.GOOD, f"{whole}; {advice}")]
