"""The JSON API: one module a subject, each with the operations it declares."""

from contactguard.service.api import answers, check, contacts, figures, findings, reports, review, scripts

ALL = (answers.api, scripts.api, check.api, contacts.api, figures.api, findings.api, review.api, reports.api)
