"""The calendar: what is due when, what was marked as done, the company's own dates, and the reminders."""

from itertools import groupby

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.dispatch.reminding import addressees, calendar_feed, deadlines, terms
from contactguard.errors import InputError, NotFoundError
from contactguard.reporting import incident_labels
from contactguard.reporting.duties import left, sentence
from contactguard.review import calendar as dates
from contactguard.review.calendar import REMIND, YEARLY, Duty
from contactguard.service.access import requires
from contactguard.service.keys import ACTOR, SERVICES, WORDS
from contactguard.service.pages import forms
from contactguard.service.pages.register.incidents import frame
from contactguard.service.pages.rendering import page

COMING = 8  # dates on the front page
MOST = {"contacts": 10_000, "days": 365}

routes = web.RouteTableDef()


@routes.get("/calendar", name="calendar")
@requires(Right.READ_DECIDED)
async def calendar(request: web.Request) -> web.Response:
    services = request.app[SERVICES]
    found, today = await deadlines(services), services.register.today()
    by_month = [(month, list(some)) for month, some in groupby(found, key=lambda one: one.day.strftime("%Y-%m"))]
    done = sorted((await services.calendar.done()).items(), key=lambda one: one[1][1], reverse=True)
    return page(
        request,
        "incidents/calendar.html",
        months=by_month,
        today=today,
        left=left,
        sentence=sentence,
        yearly=YEARLY,
        done=done,
        terms=await terms(services),
        last=await services.calendar.last_reminder(),
        recipients=await addressees(services),
        mailed=services.settings.smtp_host is not None,
        **await frame(request),
    )


@routes.get("/calendar.ics", name="calendar-feed")
@requires(Right.READ_DECIDED)
async def feed(request: web.Request) -> web.Response:
    headers = {"Content-Disposition": 'attachment; filename="contactguard.ics"'}
    content = await calendar_feed(request.app[SERVICES])
    return web.Response(body=content, content_type="text/calendar", charset="utf-8", headers=headers)


@routes.post("/calendar/settings", name="calendar-settings")
@requires(Right.DECIDE)
@forms.called(incident_labels.FIELD)
async def change_settings(request: web.Request) -> web.Response:
    """Only what was changed is kept, as a new version."""
    services, fields = request.app[SERVICES], await forms.read(request)
    now = await terms(services)
    wanted = {
        Duty.PROGRAMME_REVIEW: (_day_of_year(fields, "review"), dict(zip(("month", "day"), now.review, strict=True))),
        Duty.ANNUAL_REPORT: (_day_of_year(fields, "report"), dict(zip(("month", "day"), now.report, strict=True))),
        Duty.SAMPLE_QUOTA: (_count(fields, "contacts"), {"contacts": now.quota}),
        REMIND: (_count(fields, "days"), {"days": now.remind_days}),
    }
    for kind, (told, before) in wanted.items():
        if told != before:
            await services.calendar.set(kind, told, by=request[ACTOR].name)
    raise web.HTTPSeeOther("/calendar")


@routes.post("/calendar/{kind}/{period}/{step:done|not-done}", name="calendar-done")
@requires(Right.DECIDE)
async def mark(request: web.Request) -> web.Response:
    kept, told = request.app[SERVICES].calendar, request.match_info
    kind, period, by = told["kind"], told["period"], request[ACTOR].name
    if kind not in YEARLY or not (period.isdecimal() and len(period) == 4):
        raise NotFoundError("there is no duty {key} {period}", kind="duty", key=kind, period=period)
    if told["step"] == "done":
        await kept.mark(kind, period, by=by)
    else:
        await kept.unmark(kind, period, by=by)
    raise web.HTTPSeeOther("/calendar")


async def dates_coming(request: web.Request) -> list[tuple[str, str, str, str, bool]] | None:
    """What is late or due soon, as words, address, day, time left and whether it is late; None for whom it is not."""
    services, words = request.app[SERVICES], request[WORDS]
    if not request[ACTOR].may(Right.READ_DECIDED):
        return None
    today, found = services.register.today(), await deadlines(services)
    shown = dates.coming(today, found, (await terms(services)).remind_days)
    return [
        (
            sentence(words, one.duty, one.subject, one.count),
            one.link,
            words.day(one.day),
            left(words, one.days_left(today)),
            one.day < today,
        )
        for one in shown[:COMING]
    ]


def _day_of_year(fields: forms.Fields, name: str) -> dict[str, int]:
    return dates.checked_day(forms.number(fields, f"{name}_month"), forms.number(fields, f"{name}_day"))


def _count(fields: forms.Fields, name: str) -> dict[str, int]:
    count = forms.number(fields, name)
    if count > MOST[name]:
        raise InputError("{field}: at most {le}", field=name, le=MOST[name])
    return {name: count}
