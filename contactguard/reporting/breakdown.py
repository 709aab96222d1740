"""What was counted in, its parts out: by duty, line, channel, language, topic, company and rule."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from contactguard.organisation.model import Organisation, Relation
from contactguard.policies.finding import Origin, Policy
from contactguard.reporting import months
from contactguard.reporting.counted import Counted, added
from contactguard.reporting.course import beside
from contactguard.reporting.pieces import Cell, CompanyFigure, PartFigure, PolicyFigure, RuleFigure
from contactguard.reporting.statistics.intervals import rate, share
from contactguard.store.counts.gathering import UNKNOWN
from contactguard.store.review.records import Standing

SUMS = ("findings", "breaches", "flagged", "breached")


def policies(have: Counted, wanted: Iterable[Policy]) -> Iterator[PolicyFigure]:
    """All nine, unless one was asked for."""
    sums = {name: have.sums(name, lambda one: one.policy, by_policy=True) for name in SUMS}
    by_model = added(
        (part.policy, contacts * part.findings)
        for contacts, found in have.kinds
        for part in found
        if part.raised and part.origin == Origin.MODEL
    )
    for policy in wanted:
        if have.only.policy in (None, policy):
            yield PolicyFigure(
                key=policy.value,
                label=policy.value,
                policy=policy,
                findings=sums["findings"][policy.value],
                breaches=sums["breaches"][policy.value],
                flagged=have.rate(sums["flagged"][policy.value]),
                breached=have.rate(sums["breached"][policy.value]),
                by_model=by_model[policy.value],
                beside=beside(have, have.only.last, policy.value),
            )


def parts(have: Counted, name: str, labels: Mapping[str, str] | None = None) -> Iterator[PartFigure]:
    """Lines in the order of the profile, others by their id; those with contacts only."""
    scanned = have.scanned(name)
    known = {getattr(one, name) for one in have.selected}
    labels = labels or {}
    sums = {what: have.sums(what, lambda one: getattr(one, name)) for what in SUMS}
    for key in [*(key for key in labels if key in known), *sorted(known - set(labels))]:
        yield PartFigure(
            key=key,
            label=labels.get(key, key),
            findings=sums["findings"][key],
            breaches=sums["breaches"][key],
            flagged=rate(sums["flagged"][key], scanned[key]),
            breached=rate(sums["breached"][key], scanned[key]),
        )


def topics(have: Counted) -> Iterator[PartFigure]:
    """What customers ask about most first; contacts of no sure topic at the end."""
    for one in sorted(have.topics, key=lambda one: (one.topic == UNKNOWN, -one.contacts, one.topic)):
        yield PartFigure(
            key=one.topic,
            label=one.topic,
            findings=one.findings,
            breaches=one.breaches,
            flagged=rate(one.flagged, one.contacts),
            breached=rate(one.breached, one.contacts),
        )


def companies(have: Counted, organisation: Organisation) -> Iterator[CompanyFigure]:
    """Companies named in findings, the most named first."""
    sums = {name: Counter[str]() for name in SUMS}
    for contacts, found in have.kinds:
        flagged, breached = set[str](), set[str]()
        for part in found:
            for company in part.companies:
                if part.raised:
                    sums["findings"][company] += contacts * part.findings
                    flagged.add(company)
                if part.standing == Standing.BREACH:
                    sums["breaches"][company] += contacts * part.findings
                    breached.add(company)
        sums["flagged"].update(dict.fromkeys(flagged, contacts))
        sums["breached"].update(dict.fromkeys(breached, contacts))
    relations = _relations(organisation, months.days(have.only.last)[-1])
    named = sums["findings"] | sums["breaches"]
    for name in sorted(named, key=lambda name: (-sums["findings"][name], name)):
        if have.only.company in (None, name):
            yield CompanyFigure(
                key=name,
                label=name,
                name=name,
                relation=relations.get(name, Relation.EXTERNAL),
                findings=sums["findings"][name],
                breaches=sums["breaches"][name],
                flagged=have.rate(sums["flagged"][name]),
                breached=have.rate(sums["breached"][name]),
            )


def _relations(organisation: Organisation, day: date) -> dict[str, Relation]:
    """Of each company the last relation that began until that day."""
    begun = sorted((one.valid_from or date.min, one.name, one.relation) for one in organisation.companies)
    return {name: relation for first, name, relation in begun if first <= day}


def rules(have: Counted) -> Iterator[RuleFigure]:
    """Versions of rules, those that found most first, with the share of their findings that reviewers confirmed."""
    found = Counter[tuple[str, str, str]]()
    stands = Counter[tuple[str, str, str, str]]()
    for contacts, parts_found in have.kinds:
        for part in parts_found:
            key = (part.rule, part.rule_version, part.policy)
            found[key] += contacts * part.findings * part.raised
            stands[(*key, part.standing)] += contacts * part.findings
    for key, findings in sorted(found.items(), key=lambda pair: (-pair[1], pair[0])):
        breaches, none = stands[(*key, Standing.BREACH)], stands[(*key, Standing.NO_BREACH)]
        yield RuleFigure(
            rule=key[0],
            version=key[1],
            policy=Policy(key[2]),
            findings=findings,
            breaches=breaches,
            no_breach=none,
            unclear=stands[(*key, Standing.UNCLEAR)],
            precision=share(breaches, breaches + none),
        )


def cells(have: Counted) -> Iterator[Cell]:
    """Duties by line, those with findings or breaches."""
    scanned = have.scanned("line")
    sums = {name: have.sums(name, lambda one: (one.line, one.policy), by_policy=True) for name in SUMS}
    for line, policy in sorted(sums["findings"] | sums["breaches"]):
        yield Cell(
            line=line,
            policy=Policy(policy),
            findings=sums["findings"][line, policy],
            breaches=sums["breaches"][line, policy],
            flagged=rate(sums["flagged"][line, policy], scanned[line]),
        )
