"""The list of findings with its filters, page by page."""

from typing import Any

from aiohttp import web
from pydantic import ValidationError

from contactguard.accounts.roles import Right
from contactguard.policies.finding import Origin, Policy
from contactguard.service.access import requires
from contactguard.service.api.findings import FindingsQuery
from contactguard.service.keys import SERVICES
from contactguard.service.pages.paging import PAGE, following
from contactguard.service.pages.rendering import page
from contactguard.store.review.records import Standing
from contactguard.store.scanned.records import Cursor

BEYOND = ("first", "last", "channel", "language", "topic", "rule", "company")  # asked for by figures, kept by the form

routes = web.RouteTableDef()


@routes.get("/findings", name="findings")
@requires(Right.READ_CONTACTS)
async def findings(request: web.Request) -> web.Response:
    services = request.app[SERVICES]
    query = _query(request)
    after = Cursor.parse(query.after) if query.after else None
    shown = await services.findings.page(query.filter(), after=after, limit=PAGE)
    counts = await services.findings.count(query.filter())
    return page(
        request,
        "findings.html",
        findings=shown.findings,
        count=sum(counts.values()),
        rest=following(request, after=shown.next) if shown.next else None,
        query=query,
        filtered=bool(query.model_dump(exclude_none=True, exclude={"after", "limit"})),
        beyond=query.model_dump(include=set(BEYOND), exclude_none=True),
        choices=await _choices(request),
    )


def _query(request: web.Request) -> FindingsQuery:
    """The filters of the form; an empty one asks for all, an unknown one is passed over: a person sees the list."""
    given = {name: value for name, value in request.query.items() if value and name in FindingsQuery.model_fields}
    while True:
        try:
            return FindingsQuery.model_validate(given)
        except ValidationError as error:
            for fault in error.errors():
                given.pop(str(fault["loc"][0]), None)


async def _choices(request: web.Request) -> dict[str, Any]:
    services = request.app[SERVICES]
    return {
        "policies": list(Policy),
        "origins": list(Origin),
        "standings": list(Standing),
        "months": list(reversed(await services.counts.months())),
        "lines": {line.id: line.label for line in services.scanner.organisation.lines},
    }
