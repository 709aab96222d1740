from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from contactguard.errors import ConflictError
from contactguard.knowledge.library import Library
from contactguard.knowledge.use import SUPPLIER_TOPICS, HitAfterUse, TopicUse, hit_after_use, use_figures
from contactguard.organisation.model import Organisation
from contactguard.store.answers.use import TeamMoment, Use, UseRepository
from contactguard.store.database import Database
from tests.factories import NOON
from tests.knowledge.factories import make_answer

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def uses(database: Database) -> UseRepository:
    return UseRepository(database)


@pytest.fixture
def library() -> Library:
    answers = (make_answer(), make_answer("solar"), make_answer("battery"), make_answer("battery", language="sv"))
    return Library({one.id: one for one in answers}, {})


async def test_remarks_wait_until_they_are_settled(uses: UseRepository) -> None:
    await uses.add_remark("solar-da", "Prisen er forkert.")
    remark = (await uses.open_remarks())[0]
    assert (remark.answer_id, remark.text) == ("solar-da", "Prisen er forkert.")
    await uses.settle_remark(remark.id, "Bo")
    assert await uses.open_remarks() == []
    with pytest.raises(ConflictError, match="no open remark"):
        await uses.settle_remark(remark.id, "Bo")


async def test_uses_are_counted_without_people(uses: UseRepository, library: Library, struer: Organisation) -> None:
    made = [
        *[Use("search", "da", "supplier-switch", "team 1")] * 3,
        Use("search", "da", "solar"),
        Use("search", "da", "battery", found=False),
        Use("search", "da", found=False),
        Use("open", "da", "solar"),
        Use("copy", "da", "solar"),
        Use("walk", "da", "supplier-switch"),
    ]
    for use in made:
        await uses.add_use(use)
    figures = await use_figures(uses, library, struer, NOON, LATER)
    assert (figures.searches, figures.failed, figures.found_share) == (6, 2, 4 / 6)
    assert figures.failed_near == (TopicUse(topic=None, times=1), TopicUse(topic="battery", times=1))
    assert (figures.opened, figures.copied, figures.walked) == (1, 1, 1)
    assert figures.most_used[0] == TopicUse(topic="solar", times=2)
    assert figures.unused == ("battery-da",)
    assert (figures.supplier_questions, figures.supplier_walks, figures.script_share) == (3, 1, 1 / 3)


async def test_a_period_without_use_has_no_shares(uses: UseRepository, library: Library, struer: Organisation) -> None:
    await uses.add_use(Use("search", "da", "solar"))
    figures = await use_figures(uses, library, struer, NOON, NOON + timedelta(seconds=1))
    assert (figures.searches, figures.found_share, figures.script_share) == (0, None, None)


@pytest.mark.parametrize(
    ("team", "policy", "hours", "hit"),
    [
        ("team 1", "affiliate-referral", 3, 1),
        ("team 2", "affiliate-referral", 3, 0),
        ("team 1", "named-installer", 3, 0),
        ("team 1", "affiliate-referral", 30, 0),
    ],
)
def test_a_use_is_hit_by_a_finding_on_its_matter_of_its_team_and_day(
    team: str, policy: str, hours: int, hit: int
) -> None:
    used = [TeamMoment("team 1", "supplier-switch", NOON), TeamMoment("team 1", "supplier-switch", NOON)]
    found = [TeamMoment(team, policy, NOON + timedelta(hours=hours))]
    expected = (HitAfterUse(topic="supplier-switch", days=1, with_finding=1),) if hit else ()
    assert hit_after_use(used, found, COPENHAGEN) == expected


def test_supplier_topics_are_topics_of_the_base(base: Library) -> None:
    assert {one.topic for one in base.answers.values()} >= SUPPLIER_TOPICS
