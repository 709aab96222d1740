"""The figures of any period and part, the same as on their page."""

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from contactguard.accounts.roles import Right
from contactguard.contacts.model import Channel
from contactguard.errors import NotFoundError
from contactguard.policies.finding import Policy
from contactguard.reporting.counting import period_figures
from contactguard.reporting.figures import Figures, Selection
from contactguard.service.access import requires
from contactguard.service.api.findings import MONTH
from contactguard.service.api.operations import Api, answer, read_query
from contactguard.service.keys import SERVICES
from contactguard.wiring import Services

api = Api()


class FiguresQuery(BaseModel):
    """Filters, each optional; without months the last one that has contacts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first: str | None = Field(default=None, pattern=MONTH, description="The first month, such as 2026-01.")
    last: str | None = Field(default=None, pattern=MONTH, description="The last month, such as 2026-12.")
    line: str | None = None
    channel: Channel | None = None
    language: str | None = Field(default=None, description="Such as da; und where it is not known.")
    topic: str | None = Field(default=None, description="Of the knowledge base; und where no scan was sure of one.")
    policy: Policy | None = None
    rule: str | None = None
    company: str | None = Field(default=None, description="A company that findings name.")

    def selection(self, months: list[str]) -> Selection:
        """What is asked for, the months filled in. Raises NotFoundError where there are no contacts yet."""
        if not months:
            raise NotFoundError("there are no figures before the first scan", kind="figures")
        last = self.last or max(months[-1], self.first or "")
        return Selection(**self.model_dump(exclude={"first", "last"}), first=self.first or last, last=last)


@api.get("/api/v1/figures", summary="The figures of a period.", query=FiguresQuery, returns=Figures, errors=(400, 404))
@requires(Right.READ_FIGURES)
async def get_figures(request: web.Request) -> web.Response:
    return answer(await figures_asked(request.app[SERVICES], read_query(request, FiguresQuery)))


async def figures_asked(services: Services, query: FiguresQuery) -> Figures:
    selection = query.selection(await services.counts.months())
    return await period_figures(services.counts, services.scanner.organisation, selection)
