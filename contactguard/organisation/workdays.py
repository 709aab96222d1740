"""A country's working days, by the public holidays of its law."""

from datetime import date, datetime, timedelta
from functools import partial

import holidays

from contactguard.organisation.model import GridCompany

_SATURDAY = 5
_NOON = timedelta(hours=12)


class Workdays:
    """The days on which the grid company is closed: weekends and public holidays. Raises nothing for odd countries."""

    def __init__(self, company: GridCompany) -> None:
        self._zone = company.zone
        known = company.country in holidays.list_supported_countries(include_aliases=False)
        make = partial(holidays.country_holidays, company.country) if known else holidays.HolidayBase
        self._holidays = make()

    def closed_before(self, moment: datetime) -> bool:
        """Whether what a scan at this moment finds new was written on a closed day; before noon that is yesterday."""
        return self.closed_on((moment.astimezone(self._zone) - _NOON).date())

    def closed_on(self, day: date) -> bool:
        """Weekends and public holidays."""
        return day.weekday() >= _SATURDAY or day in self._holidays
