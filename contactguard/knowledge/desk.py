"""What agents work with now: the live library, the search over it, the judge of drafts; built when first asked for."""

import asyncio
import logging
from dataclasses import dataclass

from contactguard.errors import ContactguardError
from contactguard.knowledge import library
from contactguard.knowledge.drafts import Drafts
from contactguard.knowledge.library import Library
from contactguard.knowledge.overview import Mark, overview
from contactguard.knowledge.publication import Publication
from contactguard.knowledge.search.searcher import Searcher

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shelf:
    """One state of the base, ready for use; `failing` are the answers in which our own scanner finds something."""

    library: Library
    searcher: Searcher
    drafts: Drafts
    failing: tuple[str, ...] = ()


class Desk:
    """Holds the shelf, and makes a new one once something was published or retired."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        self._building: asyncio.Task[Shelf] | None = None
        self._scanning: asyncio.Task[None] | None = None

    async def shelf(self) -> Shelf:
        """Waits for the shelf if it is being built. Raises ContentError or StorageError."""
        return await asyncio.shield(self.prepare())

    def prepare(self) -> asyncio.Task[Shelf]:
        """Begins to build unless that was done; a failed build is tried again."""
        task = self._building
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = self._building = asyncio.create_task(self._build())
        return task

    @property
    def failing(self) -> tuple[str, ...]:
        """Answers in which our own scanner finds something, as far as is known; waits for nothing."""
        task = self._building
        known = task is not None and task.done() and not task.cancelled() and task.exception() is None
        return task.result().failing if task is not None and known else ()

    def renew(self) -> None:
        """What is live has changed."""
        self._building = None

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

    async def _build(self) -> Shelf:
        supplied = await asyncio.to_thread(library.load)
        current = await self.publication.library(supplied)
        searcher = await asyncio.to_thread(Searcher, current.answers.values())
        standings = overview(await self.publication.history(), self.publication.today())
        failing = tuple(one.answer.id for one in standings if Mark.FAILING in one.marks)
        return Shelf(current, searcher, Drafts(current, self.publication.organisation), failing)

    async def _scan(self) -> None:
        """The search is ready first. Agents work on with what is live when this fails."""
        try:
            before = await self.shelf()
            failing = await refresh(self.publication)
            supplied = await asyncio.to_thread(library.load)
            answers = (await self.publication.library(supplied)).answers
            if failing or before.failing or answers != before.library.answers:
                self.renew()
            log.info("live answers scanned: %d findings", len(failing))
        except ContactguardError:
            log.exception("the live answers were not scanned again")


async def refresh(publication: Publication) -> list[str]:
    """Takes in what the program supplies, and scans what is live by today's rules; returns what fails.

    Nothing is scanned twice by the same rules and companies, so that it costs little when nothing has changed.
    """
    await publication.supply(await asyncio.to_thread(library.load))
    return [objection for version in await publication.rescan() for objection in version.objections]
