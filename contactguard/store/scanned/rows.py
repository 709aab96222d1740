"""Contacts and findings into rows, and findings out of rows again."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from contactguard.contacts.masking import mask
from contactguard.contacts.model import Contact
from contactguard.policies.finding import Evidence, Explanation, Finding, Origin, Policy, Severity
from contactguard.policies.likeness import likeness
from contactguard.store.columns import clean
from contactguard.store.review.records import Standing
from contactguard.store.scanned.records import StoredFinding
from contactguard.store.tables.findings import FindingRow, FindingTextRow

EXCERPT = 300  # characters of a masked excerpt; a report's line, not a way round deleting the text


def contact_row(contact: Contact, zone: ZoneInfo) -> dict[str, Any]:
    """The skeleton; agent, scan and rule set are the repository's to add."""
    received = contact.messages[0].sent_at
    return {
        "id": clean(contact.id),
        "channel": contact.channel.value,
        "direction": contact.direction.value,
        "customer": contact.customer.value,
        "line": contact.line,
        "language": contact.language,
        "team": contact.team,
        "external_id": contact.external_id,
        "messages": len(contact.messages),
        "received_at": received,
        "month": month_of(received, zone),
        "day": received.astimezone(zone).date().isoformat(),
    }


def text_row(contact: Contact) -> dict[str, Any]:
    messages = [message.model_dump(mode="json") for message in contact.messages]
    ended = max(message.sent_at for message in contact.messages)
    return {"contact_id": clean(contact.id), "subject": contact.subject, "messages": messages, "ended_at": ended}


def finding_rows(contact: Contact, finding: Finding, zone: ZoneInfo) -> tuple[dict[str, Any], dict[str, Any]]:
    """The skeleton with masked words, and the words."""
    fingerprint = finding.fingerprint(contact.id)
    message, excerpt = contact.messages[finding.message], mask(finding.quote)[:EXCERPT]
    happened = message.sent_at
    explanation = {key: value for key, value in asdict(finding.explanation).items() if key != "found"}
    skeleton = {
        "fingerprint": fingerprint,
        "contact_id": clean(contact.id),
        "policy": finding.policy.value,
        "message": finding.message,
        "start": finding.start,
        "end": finding.end,
        "severity": finding.severity.value,
        "score": finding.score,
        "origin": finding.origin.value,
        "rule": finding.rule,
        "rule_version": finding.rule_version,
        "excerpt": excerpt,
        "alike": likeness(finding.policy, contact.channel, excerpt, None),
        "companies": list(finding.companies),
        "explanation": explanation,
        "line": contact.line,
        "happened_at": happened,
        "month": month_of(happened, zone),
    }
    found = [asdict(evidence) for evidence in finding.explanation.found]
    alike = likeness(finding.policy, contact.channel, finding.quote, message.text)
    return skeleton, {"fingerprint": fingerprint, "quote": finding.quote, "found": found, "alike": alike}


def stored_finding(row: FindingRow, text: FindingTextRow | None, standing: str | None = None) -> StoredFinding:
    return StoredFinding(
        fingerprint=row.fingerprint,
        contact_id=row.contact_id,
        finding=_finding(row, text),
        excerpt=row.excerpt,
        line=row.line,
        month=row.month,
        happened_at=row.happened_at,
        found_at=row.found_at,
        rule_set=row.rule_set,
        first_rule_set=row.first_rule_set,
        by_rescan=row.by_rescan,
        current=row.current,
        standing=Standing(standing or Standing.OPEN),
    )


def _finding(row: FindingRow, text: FindingTextRow | None) -> Finding:
    found = tuple(Evidence(**evidence) for evidence in text.found) if text else ()
    explanation = row.explanation | {"weighed": tuple(row.explanation["weighed"])}
    return Finding(
        policy=Policy(row.policy),
        message=row.message,
        start=row.start,
        end=row.end,
        quote=text.quote if text else row.excerpt,
        severity=Severity(row.severity),
        score=row.score,
        origin=Origin(row.origin),
        rule=row.rule,
        rule_version=row.rule_version,
        explanation=Explanation(**explanation, found=found),
        companies=tuple(row.companies),
    )


def month_of(moment: datetime, zone: ZoneInfo) -> str:
    """2026-10, as the calendar on the grid company's wall says."""
    return moment.astimezone(zone).strftime("%Y-%m")
