"""Incidents, tips, training and calendar as people meet them: the real app over a store of its own."""

import re
from datetime import date, timedelta
from typing import Any

import icalendar
import pytest

from contactguard.accounts.roles import Actor, Role, rights_of
from contactguard.review.desk import Desk
from contactguard.review.verdicts import Judgement, Terms
from contactguard.scanning.ledger import LedgerLine
from contactguard.scanning.results import Done, content_hash
from contactguard.store.register.records import Reminder, State
from contactguard.store.review.records import Verdict
from contactguard.wiring import Services
from tests.factories import NOON, make_contact, make_finding
from tests.service.conftest import NASTY, Client, ClientAs

ENGLISH = {"Accept-Language": "en"}
BOB = Actor("Bob", rights_of([Role.REVIEWER]))
GIVEN = {
    "title": "Referral on the phone",
    "happened_on": "2026-10-05",
    "found_by": "scan",
    "policy": "affiliate-referral",
    "line": "",
    "what": f"Sent to one supplier. {NASTY}",
}


async def text(client: Client, path: str, status: int = 200) -> str:
    response = await client.get(path, headers=ENGLISH)
    assert response.status == status, await response.text()
    return await response.text()


async def send(client: Client, path: str, status: int = 303, **fields: Any) -> str:
    response = await client.post(path, data=fields, headers=ENGLISH, allow_redirects=False)
    assert response.status == status, await response.text()
    return str(response.headers.get("Location", ""))


async def a_breach(services: Services) -> str:
    """A finding that is a breach for good."""
    fingerprint = (await services.findings.of_contact("note-00"))[0].fingerprint
    await services.desk.decide(
        BOB, fingerprint, Judgement(Verdict.BREACH, "as-found", "One supplier named."), alone=True
    )
    later = NOON.replace(year=2027)
    await Desk(services.database, Terms(share=0), lambda: later).settle()
    return fingerprint


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/incidents", "No incident has been opened yet."),
        ("/incidents/breaches", "Every breach belongs to an incident."),
        ("/tips", "No tip waits."),
        ("/training", "No training session has been recorded yet."),
        ("/calendar", "Nothing is due."),
    ],
)
async def test_an_empty_page_says_why_and_what_fills_it(client: Client, path: str, told: str) -> None:
    assert told in await text(client, path)


async def test_a_breach_walks_from_finding_to_effect_and_is_closed(client: Client, filled: Services) -> None:
    fingerprint = await a_breach(filled)
    assert "1 breach belongs to no incident yet" in await text(client, "/incidents")
    assert fingerprint in await text(client, "/incidents/breaches")
    form = await text(client, f"/incidents/new?finding={fingerprint}")
    assert "One supplier named." in form
    assert 'value="2026-10-05"' in form
    at = await send(client, "/incidents", finding=fingerprint, **GIVEN)
    assert at == "/incidents/1"
    await send(client, f"{at}/cause", text="The script was unclear")
    await send(client, f"{at}/plan", text="Word the script anew", owner="Team lead", due="2026-10-12")
    assert "▲ late" in await text(client, at)
    await send(client, f"{at}/finish", action="1", on="2026-10-14", text="")
    page = await text(client, at)
    for told in ("affiliate-referral-da-directs", "2.3", "One supplier named.", "The script was unclear", "acted on"):
        assert told in page
    assert "<script>alert" not in page
    await send(client, f"{at}/close", 400, text="")
    assert (await filled.register.incidents.get(1)).state is State.ACTED
    await send(client, f"{at}/close", text="Too few contacts for a figure")
    assert "✓ closed" in await text(client, at)
    assert (await client.get(f"/incidents/new?finding={fingerprint}", allow_redirects=False)).headers["Location"] == at


