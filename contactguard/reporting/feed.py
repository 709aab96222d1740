"""What is due in, an iCalendar file out: a whole day each, the same one from day to day (RFC 5545)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from contactguard.reporting.duties import Due

RENEW = timedelta(hours=12)  # how often a calendar program should ask again


def feed(due: Iterable[Due], organisation: str, pages: object | None, made_at: datetime) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//ContactGuard//contactguard//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"ContactGuard, {organisation}")
    calendar.add("refresh-interval", RENEW, parameters={"VALUE": "DURATION"})
    for one in due:
        calendar.add_component(_event(one, pages, made_at))
    return bytes(calendar.to_ical())


def _event(due: Due, pages: object | None, made_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{due.key}@contactguard")
    event.add("dtstamp", made_at)
    event.add("dtstart", due.day)
    event.add("dtend", due.day + timedelta(days=1))
    event.add("summary", due.text)
    event.add("transp", "TRANSPARENT")
    if pages is not None:
        event.add("url", f"{str(pages).rstrip('/')}{due.link}")
    return event
