"""What the knowledge base is used for, for the officer: searches that failed, answers that idle or did not help."""

from datetime import UTC, datetime, timedelta

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.errors import InputError
from contactguard.knowledge.use import use_figures
from contactguard.service.access import requires
from contactguard.service.answering import USES, publication_of, shelf
from contactguard.service.keys import WORDS
from contactguard.service.pages.rendering import page

PERIODS = (30, 90, 365)  # days

routes = web.RouteTableDef()


@routes.get("/answers/use")
@requires(Right.READ_FIGURES)
async def use(request: web.Request) -> web.Response:
    days = request.query.get("days", str(PERIODS[0]))
    if days not in map(str, PERIODS):
        raise InputError("a period is {known} days, not {days!r}", known=", ".join(map(str, PERIODS)), days=days)
    library = (await shelf(request)).library
    organisation = publication_of(request).organisation
    now = datetime.now(UTC)
    figures = await use_figures(request.app[USES], library, organisation, now - timedelta(days=int(days)), now)
    own = (request[WORDS].language, *organisation.grid_company.languages)
    return page(
        request,
        "library/use.html",
        figures=figures,
        days=int(days),
        periods=PERIODS,
        titles={one.id: one.title for one in library.answers.values()},
        topics={
            one.topic: one for language in reversed(own) for one in library.answers.values() if one.language == language
        },
    )
