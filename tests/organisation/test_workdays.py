from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from contactguard.organisation.model import GridCompany
from contactguard.organisation.workdays import Workdays

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NIGHTS = [
    ("DK", "2026-10-06T02:00", False),  # after a Monday
    ("DK", "2026-10-05T02:00", True),  # after a Sunday
    ("DK", "2026-10-05T22:00", False),  # a Monday evening
    ("DK", "2026-04-03T03:00", True),  # after Maundy Thursday, free in Denmark
    ("SE", "2026-04-03T03:00", False),  # and worked in Sweden
    ("SE", "2026-06-20T03:00", True),  # after Midsummer Eve, free in fact and not by law
    ("DK", "2026-06-06T03:00", True),  # after Constitution Day
    ("NO", "2026-06-06T03:00", False),  # a Friday like others in Norway
    ("NO", "2025-12-25T03:00", True),  # after Christmas Eve
    ("DK", "2026-01-01T03:00", True),  # after New Year's Eve
    ("XX", "2026-01-01T03:00", True),  # anywhere
    ("NO", "2026-05-18T03:00", True),  # after 17 May
    ("XX", "2026-12-26T03:00", False),  # a country without known holidays has its weekends
]


@pytest.mark.parametrize(("country", "began", "closed"), NIGHTS)
def test_a_night_is_known_by_the_day_before_it(country: str, began: str, closed: bool) -> None:
    company = GridCompany(name="Net", country=country, time_zone="Europe/Copenhagen", languages=("da",))
    moment = datetime.fromisoformat(began).replace(tzinfo=COPENHAGEN)
    assert Workdays(company).closed_before(moment) is closed
