"""The parts put into one aiohttp app: middlewares in their order, routes, what is opened and closed with it."""

from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web

from contactguard.reporting import style
from contactguard.scanning.intake import Intake
from contactguard.service import api, pages
from contactguard.service.answering import set_up_answers
from contactguard.service.api import languagetool
from contactguard.service.api.operating import add_operating
from contactguard.service.auth.signing_in import TURNS, Turns
from contactguard.service.keys import INTAKE, METRICS, SCANS, SERVICES
from contactguard.service.metrics import Metrics
from contactguard.service.middlewares.access import access_middleware
from contactguard.service.middlewares.errors import error_middleware
from contactguard.service.middlewares.headers import add_headers
from contactguard.service.middlewares.hosts import hosts_middleware
from contactguard.service.middlewares.limits import BUCKETS, Buckets, limits_middleware
from contactguard.service.middlewares.locale import locale_middleware
from contactguard.service.middlewares.measuring import measuring_middleware
from contactguard.service.middlewares.paths import paths_middleware
from contactguard.service.pages.account.openid import set_up_openid
from contactguard.service.pages.rendering import set_up_pages
from contactguard.service.scan_pool import ScanPool
from contactguard.service.settling import settling
from contactguard.wiring import Services, scanner_recipe

LARGEST_BODY = 2 * 2**20  # bytes; a year of one customer's mail is far below
STATIC = Path(__file__).parent / "static"


def create_app(services: Services) -> web.Application:
    """The whole service over parts that the caller opened and will close."""
    # From the outside in: what is measured is what was sent, and every error has a language to be told in.
    middlewares = (
        measuring_middleware,
        locale_middleware,
        error_middleware,
        paths_middleware,
        hosts_middleware,
        access_middleware,
        limits_middleware,
    )
    app = web.Application(middlewares=middlewares, client_max_size=LARGEST_BODY)
    app[SERVICES] = services
    app[METRICS] = Metrics()
    app[TURNS] = Turns()
    app[BUCKETS] = Buckets()
    app.on_response_prepare.append(add_headers)
    app.cleanup_ctx.append(_scanning)
    app.cleanup_ctx.append(settling)
    set_up_pages(app)
    set_up_openid(app)
    set_up_answers(app)
    for part in api.ALL:
        app.router.add_routes(part.routes())
    add_operating(app, [one for part in api.ALL for one in part.operations])
    app.router.add_routes(languagetool.routes)
    for routes in pages.ALL:
        app.router.add_routes(routes)
    app.router.add_static("/static/report", style.FOLDER)
    app.router.add_static("/static", STATIC)
    return app


async def _scanning(app: web.Application) -> AsyncIterator[None]:
    """Worker processes and intake, as long as the app runs."""
    services = app[SERVICES]
    async with ScanPool(scanner_recipe(services.settings), services.settings.workers) as scans:
        app[SCANS] = scans
        app[INTAKE] = Intake(
            store=services.scans,
            scan=scans.outcome,
            rule_set=services.scanner.rule_set,
            exempt=services.exempt,
            forgotten=services.forgotten,
            today=services.scanner.organisation.grid_company.today,
        )
        yield
        await app[INTAKE].close()
