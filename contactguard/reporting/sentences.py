"""Figures in, the sentences and short texts that reports say of them out."""

from contactguard.reporting.pieces import Beside, Change
from contactguard.reporting.statistics.intervals import Rate, Share
from contactguard.reporting.words import Words

NOTHING = "–"


def beside(words: Words, one: Beside) -> str:
    """The month beside those before it, and whether the difference is more than noise."""
    if one.change is Change.UNKNOWN or one.mean is None or one.low is None or one.high is None:
        return words.text("Too few months before this one to say what is usual.")
    mean, low, high = (words.number(value, 1) for value in (one.mean, one.low, one.high))
    if one.change is Change.WITHIN:
        return words.text(
            "Within the usual range: the months before had {mean}, and chance alone gives {low} to {high}.",
            mean=mean,
            low=low,
            high=high,
        )
    if one.change is Change.ABOVE:
        return words.text(
            "More than chance explains: the months before had {mean}, and {high} would be the most to expect.",
            mean=mean,
            high=high,
        )
    return words.text(
        "Less than chance explains: the months before had {mean}, and {low} would be the least to expect.",
        mean=mean,
        low=low,
    )


def change(words: Words, one: Beside) -> str:
    told = {
        Change.WITHIN: "usual",
        Change.ABOVE: "more than usual",
        Change.BELOW: "less than usual",
        Change.UNKNOWN: "too few months",
    }
    sign = {Change.ABOVE: "▲ ", Change.BELOW: "▼ "}.get(one.change, "")
    return sign + words.text(told[one.change])


def per_1000(words: Words, one: Rate) -> str:
    return NOTHING if one.per_1000 is None else words.number(one.per_1000, 1)


def interval(words: Words, one: Rate) -> str:
    if one.low is None or one.high is None:
        return NOTHING
    return f"{words.number(one.low, 1)}–{words.number(one.high, 1)}"


def share(words: Words, one: Share) -> str:
    return NOTHING if one.share is None else words.percent(one.share)


def share_interval(words: Words, one: Share) -> str:
    if one.low is None or one.high is None:
        return NOTHING
    return f"{words.percent(one.low)}–{words.percent(one.high)}"
