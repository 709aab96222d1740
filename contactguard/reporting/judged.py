"""What was counted in, what people's judgement makes of it out: reviews, agreement, duties, disparity, misses."""

from collections.abc import Iterable, Iterator, Set

from contactguard.organisation.model import Organisation
from contactguard.reporting import months
from contactguard.reporting.counted import Counted, added
from contactguard.reporting.pieces import Disputes, Duty, Reviews
from contactguard.reporting.statistics.agreement import agreement
from contactguard.reporting.statistics.disparity import Disparity, disparities
from contactguard.reporting.statistics.elusion import Missed, Place, Stratum, missed
from contactguard.reporting.statistics.intervals import share
from contactguard.store.counts.records import DecisionCount, StratumCount
from contactguard.store.review.records import UNSETTLED, Standing
from contactguard.store.review.sample_records import Group


def reviews(have: Counted) -> Reviews:
    standings = added((part.standing, contacts * part.findings) for contacts, found in have.kinds for part in found)
    only = have.only
    kept = not (only.channel or only.language or only.topic or only.rule or only.company)
    return Reviews(
        done=sum(standings.values()) - standings[Standing.OPEN],
        waiting=standings[Standing.OPEN],
        standings=dict(sorted(standings.items())),
        agreement=agreement(_pairs(have)) if kept else None,
        disputes=_disputes([one for one in have.decisions if one.kind == "dispute"]) if kept else None,
    )


def duties(have: Counted) -> Iterator[Duty]:
    """Supplier enquiries of the contacts asked for, in all and by line."""
    lines = {"": have.selected} | {
        line: [one for one in have.selected if one.line == line] for line in sorted({one.line for one in have.selected})
    }
    for line, contacts in lines.items():
        enquiries, fulfilled = (sum(getattr(one, name) for one in contacts) for name in ("enquiries", "fulfilled"))
        if enquiries or not line:
            yield Duty(line=line, enquiries=enquiries, fulfilled=fulfilled, kept=share(fulfilled, enquiries))


def disparity_figures(have: Counted, organisation: Organisation) -> tuple[Disparity, ...]:
    """Empty where the profile tells no shares, or mentions are asked for by channel, language or topic, which are
    not kept."""
    shares = {one.company: one.share for one in organisation.customer_shares}
    if not shares or have.only.channel or have.only.language or have.only.topic:
        return ()
    told = disparities(have.mentions, shares)
    return tuple(one for one in told if have.only.company in (None, one.company))


def missed_figures(have: Counted) -> Missed | None:
    """Flagged contacts count as known once each of their findings was judged for good; of them those count that lie in
    the months, lines and channels of which silent ones were read."""
    only = have.only
    if only.of_findings or only.language or only.topic:
        return None
    strata = sampled(have.strata)
    read = {place for one in strata if one.group == Group.SILENT and one.reviewed for place in one.places}
    confirmed = have.sums("breached", lambda one: (one.month, one.line, one.channel))
    settled = not any(part.standing in UNSETTLED for _, found in have.kinds for part in found)
    told = missed(strata, sum(confirmed[place] for place in read) if settled else None)
    return told.model_copy(update={"uncovered": _unread(have, read)})


def sampled(strata: Iterable[StratumCount]) -> list[Stratum]:
    return [
        Stratum(
            one.group,
            one.line,
            one.channel,
            one.population,
            one.reviewed,
            one.breaches,
            months.between(one.first, one.last),
        )
        for one in strata
    ]


def _unread(have: Counted, read: Set[Place]) -> int:
    """Contacts without findings in months, lines and channels of which no such contact was read."""
    silent = added(((one.month, one.line, one.channel), one.contacts) for one in have.selected if not one.exempt)
    silent.subtract(have.sums("flagged", lambda one: (one.month, one.line, one.channel)))
    return sum(max(0, count) for place, count in silent.items() if place not in read)


def _pairs(have: Counted) -> dict[tuple[str, str], int]:
    return dict(added(((one.first, one.last), one.findings) for one in have.decisions if one.kind == "second"))


def _disputes(decisions: list[DecisionCount]) -> Disputes:
    waiting = sum(one.findings for one in decisions if not one.last)
    upheld = sum(one.findings for one in decisions if one.last == one.first)
    return Disputes(waiting=waiting, upheld=upheld, changed=sum(one.findings for one in decisions) - waiting - upheld)
