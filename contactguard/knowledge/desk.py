"""What agents work with now: the library, the search over it, the judge of drafts; built when first asked for."""

import asyncio
import logging
from dataclasses import dataclass

from contactguard.errors import ContactguardError
from contactguard.knowledge import library
from contactguard.knowledge.approval import waiting
from contactguard.knowledge.current import Current, current
from contactguard.knowledge.drafts import Drafts
from contactguard.knowledge.library import Library
from contactguard.knowledge.overview import Mark, overview
from contactguard.knowledge.publication import Publication
from contactguard.knowledge.search.searcher import Searcher
from contactguard.knowledge.version import Version

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shelf:
    """One state of the base, ready for use.

    `failing` are the keys of what our own scanner objects to; `waiting` is what waits for an officer's approval.
    """

    current: Current
    searcher: Searcher
    drafts: Drafts
    failing: tuple[str, ...] = ()
    waiting: tuple[Version, ...] = ()

    @property
    def library(self) -> Library:
        return self.current.library


class Desk:
    """Holds the shelf, and makes a new one once something was published or retired."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        self._shelf: Shelf | None = None
        self._supplied: Library | None = None
        self._building: asyncio.Task[Shelf] | None = None
        self._scanning: asyncio.Task[None] | None = None

    async def shelf(self) -> Shelf:
        """Waits for the first to be built; later ones replace it when they are. Raises ContentError or StorageError."""
        return self._shelf if self._shelf is not None else await asyncio.shield(self.prepare())

    def prepare(self) -> asyncio.Task[Shelf]:
        """Begins to build unless that was done; a failed build is tried again."""
        task = self._building
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = self._building = asyncio.create_task(self._build(None))
        return task

    @property
    def known(self) -> Shelf | None:
        """The shelf as far as there is one; waits for nothing."""
        return self._shelf

    async def renew(self) -> None:
        """What agents see, or what waits, has changed: builds the shelf anew, while they work on with the old one."""
        if self._shelf is not None or self._building is not None:
            self._building = asyncio.create_task(self._build(self._building))
            await asyncio.shield(self._building)

    def begin_scanning(self) -> asyncio.Task[None]:
        """Scans in the background what today's rules and companies have not seen, once a start."""
        if self._scanning is None:
            self._scanning = asyncio.create_task(self._scan())
        return self._scanning

    async def close(self) -> None:
        tasks = [task for task in (self._building, self._scanning) if task is not None]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _build(self, before: asyncio.Task[Shelf] | None) -> Shelf:
        """After the build before it, so that the newest state stays."""
        if before is not None:
            await asyncio.wait([before])
        if self._supplied is None:
            self._supplied = await asyncio.to_thread(library.load)
        history = await self.publication.history()
        seen = current(history, self._supplied)
        standings = overview(history, self.publication.today())
        self._shelf = Shelf(
            seen,
            await self._searcher(seen.library),
            Drafts(seen.approved, self.publication.organisation),
            tuple(one.wording.key for one in standings if Mark.FAILING in one.marks),
            tuple(waiting(standings)),
        )
        return self._shelf

    async def _searcher(self, base: Library) -> Searcher:
        """That of the last shelf while its answers are the same, since learning takes a second."""
        if self._shelf is not None and self._shelf.library.answers == base.answers:
            return self._shelf.searcher
        return await asyncio.to_thread(Searcher, base.answers.values())

    async def _scan(self) -> None:
        """The search is ready first. Agents work on with what is there when this fails."""
        try:
            await self.shelf()
            failing = await refresh(self.publication)
            await self.renew()
            log.info("answers and scripts scanned: %d findings", len(failing))
        except ContactguardError:
            log.exception("the answers and scripts were not scanned again")


async def refresh(publication: Publication) -> list[str]:
    """Takes in what the program supplies, and scans all by today's rules; returns what is found.

    Nothing is scanned twice by the same rules and companies, so that it costs little when nothing has changed.
    """
    await publication.supply(await asyncio.to_thread(library.load))
    return [objection for version in await publication.rescan() for objection in version.objections]
