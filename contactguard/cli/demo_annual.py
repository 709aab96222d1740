"""The example's annual report begun by its invented officer: some texts, and those of the year before."""

from contactguard.demo.reviews import OFFICERS
from contactguard.dispatch.annual_reports import form_for
from contactguard.wiring import Services

# By country and question: the text of the year before, and of this year.
TEXTS = {
    "DK": {
        "access": (
            "Anmodninger om tilslutning behandles i den rækkefølge, de kommer. Fravigelser begrundes på sagen.",
            "Anmodninger om tilslutning behandles i den rækkefølge, de kommer. Fravigelser godkendes af driftslederen.",
        ),
        "separation": ("Netvirksomheden drives i et selskab for sig med egen direktion.", ""),
    },
    "SE": {
        "sensitive-list": (
            "Kundregister, mätvärden och avtalsvillkor.",
            "Kundregister, mätvärden, avtalsvillkor, kundens elhandlare och leverantörsbyten.",
        ),
        "drawn-up": ("Elnätschefen tillsammans med den övervakningsansvariga.", ""),
    },
}


async def begin_report(services: Services) -> None:
    """For the last year with contacts, once; an example whose report is begun is left as it is."""
    form, annual, months = form_for(services), services.annual, await services.counts.months()
    if not months or await annual.texts(year := int(months[-1][:4])):
        return
    by = OFFICERS["sv" if form.country == "SE" else "da"]
    for question, (before, now) in TEXTS.get(form.country, {}).items():
        await annual.write(year - 1, question, before, "", by=by)
        await annual.write(year, question, now, "", by=by)