async def test_a_later_figure_is_kept_as_it_was_looked_at(client: Client, filled: Services) -> None:
    at = await send(client, "/incidents", **GIVEN)
    await send(client, f"{at}/plan", text="Word the script anew", owner="Team lead", due="2026-10-12")
    await send(client, f"{at}/finish", action="1", on="2026-10-14", text="")
    asked = {"measure": "flagged", "policy": "", "line": "", "before_first": "2026-09", "before_last": "2026-09"}
    asked |= {"after_first": "2026-10", "after_last": "2026-10"}
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    assert "Nothing was scanned in one of the two periods." in await text(client, f"{at}?{query}")
    await send(client, f"{at}/check", conclusion="not yet", note="Only one month", **asked)
    (check,) = (await filled.register.incidents.get(1)).checks
    assert (check.figures["rate_after"]["contacts"], check.figures["rate_after"]["of"]) == (41, 42)
    assert "41 of 42" in await text(client, at)
    await send(client, f"{at}/check", 400, conclusion="not yet", note="x", **(asked | {"after_first": "2026-09"}))


async def test_a_month_that_is_not_over_says_nothing_of_the_effect(client: Client, filled: Services) -> None:
    early = make_contact("early", "Vælg Struer Energi.", sent_at=NOON.replace(month=8))
    scan = await filled.scans.begin(["s"], "r")
    await filled.scans.save(scan, "r", [Done(early, content_hash(early), ())], LedgerLine("s"))
    at = await send(client, "/incidents", **(GIVEN | {"happened_on": "2026-08-05"}))
    await send(client, f"{at}/plan", text="Word the script anew", owner="Team lead", due="2026-09-03")
    await send(client, f"{at}/finish", action="1", on="2026-09-03", text="")
    filled.register.today = lambda: date(2026, 10, 31)
    assert "There is no whole month after the action yet." in await text(client, at)
    filled.register.today = lambda: date(2026, 11, 1)
    assert " of 42" in await text(client, at)


async def test_a_second_breach_joins_the_incident(client: Client, filled: Services) -> None:
    at = await send(client, "/incidents", **GIVEN)
    fingerprint = await a_breach(filled)
    assert "1 · Referral on the phone" in await text(client, f"/incidents/new?finding={fingerprint}")
    assert await send(client, "/incidents/join", incident="1", finding=fingerprint) == at
    await send(client, "/incidents/join", 409, incident="1", finding=fingerprint)
    await send(client, "/incidents/join", 400, incident="1")
    await send(client, f"{at}/remove", finding=fingerprint)
    assert (await filled.register.incidents.get(1)).findings == ()


async def test_the_register_is_filtered(client: Client, services: Services) -> None:
    await send(client, "/incidents", **GIVEN)
    await send(client, "/incidents", **(GIVEN | {"found_by": "complaint", "title": "A letter"}))
    every, some = await text(client, "/incidents"), await text(client, "/incidents?found_by=complaint&state=open")
    assert (every.count('href="/incidents/'), some.count('href="/incidents/')) == (3, 2)  # the button among them
    assert "A letter" in some
    assert "No incident matches this selection." in await text(client, "/incidents?state=closed")


async def test_an_agent_speaks_up_and_sees_what_became_of_it(client: Client, client_as: ClientAs) -> None:
    agent = await client_as(Role.AGENT, name="Alice")
    told = {"kind": "tip", "happened_on": "2026-10-19", "text": f"Heard it. {NASTY}", "line": "", "policy": ""}
    await send(agent, "/tell", **told)
    await send(agent, "/tell", unnamed="on", **told)
    await send(agent, "/tell", 400, **(told | {"happened_on": "2026-10-21"}))
    assert "waits for the officer" in await text(agent, "/tell")
    await text(agent, "/tips", 403)
    page = await text(client, "/tips")
    assert ("Alice" in page, "without a name" in page, "<script>alert" in page) == (True, True, False)
    await send(client, "/tips/1/set-aside", note="It was the meter, not the supplier")
    await send(client, "/incidents", tip="2", **GIVEN)
    assert "It was the meter, not the supplier" in await text(agent, "/tell")
    assert "Became an incident" in await text(client, "/tips")
    assert "No tip waits." in await text(client, "/tips")


