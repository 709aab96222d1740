"""What the test of broken-off scans runs in a process of its own, to be killed there."""

import asyncio
from pathlib import Path

from contactguard.language import lexicon
from contactguard.night import scan_sources, source_readers
from contactguard.policies import ruleset
from contactguard.scanning.ledger import Ledger
from contactguard.settings import Settings, SourceSettings
from contactguard.wiring import open_services

# Read once, before processes are forked from this one: a kill is to fall into the scan.
for language in lexicon.languages():
    ruleset.load(language)


def scan(profile: Path, source: Path, database: Path) -> Ledger:
    """One run of the nightly job, in small batches so that a kill falls between, before and within them."""
    settings = Settings(
        profile=profile,
        sources=(SourceSettings(path=source),),
        database=f"sqlite:///{database}",
        secret_key="a secret of this test",
        models=False,
        batch=3,
    )
    return asyncio.run(_scan(settings))


async def _scan(settings: Settings) -> Ledger:
    async with open_services(settings, make=True) as services:
        readers = source_readers(settings, services.scanner.organisation)
        return await scan_sources(services, readers, lambda line: None)
