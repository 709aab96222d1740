"""What was found in an agent's own contacts, and what she has to say to a verdict. Nobody else's name is in it."""

import re
from collections.abc import Sequence
from functools import partial

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.contacts.masking import mask
from contactguard.service.access import requires
from contactguard.service.keys import ACTOR, SERVICES
from contactguard.service.pages.paging import PAGE, asked, paged
from contactguard.service.pages.rendering import page
from contactguard.store.scanned.records import StoredFinding
from contactguard.wiring import Services

COLLEAGUE = "[colleague]"
SHORTEST_NAME = 3  # letters; "Bo" stands in too many words

routes = web.RouteTableDef()


@routes.get("/own", name="own")
@requires(Right.OWN_FINDINGS)
async def own_findings(request: web.Request) -> web.Response:
    """What may be disputed comes whole; all others a page at a time."""
    services, pseudonym = request.app[SERVICES], request[ACTOR].pseudonym
    desk, most = services.desk, asked(request) + PAGE + 1
    disputable = await desk.of_agent(pseudonym, disputable=True) if pseudonym else []
    others, rest = paged(request, await desk.of_agent(pseudonym, disputable=False, limit=most) if pseudonym else [])
    names = await desk.decided.names_besides(pseudonym) if pseudonym else []
    return page(
        request,
        "review/own.html",
        known=pseudonym is not None,
        disputable=[await _shown(services, one, names) for one in disputable],
        others=[await _shown(services, one, names) for one in others],
        nameless=partial(without_names, names=names),
        rest=rest,
        lines={line.id: line.label for line in services.scanner.organisation.lines},
        days=services.settings.dispute_days,
    )


@routes.post("/own/{id}/dispute", name="own-dispute")
@requires(Right.OWN_FINDINGS)
async def dispute(request: web.Request) -> web.Response:
    text = str((await request.post()).get("text", "")).replace("\r\n", "\n")
    await request.app[SERVICES].desk.dispute(request[ACTOR], request.match_info["id"], text)
    raise web.HTTPSeeOther("/own")


async def _shown(services: Services, fingerprint: str, names: Sequence[str]) -> dict[str, object]:
    stored = await services.findings.get(fingerprint)
    history = await services.desk.history(fingerprint)
    return {
        "stored": stored,
        "history": history,
        "disputes": await services.desk.decided.disputes(fingerprint),
        "words": without_names(await _words(services, stored), names),
        "excerpt": without_names(stored.excerpt, names),
    }


async def _words(services: Services, stored: StoredFinding) -> str:
    """The message of the finding, masked; empty once the words are deleted, or the contact came again without it."""
    contact = await services.contacts.text(stored.contact_id)
    messages, at = contact.messages if contact else (), stored.finding.message
    return mask(messages[at].text) if at < len(messages) else ""


def without_names(text: str, names: Sequence[str]) -> str:
    """Colleagues are of no concern here: their names go. A single part counts with a capital alone.

    Søren Strøm and Maj do not take the power out of "din strøm leveres fra maj".
    """
    folded = text.casefold()
    spellings = _spellings([name for name in names if any(part in folded for part in name.casefold().split())])
    return re.sub(rf"(?<!\w)(?:{'|'.join(spellings)})(?!\w)", COLLEAGUE, text) if spellings else text


def _spellings(names: Sequence[str]) -> list[str]:
    """Patterns, the longest first. A full name and a user name in small letters count however they are written."""
    parts = {part for name in names for part in name.split() if len(part) >= SHORTEST_NAME}
    whole = {name for name in names if " " in name or (name in parts and name.islower())}
    written = {form for part in parts for form in (part[0].upper() + part[1:], part.title(), part.upper())}
    known = {form: re.escape(form) for form in written} | {name: f"(?i:{re.escape(name)})" for name in whole}
    return [known[one] for one in sorted(known, key=len, reverse=True)]
