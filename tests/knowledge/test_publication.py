import asyncio
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from contactguard.contacts.model import Contact
from contactguard.errors import ConflictError, InputError, NotFoundError
from contactguard.knowledge.approval import approve_all, approve_waiting, candidate
from contactguard.knowledge.current import Doubt
from contactguard.knowledge.differences import Change, compare_texts, compare_wordings
from contactguard.knowledge.library import Library
from contactguard.knowledge.overview import overview
from contactguard.knowledge.publication import Obstacle, Publication, Scan
from contactguard.knowledge.version import SUPPLIER, State, Version
from contactguard.knowledge.wording import Wording
from contactguard.organisation.model import Organisation
from contactguard.policies.finding import Finding
from contactguard.scanning.scanner import Scanner
from contactguard.store.answers.versions import AnswerRepository
from contactguard.store.audit.chain import take_turn
from contactguard.store.database import Database
from tests.knowledge.factories import make_answer, make_script

TODAY = date(2026, 11, 22)
FAVOUR = "Jeg kan anbefale Struer Energi."


@pytest.fixture(scope="session")
def scan(struer: Organisation) -> Scan:
    scanner = Scanner(struer)

    async def scanned(contact: Contact) -> list[Finding]:
        return scanner.scan(contact)

    return scanned


@pytest.fixture
def publication(database: Database, struer: Organisation, scan: Scan) -> Publication:
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


async def test_of_two_who_decide_on_a_version_at_once_one_is_refused(
    database: Database, publication: Publication
) -> None:
    version = await publication.inspect(await publication.draft(make_answer(), "Anna"))
    async with database.session() as session:
        await take_turn(session)
        both = [asyncio.create_task(publication.approve(version, by)) for by in ("Bo", "Ida")]
        await asyncio.sleep(0.5)  # both get as far as they can while another holds the chain
    ended = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one).__name__ for one in ended) == ["ConflictError", "Version"]


async def test_of_two_versions_published_at_once_one_goes_live(database: Database, publication: Publication) -> None:
    passed = [
        await publication.inspect(await publication.draft(make_answer(title=title), "Anna"))
        for title in ("Ny", "Nyere")
    ]
    approved = [await publication.approve(one, "Bo") for one in passed]
    async with database.session() as session:
        await take_turn(session)
        both = [asyncio.create_task(publication.publish(one, "Bo")) for one in approved]
        await asyncio.sleep(0.5)  # both get as far as they can while another holds the chain
    ended = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one).__name__ for one in ended) == ["ConflictError", "Version"]
    assert sorted(one.state for one in await publication.history()) == [State.APPROVED, State.LIVE]


async def test_who_is_overtaken_while_scanning_ends_with_what_the_other_found(publication: Publication) -> None:
    async def overtaken(contact: Contact) -> list[Finding]:
        await stricter.rescan()
        return await stricter.scan(contact)

    await live(publication)
    await publication.supply(Library.of([make_answer("solar")]))
    stricter = replace(publication, rule_set="rules-2", scan=_against("elselskab", publication.scan))
    overtaking = replace(stricter, scan=overtaken)
    found = await overtaking.rescan()
    assert found == await stricter.rescan()
    assert await overtaking.supply(Library.of([make_answer("battery")])) == 1
    scans = [sum(event.rule_set == "rules-2" for event in one.stored.events) for one in await stricter.rescan()]
    assert scans == [1, 1, 1]


async def test_an_answer_that_favours_someone_never_goes_live(publication: Publication) -> None:
    draft = await publication.draft(make_answer(phone=FAVOUR), "Anna")
    failed = await publication.inspect(draft)
    assert failed.state is State.FAILED
    assert any("affiliate-referral" in objection for objection in failed.objections)
    with pytest.raises(ConflictError, match="is failed; this needs passed"):
        await publication.approve(failed, "Bo")


