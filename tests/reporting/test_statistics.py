"""Each number beside one that somebody else worked out: the paper, the textbook or another program."""

import random
from dataclasses import replace

import pytest
from scipy.stats import binom

from contactguard.reporting.statistics import rate, share, usual_range
from contactguard.reporting.statistics.agreement import agreement, gwet, kappa
from contactguard.reporting.statistics.control import Kind, fitting, quarter, time_between
from contactguard.reporting.statistics.disparity import Verdict, disparities, holm
from contactguard.reporting.statistics.elusion import Stratum, interval, missed
from contactguard.reporting.statistics.intervals import exact
from contactguard.reporting.statistics.planner import needed, plan, upper


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    [
        (81, 263, 255.3, 366.2),  # Newcombe 1998, table I, method 3
        (15, 148, 62.4, 160.5),
        (1, 29, 6.1, 171.8),
        (0, 10, 0.0, 258.9),  # Hanley and Lippman-Hand 1983: 26% and 3%
        (0, 100, 0.0, 29.5),
        (100, 100, 970.5, 1000.0),
    ],
)
def test_intervals_are_those_of_the_literature(found: int, of: int, low: float, high: float) -> None:
    told = rate(found, of)
    assert (told.low, told.high) == (pytest.approx(low, abs=0.06), pytest.approx(high, abs=0.06))
    assert (share(found, of).low, share(found, of).high) == (
        pytest.approx(low / 1000, abs=1e-4),
        pytest.approx(high / 1000, abs=1e-4),
    )


@pytest.mark.parametrize(
    ("found", "of", "low", "high"), [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0, 0.1684)]
)
def test_exact_intervals_are_those_of_newcombe(found: int, of: int, low: float, high: float) -> None:
    assert exact(found, of) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


@pytest.mark.parametrize("of", [30, 300, 3000])
def test_nothing_found_means_at_most_about_three_in_n(of: int) -> None:
    high = rate(0, of).high
    assert high is not None
    assert high / 1000 <= 3 / of
    assert high / 1000 == pytest.approx(3 / of, rel=0.06)


def test_without_contacts_there_is_no_rate() -> None:
    assert (rate(0, 0).per_1000, rate(0, 0).low) == (None, None)
    assert (share(0, 0).share, share(0, 0).high) == (None, None)


def test_a_thread_of_two_months_gives_no_rate_above_all() -> None:
    assert rate(3, 2).per_1000 == 1000


@pytest.mark.parametrize("before", [[], [(1, 100), (2, 100)], [(1, 100), (0, 0), (2, 100)]])
def test_few_months_say_nothing_about_the_usual(before: list[tuple[int, int]]) -> None:
    assert usual_range(before, 100) is None


def test_the_usual_range_narrows_with_more_contacts() -> None:
    before = [(10, 200)] * 6
    few, many = usual_range(before, 100), usual_range(before, 10_000)
    assert few is not None
    assert many is not None
    assert few.mean == many.mean == 50
    assert few.low < many.low < 50 < many.high < few.high


@pytest.mark.parametrize(
    ("before", "of", "high"),
    [
        ([(0, 2000)] * 12, 2000, 2),
        ([(0, 300)] * 3, 300, 3),
        ([(0, 10)] * 3, 10_000, 1564),
        ([(60, 1200)] * 3, 10_000, 636),  # 567 if 60 of 1,200 were the rate itself
    ],
)
def test_what_is_usual_is_as_unsure_as_the_months_that_tell_it(
    before: list[tuple[int, int]], of: int, high: int
) -> None:
    """SciPy 1.17: betabinom.ppf(0.99865, of, found + 0.5, contacts - found + 0.5)."""
    usual = usual_range(before, of)
    assert usual is not None
    assert usual.high == pytest.approx(1000 * high / of, abs=0.01)


def test_the_p_chart_is_that_of_the_textbook_where_its_normal_limits_are_good() -> None:
    """Montgomery, example 7.1: 347 of 30 samples of 50 cans; limits 0.0524 and 0.4102."""
    usual = usual_range([(347, 1500)] * 3, 50)
    assert usual is not None
    assert (usual.mean, usual.low, usual.high) == (231.33, pytest.approx(52.4, abs=30), pytest.approx(410.2, abs=30))
    assert binom.cdf(usual.high / 20 - 1, 50, 347 / 1500) < 1 - 0.00135 <= binom.cdf(usual.high / 20, 50, 347 / 1500)


