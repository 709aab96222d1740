"""The pages for people: one module a page, each with its routes."""

from contactguard.service.pages import contact, findings, front, months, scans

ALL = (front.routes, findings.routes, contact.routes, months.routes, scans.routes)
