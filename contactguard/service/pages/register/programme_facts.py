"""The live evidence for the programme's controls, from every room that holds some."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from contactguard.knowledge.overview import Mark
from contactguard.knowledge.overview import overview as answers_overview
from contactguard.review.programme_evidence import Facts
from contactguard.service.answering import publication_of
from contactguard.service.keys import SERVICES
from contactguard.store.scanned.scans import last_ended


async def gather(request: web.Request) -> Facts:
    services = request.app[SERVICES]
    today, zone = services.register.today(), services.zone
    trained = [one.held_on for one in await services.register.training.held()]
    notices = [one.notice.starts_on for one in await services.privacy.notices.all()]
    approved = [one.approved_at for one in await services.programme.versions() if one.approved_at]
    work = await services.desk.work()
    incidents = await services.register.incidents.all()
    publication = publication_of(request)
    answers = answers_overview(await publication.history(), publication.today())
    return Facts(
        today=today,
        scanned_on=_day(await last_ended(services.database), zone),
        samples_read_on=_day(await services.samples.samples.last_read(), zone),
        trained_on=max(trained, default=None),
        notice_since=min(notices, default=None),
        revised_on=_day(max(approved, default=None), zone),
        answers_live=sum(one.live is not None for one in answers),
        answers_expired=sum(Mark.EXPIRED in one.marks for one in answers),
        findings_waiting=work.findings,
        oldest_waiting=_day(work.oldest, zone),
        incidents_open=sum(one.state != "closed" for one in incidents),
        actions_late=sum(action.due < today for one in incidents for action in one.to_do),
    )


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None