@pytest.mark.parametrize("form", ["phone", "email"])
async def test_every_form_is_scanned(publication: Publication, form: str) -> None:
    draft = await publication.draft(make_answer(**{form: FAVOUR}), "Anna")
    assert any(f"{form}: affiliate-referral" in one for one in (await publication.inspect(draft)).objections)


@pytest.mark.parametrize("wording", [make_answer(language="de"), make_script(language="de")])
async def test_a_language_that_the_program_does_not_know_is_refused_before_anything_is_stored(
    publication: Publication, wording: Wording
) -> None:
    with pytest.raises(InputError, match="language: choose one of da, sv, nb, en"):
        await publication.draft(wording, "Anna")
    assert await publication.history() == []


async def test_an_author_cannot_approve(publication: Publication) -> None:
    passed = await publication.inspect(await publication.draft(make_answer(), "Anna"))
    with pytest.raises(ConflictError, match="author of an answer cannot approve"):
        await publication.approve(passed, " anna ")


async def test_an_expired_answer_is_not_approved(publication: Publication) -> None:
    passed = await publication.inspect(await publication.draft(make_answer(valid_until=date(2026, 11, 21)), "Anna"))
    with pytest.raises(ConflictError, match="last day of validity has passed"):
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
    history = await publication.history(first.wording.id)
    assert [(one.stored.number, one.state) for one in history] == [(1, State.RETIRED), (2, State.LIVE)]
    assert [one.wording.title for one in history] == ["Skift af elselskab", "Ny titel"]
    assert second.stored.number == 2


async def test_agents_see_the_companys_own_answer_instead_of_the_supplied(publication: Publication) -> None:
    supplied = Library.of([make_answer(), make_answer("solar"), make_script()])
    await publication.draft(make_answer(title="Kun en kladde"), "Anna")
    assert (await publication.current(supplied)).library == supplied
    version = await live(publication, title="Vores egen")
    assert (await publication.current(supplied)).library.answer("supplier-switch-da").title == "Vores egen"
    await publication.retire(version, "Bo")
    assert list((await publication.current(supplied)).library.answers) == ["solar-da"]


async def test_live_answers_are_scanned_again_when_the_rules_change(publication: Publication) -> None:
    await live(publication)
    await live(publication, topic="solar", phone="Vælg frit. Se {comparison_site}. Nordlys er nævnt.")
    assert await publication.rescan() == []

    stricter = replace(publication, rule_set="rules-2", scan=_against("Nordlys", publication.scan))
    assert [(one.wording.id, one.state) for one in await stricter.rescan()] == [("solar-da", State.LIVE)]
    again = await replace(publication, rule_set="rules-2", scan=_content).rescan()
    assert [one.wording.id for one in again] == ["solar-da"]


async def test_answers_are_scanned_again_on_the_day_after_a_relation_ended(publication: Publication) -> None:
    version = await live(publication)
    struer = publication.organisation
    ending = struer.companies[0].model_copy(update={"valid_to": TODAY})
    changed = struer.model_copy(update={"companies": (ending, *struer.companies[1:])})
    for days, scanned_again in ((0, False), (1, True), (2, False)):
        then = TODAY + timedelta(days)
        later = replace(publication, organisation=changed, today=partial(date, then.year, then.month, then.day))
        before = await later.version(version.wording.key, 1)
        assert (Obstacle.OLD_SCAN in later.obstacles(before, "Bo")) is scanned_again
        await later.rescan()
        after = await later.version(version.wording.key, 1)
        assert Obstacle.OLD_SCAN not in later.obstacles(after, "Bo")
        assert (len(after.stored.events) > len(before.stored.events)) is scanned_again


