"""Figures beside plain SQL over the same store, whatever was stored, judged and asked for."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from contactguard.contacts.model import Channel
from contactguard.organisation.profile import load
from contactguard.policies.finding import Policy
from contactguard.reporting.counting import month_figures, period_figures
from contactguard.reporting.figures import Selection
from contactguard.scanning.results import Done, content_hash
from contactguard.scanning.tally import Tally
from contactguard.store.counts.counts import CountRepository
from contactguard.store.database import Database
from contactguard.store.scanned.scans import ScanRepository
from tests.conftest import CORPUS
from tests.factories import NOON, make_contact, make_finding
from tests.store.conftest import scans
from tests.store.test_counts import clear, judge, store

__all__ = ["scans"]

ORGANISATION = load(CORPUS / "profiles" / "struer.toml")
WORDS = "Henviste til Struer Energi. De er bedst. Nævnte Scanenergi."
QUOTES = {
    "Henviste til Struer Energi": (Policy.AFFILIATE_REFERRAL, ("Struer Energi",)),
    "De er bedst": (Policy.AFFILIATE_EMPHASIS, ("Struer Energi",)),
    "Nævnte Scanenergi": (Policy.AFFILIATE_REFERRAL, ("Scanenergi", "Struer Energi")),
}

stored = st.fixed_dictionaries(
    {
        "line": st.sampled_from(("general", "billing")),
        "channel": st.sampled_from((Channel.EMAIL, Channel.CHAT)),
        "language": st.sampled_from(("da", "en", None)),
        "day": st.integers(0, 60),
        "quotes": st.sets(st.sampled_from(sorted(QUOTES))),
        "exempt": st.sampled_from((False, False, True)),
        "tally": st.sampled_from((Tally(), Tally(True, True), Tally(True, False))),
        "topic": st.sampled_from((None, "solar", "moving-in")),
        "standing": st.sampled_from((None, None, "breach", "provisional", "no breach")),
        "raised_no_more": st.booleans(),
    }
)
asked = st.fixed_dictionaries(
    {
        "first": st.sampled_from(("2026-10", "2026-11")),
        "line": st.sampled_from((None, "billing")),
        "channel": st.sampled_from((None, Channel.CHAT)),
        "language": st.sampled_from((None, "da", "und")),
        "topic": st.sampled_from((None, "solar", "und")),
        "policy": st.sampled_from((None, Policy.AFFILIATE_REFERRAL)),
        "company": st.sampled_from((None, "Struer Energi", "Scanenergi")),
        "rule": st.sampled_from((None, "affiliate-referral-da-directs")),
    }
)


@given(contacts=st.lists(stored, min_size=1, max_size=8), asked=asked)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_figures_are_what_plain_sql_counts(
    database: Database, scans: ScanRepository, contacts: list[dict[str, Any]], asked: dict[str, Any]
) -> None:
    await clear(database)
    for number, one in enumerate(contacts):
        await store(scans, done(f"c-{number}", one))
        if one["standing"]:
            step = {"id": f"c-{number}", "standing": one["standing"], "kind": "first", "verdict": "breach"}
            await judge(database, step)
        if one["raised_no_more"]:
            await store(scans, done(f"c-{number}", one | {"quotes": set()}), "r2")
    selection = Selection(**asked, last="2026-12")
    told = await period_figures(CountRepository(database), ORGANISATION, selection)
    plain = await counted(database, selection)
    assert {name: getattr(told, name) for name in ("received", "exempt", "findings", "breaches")} == {
        name: plain[name] for name in ("received", "exempt", "findings", "breaches")
    }
    assert (told.flagged.contacts, told.breached.contacts) == (
        min(plain["flagged"], told.scanned),
        min(plain["breached"], told.scanned),
    ) or told.scanned == 0
    assert (told.flow.flagged, told.flow.breached) == (plain["flagged"], plain["breached"])
    assert told.flow.reviewed == plain["reviewed"]
    assert (told.duties[0].enquiries, told.duties[0].fulfilled) == (plain["enquiries"], plain["fulfilled"])
    for parts in (told.policies, told.lines, told.channels, told.languages, told.topics, told.cells, told.rules):
        assert sum(one.findings for one in parts) == told.findings
    assert sum(one.findings for one in told.trend if one.month >= selection.first) == told.findings
    assert told.reviews.done + told.reviews.waiting >= told.findings


async def test_a_month_is_the_period_of_that_month(database: Database, scans: ScanRepository) -> None:
    one = {"line": "billing", "channel": Channel.CHAT, "language": "da", "day": 0, "quotes": set(QUOTES)}
    await store(scans, done("c-1", one | {"exempt": False, "tally": Tally()}))
    counts = CountRepository(database)
    month = await month_figures(counts, ORGANISATION, "2026-10")
    period = await period_figures(counts, ORGANISATION, Selection(first="2026-10", last="2026-10"))
    assert month.model_dump(include=set(type(period).model_fields)) == period.model_dump()


def done(id_: str, one: dict[str, Any]) -> Done:
    contact = make_contact(
        id_,
        WORDS,
        line=one["line"],
        channel=one["channel"],
        language=one["language"],
        sent_at=NOON + timedelta(days=one["day"]),
    )
    findings = tuple(
        make_finding(contact, quote, policy=QUOTES[quote][0], companies=QUOTES[quote][1])
        for quote in sorted(one["quotes"])
        if not one["exempt"]
    )
    tally = Tally() if one["exempt"] else replace(one["tally"], topic=one.get("topic"))
    return Done(contact, content_hash(contact), findings, one["exempt"], tally)


async def counted(database: Database, only: Selection) -> dict[str, int]:
    """The same in plain SQL, over contacts and findings themselves."""
    given = {name: value for name, value in only.model_dump().items() if value is not None}
    contact = "c.month BETWEEN :first AND :last"
    contact += "".join(f" AND c.{name} = :{name}" for name in ("line", "channel") if name in given)
    for name in ("language", "topic"):
        if given.get(name) == "und":
            contact += f" AND c.{name} IS NULL"
            del given[name]
        elif name in given:
            contact += f" AND c.{name} = :{name}"
    finding = "".join(f" AND f.{name} = :{name}" for name in ("policy", "rule") if name in given)
    if "company" in given:
        given["company"] = f'%"{given["company"]}"%'
        finding += " AND f.companies LIKE :company"
    found = "finding f JOIN contact c ON c.id = f.contact_id LEFT JOIN standing s ON s.fingerprint = f.fingerprint"
    tallied = "tally t JOIN contact c ON c.id = t.contact_id"
    raised = "(f.current OR s.standing = 'breach')"
    queries = {
        "received": f"SELECT count(*) FROM contact c WHERE {contact}",
        "exempt": f"SELECT count(*) FROM contact c WHERE c.exempt AND {contact}",
        "enquiries": f"SELECT count(*) FROM {tallied} WHERE t.enquiry AND {contact}",
        "fulfilled": f"SELECT count(*) FROM {tallied} WHERE t.fulfilled AND {contact}",
        "findings": f"SELECT count(*) FROM {found} WHERE {raised} AND {contact}{finding}",
        "flagged": f"SELECT count(DISTINCT c.id) FROM {found} WHERE {raised} AND {contact}{finding}",
        "reviewed": f"""SELECT count(DISTINCT c.id) FROM {found}
            WHERE {raised} AND s.standing IS NOT NULL AND {contact}{finding}""",
        "breaches": f"SELECT count(*) FROM {found} WHERE s.standing = 'breach' AND {contact}{finding}",
        "breached": f"SELECT count(DISTINCT c.id) FROM {found} WHERE s.standing = 'breach' AND {contact}{finding}",
    }
    values = {name: value.value if hasattr(value, "value") else value for name, value in given.items()}
    async with database.reading() as session:
        sums = {}
        for name, query in queries.items():
            bound = {key: value for key, value in values.items() if f":{key}" in query}
            sums[name] = (await session.exec(text(query).bindparams(**bound))).scalar_one()
        return sums
