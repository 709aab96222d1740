"""What roles and rights are called, in English; `Words.text` says them in another language."""

from contactguard.accounts.roles import Right, Role

ROLE_NAMES = {
    Role.AGENT: "Agent",
    Role.REVIEWER: "Reviewer",
    Role.OFFICER: "Compliance officer",
    Role.LEAD: "Team lead",
    Role.AUDITOR: "Auditor",
    Role.ADMIN: "Administrator",
}
RIGHT_NAMES = {
    Right.READ_ANSWERS: "search and read answers",
    Right.CHECK_DRAFT: "check drafts and contacts",
    Right.OWN_FINDINGS: "read own findings",
    Right.READ_FIGURES: "read figures and reports",
    Right.READ_CONTACTS: "read contacts and findings",
    Right.READ_DECIDED: "read what was decided",
    Right.REVIEW: "review findings and samples",
    Right.DECIDE: "decide disputes, incidents and reports",
    Right.PUBLISH_ANSWERS: "write and publish answers",
    Right.REVEAL: "reveal who is behind a pseudonym",
    Right.MANAGE_USERS: "manage users",
    Right.OPERATE: "read scans and metrics",
    Right.SEND_CONTACTS: "hand contacts in",
}
