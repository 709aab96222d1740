"""The pages for people: one module a page, each with its routes."""

from contactguard.service.pages import answers, contact, findings, front, months, scans

ALL = (answers.routes, front.routes, findings.routes, contact.routes, months.routes, scans.routes)
