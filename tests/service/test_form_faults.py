"""What is wrong in a form is told by the names that its page gives the fields, in the reader's language."""

from tests.service.conftest import Client

DANISH = {"Accept": "text/html", "Accept-Language": "da"}
INCIDENT = {"title": "Henvisning", "happened_on": "2026-10-05", "found_by": "scan", "policy": "", "line": ""}
FIGURE = {"measure": "flagged", "policy": "", "line": "", "after_last": "2026-10"}
TIP = {"kind": "tip", "happened_on": "2026-10-05", "text": "Hørt"}
SESSION = {"subject": "Neutral", "audience": "Alle", "held_on": "2026-10-01", "minutes": "45"}
SESSION |= {"invited": "12", "attended": "9"}
DATES = {
    "review_day": "15",
    "review_month": "4",
    "report_day": "1",
    "report_month": "5",
    "contacts": "25",
    "days": "20",
}


FAULTS = [
    ("/incidents", INCIDENT | {"happened_on": "i går"}, "Hvornår det skete: angiv en dag som 2026-10-20"),
    ("/incidents", INCIDENT | {"found_by": "luck"}, "Opdaget ved: vælg en af mulighederne"),
    ("/incidents", INCIDENT | {"policy": "luck"}, "Pligt: vælg en af mulighederne"),
    ("/incidents", INCIDENT | {"line": "luck"}, "Linje: der er ingen linje"),
    ("/incidents/join", {}, "Det hører til en åben hændelse: angiv et helt tal"),
    ("/incidents/1/plan", {}, "Frist: angiv en dag"),
    ("/incidents/1/finish", {"action": "1"}, "Dag: angiv en dag"),
    ("/incidents/1/check", FIGURE | {"measure": "luck"}, "Tal: vælg en af mulighederne"),
    ("/incidents/1/check", {}, "Der er endnu intet tal"),
    ("/tell", TIP | {"kind": ""}, "Hvad det er: vælg en af mulighederne"),
    ("/training", SESSION | {"held_on": ""}, "Holdt: angiv en dag"),
    ("/training", SESSION | {"minutes": "en time"}, "Minutter: angiv et helt tal"),
    ("/training", SESSION | {"attended": ""}, "Deltog: angiv et helt tal"),
    ("/calendar/settings", DATES | {"review_month": "april"}, "Revision af overvågningsprogrammet: angiv et helt tal"),
    ("/calendar/settings", DATES | {"contacts": "10001"}, "Kontakter at læse i stikprøver hvert kvartal: højst 10000"),
]


async def test_a_fault_names_its_field_as_the_page_does(client: Client) -> None:
    opened = await client.post("/incidents", data=INCIDENT | {"what": "En leverandør"}, allow_redirects=False)
    assert opened.status == 303
    for path, fields, fault in FAULTS:
        response = await client.post(path, data=fields, headers=DANISH)
        assert response.status == 400
        assert f'<p class="lead">{fault}' in await response.text(), path
