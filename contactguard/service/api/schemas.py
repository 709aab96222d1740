"""What the API takes and gives, as models; domain objects go in and out of them."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from contactguard.contacts.model import Author, Channel, Contact, Message
from contactguard.knowledge.drafts import Advice
from contactguard.policies.finding import Explanation, Finding, Origin, Policy, Severity
from contactguard.scanning.intake import State
from contactguard.store.review.records import Standing
from contactguard.store.scanned.records import StoredFinding

LONGEST_DRAFT = 100_000  # characters; the longest mail an agent writes is a hundredth


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class Draft(BaseModel):
    """What an agent is about to send, judged as her own words; `enquiry` is what the customer wrote."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    draft: str = Field(min_length=1, max_length=LONGEST_DRAFT)
    enquiry: str = Field(default="", max_length=LONGEST_DRAFT)
    language: str | None = None
    channel: Channel = Channel.EMAIL
    line: str = "general"

    def contact(self) -> Contact:
        """The draft as the contact it would become today. The draft is its last message."""
        now = datetime.now(UTC)
        asked = (Message(author=Author.CUSTOMER, sent_at=now, text=self.enquiry),) if self.enquiry else ()
        drafted = Message(author=Author.AGENT, sent_at=now, text=self.draft)
        return Contact(
            id="draft", channel=self.channel, language=self.language, line=self.line, messages=(*asked, drafted)
        )


def _kind(value: Any) -> str:
    return "draft" if isinstance(value, Draft) or (isinstance(value, dict) and "draft" in value) else "contact"


ContactOrDraft = Annotated[
    Annotated[Contact, Tag("contact")] | Annotated[Draft, Tag("draft")],
    Discriminator(_kind),
]


class FindingOut(_Out):
    """A claim of the scanner: `messages[message].text[start:end] == quote`, of the text in Unicode's NFC."""

    policy: Policy
    message: int
    start: int
    end: int
    quote: str
    severity: Severity
    score: float = Field(description="Estimated share of such findings that a reviewer confirms (0 to 1).")
    origin: Origin
    rule: str
    rule_version: str
    explanation: Explanation
    companies: tuple[str, ...] = ()

    @classmethod
    def of(cls, finding: Finding) -> "FindingOut":
        return cls.model_validate(finding)


class AdviceOut(_Out):
    """What to do about a finding in the last message; `finding` is its place in the list of findings."""

    finding: int
    duty: str | None = Field(description="What has to be said and is not, where that is the matter.")
    answer: str | None = Field(description="The id of the approved answer that fits.")
    passage: str | None = Field(description="Its text, filled from the profile, to stand there instead.")

    @classmethod
    def of(cls, advice: Advice, finding: int) -> "AdviceOut":
        id_ = advice.answer.id if advice.answer else None
        return cls(finding=finding, duty=advice.duty, answer=id_, passage=advice.passage)


class Checked(_Out):
    id: str
    findings: list[FindingOut]
    advice: list[AdviceOut]


class TakenOut(_Out):
    """What became of a contact handed in; `reason` where it failed and is kept to be tried again."""

    id: str
    state: State
    findings: list[FindingOut]
    reason: str | None = None


class StoredFindingOut(_Out):
    """A finding with what the store knows of it. `excerpt` is masked; `current` is false once no scan raises it."""

    id: str
    contact: str
    line: str
    month: str
    happened_at: datetime
    found_at: datetime
    rule_set: str
    first_rule_set: str
    by_rescan: bool
    current: bool
    standing: Standing
    excerpt: str
    finding: FindingOut

    @classmethod
    def of(cls, stored: StoredFinding) -> "StoredFindingOut":
        return cls(
            id=stored.fingerprint,
            contact=stored.contact_id,
            line=stored.line,
            month=stored.month,
            happened_at=stored.happened_at,
            found_at=stored.found_at,
            rule_set=stored.rule_set,
            first_rule_set=stored.first_rule_set,
            by_rescan=stored.by_rescan,
            current=stored.current,
            standing=stored.standing,
            excerpt=stored.excerpt,
            finding=FindingOut.of(stored.finding),
        )


class FindingList(_Out):
    """Newest first. Give `next` as `after` for the following page; it is null on the last."""

    findings: list[StoredFindingOut]
    next: str | None


class ErrorDetail(BaseModel):
    code: str
    message: str
    details: dict[str, Any]


class Error(BaseModel):
    """The one shape of every error."""

    error: ErrorDetail
