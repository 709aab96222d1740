"""What followed the breaches of the example years: in both languages, in an order that the register allows."""

from datetime import date

import pytest

from contactguard.cli.demo_incidents import follow_year
from contactguard.demo.followed import followed
from contactguard.store.register.records import State
from contactguard.wiring import Services
from tests.service.conftest import scanner, services

__all__ = ["scanner", "services"]


@pytest.mark.parametrize("language", ["da", "sv"])
def test_the_plan_lies_within_the_example_year_and_links_to_what_there_is(language: str) -> None:
    plan = followed(language)
    days = [one.day for part in (plan.incidents, plan.training, plan.tips) for one in part]
    assert date(2025, 11, 1) <= min(days) <= max(days) <= date(2026, 10, 31)
    assert {number for one in plan.training for number in one.incidents} <= set(range(1, len(plan.incidents) + 1))


async def test_the_year_is_followed_up_once(services: Services) -> None:
    await follow_year(services)
    before = await services.register.incidents.all()
    await follow_year(services)
    assert await services.register.incidents.all() == before
    assert {one.state for one in before} >= {State.OPEN, State.ACTED}
    assert len(await services.register.training.all()) == 3
    assert [one.outcome is None for one in await services.register.tips.all()] == [True, False]
