"""What waits for an officer: each wording with what speaks against approving it unread, and many approved at once."""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from contactguard.errors import ConflictError
from contactguard.knowledge import placeholders
from contactguard.knowledge.overview import Standing, overview
from contactguard.knowledge.publication import Obstacle, Publication
from contactguard.knowledge.version import State, Version


@dataclass(frozen=True)
class Candidate:
    """A version that waits. It is approved among others only if nothing is found, missing or out of date."""

    version: Version
    missing: tuple[str, ...]
    obstacles: tuple[Obstacle, ...]

    @property
    def ready(self) -> bool:
        return not self.missing and not self.obstacles


def waiting(standings: Iterable[Standing]) -> list[Version]:
    """The wordings that wait for approval; of those supplied also such that our scanner objects to."""
    coming = [one.coming for one in standings if one.coming]
    return [one for one in coming if one.state is State.PASSED or (one.supplied and one.state is State.FAILED)]


def candidate(publication: Publication, version: Version, officer: str) -> Candidate:
    missing = placeholders.missing(version.wording, publication.organisation)
    return Candidate(version, missing, tuple(publication.obstacles(version, officer)))


async def approve_waiting(
    publication: Publication, officer: str, languages: Container[str]
) -> tuple[list[Version], list[Candidate]]:
    """All that waits in these languages."""
    standings = overview(await publication.history(), publication.today())
    asked = [one for one in waiting(standings) if one.wording.language in languages]
    return await approve_all(publication, [candidate(publication, one, officer) for one in asked], officer)


async def approve_all(
    publication: Publication, candidates: Iterable[Candidate], officer: str
) -> tuple[list[Version], list[Candidate]]:
    """Approves and publishes those that are ready; returns them, and those left, whom somebody was faster at too."""
    approved: list[Version] = []
    left: list[Candidate] = []
    for one in candidates:
        if one.ready and (published := await _published(publication, one.version, officer)):
            approved.append(published)
        else:
            left.append(one)
    return approved, left


async def _published(publication: Publication, version: Version, officer: str) -> Version | None:
    """None where another officer was faster."""
    try:
        return await publication.publish(await publication.approve(version, officer), officer)
    except ConflictError:
        return None
