"""The parts of the learned model, on small data made by hand."""

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from contactguard.models import gates, ngrams, scoring
from contactguard.models import tokenizer as tokenizing
from contactguard.models.gates import Raised
from contactguard.models.inputs import MISSING, POLICIES, Case, Sentence
from contactguard.models.layout import WIDTH, Layout
from contactguard.models.masking import TOKENS, NameSpan, mask
from contactguard.models.ngrams import CONTACT_KINDS, SENTENCE_KINDS, Kind, Linear, NGrams
from contactguard.models.opinion import enquiry
from contactguard.models.scoring import ContactScorer, Memory, SentenceScorer
from contactguard.models.tokenizer import SPECIALS, UNKNOWN, Tokenizer
from contactguard.models.told import Bag, Told, said
from tests.keeping import kept

REFERRAL = POLICIES.index("affiliate-referral")


def sentence(masked: str, author: str = "agent", own: bool = True, message: int = 0, marks: str = "") -> Sentence:
    return Sentence(message, 0, len(masked), author, own, masked, tuple(marks.split()))


def case(*sentences: Sentence) -> Case:
    return Case("call_note", "general", "", sentences)


def tokenizer() -> Tokenizer:
    pieces = (*SPECIALS, "▁hen", "vist", "▁henvist", "▁", "til", "▁til", "h", "e", "n")
    return Tokenizer(pieces, [0.0] * len(SPECIALS) + [-3.0, -3.0, -4.0, -2.0, -5.0, -2.0, -8.0, -8.0, -8.0])


def model(kinds: Sequence[Kind], bags: list[Bag], columns: int) -> Linear:
    """A model that knows one of three features, with weights drawn by lot."""
    blocks = [ngrams.hashed(*one) for bag in bags for one in zip(kinds, bag, strict=True)]
    known = np.unique(np.concatenate([keys for block in blocks for keys in block]))[::3]
    rng = np.random.default_rng(1)
    weights = rng.normal(size=(len(known), columns)).astype(np.float32)
    return Linear(known, rng.uniform(1, 3, len(known)).astype(np.float32), weights, np.ones(columns, np.float32))


def plain(linear: Linear, kinds: Sequence[Kind], bag: Bag) -> np.ndarray:
    """The logits as the regression that fitted them would give them, block by block."""
    vectors = [linear.vector(kind, tokens) for kind, tokens in zip(kinds, bag, strict=True)]
    return linear.bias + sum(values @ linear.weights[rows] for rows, values in vectors)


CASES = (
    case(sentence("Kunden spurgte om pris.", "customer"), sentence("Henviste til [AFFILIATE], til [AFFILIATE]!")),
    case(sentence("Hej hej hej, hvad koster det?", "customer"), sentence("Se [SITE]."), sentence("Hej.", own=False)),
    case(sentence("")),
    case(sentence("Henviste.", marks="refer AFFILIATE"), sentence("Ok.", "customer", marks="qualifier:negated")),
    case(sentence("\ud800 x " + "langt" * 20)),
)


@pytest.mark.parametrize("one", CASES)
def test_what_tokens_bring_adds_up_to_what_the_regression_gives(one: Case) -> None:
    rows = range(len(one.sentences))
    bags = [bag for two in CASES for bag in Told(two).sentences(range(len(two.sentences)))]
    spoken = model(SENTENCE_KINDS, bags, 9)
    contact = model(CONTACT_KINDS, [Told(two).contact() for two in CASES], 2)
    scorers = SentenceScorer(spoken), ContactScorer(contact)
    for _ in range(2):  # the second time from memory
        expected = [plain(spoken, SENTENCE_KINDS, bag) for bag in Told(one).sentences(rows)]
        assert scorers[0].logits(Told(one), rows) == pytest.approx(np.array(expected), abs=1e-4)
        assert scorers[1].logits(Told(one)) == pytest.approx(
            plain(contact, CONTACT_KINDS, Told(one).contact()), abs=1e-4
        )


