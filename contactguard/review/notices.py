"""The notice to staff: what it must say and when it must be given before people's work is scanned.

In Denmark the agreement on control measures asks for six weeks. Elsewhere staff must know before it begins; Swedish and
Norwegian law also ask that it be talked over with the unions first (MBL § 11, arbeidsmiljøloven § 9-2).
"""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from contactguard.errors import FormError, InputError, NoticeError
from contactguard.organisation.model import GridCompany
from contactguard.store.privacy.notices import RecordedNotice, StaffNotice

DAYS_AHEAD = {"DK": 42}
CONSULTED = frozenset({"SE", "NO"})
Language = Literal["da", "sv", "nb", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
RECORD = "contactguard notice record FILE"
TEMPLATE = "contactguard notice template"

_FOLDER = Path(__file__).parent / "notice"

_Day = Annotated[date, Field(le=date(2999, 12, 31))]  # weeks are counted from it
_Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10)]
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=200)]  # what tells staff anything


class NoticeForm(BaseModel):
    """A notice as it is written in a file or sent by a form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    given_on: _Day
    starts_on: _Day
    consulted_on: _Day | None = None
    purpose: _Said
    legal_basis: _Said
    retention: _Said
    contact: _Said
    texts: dict[Language, _Text] = Field(min_length=1)


def earliest_start(country: str, given_on: date) -> date:
    """The first day on which work may be scanned after a notice given on this day."""
    return given_on + timedelta(days=DAYS_AHEAD.get(country, 0))


def read_notice(told: Mapping[str, Any], country: str) -> StaffNotice:
    """Raises InputError with every fault and what to do."""
    try:
        form = NoticeForm.model_validate(told)
    except ValidationError as error:
        raise FormError.of(error) from None
    earliest = earliest_start(country, form.given_on)
    if form.starts_on < earliest:
        days = DAYS_AHEAD.get(country, 0)
        raise InputError(
            "{field}: in {country} scanning may begin on {earliest} at the earliest,"
            " {days} days after the notice was given"
            if days
            else "{field}: scanning may begin on {earliest} at the earliest, the day of the notice",
            field="starts_on",
            country=country,
            days=days,
            earliest=earliest.isoformat(),
        )
    if form.consulted_on is not None and form.consulted_on > form.starts_on:
        raise InputError("{field}: the unions are heard before scanning begins", field="consulted_on")
    return StaffNotice(country=country, **form.model_dump())


def load_notice(file: Path, country: str) -> StaffNotice:
    """The notice in a TOML file. Raises InputError."""
    try:
        told = tomllib.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise InputError("{path} cannot be read: {reason}", path=str(file), reason=error.strerror) from error
    except ValueError as error:
        raise InputError("{path}: {reason}", path=str(file), reason=error) from error
    return read_notice(told, country)


def refusal(versions: list[RecordedNotice], today: date) -> NoticeError | None:
    """Why work may not be scanned today, with the command that mends it; None where it may. Newest version first."""
    if any(one.notice.starts_on <= today for one in versions):
        return None
    if not versions:
        return NoticeError(
            "staff have not been told yet that their work is scanned: give them the notice, then record it"
            " with `{command}` or on the page /notice (`{template}` prints one to fill in)",
            command=RECORD,
            template=TEMPLATE,
        )
    begins = min(one.notice.starts_on for one in versions)
    return NoticeError(
        "staff were told that scanning begins on {begins}, not before; wait until then,"
        " or record another notice with `{command}`",
        begins=begins.isoformat(),
        command=RECORD,
    )


def template(language: str, company: GridCompany, texts_days: int, findings_months: int) -> dict[str, str]:
    """A notice to fill in: purpose, legal_basis, retention, contact, text. Raises InputError for no such language."""
    if language not in LANGUAGES:
        raise InputError(
            "there is no notice in {language!r}; there are {known}", language=language, known=", ".join(LANGUAGES)
        )
    contact = ", ".join(filter(None, (company.email, company.phone)))
    filled = {"company": company.name, "texts_days": texts_days, "findings_months": findings_months}
    parts = {name: said.strip().format(**filled) for name, said in _written(language).items()}
    laws = {name.removeprefix("law_"): parts.pop(name) for name in [*parts] if name.startswith("law_")}
    parts["legal_basis"] = laws.get(company.country, laws["other"])
    parts["contact"] = f"{parts['contact']}, {contact}" if contact else parts["contact"]
    return parts


def template_file(parts: Mapping[str, str], language: str, country: str, today: date) -> str:
    """The template as the TOML file that `read_notice` reads."""
    starts = earliest_start(country, today)
    consulted = f"consulted_on = {today}\n" if country in CONSULTED else ""
    said = "\n".join(f"{name} = '''{parts[name]}'''" for name in ("purpose", "legal_basis", "retention", "contact"))
    dates = f"given_on = {today}\nstarts_on = {starts}\n{consulted}"
    return f"{dates}{said}\n\n[texts]\n{language} = '''\n{parts['text']}\n'''\n"


@cache
def _written(language: str) -> dict[str, str]:
    return dict(tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8")))
