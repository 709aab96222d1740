"""What was decided, for who may see that and nothing else: masked excerpts with their verdicts, never a contact."""

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.service.access import requires
from contactguard.service.keys import SERVICES
from contactguard.service.pages.paging import PAGE, following
from contactguard.service.pages.rendering import page
from contactguard.store.review.records import Standing
from contactguard.store.scanned.findings import FindingFilter
from contactguard.store.scanned.records import Cursor

routes = web.RouteTableDef()


@routes.get("/decided", name="decided")
@requires(Right.READ_DECIDED)
async def decided(request: web.Request) -> web.Response:
    services = request.app[SERVICES]
    standings = [one for one in Standing if one is not Standing.OPEN]
    chosen = next((one for one in standings if one == request.query.get("standing")), Standing.BREACH)
    shown = await services.findings.page(FindingFilter(standing=chosen), after=_cursor(request), limit=PAGE)
    counts = await services.desk.decided.counts()
    prints = [one.fingerprint for one in shown.findings]
    return page(
        request,
        "review/decided.html",
        chosen=chosen,
        counts=[(one, counts[one]) for one in standings],
        findings=shown.findings,
        histories={one.fingerprint: one for one in await services.desk.histories(prints)},
        disputes={one: await services.desk.decided.disputes(one) for one in prints},
        rest=following(request, after=shown.next) if shown.next else None,
        lines={line.id: line.label for line in services.scanner.organisation.lines},
    )


def _cursor(request: web.Request) -> Cursor | None:
    """Where the page before ended; what no page gave out begins at the beginning."""
    try:
        return Cursor.parse(request.query["after"])
    except (KeyError, ValueError):
        return None
