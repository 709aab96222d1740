"""Figures in, the sentences and short texts that reports say of them out."""

from contactguard.reporting.figures import Figures
from contactguard.reporting.pieces import Beside, Change, Disputes, Duty
from contactguard.reporting.statistics.elusion import Missed, Range
from contactguard.reporting.statistics.intervals import Rate, Share
from contactguard.reporting.words import Words
from contactguard.store.register.records import Training

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
    return f"{words.number(100 * one.low)}–{words.percent(one.high)}"


def enquiries(words: Words, one: Duty) -> str:
    return words.text(
        "Customers asked in {enquiries} contacts which supplier to choose; in {fulfilled} of them the comparison site"
        " was given: {share}, 95% interval {interval}.",
        enquiries=one.enquiries,
        fulfilled=one.fulfilled,
        share=share(words, one.kept),
        interval=share_interval(words, one.kept),
    )


def breach_note(words: Words, figures: Figures) -> str:
    """What stands below the number of breaches: in how many contacts, or what it means that there are none."""
    if not figures.reviews.done and (figures.reviews.unsettled or figures.breached.high is None):
        return words.text("nothing has been judged yet")
    if figures.breaches:
        return words.plural("in {count} contact", "in {count} contacts", figures.breached.contacts)
    if figures.reviews.unsettled or figures.breached.high is None:
        one, many = "{count} finding is not final yet", "{count} findings are not final yet"
        return words.plural(one, many, figures.reviews.unsettled)
    most = words.number(figures.breached.high, 1)
    return words.text("0 of {count} means at most {share} per 1,000", count=figures.scanned, share=most)


def elusion(words: Words, miss: Missed, ends: Range) -> str:
    """What the contacts read show, and how many of those passed over may hold a breach."""
    low, high = (words.number(end * 1000, 1) for end in (ends.low, ends.high))
    read = words.plural(
        "{count} contact without findings was read,", "{count} contacts without findings were read,", miss.reviewed
    )
    held = words.plural("{count} of them holds a breach.", "{count} of them hold a breach.", miss.breaches)
    if miss.breaches:
        so = words.text("So between {low} and {high} per 1,000 such contacts hold one.", low=low, high=high)
    else:
        so = words.text("So at most {high} per 1,000 such contacts hold one.", high=high)
    return " ".join((read, held, so, *([unread(words, miss)] if miss.uncovered else [])))


def unread(words: Words, miss: Missed) -> str:
    return words.plural(
        "Nothing is known of {count} more: none of their months, line and channel was read.",
        "Nothing is known of {count} more: none of their months, line and channel was read.",
        miss.uncovered,
    )


def recall(words: Words, ends: Range) -> str:
    return words.text(
        "The scan finds between {low} and {high} of the contacts with a breach (95% confidence).",
        low=words.percent(ends.low),
        high=words.percent(ends.high),
    )


def disputes(words: Words, one: Disputes) -> str:
    return words.text(
        "Disputes: {waiting} waiting, {upheld} upheld, {changed} changed.",
        waiting=one.waiting,
        upheld=one.upheld,
        changed=one.changed,
    )


def training(words: Words, one: Training) -> str:
    return words.text(
        "{day}: {subject}, {audience}; {attended} of {invited} attended.",
        day=words.day(one.held_on),
        subject=one.subject,
        audience=one.audience,
        attended=one.attended,
        invited=one.invited,
    )
