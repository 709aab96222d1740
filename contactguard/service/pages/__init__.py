"""The pages for people: one module a page, each with its routes."""

from contactguard.service.pages import front
from contactguard.service.pages.account import account, login, openid, second_factor, tokens, users
from contactguard.service.pages.answers import answers, library
from contactguard.service.pages.answers import editing as library_editing
from contactguard.service.pages.answers import files as library_files
from contactguard.service.pages.answers import use as answer_use
from contactguard.service.pages.answers import waiting as answers_waiting
from contactguard.service.pages.figures import annual, figures, months
from contactguard.service.pages.findings import contact, findings, scans
from contactguard.service.pages.protection import audit, notice, privacy
from contactguard.service.pages.register import (
    calendar,
    incident,
    incidents,
    programme,
    programme_changes,
    tips,
    training,
)
from contactguard.service.pages.review import decided, disputes, own_findings, review, sample_reading, samples

ALL = (
    login.routes,
    account.routes,
    openid.routes,
    second_factor.routes,
    tokens.routes,
    users.routes,
    # Before the answers, one of which could be called so.
    library.routes,
    library_editing.routes,
    library_files.routes,
    answer_use.routes,
    answers_waiting.routes,
    answers.routes,
    front.routes,
    figures.routes,
    findings.routes,
    contact.routes,
    months.routes,
    annual.routes,
    scans.routes,
    incidents.routes,
    incident.routes,
    tips.routes,
    training.routes,
    calendar.routes,
    programme.routes,
    programme_changes.routes,
    review.routes,
    sample_reading.routes,
    samples.routes,
    disputes.routes,
    decided.routes,
    own_findings.routes,
    audit.routes,
    notice.routes,
    privacy.routes,
)
