"""The organisation profile: the grid company, the companies around it, its lines and comparison sites.

Relations have validity dates, so that a contact is judged by the facts of its day.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from unicodedata import normalize
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field


class Relation(StrEnum):
    AFFILIATE = "affiliate"
    GROUP = "group"
    EXTERNAL = "external"


class Trade(StrEnum):
    SUPPLIER = "supplier"
    INSTALLER = "installer"
    SOLAR = "solar"
    CHARGING = "charging"
    HEAT_PUMP = "heat_pump"
    FIBRE = "fibre"
    OTHER = "other"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GridCompany(_Part):
    """The licensed monopoly that owns the contact. `report_id` is the regulator's id of the network area."""

    name: str
    short_names: tuple[str, ...] = ()
    country: str = Field(pattern="^[A-Z]{2}$")
    time_zone: str
    languages: tuple[str, ...] = Field(min_length=1)
    mail_domains: tuple[str, ...] = ()
    report_id: str | None = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    address: str | None = None
    opening_hours: str | None = None
    outage_phone: str | None = None
    outage_map: str | None = None
    programme_url: str | None = None

    @property
    def zone(self) -> ZoneInfo:
        """Where its days begin and end. Raises ZoneInfoNotFoundError where this machine does not know the zone."""
        return ZoneInfo(self.time_zone)

    def today(self) -> date:
        """The day on its wall."""
        return datetime.now(self.zone).date()


class Company(_Part):
    """A company the staff may speak of. `ownership` is the share held (0–1); dates are inclusive."""

    name: str
    relation: Relation
    legal_name: str | None = None
    aliases: tuple[str, ...] = ()
    trades: tuple[Trade, ...] = ()
    ownership: float | None = Field(default=None, ge=0, le=1)
    valid_from: date | None = None
    valid_to: date | None = None
    domains: tuple[str, ...] = ()
    phone: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every way the company is written, each once, the name first."""
        return tuple(dict.fromkeys(filter(None, (self.name, self.legal_name, *self.aliases))))

    def valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class ComparisonSite(_Part):
    """A place where all suppliers can be seen and compared."""

    name: str
    aliases: tuple[str, ...] = ()
    url: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.name, *self.aliases)))


class Line(_Part):
    """The queue, menu choice or mailbox the customer used. `company` names whose line it is, if not the grid's own."""

    id: str
    label: str
    menu: str | None = None
    company: str | None = None
    mailboxes: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()


class CustomerShare(_Part):
    """A supplier's share (0–1) of the customers in the network area, to compare with how often agents name it."""

    company: str
    share: float = Field(gt=0, lt=1)


class Organisation(_Part):
    """One grid company and its surroundings, as the profile tells them."""

    grid_company: GridCompany
    companies: tuple[Company, ...] = Field(default=(), alias="company")
    comparison_sites: tuple[ComparisonSite, ...] = Field(default=(), alias="comparison_site")
    lines: tuple[Line, ...] = Field(default=(), alias="line")
    customer_shares: tuple[CustomerShare, ...] = Field(default=(), alias="customer_share")
    facts: dict[str, str] = {}

    @property
    def name(self) -> str:
        return self.grid_company.name

    @property
    def mail_domains(self) -> tuple[str, ...]:
        return self.grid_company.mail_domains

    def on(self, day: date) -> "Organisation":
        """The organisation as it stood that day: relations not in force are left out."""
        return self.model_copy(update={"companies": tuple(c for c in self.companies if c.valid_on(day))})

    def affiliates(self) -> tuple[Company, ...]:
        return tuple(company for company in self.companies if company.relation is Relation.AFFILIATE)

    def turns(self) -> tuple[date, ...]:
        """The days on which a relation begins to hold or no longer does, in order."""
        begun = {one.valid_from for one in self.companies if one.valid_from}
        over = {one.valid_to + timedelta(days=1) for one in self.companies if one.valid_to and one.valid_to < date.max}
        return tuple(sorted(begun | over))

    def exempt_line(self, line_id: str) -> bool:
        """True where the customer turned to the affiliate itself, so that naming it is no favour."""
        affiliates = {company.name for company in self.affiliates()}
        owners = {line.id: line.company for line in self.lines}
        return owners.get(line_id) in affiliates if line_id in owners else line_id == "affiliate"

    def line_for(self, address: str, menu: bool = True) -> str | None:
        """The id of the line with this mailbox, queue, menu choice or label; None where no line claims it.

        `menu=False` for what may be a mere number, as a folder's name is.
        """
        wanted = normalize("NFC", address).strip().casefold()
        for line in self.lines:
            keys = (line.id, line.label, (line.menu if menu else None) or "", *line.mailboxes, *line.queues)
            if wanted in (key.casefold() for key in keys if key):
                return line.id
        return None
