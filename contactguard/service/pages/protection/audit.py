"""The audit chain for those who read what was decided: filtered, page by page, and as a file."""

import json
from collections.abc import Set
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contactguard.accounts.roles import Right
from contactguard.reporting.audit_facts import told
from contactguard.reporting.audit_labels import DONE
from contactguard.service.access import requires
from contactguard.service.keys import ACTOR, SERVICES
from contactguard.service.pages.paging import PAGE, following
from contactguard.service.pages.rendering import page
from contactguard.store.audit.chain import Entry
from contactguard.store.audit.reading import AuditFilter

# As far as a day can be moved between time zones, and as a database can count.
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]
Number = Annotated[int, Field(ge=0, lt=2**62)]

routes = web.RouteTableDef()


class AuditQuery(BaseModel):
    """The filters of the form; `until` is the last day shown."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    action: str | None = None
    actor: str | None = None
    subject: str | None = None
    since: Day | None = None
    until: Day | None = None
    below: Number | None = None

    def filter(self, zone: ZoneInfo) -> AuditFilter:
        return AuditFilter(
            action=self.action,
            actor=self.actor,
            subject=self.subject,
            since=_midnight(self.since, zone),
            until=_midnight(self.until + timedelta(days=1), zone) if self.until else None,
        )


@routes.get("/audit", name="audit")
@requires(Right.READ_DECIDED)
async def audit(request: web.Request) -> web.Response:
    services = request.app[SERVICES]
    query = _query(request)
    zone = services.zone
    chain = services.privacy.audit
    shown = await chain.page(query.filter(zone), below=query.below, limit=PAGE)
    hidden = await _hidden(request)
    return page(
        request,
        "privacy/audit.html",
        entries=[_blinded(one, hidden) for one in shown.entries],
        done=DONE,
        facts=told,
        rest=following(request, below=shown.next) if shown.next else None,
        query=query,
        head=await chain.head(),
        actions=await chain.actions(),
        actors=await chain.actors(),
    )


@routes.post("/audit/export", name="audit_export")
@requires(Right.READ_DECIDED)
async def export(request: web.Request) -> web.StreamResponse:
    """The whole chain, a JSON object a line; the export is its last entry. What is blind yet is `withheld`."""
    chain = request.app[SERVICES].privacy.audit
    hidden = await _hidden(request)
    await chain.note(actor=request[ACTOR].name, action="export", subject="audit")
    headers = {"Content-Disposition": 'attachment; filename="audit.jsonl"', "Content-Type": "application/x-ndjson"}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    async for entry in chain.entries():
        shown = vars(_blinded(entry, hidden)) | {"at": entry.at.isoformat()}
        withheld = {"withheld": "a blind second verdict is waited for"} if _is_hidden(entry, hidden) else {}
        line = json.dumps(shown | withheld, ensure_ascii=False)
        await response.write(line.encode("utf-8") + b"\n")
    return response


async def _hidden(request: web.Request) -> Set[str]:
    """The findings on which a blind second verdict is waited for, for whoever may give it."""
    if not request[ACTOR].may(Right.REVIEW):
        return frozenset()
    return {f"finding:{one}" for one in await request.app[SERVICES].desk.decided.waiting_for_second()}


def _is_hidden(entry: Entry, hidden: Set[str]) -> bool:
    return entry.action == "verdict" and entry.subject in hidden


def _blinded(entry: Entry, hidden: Set[str]) -> Entry:
    return replace(entry, details={}) if _is_hidden(entry, hidden) else entry


def _query(request: web.Request) -> AuditQuery:
    """An empty filter asks for all; one that cannot be read is passed over: a person sees the list."""
    given = {name: value.strip() for name, value in request.query.items() if value.strip()}
    while True:
        try:
            return AuditQuery.model_validate(given)
        except ValidationError as error:
            for fault in error.errors():
                given.pop(str(fault["loc"][0]), None)


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), zone) if day else None
