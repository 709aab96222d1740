"""A contact or a draft in, its findings out with the approved text that fits each; nothing is stored."""

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.contacts.model import Contact
from contactguard.service.access import requires
from contactguard.service.answering import publication_of, shelf
from contactguard.service.api.operations import Api, answer, read_body
from contactguard.service.api.schemas import AdviceOut, Checked, ContactOrDraft, Draft, FindingOut
from contactguard.service.keys import METRICS, SCANS, WORDS

api = Api()


@api.post(
    "/api/v1/check",
    summary="Checks a contact, or a draft before it is sent. Stores nothing.",
    body=ContactOrDraft,
    returns={200: Checked},
)
@requires(Right.CHECK_DRAFT)
async def check(request: web.Request) -> web.Response:
    """Of a draft, approved text put in from the base is not judged; of a contact, all is."""
    asked: Contact | Draft = await read_body(request, ContactOrDraft)
    drafted = isinstance(asked, Draft)
    contact = asked.contact() if isinstance(asked, Draft) else asked
    findings = await request.app[SCANS].findings(contact)
    drafts = (await shelf(request)).drafts
    language = contact.language or request[WORDS].language
    advice = drafts.advise(contact, findings, language, publication_of(request).today())
    kept = [one.finding for one in advice] if drafted else findings
    request.app[METRICS].checks.inc()
    return answer(
        Checked(
            id=contact.id,
            findings=[FindingOut.of(finding) for finding in kept],
            advice=[AdviceOut.of(one, kept.index(one.finding)) for one in advice],
        )
    )
