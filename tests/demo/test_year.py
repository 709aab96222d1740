"""The example year is as large, as mixed and as varied as it says, and the same every time."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from rapidfuzz import fuzz, process

from contactguard.contacts.model import Author, Channel, Contact
from contactguard.demo import PROFILES, year
from contactguard.demo.material import material
from contactguard.demo.year import Case, cases
from contactguard.policies.finding import Policy

ALIKE = 90  # token_set_ratio of two texts that a reader would take for the same


@pytest.fixture(scope="module")
def years() -> dict[str, list[Case]]:
    return {profile: list(cases(profile)) for profile in PROFILES}


@pytest.fixture(params=list(PROFILES))
def told(request: pytest.FixtureRequest, years: dict[str, list[Case]]) -> list[Case]:
    return years[request.param]


def text(contact: Contact) -> str:
    return "\n".join(message.text for message in contact.messages)


def local_day(contact: Contact) -> date:
    return contact.messages[0].sent_at.date()


def test_there_are_at_least_2400_contacts_of_two_companies(years: dict[str, list[Case]]) -> None:
    assert sum(map(len, years.values())) >= 2400
    assert all(len(told) >= 1100 for told in years.values())


def test_contacts_come_in_order_and_have_ids_of_their_own(told: list[Case]) -> None:
    assert all(one.contact.messages[0].sent_at <= other.contact.messages[0].sent_at for one, other in pairwise(told))
    assert len({case.contact.id for case in told}) == len(told)


def test_every_month_from_november_to_october_has_its_share(told: list[Case]) -> None:
    months = Counter(local_day(case.contact).replace(day=1) for case in told)
    assert (min(months), max(months), len(months)) == (date(2025, 11, 1), date(2026, 10, 1), 12)
    assert all(0.045 < count / len(told) < 0.15 for count in months.values())


@pytest.mark.parametrize(
    ("channel", "share"),
    [
        (Channel.CALL_NOTE, 0.55),
        (Channel.EMAIL, 0.25),
        (Channel.TRANSCRIPT, 0.12),
        (Channel.CHAT, 0.05),
        (Channel.LETTER, 0.03),
    ],
)
def test_channels_have_their_shares(told: list[Case], channel: Channel, share: float) -> None:
    found = sum(case.contact.channel is channel for case in told) / len(told)
    assert found == pytest.approx(share, abs=0.01)


def test_breaches_are_few_and_of_every_policy(told: list[Case]) -> None:
    breaches = [case for case in told if case.policies]
    assert 0.025 < len(breaches) / len(told) < 0.04
    assert {policy for case in breaches for policy in case.policies} == set(Policy)


def test_march_and_august_are_worse_than_other_months(told: list[Case]) -> None:
    months = Counter(local_day(case.contact).month for case in told if case.policies)
    assert {month for month, _ in months.most_common(2)} == {3, 8}


def test_the_newest_agent_comes_in_august(told: list[Case]) -> None:
    assert min(local_day(case.contact) for case in told if case.contact.agent == "a14") >= date(2026, 8, 1)


def test_fourteen_agents_work_in_three_teams(told: list[Case]) -> None:
    assert len({case.contact.agent for case in told}) == 14
    assert len({case.contact.team for case in told}) == 3


def test_offices_are_closed_at_weekends_except_for_outages(told: list[Case]) -> None:
    weekend = [case for case in told if local_day(case.contact).weekday() > 4]
    assert 0 < len(weekend) < len(told) / 10


def test_hardly_any_two_contacts_look_alike(told: list[Case]) -> None:
    texts = [text(case.contact) for case in told]
    drawn = range(0, len(texts), 4)
    ratios = process.cdist([texts[at] for at in drawn], texts, scorer=fuzz.token_set_ratio, score_cutoff=ALIKE)
    for row, at in enumerate(drawn):
        ratios[row, at] = 0
    assert (ratios.max(axis=1) >= ALIKE).mean() < 0.02


def test_no_slot_or_alternative_is_left_unfilled(told: list[Case]) -> None:
    for case in told:
        assert not {"{", "}", "|"} & set(text(case.contact).replace("| ", "")), case.contact.id


def test_mails_are_answered_after_they_came(told: list[Case]) -> None:
    for case in told:
        times = [message.sent_at for message in case.contact.messages]
        assert times == sorted(times), case.contact.id


def test_calls_take_turns(told: list[Case]) -> None:
    calls = [case.contact for case in told if case.contact.channel is Channel.TRANSCRIPT]
    for call in calls:
        assert call.messages[0].author is Author.AGENT
        assert all(one.author is not other.author for one, other in pairwise(call.messages)), call.id


def test_the_same_seed_tells_the_same_year() -> None:
    assert list(year("struer", 7)) == list(year("struer", 7))


def test_another_seed_tells_another_year() -> None:
    assert [text(contact) for contact in year("struer", 7)] != [text(contact) for contact in year("struer", 8)]


@pytest.mark.parametrize("language", PROFILES.values())
def test_the_material_is_rich(language: str) -> None:
    parts = material(language)
    situations = [*parts.notes, *parts.talks, *parts.enquiry_notes, *parts.enquiry_talks]
    assert len(parts.notes) + len(parts.talks) >= 60
    assert len({situation.id for situation in situations}) == len(situations)
    assert len(parts.breaches) >= 40
    assert len(parts.innocent) >= 30
    assert not any(whole.policies for whole in (*parts.innocent, *parts.outbound))
