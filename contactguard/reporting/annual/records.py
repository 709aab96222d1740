"""The store in, everything that a year's annual report can be written from out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from contactguard.errors import InputError
from contactguard.organisation.model import Organisation
from contactguard.reporting.counting import period_figures
from contactguard.reporting.figures import Figures, Selection
from contactguard.store.answers.versions import AnswerRepository
from contactguard.store.audit.chain import Head, head
from contactguard.store.counts.counts import CountRepository
from contactguard.store.counts.records import CountFilter
from contactguard.store.database import Database
from contactguard.store.privacy.notices import NoticeRepository, RecordedNotice
from contactguard.store.register.incidents import IncidentRepository
from contactguard.store.register.programme import ControlDone, ProgrammeRepository, ProgrammeVersion
from contactguard.store.register.records import Incident, Tip, Training
from contactguard.store.register.tips import TipRepository
from contactguard.store.register.training import TrainingRepository
from contactguard.store.reports.evidence import Nights, nights

FIRST, LAST = 2000, 2100
PUBLISHED = "publish"  # as `knowledge.version.Step` writes it
SCRIPTS = "script:"  # as `knowledge.script` begins the key of what is no answer


@dataclass(frozen=True)
class YearRecords:
    """`sampled` counts contacts read of the year's samples, whatever the scan said of them; `published` are days and
    answers; `programmes` are approved by the end of the year, the newest first; `control_texts` are those of all of
    them, since a control may have been taken out after it was carried out."""

    year: int
    organisation: str
    figures: Figures | None
    before: Figures | None
    nights: Nights
    sampled: int
    sampled_before: int
    incidents: tuple[Incident, ...]
    incidents_before: int
    tips: tuple[Tip, ...]
    trainings: tuple[Training, ...]
    trainings_before: tuple[Training, ...]
    published: tuple[tuple[date, str], ...]
    notice: RecordedNotice | None
    programmes: tuple[ProgrammeVersion, ...]
    controls: Mapping[str, tuple[ControlDone, ...]]
    control_texts: Mapping[str, str]
    head: Head | None


def checked(year: int) -> int:
    """Raises InputError for what is no year."""
    if not FIRST <= year <= LAST:
        raise InputError("{year} is not the year of a report; give one such as 2026", year=year)
    return year


async def year_records(database: Database, organisation: Organisation, year: int) -> YearRecords:
    """Raises InputError for what is no year."""
    checked(year)
    counts, zone = CountRepository(database), organisation.grid_company.zone
    known = await counts.months()
    incidents = await IncidentRepository(database).all()
    trainings = await TrainingRepository(database).held()
    programmes = _approved(await ProgrammeRepository(database).versions(), year, zone)
    done = await ProgrammeRepository(database).done()
    async with database.reading() as session:
        end = await head(session)
    return YearRecords(
        year=year,
        organisation=organisation.name,
        figures=await _figures(counts, organisation, year, known),
        before=await _figures(counts, organisation, year - 1, known),
        nights=await nights(database, _start(year, zone), _start(year + 1, zone)),
        sampled=await _sampled(counts, year),
        sampled_before=await _sampled(counts, year - 1),
        incidents=tuple(one for one in incidents if _day(one.opened_at, zone).year == year),
        incidents_before=sum(_day(one.opened_at, zone).year == year - 1 for one in incidents),
        tips=tuple(one for one in await TipRepository(database).all() if one.told_on.year == year),
        trainings=tuple(one for one in trainings if one.held_on.year == year),
        trainings_before=tuple(one for one in trainings if one.held_on.year == year - 1),
        published=tuple(sorted(await _published(database, year, zone))),
        notice=await NoticeRepository(database).in_force(date(year, 12, 31)),
        programmes=programmes,
        controls={id_: kept for id_, every in done.items() if (kept := _of(every, year))},
        control_texts={id_: text for one in reversed(programmes) for id_, text in one.control_texts.items()},
        head=end,
    )


async def _figures(counts: CountRepository, organisation: Organisation, year: int, known: Any) -> Figures | None:
    """From January to December; None where no contact of the year is known."""
    if not any(month.startswith(f"{year}-") for month in known):
        return None
    return await period_figures(counts, organisation, Selection(first=f"{year}-01", last=f"{year}-12"))


async def _sampled(counts: CountRepository, year: int) -> int:
    return sum(one.reviewed for one in await counts.strata(CountFilter(f"{year}-01", f"{year}-12")))


async def _published(database: Database, year: int, zone: ZoneInfo) -> Iterator[tuple[date, str]]:
    versions = await AnswerRepository(database).versions()
    return (
        (day, version.answer_id)
        for version in versions
        for event in version.events
        if not version.answer_id.startswith(SCRIPTS)
        and event.step == PUBLISHED
        and (day := _day(event.at, zone)).year == year
    )


def _approved(versions: list[ProgrammeVersion], year: int, zone: ZoneInfo) -> tuple[ProgrammeVersion, ...]:
    return tuple(one for one in versions if one.approved_at and _day(one.approved_at, zone).year <= year)


def _of(done: list[ControlDone], year: int) -> tuple[ControlDone, ...]:
    return tuple(sorted((one for one in done if one.done_on.year == year), key=lambda one: one.done_on))


def _start(year: int, zone: ZoneInfo) -> datetime:
    return datetime(year, 1, 1, tzinfo=zone).astimezone(UTC)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