async def test_what_the_program_supplies_is_scanned_and_waits_for_an_officer(publication: Publication) -> None:
    supplied = Library.of([make_answer(), make_answer("solar", phone=FAVOUR), make_script()])
    assert await publication.supply(supplied) == 3
    assert await publication.supply(supplied) == 0
    states = {one.wording.key: one.state for one in await publication.history()}
    assert states == {
        "supplier-switch-da": State.PASSED,
        "solar-da": State.FAILED,
        "script:switch-da": State.PASSED,
    }
    shown = await publication.current(supplied)
    assert [one.id for one in shown.library.wordings] == ["supplier-switch-da", "switch-da"]
    assert {shown.doubts(one, TODAY) for one in shown.library.wordings} == {(Doubt.UNAPPROVED,)}
    assert shown.approved == Library.of([])
    assert [one.wording.id for one in await publication.rescan()] == ["solar-da"]
    assert await replace(publication, rule_set="rules-2", scan=_content).rescan() == []
    assert "solar-da" in (await publication.current(supplied)).library.answers


@pytest.mark.parametrize("wording", [make_answer(), make_script()], ids=["answer", "script"])
async def test_an_officer_approves_what_the_program_supplied(publication: Publication, wording: Wording) -> None:
    await publication.supply(Library.of([wording]))
    version = (await publication.history())[0]
    assert (version.stored.author, version.approved_by) == (SUPPLIER, None)
    published = await publication.publish(await publication.approve(version, "Bo"), "Bo")
    assert (published.state, published.approved_by) == (State.LIVE, "Bo")
    shown = await publication.current(Library.of([wording]))
    assert (shown.doubts(wording, TODAY), shown.approved) == ((), Library.of([wording]))
    assert shown.doubts(wording, date(2027, 12, 1)) == (Doubt.EXPIRED,)
    with pytest.raises(ConflictError, match="is live; this needs passed"):
        await publication.approve(published, "Eva")


async def test_a_wording_put_aside_is_seen_no_more_and_a_draft_put_aside_takes_nothing_with_it(
    publication: Publication,
) -> None:
    supplied = Library.of([make_answer(), make_answer("solar")])
    await publication.supply(supplied)
    draft = await publication.draft(make_answer("solar", title="Kladde"), "Anna")
    await publication.retire(draft, "Bo")
    await publication.retire((await publication.history("supplier-switch-da"))[0], "Bo")
    assert list((await publication.current(supplied)).library.answers) == ["solar-da"]


async def test_a_newer_program_replaces_nothing_that_somebody_here_approved(publication: Publication) -> None:
    await publication.supply(Library.of([make_answer(), make_answer("solar")]))
    await live(publication, title="Vores egen")
    newer = Library.of([make_answer(title="Ny"), make_answer("solar", title="Ny")])
    await publication.supply(newer)
    shown = (await publication.current(newer)).library.answers
    assert {id_: one.title for id_, one in shown.items()} == {"supplier-switch-da": "Vores egen", "solar-da": "Ny"}


async def test_a_live_script_is_scanned_again_and_stays_readable_with_a_mark(publication: Publication) -> None:
    script = make_script()
    await publication.supply(Library.of([script]))
    await approve_waiting(publication, "Bo", ["da"])
    stricter = replace(publication, rule_set="rules-2", scan=_against("Farvel", publication.scan))
    (failing,) = await stricter.rescan()
    assert (failing.wording, failing.state) == (script, State.LIVE)
    assert failing.objections[0].startswith("switch-da end: affiliate-referral")
    shown = await publication.current(Library.of([script]))
    assert (shown.doubts(script, TODAY), shown.approved) == ((Doubt.FAILING,), Library.of([]))


async def test_what_waits_is_scanned_again_so_that_it_can_be_approved(publication: Publication) -> None:
    await publication.supply(Library.of([make_answer()]))
    newer = replace(publication, rule_set="rules-2")
    assert await newer.rescan() == []
    assert [one.state for one in (await approve_waiting(newer, "Bo", ["da"]))[0]] == [State.LIVE]


