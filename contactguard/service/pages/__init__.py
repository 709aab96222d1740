"""The pages for people: one module a page, each with its routes."""

from contactguard.service.pages import (
    account,
    answer_use,
    answers,
    contact,
    findings,
    front,
    library,
    library_editing,
    library_files,
    login,
    months,
    scans,
)

ALL = (
    login.routes,
    account.routes,
    # Before the answers, one of which could be called so.
    library.routes,
    library_editing.routes,
    library_files.routes,
    answer_use.routes,
    answers.routes,
    front.routes,
    findings.routes,
    contact.routes,
    months.routes,
    scans.routes,
)
