"""A contact in, scanned and stored; the same contact again changes nothing."""

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.contacts.model import Contact
from contactguard.night import ensure_notice
from contactguard.scanning.intake import State
from contactguard.service.access import requires
from contactguard.service.api.operations import Api, answer, read_body
from contactguard.service.api.schemas import FindingOut, TakenOut
from contactguard.service.keys import INTAKE, METRICS, SERVICES

api = Api()

STATUS = {State.STORED: 201, State.UNCHANGED: 200, State.EXEMPT: 200, State.FAILED: 202}


@api.post(
    "/api/v1/contacts",
    summary="Takes a contact in, by its id: scanned and stored once, again only when its words or the rules changed.",
    body=Contact,
    returns=dict.fromkeys(sorted(set(STATUS.values())), TakenOut),
    errors=(400, 409, 413, 415, 503),
)
@requires(Right.SEND_CONTACTS)
async def take_contact(request: web.Request) -> web.Response:
    contact: Contact = await read_body(request, Contact)
    await ensure_notice(request.app[SERVICES])
    taken = await request.app[INTAKE].take(contact)
    request.app[METRICS].contacts.labels(taken.state.value).inc()
    findings = [FindingOut.of(finding) for finding in taken.findings]
    told = TakenOut(id=contact.id, state=taken.state, findings=findings, reason=taken.reason)
    return answer(told, STATUS[taken.state])
