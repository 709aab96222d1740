"""Findings, page by page, and one by its fingerprint."""

from typing import Annotated

from aiohttp import web
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from contactguard.accounts.roles import Right
from contactguard.contacts.model import Channel
from contactguard.policies.finding import Origin, Policy
from contactguard.service.access import requires
from contactguard.service.api.operations import Api, answer, read_query
from contactguard.service.api.schemas import FindingList, StoredFindingOut
from contactguard.service.keys import SERVICES
from contactguard.store.review.records import Standing
from contactguard.store.scanned.findings import FindingFilter
from contactguard.store.scanned.records import Cursor

api = Api()

MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"


def _cursor(text: str) -> str:
    try:
        Cursor.parse(text)
    except ValueError:
        raise ValueError("give `next` of the page before") from None
    return text


class FindingsQuery(BaseModel):
    """Filters, each optional; a misspelt one is refused, since its silence would look like an answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    policy: Policy | None = None
    month: str | None = Field(default=None, pattern=MONTH, description="Such as 2026-10.")
    line: str | None = None
    origin: Origin | None = None
    contact: str | None = None
    standing: Standing | None = Field(default=None, description="What became of it; open where nobody decided yet.")
    first: str | None = Field(default=None, pattern=MONTH, description="The first month, such as 2026-01.")
    last: str | None = Field(default=None, pattern=MONTH, description="The last month, such as 2026-12.")
    channel: Channel | None = None
    language: str | None = Field(default=None, description="Such as da; und where it is not known.")
    topic: str | None = Field(default=None, description="Of the knowledge base; und where no scan was sure of one.")
    rule: str | None = None
    company: str | None = Field(default=None, description="A company that the finding names.")
    after: Annotated[str, AfterValidator(_cursor)] | None = Field(default=None, description="`next` of a page.")
    limit: int = Field(default=50, ge=1, le=500)

    def filter(self) -> FindingFilter:
        given = self.model_dump(exclude={"contact", "after", "limit"})
        return FindingFilter(contact_id=self.contact, **given)


@api.get("/api/v1/findings", summary="Findings, newest first.", query=FindingsQuery, returns=FindingList)
@requires(Right.READ_CONTACTS)
async def list_findings(request: web.Request) -> web.Response:
    query = read_query(request, FindingsQuery)
    after = Cursor.parse(query.after) if query.after else None
    page = await request.app[SERVICES].findings.page(query.filter(), after=after, limit=query.limit)
    shown = [StoredFindingOut.of(stored) for stored in page.findings]
    return answer(FindingList(findings=shown, next=str(page.next) if page.next else None))


@api.get(
    "/api/v1/findings/{id}", summary="One finding with its explanation.", returns=StoredFindingOut, errors=(400, 404)
)
@requires(Right.READ_CONTACTS)
async def get_finding(request: web.Request) -> web.Response:
    return answer(StoredFindingOut.of(await request.app[SERVICES].findings.get(request.match_info["id"])))