@pytest.mark.parametrize(
    ("flagged", "kind"), [(5, Kind.MONTHS), (2, Kind.QUARTERS), (1, Kind.BETWEEN), (0, Kind.BETWEEN)]
)
def test_small_counts_are_charted_by_quarter_or_by_what_lies_between(flagged: int, kind: Kind) -> None:
    assert fitting([(flagged, 1000)] * 12) is kind


def test_days_between_events_have_exponential_limits() -> None:
    """Of an exponential distribution with mean 1 the quantiles are 0.00135 and 6.6077 (Nelson 1994)."""
    between = time_between([0.5, 1.0, 1.5])
    assert between is not None
    assert (between.low, between.high) == (pytest.approx(0.00135, abs=1e-5), pytest.approx(6.6077, abs=1e-3))
    assert time_between([1, 2]) is None


def test_months_fall_into_quarters() -> None:
    assert [quarter(f"2026-{number:02d}") for number in (1, 3, 4, 10, 12)] == [
        "2026-Q1",
        "2026-Q1",
        "2026-Q2",
        "2026-Q4",
        "2026-Q4",
    ]


PARADOX = {("y", "y"): 118, ("y", "n"): 5, ("n", "y"): 2}  # Gwet 2002: agreement 0.944, kappa -0.02
THREE = {  # the table of Fleiss, Cohen and Everitt 1969, halved: kappa 0.492
    **{("a", "a"): 44, ("a", "b"): 7, ("a", "c"): 9, ("b", "a"): 5, ("b", "b"): 20, ("b", "c"): 5},
    **{("c", "a"): 1, ("c", "b"): 3, ("c", "c"): 6},
}


def test_agreement_is_that_of_gwet_and_statsmodels() -> None:
    few, three = kappa(PARADOX), kappa(THREE)
    assert few is not None
    assert three is not None
    assert few.value == pytest.approx(-0.0234, abs=1e-4)  # statsmodels 0.15, cohens_kappa; also the intervals
    assert (three.value, three.low, three.high) == (
        pytest.approx(0.4915, abs=1e-4),
        pytest.approx(0.3502, abs=1e-4),
        pytest.approx(0.6329, abs=1e-4),
    )
    assert gwet(PARADOX).value == pytest.approx(0.9408, abs=1e-4)  # Gwet 2002; irrCAC 0.4.4 says the same
    assert gwet(THREE).value == pytest.approx(0.5760, abs=1e-4)  # irrCAC 0.4.4, standard error 0.06788
    # irrCAC's tables divide by n where its raw data, Gwet's paper and we divide by n - 1
    assert gwet(THREE).high - gwet(THREE).value == pytest.approx(1.95996 * 0.06788 * (100 / 99) ** 0.5, abs=2e-4)


def test_positive_agreement_is_about_breaches_alone() -> None:
    """Cicchetti and Feinstein 1990: 2a/(2a+b+c)."""
    told = agreement({("breach", "breach"): 40, ("breach", "no breach"): 9, ("no breach", "no breach"): 46})
    assert told.positive.share == pytest.approx(80 / 89, abs=1e-4)
    assert told.raw.share == pytest.approx(86 / 95, abs=1e-4)
    assert told.positive.low is not None
    assert told.positive.high is not None
    assert told.positive.low < 80 / 89 < told.positive.high


def test_too_few_pairs_give_no_coefficient() -> None:
    told = agreement({("breach", "breach"): 4, ("no breach", "no breach"): 5})
    assert (told.kappa, told.ac1, told.raw.found) == (None, None, 9)
    assert agreement({}).raw.share is None
    assert kappa({("breach", "breach"): 20}) is None