def test_n_grams_come_back_as_they_were_saved(tmp_path: Path) -> None:
    told = Told(CASES[0])
    saved = NGrams(
        model(SENTENCE_KINDS, told.sentences([0, 1]), 9),
        model(CONTACT_KINDS, [told.contact()], 2),
    )
    saved.save(tmp_path / "ngrams.npz")
    read = NGrams.load(tmp_path / "ngrams.npz")
    for before, after in ((saved.sentence, read.sentence), (saved.contact, read.contact)):
        assert (after.known.dtype, after.known.tolist()) == (before.known.dtype, before.known.tolist())
        assert after.weights == pytest.approx(before.weights, abs=float(np.abs(before.weights).max()) / 127)
        assert after.rarity == pytest.approx(before.rarity, rel=1e-2)


def test_a_full_memory_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "MEMORY", 5)
    told = [Told(one).sentences(range(len(one.sentences))) for one in CASES]
    memory = Memory(model(SENTENCE_KINDS, told[0], 9), SENTENCE_KINDS)
    once, size = memory.brought(memory.places(told[0])), len(memory)
    for bags in told[1:]:
        memory.places(bags)
    assert memory.brought(memory.places(told[0])) == pytest.approx(once)
    assert len(memory) == size


@pytest.mark.parametrize("token", TOKENS)
def test_nobody_names_a_company_by_writing_what_its_token_counts_as(token: str) -> None:
    (sign,) = said(token).words
    assert said(f"Se {sign} nu") == said("Se nu")


@pytest.mark.parametrize("length", [5, 390])
def test_the_tokenizer_keeps_no_long_words_and_few_others(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contactguard.models.tokenizer.MEMORY", 50)
    cut, texts = tokenizer(), [f"{number}{'n' * length}" for number in range(500)]
    assert kept(tokenizing, lambda: list(map(cut.encode, texts))) < 50_000


def test_two_threads_get_what_one_gets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "MEMORY", 20)
    told = [Told(case(sentence(f"{word} til [AFFILIATE] {word}{number}"))) for number in range(20) for word in "abc"]
    linear = model(SENTENCE_KINDS, [one.sentences([0])[0] for one in told], 9)
    expected = [SentenceScorer(linear).logits(one, [0]) for one in told]
    scorer, pace = SentenceScorer(linear), sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(lambda one: scorer.logits(one, [0]), told * 10))
    finally:
        sys.setswitchinterval(pace)
    assert np.array(found) == pytest.approx(np.array(expected * 10), abs=1e-5)


def test_no_sentence_has_no_logits() -> None:
    known = model(SENTENCE_KINDS, Told(CASES[0]).sentences([0]), 9)
    assert SentenceScorer(known).logits(Told(case()), []).shape == (0, 9)


@pytest.mark.parametrize(
    ("spans", "masked"),
    [
        ([], "Ring til Struer Energi nu"),
        ([NameSpan(9, 22, "AFFILIATE")], "Ring til [AFFILIATE] nu"),
        ([NameSpan(9, 15, "GRID"), NameSpan(9, 22, "AFFILIATE")], "Ring til [AFFILIATE] nu"),
        ([NameSpan(16, 22, "BRAND"), NameSpan(9, 22, "AFFILIATE")], "Ring til [AFFILIATE] nu"),
    ],
)
def test_names_become_their_relation(spans: list[NameSpan], masked: str) -> None:
    assert mask("Ring til Struer Energi nu", spans) == masked


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("henvist til", ["▁henvist", "▁til"]),
        ("[AFFILIATE]til", ["[AFFILIATE]", "▁til"]),
        ("", []),
        ("☃", ["▁", UNKNOWN]),
    ],
)
def test_words_are_cut_on_the_likeliest_way(text: str, pieces: list[str]) -> None:
    one = tokenizer()
    names = {number: piece for piece, number in one.ids.items()}
    assert [names[number] for number in one.encode(text)] == pieces
    assert one.encode(text) == one.encode(text)


def test_two_languages_share_what_the_rules_see_in_them() -> None:
    danish = case(sentence("Henviste til [AFFILIATE].", marks="refer AFFILIATE"))
    english = case(sentence("Pointed her to [AFFILIATE].", marks="refer AFFILIATE"))
    (one,), (other,) = (Told(told).sentences([0]) for told in (danish, english))
    marks = [kind.name for kind in SENTENCE_KINDS].index("marks")
    assert one[marks] == other[marks]
    assert set(one[marks]) == {"refer", "AFFILIATE", "refer AFFILIATE", "AFFILIATE & refer"}


