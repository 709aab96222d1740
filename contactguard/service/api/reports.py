"""The figures of a month, the same as on its page and in its report."""

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.reporting.counting import month_figures
from contactguard.reporting.figures import MonthFigures
from contactguard.service.access import requires
from contactguard.service.api.operations import Api, answer
from contactguard.service.keys import SERVICES

api = Api()


@api.get("/api/v1/reports/months/{month}", summary="The figures of a month.", returns=MonthFigures, errors=(400, 404))
@requires(Right.READ_FIGURES)
async def get_month(request: web.Request) -> web.Response:
    services = request.app[SERVICES]
    organisation = services.scanner.organisation
    return answer(await month_figures(services.counts, organisation, request.match_info["month"]))
