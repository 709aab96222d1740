import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from contactguard.knowledge.library import Library
from contactguard.knowledge.search import thesaurus
from contactguard.knowledge.search.folding import fold
from contactguard.knowledge.search.searcher import Searcher
from contactguard.knowledge.search.spelling import Spelling
from tests.knowledge.factories import make_answer

QUERIES = Path(__file__).parent / "queries"


@pytest.fixture(scope="session")
def searcher(base: Library) -> Searcher:
    return Searcher(base.answers.values())


def queries(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (QUERIES / name).read_text("utf-8").splitlines()]


def places(searcher: Searcher, asked: list[dict[str, str]]) -> Iterator[int]:
    """At which place the right topic came, 9 where it was not among the first three."""
    for one in asked:
        topics = [hit.topic for hit in searcher.search(one["query"], one["language"], 3)]
        yield topics.index(one["topic"]) if one["topic"] in topics else 9


@pytest.mark.parametrize("language", ["da", "sv", "nb", "en"])
def test_the_topic_is_right_for_queries_as_agents_type_them(searcher: Searcher, language: str) -> None:
    """No number was tuned on these, but the thesaurus came after them from the same hand: strangers will see less."""
    found = list(places(searcher, [one for one in queries("test.jsonl") if one["language"] == language]))
    assert len(found) >= 100
    assert sum(place == 0 for place in found) / len(found) >= 0.90
    assert sum(place < 3 for place in found) / len(found) >= 0.97


def test_queries_for_tuning_and_for_testing_are_kept_apart(base: Library) -> None:
    files = (queries("tune.jsonl"), queries("test.jsonl"))
    tune, test = ({(fold(one["query"]), one["language"]) for one in file} for file in files)
    topics = {one.topic for one in base.answers.values()}
    assert len(tune) + len(test) >= 400
    assert len(tune & test) <= 6  # the names of things, which anyone types
    assert {one["topic"] for one in queries("test.jsonl")} == topics


def test_an_answer_comes_at_once(searcher: Searcher) -> None:
    """p99 in process; CPU time, since the machine may do other things as well."""
    times = []
    for one in queries("test.jsonl"):
        started = time.process_time()
        searcher.search(one["query"], one["language"])
        times.append(time.process_time() - started)
    assert sorted(times)[int(len(times) * 0.99)] < 0.005


@pytest.mark.parametrize(
    ("query", "topic"),
    [
        ("leverandorskift", "supplier-switch"),
        ("leverandoerskift", "supplier-switch"),
        ("levrandørskift", "supplier-switch"),
        ("leverandør skift", "supplier-switch"),
        ("lev.skift", "supplier-switch"),
        ("varmepum", "heat-pump"),
        ("VARMEPUMPE!", "heat-pump"),
        ("bygge strøm", "building-site-power"),
    ],
)
def test_spelling_spaces_and_shorthand_do_not_matter(searcher: Searcher, query: str, topic: str) -> None:
    assert searcher.search(query, "da")[0].topic == topic


@pytest.mark.parametrize(
    ("query", "language", "topic"),
    [
        ("cant aford bill", "en", "payment-plan"),
        ("powr cut", "en", "outage-now"),
        ("can not afford heating", "en", "payment-plan"),
        ("dont have money for the bill", "en", "payment-plan"),
        ("don't have money", "en", "payment-plan"),
        ("cannot pay", "en", "payment-plan"),
        ("unable to pay", "en", "payment-plan"),
        ("har icke råd", "sv", "payment-plan"),
        ("har itte råd", "nb", "payment-plan"),
        ("får ikke betalt fakturaen", "nb", "payment-plan"),
        ("kvifor kan de ikkje tilrå nokon", "nb", "neutrality"),
        ("kven er straumleverandøren min", "nb", "supplier-current"),
        ("ny måler når", "nb", "meter-replacement"),
        ("får ny måler hvornår", "da", "meter-replacement"),
        ("kvarterspris", "da", "electricity-price"),
        ("forbrug eksploderet", "da", "bill-question"),
        ("elfirma fuskat", "sv", "installer-complaint"),
        ("cowboy electrician", "en", "installer-complaint"),
    ],
)
def test_phrases_bear_typos_dialect_and_the_words_of_customers(
    searcher: Searcher, query: str, language: str, topic: str
) -> None:
    assert searcher.search(query, language)[0].topic == topic


def test_a_query_in_another_language_finds_the_answer_of_the_chosen_one(searcher: Searcher) -> None:
    hit = searcher.search("strömavbrott", "da")[0]
    assert (hit.topic, hit.language, hit.id) == ("outage-now", "da", "outage-now-da")


@pytest.mark.parametrize("query", ["", "  ", "!?", "qqqq", "漢字"])
def test_a_query_of_which_nothing_is_known_finds_nothing(searcher: Searcher, query: str) -> None:
    assert searcher.search(query, "da") == []


def test_results_are_ordered_and_as_many_as_asked_for(searcher: Searcher) -> None:
    hits = searcher.search("strøm", "da", 7)
    assert len(hits) == 7
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert searcher.search("strøm", "da", 7) == hits


def test_a_language_without_the_topic_shows_another() -> None:
    searcher = Searcher([make_answer(), make_answer("solar", title="Solceller", language="sv", asked=[], keywords=[])])
    assert [(hit.id, hit.language) for hit in searcher.search("solceller", "da", 1)] == [("solar-sv", "sv")]


def test_a_base_of_one_answer_is_searched_as_well() -> None:
    assert Searcher([make_answer()]).search("elselskab", "da")[0].score == 1.0


def test_an_empty_base_finds_nothing() -> None:
    assert Searcher([]).search("elselskab", "da") == []


@pytest.mark.parametrize("written", ["Målernr.", "maaler nr", "MÅLER-NR", "maler  nr"])
def test_makeshift_letters_are_the_same(written: str) -> None:
    assert fold(written).replace(" ", "") == "malernr"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["solcelelr"], ["solceller"]),
        (["solce"], ["solceller"]),
        (["sol", "celler"], ["solceller"]),
        (["batterisolceller"], ["batteri", "solceller"]),
        (["solceller"], []),
        (["xyz"], []),
    ],
)
def test_words_stand_for_known_ones(words: list[str], expected: list[str]) -> None:
    assert Spelling({"solceller": 3, "batteri": 2}).expansions(words) == expected


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["ingn", "strøm"], ["ingen", "strøm"]),
        (["ingen", "str"], ["ingen", "strøm"]),
        (["strømmen", "ingens"], ["strømmen", "ingens"]),
        ([], []),
    ],
)
def test_what_is_meant_stands_in_the_place_of_what_is_typed(words: list[str], meant: list[str]) -> None:
    assert Spelling({"ingen": 3, "strøm": 2}).meant(words) == meant


@pytest.mark.parametrize("typed", ["kan ikke betale", "ka ik betale", "kan ej betala", "kan ikkje betale", "can't pay"])
def test_a_negation_is_the_same_however_it_is_typed(typed: str) -> None:
    assert "cannot-pay" in thesaurus.load().ideas(fold(typed))


def test_one_idea_has_words_in_every_language() -> None:
    ideas = thesaurus.load().ideas
    for word in ("elektriker", "elinst.", "electrician", "elinstallatören"):
        assert "installer" in ideas(fold(word)), word
    assert "installer" not in ideas(fold("strømmen"))
