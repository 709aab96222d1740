"""One contact: its words with the evidence marked, and beside them why each finding was raised."""

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.contacts.model import Channel
from contactguard.service.access import requires
from contactguard.service.keys import SERVICES
from contactguard.service.pages.findings.marked import shown
from contactguard.service.pages.rendering import page

routes = web.RouteTableDef()


@routes.get("/contacts/{id:.+}", name="contact")
@requires(Right.READ_CONTACTS)
async def contact(request: web.Request) -> web.Response:
    services = request.app[SERVICES]
    stored = await services.contacts.get(request.match_info["id"])
    words = await services.contacts.text(stored.id)
    findings = await services.findings.of_contact(stored.id)
    return page(
        request,
        "contact.html",
        contact=stored,
        subject=words.subject if words else "",
        messages=shown(words, findings) if words else [],
        deleted=words is None and not stored.exempt,
        findings=findings,
        histories={
            one.fingerprint: one for one in await services.desk.histories([one.fingerprint for one in findings])
        },
        disputes={one.fingerprint: await services.desk.decided.disputes(one.fingerprint) for one in findings},
        rights=Right,
        chosen=[number for number, one in enumerate(findings, 1) if one.fingerprint == request.query.get("finding")],
        is_transcript=stored.channel == Channel.TRANSCRIPT,
        lines={line.id: line.label for line in services.scanner.organisation.lines},
    )