def test_what_the_rules_see_near_by_tells_how_far_and_who_said_it() -> None:
    told = case(
        sentence("a", "customer", marks="supplier-enquiry"), sentence("b"), sentence("c"), sentence("d", marks="refer")
    )
    near = [kind.name for kind in SENTENCE_KINDS].index("marks near")
    bags = [set(bag[near]) for bag in Told(told).sentences(range(4))]
    assert bags == [set(), {"-1 customer supplier-enquiry"}, {"-2 customer supplier-enquiry", "1 agent refer"}, set()]


def test_windows_are_no_wider_than_the_models_read_and_hold_every_sentence() -> None:
    long = case(*(sentence("henvist til " * 30) for _ in range(40)))
    layout = Layout(tokenizer())
    windows = layout.windows(long)
    assert {target.sentence for window in windows for target in window.targets} == set(range(40))
    assert max(len(window.ids) for window in windows) <= WIDTH


def test_a_sentence_without_words_stands_in_no_window() -> None:
    (window,) = Layout(tokenizer()).windows(case(sentence("henvist"), sentence(""), sentence("til")))
    assert [target.sentence for target in window.targets] == [0, 2]


@pytest.mark.parametrize(
    ("authors", "asked", "expected"),
    [
        (("agent", "customer", "customer"), (0.0, 1.0, 3.0), 2),
        (("agent", "customer", "system"), (0.0, 1.0, 3.0), 1),
        (("system", "system", "system"), (0.0, 1.0, 3.0), 0),
    ],
)
def test_a_missing_comparison_stands_at_the_clearest_enquiry_of_a_person(
    authors: tuple[str, ...], asked: tuple[float, ...], expected: int
) -> None:
    logits = np.zeros((3, len(POLICIES)), np.float32)
    logits[:, MISSING] = asked
    assert enquiry(case(*(sentence("a", author) for author in authors)), (logits, 0.0)) == expected


def scores(*values: float) -> np.ndarray:
    table = np.zeros((len(values), len(POLICIES)), np.float32)
    table[:, REFERRAL] = values
    table[:, MISSING] = 0.9
    return table


@pytest.mark.parametrize(
    ("sentences", "exempt", "expected"),
    [
        ([sentence("a"), sentence("b")], False, [Raised("affiliate-referral", 0, 1, 0.9)]),
        ([sentence("a"), sentence("b", message=1)], False, [Raised("affiliate-referral", 0, 0, 0.9),
                                                            Raised("affiliate-referral", 1, 1, 0.8)]),
        ([sentence("a", "customer"), sentence("b", own=False)], False, []),
        ([sentence("a"), sentence("b")], True, []),
    ],
)  # fmt: skip
def test_only_the_agents_own_words_off_the_affiliates_line_raise_a_referral(
    sentences: list[Sentence], exempt: bool, expected: list[Raised]
) -> None:
    one = case(*sentences)
    kept, _ = gates.gated(one, scores(0.9, 0.8), 0.0, exempt)
    found = gates.raised(one, kept, 0.0, 0.5)
    assert [(r.policy, r.first, r.last, pytest.approx(r.score)) for r in expected] == [
        (r.policy, r.first, r.last, r.score) for r in found
    ]


@pytest.mark.parametrize(
    ("sentences", "exempt", "missing"),
    [
        ([sentence("Vælg frit.")], False, 0.9),
        ([sentence("Se [SITE].")], False, 0.0),
        ([sentence("Se [SITE].", "customer")], False, 0.9),
        ([sentence("Vælg frit.")], True, 0.0),
    ],
)
def test_a_comparison_site_named_by_the_agent_or_an_exempt_line_clears_the_omission(
    sentences: list[Sentence], exempt: bool, missing: float
) -> None:
    assert gates.gated(case(*sentences), scores(0.0), 0.9, exempt)[1] == missing
