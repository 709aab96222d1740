"""The figures of a month, the same as on its page and in its report."""

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.reporting.counting import month_figures
from contactguard.reporting.figures import MonthFigures
from contactguard.service.access import requires
from contactguard.service.api.operations import Api, answer
from contactguard.service.keys import ACTOR, SERVICES

api = Api()


@api.get("/api/v1/reports/months/{month}", summary="The figures of a month.", returns=MonthFigures, errors=(400, 404))
@requires(Right.READ_FIGURES)
async def get_month(request: web.Request) -> web.Response:
    return answer(await figures_of_month(request))


async def figures_of_month(request: web.Request) -> MonthFigures:
    """Those of the month in the address; with masked words of findings for whoever may read contacts alone."""
    services = request.app[SERVICES]
    told = await month_figures(services.counts, services.scanner.organisation, request.match_info["month"])
    return told if request[ACTOR].may(Right.READ_CONTACTS) else told.model_copy(update={"excerpts": ()})