async def test_many_are_approved_at_once_but_for_those_with_a_reason(publication: Publication) -> None:
    wordings = [
        make_answer(),
        make_script(),
        make_answer("fee", phone="Du vælger frit. Se {comparison_site}. Spørg {fact:tree_contact}."),
        make_answer("favour", phone=FAVOUR),
        make_answer("old", valid_until=date(2026, 11, 21)),
        make_answer("other", language="sv"),
    ]
    await publication.supply(Library.of(wordings))
    await publication.take_in([make_answer("own")], "Bo")
    approved, left = await approve_waiting(publication, "Bo", ["da"])
    assert {one.wording.key for one in approved} == {"supplier-switch-da", "script:switch-da"}
    reasons = {one.version.wording.id: (one.missing, one.obstacles) for one in left}
    assert reasons == {
        "fee-da": (("fact:tree_contact",), ()),
        "favour-da": ((), (Obstacle.FOUND,)),
        "old-da": ((), (Obstacle.EXPIRED,)),
        "own-da": ((), (Obstacle.OWN,)),
    }
    states = {one.wording.id: one.state for one in await publication.history()}
    assert [states[id_] for id_ in ("supplier-switch-da", "fee-da", "other-sv")] == [
        State.LIVE,
        State.PASSED,
        State.PASSED,
    ]


async def test_a_draft_of_somebody_here_waits_also_when_an_update_brings_another_wording(
    publication: Publication,
) -> None:
    (draft,) = await publication.take_in([make_answer(title="Vores egen")], "Anna")
    await publication.supply(Library.of([make_answer()]))
    (standing,) = overview(await publication.history(), TODAY)
    assert standing.coming == draft
    await publication.retire(draft, "Bo")
    (standing,) = overview(await publication.history(), TODAY)
    assert standing.coming is not None
    assert standing.coming.supplied


async def test_of_two_officers_who_approve_at_once_one_does(publication: Publication) -> None:
    await publication.supply(Library.of([make_answer()]))
    (version,) = await publication.history()
    seen = [candidate(publication, version, officer) for officer in ("Bo", "Eva")]
    assert len((await approve_all(publication, seen[:1], "Bo"))[0]) == 1
    assert await approve_all(publication, seen[1:], "Eva") == ([], seen[1:])


async def test_a_script_whose_ways_leave_a_duty_out_is_refused(publication: Publication) -> None:
    with pytest.raises(InputError, match="without 'safety' having been said"):
        await publication.draft(make_script(must=["safety"]), "Anna")


async def test_an_answer_with_a_placeholder_nobody_can_fill_is_refused(publication: Publication) -> None:
    with pytest.raises(InputError, match=r"phone: no placeholder is called \{fone\}"):
        await publication.draft(make_answer(phone="Ring {fone}."), "Anna")


def _against(word: str, scan: Scan) -> Scan:
    async def stricter(contact: Contact) -> list[Finding]:
        return await scan(_recommending(contact)) if word in contact.messages[-1].text else []

    return stricter


async def _content(contact: Contact) -> list[Finding]:
    return []


def _recommending(contact: Contact) -> Contact:
    message = contact.messages[-1].model_copy(update={"text": FAVOUR})
    return contact.model_copy(update={"messages": (message,)})


async def test_an_unknown_version_is_told(publication: Publication) -> None:
    with pytest.raises(NotFoundError, match="no version 7"):
        await publication.version("supplier-switch-da", 7)


def test_versions_are_compared_word_by_word() -> None:
    stretches = compare_texts("Du vælger frit.", "Du vælger selv, frit.")
    assert [(one.change, one.text) for one in stretches] == [
        (Change.SAME, "Du vælger "),
        (Change.NEW, "selv, "),
        (Change.SAME, "frit."),
    ]
    assert list(compare_wordings(make_answer(), make_answer(title="Ny"))) == ["title"]
    longer = make_script(end={"say": "Farvel og tak."}, valid_until=date(2028, 1, 31))
    assert list(compare_wordings(make_script(), longer)) == ["end", "valid_until"]