async def test_training_is_counted_by_year_without_what_was_struck(client: Client) -> None:
    session = {"subject": "Neutral contact", "audience": "Customer service", "held_on": "2026-10-01", "minutes": "45"}
    session |= {"invited": "12", "attended": "9", "material": "https://intranet.example/neutral"}
    await send(client, "/training", **session)
    await send(client, "/training", **(session | {"attended": "12"}))
    await send(client, "/training", 400, **(session | {"attended": "13"}))
    await send(client, "/training/2/strike", reason="Counted twice")
    page = await text(client, "/training")
    row = re.findall(r"<td[^>]*>(.*?)</td>", page)
    assert row[:5] == ["1", "9", "12", "75%", "6.8"]
    assert 'href="https://intranet.example/neutral"' in page
    assert "Counted twice" in page


async def test_the_company_sets_its_dates_and_marks_what_is_done(client: Client, filled: Services) -> None:
    dates = {"review_day": "15", "review_month": "4", "report_day": "1", "report_month": "5"}
    await send(client, "/calendar/settings", contacts="25", days="20", **dates)
    await send(client, "/calendar/settings", 400, contacts="25", days="20", **(dates | {"review_day": "31"}))
    page = await text(client, "/calendar")
    assert "15 April 2027" in page
    assert "25 contacts left to read in samples" in page
    await send(client, "/calendar/programme-review/2027/done")
    await send(client, "/calendar/programme-review/2027/done", 409)
    await send(client, "/calendar/action/2027/done", 404)
    assert "15 April 2027" not in await text(client, "/calendar")
    await send(client, "/calendar/programme-review/2027/not-done")
    assert "15 April 2027" in await text(client, "/calendar")


async def test_the_calendar_tells_whom_the_mail_server_refused(client: Client, services: Services) -> None:
    day, refused = services.register.today(), "left@struer.example (550 no such mailbox)"
    await services.calendar.begin_reminder(day, NOON)
    await services.calendar.end_reminder(Reminder(day, "sent", NOON, 1, 1, refused))
    page = await text(client, "/calendar")
    assert refused in page
    assert "Last sent" in page


async def test_the_feed_is_a_calendar(client: Client, filled: Services) -> None:
    response = await client.get("/calendar.ics")
    assert response.content_type == "text/calendar"
    assert list(icalendar.Calendar.from_ical(await response.read()).walk("VEVENT"))


async def test_the_front_page_tells_the_dates_to_whom_they_are_for(
    client: Client, client_as: ClientAs, filled: Services
) -> None:
    await send(client, "/incidents", **GIVEN)
    due = (filled.register.today() + timedelta(days=3)).isoformat()
    await send(client, "/incidents/1/plan", text="Word the script anew", owner="Team lead", due=due)
    assert "Corrective action: Referral on the phone" in await text(client, "/")
    reviewer = await client_as(Role.REVIEWER)
    assert "Upcoming dates" not in await text(reviewer, "/")


async def test_an_auditor_reads_everything_and_changes_nothing(client: Client, client_as: ClientAs) -> None:
    await send(client, "/incidents", **GIVEN)
    auditor = await client_as(Role.AUDITOR)
    for path in ("/incidents", "/incidents/1", "/tips", "/training", "/calendar"):
        page = await text(auditor, path)
        forms = re.findall(r'<form[^>]*method="post"[^>]*>', page)
        assert forms == []
    await send(auditor, "/incidents/1/note", 403, text="x")


async def test_a_new_incident_happened_on_the_day_of_the_grid_companys_wall(client: Client, filled: Services) -> None:
    late = make_contact("late", "Vælg Struer Energi.", sent_at=NOON.replace(hour=22, minute=30))
    scan = await filled.scans.begin(["s"], "r")
    done = Done(late, content_hash(late), (make_finding(late, "Vælg Struer Energi"),))
    await filled.scans.save(scan, "r", [done], LedgerLine("s"))
    fingerprint = done.findings[0].fingerprint("late")
    assert 'value="2026-10-06"' in await text(client, f"/incidents/new?finding={fingerprint}")


async def test_a_number_that_no_incident_has_links_nothing(client: Client) -> None:
    await text(client, f"/training?incident={'9' * 5000}")