def test_one_stratum_is_a_plain_exact_interval() -> None:
    assert interval([Stratum("silent", "a", "email", 10_000, 300, 3)]) == (
        pytest.approx(exact(3, 300)[0], rel=0.01),
        pytest.approx(exact(3, 300)[1], rel=0.01),
    )
    assert interval([Stratum("silent", "a", "email", 10_000, 0, 0)]) is None


def test_the_range_of_the_misses_holds_the_truth_as_often_as_it_says() -> None:
    """1,000 populations of three unlike strata, drawn out of proportion."""
    chance = random.Random(1)
    sizes, drawn, truth = (6000, 3000, 1000), (80, 80, 140), (0.01, 0.03, 0.1)
    mean = sum(size * part for size, part in zip(sizes, truth, strict=True)) / sum(sizes)
    held = 0
    for _ in range(1000):
        strata = [
            Stratum("silent", str(number), "email", size, count, sum(chance.random() < part for _ in range(count)))
            for number, (size, count, part) in enumerate(zip(sizes, drawn, truth, strict=True))
        ]
        low, high = interval(strata) or (1.0, 0.0)
        held += low <= mean <= high
    assert held >= 945


@pytest.mark.parametrize(
    ("big", "small", "high"),
    [((9900, 2, 0), (100, 50, 0), 0.84), ((5000, 10, 0), (5000, 1000, 0), 0.17), ((9500, 95, 2), (500, 5, 0), 0.0705)],
)
def test_finding_a_breach_never_lowers_the_most_there_may_be(
    big: tuple[int, int, int], small: tuple[int, int, int], high: float
) -> None:
    def most(*more: int) -> float:
        given = zip((big, small), more, strict=True)
        strata = [
            Stratum("silent", "a", str(at), size, read, found + added)
            for at, ((size, read, found), added) in enumerate(given)
        ]
        return (interval(strata) or (0.0, 0.0))[1]

    assert most(0, 0) == pytest.approx(high, abs=0.005)
    assert most(0, 0) < most(0, 1) < most(0, 2)
    assert most(0, 0) < most(1, 0) < most(2, 0)


def test_two_draws_of_a_month_speak_of_its_contacts_once() -> None:
    draw = Stratum("silent", "general", "email", 1000, 100, 0, ("2026-01",))
    twice, next_month = missed([draw, draw]), replace(draw, months=("2026-02",))
    assert twice == missed([replace(draw, reviewed=200)])
    assert twice.missed is not None
    assert (twice.population, twice.missed.high) == (1000, 18.3)
    assert missed([draw, next_month]).population == 2000


