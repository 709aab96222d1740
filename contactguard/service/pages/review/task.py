"""A finding that somebody took to read in, all that its page shows out."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from contactguard.contacts.model import Channel
from contactguard.review.desk import Task
from contactguard.review.grouping import Group
from contactguard.review.reasons import needs_words, reasons
from contactguard.service.keys import SERVICES
from contactguard.service.pages.findings.marked import shown
from contactguard.store.review.records import Standing, Verdict

KEYS = {Verdict.BREACH: "B", Verdict.NO_BREACH: "N", Verdict.UNCLEAR: "U"}
LISTED = 20  # of those alike; the number of the others is told


async def task_shown(request: web.Request, task: Task, groups: Sequence[Group]) -> dict[str, Any]:
    services = request.app[SERVICES]
    stored = await services.findings.get(task.fingerprint)
    contact = await services.contacts.get(stored.contact_id)
    words = await services.contacts.text(stored.contact_id)
    history = await services.desk.history(task.fingerprint)
    finding = stored.finding
    return {
        "stored": stored,
        "contact": contact,
        "subject": words.subject if words else "",
        "messages": shown(words, [stored]) if words else [],
        "is_transcript": contact.channel == Channel.TRANSCRIPT,
        "alike": [await services.findings.get(one) for one in task.alike[:LISTED]],
        "alike_count": len(task.alike),
        "history": history,
        "for_officer": history.standing is not None,
        "disputed": history.standing is not None and history.standing.standing is Standing.DISPUTED,
        "record": await services.desk.decided.rule_record(finding.rule, besides=task.fingerprint),
        "reasons": [
            (verdict, KEYS[verdict], [(one, needs_words(verdict, one)) for one in reasons(verdict, finding.origin)])
            for verdict in Verdict
        ],
        "work": await services.desk.work(groups),
        "lines": {line.id: line.label for line in services.scanner.organisation.lines},
    }


def beside(groups: Sequence[Group], fingerprint: str, step: int) -> list[Group]:
    """The queue from the one after (1) or before (-1) a finding on; from its beginning where that waits no more."""
    at = next((place for place, group in enumerate(groups) if group.first.fingerprint == fingerprint), None)
    if at is None:
        return list(groups)
    begin = (at + step) % len(groups)
    return [*groups[begin:], *groups[:begin]]
