"""What agents work with now: the live library, the search over it, the judge of drafts; built when first asked for."""

import asyncio
from dataclasses import dataclass

from contactguard.knowledge import library
from contactguard.knowledge.drafts import Drafts
from contactguard.knowledge.library import Library
from contactguard.knowledge.publication import Publication
from contactguard.knowledge.search.searcher import Searcher


@dataclass(frozen=True)
class Shelf:
    """One state of the base, ready for use."""

    library: Library
    searcher: Searcher
    drafts: Drafts


class Desk:
    """Holds the shelf, and makes a new one once something was published or retired."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        self._building: asyncio.Task[Shelf] | None = None

    async def shelf(self) -> Shelf:
        """Waits for the shelf if it is being built. Raises ContentError or StorageError."""
        return await asyncio.shield(self.prepare())

    def prepare(self) -> asyncio.Task[Shelf]:
        """Begins to build unless that was done; a failed build is tried again."""
        task = self._building
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = self._building = asyncio.create_task(self._build())
        return task

    def renew(self) -> None:
        """What is live has changed."""
        self._building = None

    async def close(self) -> None:
        if self._building is not None:
            self._building.cancel()
            await asyncio.wait([self._building])

    async def _build(self) -> Shelf:
        supplied = await asyncio.to_thread(library.load)
        current = await self.publication.library(supplied)
        searcher = await asyncio.to_thread(Searcher, current.answers.values())
        return Shelf(current, searcher, Drafts(current, self.publication.organisation))
