"""Where each page stands: the words of the rail, and behind each the pages of its section, by what a person may see."""

from dataclasses import dataclass

from aiohttp import web

from contactguard.accounts.roles import Actor, Right
from contactguard.service.keys import ACTOR, WORDS


@dataclass(frozen=True)
class Place:
    """A page; those below it in the address belong to it."""

    href: str
    word: str
    right: Right

    def holds(self, path: str) -> bool:
        return path == self.href or (self.href != "/" and path.startswith(f"{self.href}/"))


@dataclass(frozen=True)
class Section:
    """A word of the rail; it leads to the first of its pages that the person may see."""

    word: str
    places: tuple[Place, ...]


def _one(href: str, word: str, right: Right) -> Section:
    return Section(word, (Place(href, word, right),))


# Seven words at most for each role.
SECTIONS = (
    _one("/", "Today", Right.READ_CONTACTS),
    Section(
        "Review",
        (
            Place("/review", "To read", Right.REVIEW),
            Place("/decided", "Decided", Right.READ_DECIDED),
            Place("/disputes", "Disputes", Right.DECIDE),
            Place("/samples", "Samples", Right.READ_FIGURES),
        ),
    ),
    _one("/answers", "Answers", Right.READ_ANSWERS),
    _one("/own", "Own findings", Right.OWN_FINDINGS),
    _one("/tell", "Speak up", Right.OWN_FINDINGS),
    _one("/findings", "Findings", Right.READ_CONTACTS),
    Section(
        "Incidents",
        (
            Place("/incidents", "Incidents", Right.READ_DECIDED),
            Place("/tips", "Tips", Right.READ_DECIDED),
            Place("/training", "Training", Right.READ_DECIDED),
            Place("/calendar", "Calendar", Right.READ_DECIDED),
            Place("/programme", "Programme", Right.READ_FIGURES),
        ),
    ),
    Section(
        "Figures",
        (
            Place("/months", "Months", Right.READ_FIGURES),
            Place("/figures", "Figures", Right.READ_FIGURES),
            Place("/annual", "Annual report", Right.READ_DECIDED),
        ),
    ),
    _one("/scans", "Scans", Right.OPERATE),
    _one("/users", "Users", Right.MANAGE_USERS),
)


# Pages that others link to but no rail names.
_BEHIND = (
    Place("/contacts", "", Right.READ_CONTACTS),
    Place("/answers/library", "", Right.PUBLISH_ANSWERS),
    Place("/answers/use", "", Right.PUBLISH_ANSWERS),
)


def opens(actor: Actor | None, href: str) -> bool:
    """Whether a link leads this person somewhere; one that does not is shown as plain words."""
    path = href.partition("?")[0]
    places = [place for section in SECTIONS for place in section.places if place.holds(path)]
    places += [place for place in _BEHIND if place.holds(path)]
    narrowest = max(places, key=lambda place: len(place.href), default=None)
    return narrowest is None or (actor is not None and actor.may(narrowest.right))


def rail(request: web.Request) -> list[tuple[str, str, bool]]:
    """Address, word, and whether one is in it; nothing for a stranger. A section of one page has that page's word."""
    told = []
    for section in SECTIONS:
        if seen := _seen(section, request.get(ACTOR)):
            word = section.word if len(seen) > 1 else seen[0].word
            here = any(place.holds(request.path) for place in seen)
            told.append((seen[0].href, request[WORDS].text(word), here))
    return told


def tabs(request: web.Request) -> list[tuple[str, str, bool]]:
    """The pages of the section that one is in; none where it has but one."""
    for section in SECTIONS:
        seen = _seen(section, request.get(ACTOR))
        if len(seen) > 1 and any(place.holds(request.path) for place in seen):
            return [(place.href, request[WORDS].text(place.word), place.holds(request.path)) for place in seen]
    return []


def _seen(section: Section, actor: Actor | None) -> list[Place]:
    return [place for place in section.places if actor is not None and actor.may(place.right)]
