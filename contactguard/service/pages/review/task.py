"""A finding that somebody took to read in, all that its page shows out."""

from typing import Any

from aiohttp import web

from contactguard.contacts.model import Channel
from contactguard.review.desk import Task
from contactguard.review.reasons import needs_words, reasons
from contactguard.service.keys import ACTOR, SERVICES
from contactguard.service.pages.findings.marked import shown
from contactguard.store.review.records import Standing, Verdict

KEYS = {Verdict.BREACH: "B", Verdict.NO_BREACH: "N", Verdict.UNCLEAR: "U"}
LISTED = 20  # of those alike; the number of the others is told


async def task_shown(request: web.Request, task: Task) -> dict[str, Any]:
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
        "work": await services.desk.work(request[ACTOR]),
        "lines": {line.id: line.label for line in services.scanner.organisation.lines},
    }
