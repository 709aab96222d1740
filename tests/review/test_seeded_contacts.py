"""The seeded test contacts: judged rightly as shipped, and heard of when the chain is broken."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from contactguard.contacts.model import Contact
from contactguard.organisation import profile
from contactguard.policies.finding import Policy
from contactguard.review.seeded_contacts import LANGUAGES, failures, seeded, texts
from contactguard.scanning.runner import Outcome, ScanFailure, scan_one
from contactguard.scanning.scanner import Scanner
from contactguard.scanning.tally import Examined
from contactguard.store.database import Database
from contactguard.store.scanned.seeded import Failure, SeededRepository
from tests.conftest import CORPUS
from tests.factories import make_contact
from tests.review.conftest import keep

PROFILES = CORPUS / "profiles"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_breaches_of_several_duties_and_clean_texts(language: str) -> None:
    told = texts(language)
    assert len({text.expect for text in told if text.expect}) >= 5
    assert sum(text.expect is None for text in told) >= 3
    assert len({text.name for text in told}) == len(told)


@pytest.mark.parametrize(("name", "languages"), [("struer", ("da", "nb", "en")), ("kalmar", ("sv", "en"))])
def test_the_rules_alone_judge_all_of_them_rightly(name: str, languages: tuple[str, ...]) -> None:
    organisation = profile.load(PROFILES / f"{name}.toml")
    spoken = organisation.grid_company.model_copy(update={"languages": languages})
    organisation = organisation.model_copy(update={"grid_company": spoken})
    scanner = Scanner(organisation)
    contacts = seeded(organisation)
    assert len(contacts) == 8 * len(languages)
    assert failures(contacts, lambda some: (scan_one(scanner, one) for one in some)) == []


def test_a_supplier_that_is_no_affiliate_any_more_is_not_named_in_them() -> None:
    organisation = profile.load(PROFILES / "struer.toml")
    sold = organisation.affiliates()[0].model_copy(update={"name": "Solgt Energi", "valid_to": date(2020, 1, 1)})
    organisation = organisation.model_copy(update={"companies": (sold, *organisation.companies)})
    scanner, contacts = Scanner(organisation), seeded(organisation)
    assert failures(contacts, lambda some: (scan_one(scanner, one) for one in some)) == []


def test_what_is_not_found_what_is_found_though_clean_and_what_fails_is_heard_of() -> None:
    organisation = profile.load(PROFILES / "struer.toml")
    scanner = Scanner(organisation)
    contacts = [one for one in seeded(organisation) if one.contact.language == "da"]

    def broken(some: Iterable[Contact]) -> Iterator[Outcome]:
        for one in some:
            if one.id == "seeded-da-outage":
                yield ScanFailure("RuntimeError: no")
            elif one.id == "seeded-da-refusal":
                yield scan_one(scanner, contacts[0].contact)
            elif one.id == "seeded-da-referral":
                yield Examined()
            else:
                yield scan_one(scanner, one)

    assert failures(contacts, broken) == [
        Failure("seeded-da-referral", Policy.AFFILIATE_REFERRAL, None),
        Failure("seeded-da-refusal", None, Policy.AFFILIATE_REFERRAL),
        Failure("seeded-da-outage", None, None, "RuntimeError: no"),
    ]


def test_a_company_without_an_affiliate_is_spared_texts_that_name_one(tmp_path: Path) -> None:
    organisation = profile.load(PROFILES / "struer.toml").model_copy(update={"companies": ()})
    names = {one.contact.id for one in seeded(organisation)}
    assert "seeded-da-referral" not in names
    assert "seeded-da-installer" in names


async def test_a_night_is_kept_with_its_scan(database: Database, tmp_path: Path) -> None:
    await keep(database, make_contact())
    repository = SeededRepository(database)
    assert await repository.last() is None
    failed = [Failure("seeded-da-outage", None, Policy.DISPARAGEMENT)]
    await repository.keep(1, 16, failed)
    kept = await repository.of_scan(1)
    assert kept is not None
    assert (kept.tried, kept.failed) == (16, tuple(failed))
    assert await repository.last() == kept
