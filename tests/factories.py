"""Plain functions that make what tests need, each field given where it matters."""

from datetime import UTC, date, datetime
from typing import Any

from contactguard.contacts.model import Author, Channel, Contact, Message
from contactguard.policies.finding import Evidence, Explanation, Finding, Origin, Policy, Severity
from contactguard.store.privacy.notices import StaffNotice

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)


def make_contact(id_: str = "c-1", text: str = "Oplyste måleraflæsning.", **fields: Any) -> Contact:
    """A call note of one message by the agent, unless `messages` says otherwise."""
    messages = fields.pop("messages", None) or (
        Message(author=Author.AGENT, sent_at=fields.pop("sent_at", NOON), text=text),
    )
    return Contact(id=id_, channel=fields.pop("channel", Channel.CALL_NOTE), messages=messages, **fields)


def make_finding(contact: Contact, quote: str, **fields: Any) -> Finding:
    """A finding on the first place in the contact where the quote stands."""
    index, start = next(
        (index, message.text.index(quote)) for index, message in enumerate(contact.messages) if quote in message.text
    )
    end = start + len(quote)
    explanation = Explanation(
        why="Kunden henvises til et koncernforbundet selskab.",
        advice="Henvis til elpris.dk, nævn ingen.",
        programme="2.3",
        found=(Evidence("cue", "henvise", quote, index, start, end),),
        weighed=("negated", "reported"),
    )
    given = {
        "policy": Policy.AFFILIATE_REFERRAL,
        "severity": Severity.HIGH,
        "score": 0.8,
        "origin": Origin.RULE,
        "rule": "affiliate-referral-da-directs",
        "rule_version": "1",
        "companies": ("Struer Energi",),
        "explanation": explanation,
    }
    return Finding(message=index, start=start, end=end, quote=quote, **(given | fields))


def make_notice(**fields: Any) -> StaffNotice:
    """A notice to staff of a Danish company, in force since 2025."""
    given: dict[str, Any] = {
        "country": "DK",
        "given_on": date(2025, 1, 1),
        "starts_on": date(2025, 3, 1),
        "purpose": "Kontrol af neutral kundekontakt.",
        "legal_basis": "Elforsyningslovens § 20 a.",
        "retention": "180 dage, 36 måneder.",
        "contact": "Den overvågningsansvarlige",
        "texts": {"da": "Varsel om kontrol. " * 20, "en": "Notice of control. " * 20},
    }
    return StaffNotice(**(given | fields))
