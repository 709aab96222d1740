from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contactguard.contacts.model import Contact
from contactguard.errors import ConflictError, NotFoundError
from contactguard.knowledge.differences import Change, compare_answers, compare_texts
from contactguard.knowledge.library import Library
from contactguard.knowledge.publication import Publication, State, Version
from contactguard.organisation.model import Organisation
from contactguard.policies.finding import Finding
from contactguard.scanning.scanner import Scanner
from contactguard.store.answers import AnswerRepository, Use
from contactguard.store.database import Database
from tests.factories import NOON
from tests.knowledge.factories import make_answer

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def scan(struer: Organisation) -> Callable[[Contact], list[Finding]]:
    return Scanner(struer).scan


@pytest.fixture
def publication(database: Database, struer: Organisation, scan: Any) -> Publication:
    return Publication(AnswerRepository(database), struer, scan, "rules-1", lambda: TODAY)


async def live(publication: Publication, **fields: Any) -> Version:
    version = await publication.inspect(await publication.draft(make_answer(**fields), "Anna"))
    return await publication.publish(await publication.approve(version, "Bo"), "Bo")


async def test_an_answer_goes_from_draft_to_live(publication: Publication) -> None:
    version = await publication.draft(make_answer(), "Anna")
    states = [version.state]
    for step in (
        publication.inspect,
        lambda one: publication.approve(one, "Bo"),
        lambda one: publication.publish(one, "Bo"),
        lambda one: publication.retire(one, "Bo"),
    ):
        version = await step(version)
        states.append(version.state)
    assert states == [State.DRAFT, State.PASSED, State.APPROVED, State.LIVE, State.RETIRED]
    assert [event.by for event in version.stored.events] == ["scanner", "Bo", "Bo", "Bo"]


async def test_an_answer_that_favours_someone_never_goes_live(publication: Publication) -> None:
    draft = await publication.draft(make_answer(phone="Jeg kan anbefale Struer Energi."), "Anna")
    failed = await publication.inspect(draft)
    assert failed.state is State.FAILED
    assert any("affiliate-referral" in objection for objection in failed.objections)
    with pytest.raises(ConflictError, match="is failed; this needs passed"):
        await publication.approve(failed, "Bo")


@pytest.mark.parametrize("form", ["phone", "email"])
async def test_every_form_is_scanned(publication: Publication, form: str) -> None:
    draft = await publication.draft(make_answer(**{form: "Jeg kan anbefale Struer Energi."}), "Anna")
    assert any(f"{form}: affiliate-referral" in one for one in (await publication.inspect(draft)).objections)


async def test_an_author_cannot_approve(publication: Publication) -> None:
    passed = await publication.inspect(await publication.draft(make_answer(), "Anna"))
    with pytest.raises(ConflictError, match="author of an answer cannot approve"):
        await publication.approve(passed, " anna ")


async def test_an_expired_answer_is_not_approved(publication: Publication) -> None:
    passed = await publication.inspect(await publication.draft(make_answer(valid_until=date(2026, 11, 21)), "Anna"))
    with pytest.raises(ConflictError, match="was valid until 2026-11-21"):
        await publication.approve(passed, "Bo")


async def test_a_scan_by_older_rules_does_not_count(publication: Publication) -> None:
    passed = await publication.inspect(await publication.draft(make_answer(), "Anna"))
    with pytest.raises(ConflictError, match="scan it again"):
        await replace(publication, rule_set="rules-2").approve(passed, "Bo")


async def test_two_officers_cannot_take_the_same_step(publication: Publication) -> None:
    passed = await publication.inspect(await publication.draft(make_answer(), "Anna"))
    await publication.approve(passed, "Bo")
    with pytest.raises(ConflictError, match="somebody else worked on"):
        await publication.approve(passed, "Eva")


async def test_a_new_version_replaces_the_live_one_and_both_stay_readable(publication: Publication) -> None:
    first = await live(publication)
    second = await live(publication, title="Ny titel")
    history = await publication.history(first.answer.id)
    assert [(one.stored.number, one.state) for one in history] == [(1, State.RETIRED), (2, State.LIVE)]
    assert [one.answer.title for one in history] == ["Skift af elselskab", "Ny titel"]
    assert second.stored.number == 2


async def test_agents_see_the_companys_own_answer_instead_of_the_supplied(publication: Publication) -> None:
    supplied = Library({one.id: one for one in (make_answer(), make_answer("solar"))}, {})
    await publication.draft(make_answer(title="Kun en kladde"), "Anna")
    assert await publication.library(supplied) == supplied
    version = await live(publication, title="Vores egen")
    assert (await publication.library(supplied)).answer("supplier-switch-da").title == "Vores egen"
    await publication.retire(version, "Bo")
    assert list((await publication.library(supplied)).answers) == ["solar-da"]


async def test_live_answers_are_scanned_again_when_the_rules_change(publication: Publication) -> None:
    await live(publication)
    await live(publication, topic="solar", phone="Vælg frit. Se {comparison_site}. Nordlys er nævnt.")
    assert await publication.rescan() == []

    def stricter(contact: Contact) -> list[Finding]:
        text = contact.messages[-1].text
        return publication.scan(_recommending(contact)) if "Nordlys" in text else []

    failing = await replace(publication, rule_set="rules-2", scan=stricter).rescan()
    assert [(one.answer.id, one.state) for one in failing] == [("solar-da", State.LIVE)]
    again = await replace(publication, rule_set="rules-2", scan=lambda contact: []).rescan()
    assert [one.answer.id for one in again] == ["solar-da"]


def _recommending(contact: Contact) -> Contact:
    message = contact.messages[-1].model_copy(update={"text": "Jeg kan anbefale Struer Energi."})
    return contact.model_copy(update={"messages": (message,)})


async def test_an_unknown_version_is_told(publication: Publication) -> None:
    with pytest.raises(NotFoundError, match="no version 7"):
        await publication.version("supplier-switch-da", 7)


async def test_remarks_wait_until_they_are_settled(publication: Publication) -> None:
    await publication.store.add_remark("solar-da", "Prisen er forkert.")
    remark = (await publication.store.open_remarks())[0]
    assert (remark.answer_id, remark.text) == ("solar-da", "Prisen er forkert.")
    await publication.store.settle_remark(remark.id)
    assert await publication.store.open_remarks() == []
    with pytest.raises(ConflictError, match="no open remark"):
        await publication.store.settle_remark(remark.id)


async def test_use_is_counted_without_people(publication: Publication) -> None:
    for use in (Use("search", "da", "solar"), Use("search", "da", "solar", "team 1"), Use("search", "da", found=False)):
        await publication.store.add_use(use)
    counted = await publication.store.uses(NOON, NOON.replace(year=2100))
    assert counted == {("search", "solar", True): 2, ("search", None, False): 1}


def test_versions_are_compared_word_by_word() -> None:
    stretches = compare_texts("Du vælger frit.", "Du vælger selv, frit.")
    assert [(one.change, one.text) for one in stretches] == [
        (Change.SAME, "Du vælger "),
        (Change.NEW, "selv, "),
        (Change.SAME, "frit."),
    ]
    assert list(compare_answers(make_answer(), make_answer(title="Ny"))) == ["title"]
