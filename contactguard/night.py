"""The nightly job of a company: staff were told, sources are scanned, the chain is proven, the night closed."""

import asyncio
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from contactguard.contacts.model import Contact, FailedContact
from contactguard.contacts.sources import open_source
from contactguard.errors import InputError
from contactguard.opening import heads_file
from contactguard.organisation.model import Organisation
from contactguard.organisation.workdays import Workdays
from contactguard.review.notices import refusal
from contactguard.review.seeded_contacts import failures, seeded
from contactguard.scanning.batches import Source
from contactguard.scanning.ledger import Ledger
from contactguard.scanning.nightly import Nightly, Progress
from contactguard.scanning.runner import Runner
from contactguard.settings import Settings, SourceSettings
from contactguard.store.audit.heads import add_head
from contactguard.store.privacy.retention import Due
from contactguard.wiring import Services, retention_limits, scanner_runner


async def ensure_notice(services: Services) -> None:
    """Raises NoticeError unless staff were told in time that their work is scanned from today or before."""
    today = services.scanner.organisation.grid_company.today()
    if refused := refusal(await services.privacy.notices.all(), today):
        raise refused


async def scan_sources(services: Services, sources: Mapping[str, Source], progress: Progress) -> Ledger:
    """The nightly job over these sources. Raises NoticeError before anything is read."""
    await ensure_notice(services)
    with scanner_runner(services.settings, services.scanner) as runner:
        nightly = Nightly(
            store=services.scans,
            runner=runner,
            rule_set=services.scanner.rule_set,
            exempt=services.exempt,
            forgotten=await services.forgotten(),
            progress=progress,
            closed=Workdays(services.scanner.organisation.grid_company).closed_before,
            prove=partial(_try_seeded, services, runner),
            batch=services.settings.batch,
        )
        ledger = await nightly.run(sources)
    await services.desk.settle()
    return ledger


async def _try_seeded(services: Services, runner: Runner, scan: int) -> None:
    """Known breaches and clean texts through the same runner; what came of them is kept with the scan."""
    contacts = seeded(services.scanner.organisation)
    await services.seeded.keep(scan, len(contacts), await asyncio.to_thread(failures, contacts, runner))


def source_readers(settings: Settings, organisation: Organisation) -> dict[str, Source]:
    """The sources to scan by name, which is the place written out. Raises InputError for none, or one twice."""
    if not settings.sources:
        raise InputError("name the sources to scan: files or folders, or [[sources]] in the settings file")
    readers: dict[str, Source] = {}
    for source in settings.sources:
        name = str(source.path.absolute())
        if name in readers:
            raise InputError("{path} is named twice among the sources; name it once", path=name)
        readers[name] = partial(_read, source, organisation)
    return readers


def _read(source: SourceSettings, organisation: Organisation) -> Iterator[Contact | FailedContact]:
    """Times without a zone are taken for the grid company's, unless the source says otherwise."""
    options = {"time_zone": organisation.grid_company.time_zone} | source.options.model_dump(exclude_unset=True)
    return open_source(source.path.absolute(), organisation, source.format, options)


async def close_night(services: Services) -> Due:
    """After a scan: what is past its time is deleted, and told."""
    return await services.privacy.retention.apply(retention_limits(services), by="scan")


async def keep_head(services: Services) -> Path | None:
    """Adds the head of the audit chain to its file; returns the file, None if there is none or nothing to keep."""
    file, head = heads_file(services.settings, services.database), await services.privacy.audit.head()
    if file is None or head is None:
        return None
    await asyncio.to_thread(add_head, file, head)
    return file
