"""A country's working days: by the public holidays of its law, and the days that offices take off with them."""

from datetime import date, datetime, timedelta

import holidays

from contactguard.organisation.model import GridCompany

_SATURDAY = 5
# Month and day; no law says so, agreements and custom do.
_EVES = {(12, 24), (12, 31)}
_CUSTOM = {"DK": {(6, 5)}}  # Constitution Day
_NOON = timedelta(hours=12)


class Workdays:
    """The days on which the grid company may be closed. Raises nothing for odd countries."""

    def __init__(self, company: GridCompany) -> None:
        self._zone = company.zone
        known = company.country in holidays.list_supported_countries(include_aliases=False)
        self._holidays = _holidays(company.country) if known else holidays.HolidayBase()
        self._custom = _EVES | _CUSTOM.get(company.country, set())

    def closed_before(self, moment: datetime) -> bool:
        """Whether what a scan at this moment finds new was written on a closed day; before noon that is yesterday."""
        return self.closed_on((moment.astimezone(self._zone) - _NOON).date())

    def closed_on(self, day: date) -> bool:
        """Weekends, public holidays, eves and custom."""
        return day.weekday() >= _SATURDAY or day in self._holidays or (day.month, day.day) in self._custom


def _holidays(country: str) -> holidays.HolidayBase:
    """Those of the law and, where the library knows them, those in fact, as Midsummer Eve in Sweden."""
    offered = holidays.country_holidays(country).supported_categories
    return holidays.country_holidays(country, categories={holidays.PUBLIC, holidays.DE_FACTO} & set(offered))
