"""A month's figures in, the subject and text of the mail that carries its report out; no word of any contact."""

from contactguard.reporting.figures import MonthFigures
from contactguard.reporting.monthly.overview import lead
from contactguard.reporting.words import Words


def month_subject(words: Words, figures: MonthFigures) -> str:
    return words.text(
        "Neutrality in customer contacts, {month}: {organisation}",
        month=words.month(figures.month),
        organisation=figures.organisation,
    )


def month_text(words: Words, figures: MonthFigures, pages: object | None, head: object | None) -> str:
    """`pages` is where people open ContactGuard, `head` the end of the audit chain when the mail was written."""
    foot = []
    if pages is not None:
        address = f"{str(pages).rstrip('/')}/months/{figures.month}"
        foot.append(words.text("The month in ContactGuard: {address}", address=address))
    if head is not None:
        foot.append(words.text("Audit chain: {head}", head=head))
    foot.append(words.text("Neither the e-mail nor the report contains anything that customers or staff said."))
    told = words.text("The report of {month} is attached.", month=words.month(figures.month))
    return "\n\n".join((told, lead(figures, words), "\n".join(foot))) + "\n"
