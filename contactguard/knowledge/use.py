"""Uses counted by the store in, what they say of the base out: what is missing, what is idle, what did not help.

Kept of a search are its time, language, team, the topic of its best answer, and whether that answer was to be trusted;
never its words, since customers' names stand in them. So a failed search is known by the topic it came nearest to.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from contactguard.knowledge.drafts import FITTING
from contactguard.knowledge.library import Library
from contactguard.organisation.model import Organisation
from contactguard.policies.finding import Policy
from contactguard.store.answers.use import TeamMoment, UseCount, UseRepository

SUPPLIER_TOPICS = frozenset(
    {
        "supplier-switch",
        "supplier-choice",
        "supplier-comparison",
        "supplier-when-moving-in",
        "supplier-affiliate-relation",
        "supplier-affiliate-contact",
        "supplier-bankrupt",
    }
)


class _Figure(BaseModel):
    model_config = ConfigDict(frozen=True)


class TopicUse(_Figure):
    """`topic` is None for searches that came near to nothing."""

    topic: str | None
    times: int


class HitAfterUse(_Figure):
    """Days on which a team used answers to a topic, and those among them with a finding on the same matter."""

    topic: str
    days: int
    with_finding: int


class UseFigures(_Figure):
    """The use of the knowledge base in a period."""

    searches: int
    failed: int
    failed_near: tuple[TopicUse, ...] = Field(description="Failed searches by the topic they came nearest to.")
    opened: int
    copied: int
    walked: int
    most_used: tuple[TopicUse, ...]
    unused: tuple[str, ...] = Field(description="Answers and their scripts that nobody opened, copied or walked.")
    hit_after_use: tuple[HitAfterUse, ...]
    supplier_questions: int = Field(description="Searches whose best answer is about choosing a supplier.")
    supplier_walks: int = Field(description="Scripts about choosing a supplier walked to their end.")

    @property
    def found_share(self) -> float | None:
        return (self.searches - self.failed) / self.searches if self.searches else None

    @property
    def script_share(self) -> float | None:
        """Share of supplier questions in which the script was used; None where nobody asked."""
        return min(self.supplier_walks / self.supplier_questions, 1.0) if self.supplier_questions else None


async def use_figures(
    store: UseRepository, library: Library, organisation: Organisation, since: datetime, until: datetime
) -> UseFigures:
    """The end of the period is not in it. Unused answers count in the grid company's own languages."""
    company = organisation.grid_company
    counts = await store.uses(since, until)
    moments = await store.team_uses(since, until)
    hits = hit_after_use(moments, await store.team_findings(since, until), company.zone)
    searches = [one for one in counts if one.use.kind == "search"]
    used = [one for one in counts if one.use.kind != "search"]
    failed = Counter(_times((one.use.topic, one.times) for one in searches if not one.use.found))
    touched = {(one.use.topic, one.use.language) for one in used}
    walked = [one for one in used if one.use.kind == "walk"]
    return UseFigures(
        searches=sum(one.times for one in searches),
        failed=failed.total(),
        failed_near=_ranked(failed),
        opened=_sum(used, "open"),
        copied=_sum(used, "copy"),
        walked=_sum(used, "walk"),
        most_used=_ranked(_times((one.use.topic, one.times) for one in used))[:10],
        unused=_unused(library, set(company.languages), touched),
        hit_after_use=hits,
        supplier_questions=sum(one.times for one in searches if one.use.topic in SUPPLIER_TOPICS),
        supplier_walks=sum(one.times for one in walked if one.use.topic in SUPPLIER_TOPICS),
    )


def hit_after_use(
    uses: Sequence[TeamMoment], findings: Sequence[TeamMoment], zone: ZoneInfo
) -> tuple[HitAfterUse, ...]:
    """By team and the grid company's day: neither the person nor the contact of a use is known."""
    used = {(one.key, one.team, one.at.astimezone(zone).date()) for one in uses}
    matters = {(FITTING[Policy(one.key)], one.team, one.at.astimezone(zone).date()) for one in findings}
    days = Counter(topic for topic, _, _ in used)
    hit = Counter(topic for topic, _, _ in used & matters)
    return tuple(
        HitAfterUse(topic=topic, days=days[topic], with_finding=count)
        for topic, count in sorted(hit.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def _unused(library: Library, languages: set[str], touched: set[tuple[str | None, str]]) -> tuple[str, ...]:
    return tuple(
        one.id
        for one in library.answers.values()
        if one.language in languages and (one.topic, one.language) not in touched
    )


def _times(pairs: Iterable[tuple[str | None, int]]) -> Counter[str | None]:
    times: Counter[str | None] = Counter()
    for topic, count in pairs:
        times[topic] += count
    return times


def _ranked(times: Counter[str | None]) -> tuple[TopicUse, ...]:
    ordered = sorted(times.items(), key=lambda pair: (-pair[1], pair[0] or ""))
    return tuple(TopicUse(topic=topic, times=count) for topic, count in ordered)


def _sum(counts: Iterable[UseCount], kind: str) -> int:
    return sum(one.times for one in counts if one.use.kind == kind)
