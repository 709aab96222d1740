"""The JSON API: one module a subject, each with the operations it declares."""

from contactguard.service.api import check, contacts, findings, reports

ALL = (check.api, contacts.api, findings.api, reports.api)
