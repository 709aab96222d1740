"""A contact or a draft in, its findings out; nothing is stored."""

from aiohttp import web

from contactguard.contacts.model import Contact
from contactguard.service.api.operations import Api, answer, read_body
from contactguard.service.api.schemas import Checked, ContactOrDraft, Draft, FindingOut
from contactguard.service.keys import METRICS, SCANS

api = Api()


@api.post(
    "/api/v1/check",
    summary="Checks a contact, or a draft before it is sent. Stores nothing.",
    body=ContactOrDraft,
    returns={200: Checked},
)
async def check(request: web.Request) -> web.Response:
    asked: Contact | Draft = await read_body(request, ContactOrDraft)
    contact = asked.contact() if isinstance(asked, Draft) else asked
    findings = await request.app[SCANS].findings(contact)
    request.app[METRICS].checks.inc()
    return answer(Checked(id=contact.id, findings=[FindingOut.of(finding) for finding in findings]))