@pytest.mark.parametrize(
    ("quarter", "month", "population", "uncovered"),
    [(100, 100, 3000, 0), (100, 0, 3000, 0), (0, 100, 1000, 2000), (0, 0, 0, 3000)],
)
def test_draws_that_share_a_month_count_its_contacts_once(
    quarter: int, month: int, population: int, uncovered: int
) -> None:
    groups = [
        [
            Stratum(group, "general", "email", 3000, quarter, quarter // 10, ("2026-01", "2026-02", "2026-03")),
            Stratum(group, "general", "email", 1000, month, month // 10, ("2026-03",)),
        ]
        for group in ("silent", "flagged")
    ]
    told, sure = missed([*groups[0], *groups[1]]), missed(groups[0], confirmed=300)
    assert (told.population, told.uncovered, told.reviewed) == (population, uncovered, quarter + month)
    if quarter and told.missed and told.recall and sure.recall:
        assert told.missed.low < 300 < told.missed.high < 600
        assert told.recall.low < 0.5 < told.recall.high
        assert sure.recall.low < 0.5 < sure.recall.high


def test_a_breach_read_counts_however_small_its_part_of_shared_contacts() -> None:
    month = Stratum("silent", "general", "email", 1, 1, 1, ("2026-01",))
    told = missed([month, replace(month, breaches=0, months=("2026-01", "2026-02"))])
    assert told.elusion is not None
    assert told.elusion.low > 0
    assert (told.population, told.breaches) == (1, 1)


def test_flagged_contacts_tell_of_recall_only_where_silent_ones_were_read() -> None:
    silent, flagged = (Stratum(group, "general", "email", 500, 100, 5) for group in ("silent", "flagged"))
    elsewhere = replace(flagged, line="billing", breaches=100)
    assert missed([silent, flagged, elsewhere]) == missed([silent, flagged])
    unread = replace(flagged, months=silent.months, channel="chat", reviewed=0, breaches=0)
    both = [silent, replace(silent, channel="chat", breaches=0), flagged]
    some, more = missed(both).recall, missed([*both, unread]).recall
    assert some is not None
    assert more is not None
    assert more.low == some.low
    assert more.high > some.high


def test_recall_is_a_range_and_months_are_pooled() -> None:
    months = [Stratum("silent", "general", "email", 1000, 50, 0, (f"2026-{number}",)) for number in range(1, 7)]
    told = missed([*months, Stratum("silent", "general", "chat", 400, 0, 0)], confirmed=60)
    assert (told.reviewed, told.population, told.uncovered) == (300, 6000, 400)
    assert told.elusion is not None
    assert told.recall is not None
    assert (told.elusion.low, told.elusion.high) == (0, pytest.approx(0.0122, abs=1e-4))
    assert told.recall.low == pytest.approx(60 / (60 + 6000 * 0.01451), abs=0.01)
    assert told.recall.high == 1


def test_without_review_nothing_is_said_about_misses() -> None:
    told = missed([Stratum("silent", "general", "email", 1000, 0, 0)], confirmed=5)
    assert (told.elusion, told.missed, told.recall, told.uncovered) == (None, None, None, 1000)


def test_unconfirmed_findings_widen_the_range() -> None:
    silent = Stratum("silent", "general", "email", 1000, 200, 2)
    known = missed([silent], confirmed=50).recall
    guessed = missed([silent, Stratum("flagged", "general", "email", 100, 40, 20)]).recall
    assert known is not None
    assert guessed is not None
    assert guessed.low < known.low < known.high < guessed.high


def test_many_companies_are_corrected_for() -> None:
    """statsmodels 0.15, multipletests(method="holm")."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == [0.03, 0.06, 0.06, 0.02]


def test_a_supplier_named_beyond_its_share_is_told() -> None:
    told = disparities({("general", "Struer Energi"): 60, ("general", "Norlys"): 40}, {"Struer Energi": 0.4})
    assert [(one.verdict, one.ratio, one.expected) for one in told] == [(Verdict.MORE, 1.5, 40.0)]
    assert told[0].p == pytest.approx(0.0001, abs=5e-5)  # R 4: binom.test(60, 100, 0.4), p = 6.4e-05
    assert told[0].low is not None
    assert told[0].low > 1


@pytest.mark.parametrize("mentions", [{("general", "Norlys"): 19}, {("general", "Norlys"): 40, ("general", "X"): 4}])
def test_few_mentions_say_nothing(mentions: dict[tuple[str, str], int]) -> None:
    (told,) = disparities(mentions, {"X": 0.05})
    assert (told.verdict, told.ratio, told.low, told.p) == (Verdict.TOO_FEW, None, None, None)


@pytest.mark.parametrize(("allowed", "reviews"), [(0, 59), (1, 93), (2, 124)])
def test_the_reviews_needed_are_those_of_wilks(allowed: int, reviews: int) -> None:
    """Wilks 1941: 59, 93 and 124 for 95% of a population with 95% confidence."""
    assert needed(0.05, allowed) == reviews
    assert upper(allowed, reviews) <= 0.05 < upper(allowed, reviews - 1)


def test_a_promise_of_recall_tells_its_reviews_and_hours() -> None:
    told = plan(0.8, found=100, silent=10_000, minutes=3)
    assert told is not None
    assert (told.reviews, told.allowed, told.hours) == (1197, 0, 59.9)  # log(0.05)/log(1 - 100·0.25/10,000)
    assert missed([Stratum("silent", "", "", 10_000, told.reviews, 0)], confirmed=100).missed is not None


@pytest.mark.parametrize(("found", "expected"), [(0, 0.0), (100, 0.003)])
def test_a_promise_that_cannot_be_kept_has_no_plan(found: int, expected: float) -> None:
    assert plan(0.8, found, 10_000_000, expected=expected) is None
