"""The figures of a period and of a month: the one form that page, report and API show."""

from pydantic import Field

from contactguard.policies.finding import Policy
from contactguard.reporting.pieces import (
    Beside,
    Cell,
    Change,
    CompanyFigure,
    Control,
    Disputes,
    Duty,
    Excerpt,
    Flow,
    MonthPoint,
    PartFigure,
    Piece,
    PolicyFigure,
    PolicySeries,
    Reviews,
    RuleFigure,
    SourceFigure,
)
from contactguard.reporting.statistics.disparity import Disparity
from contactguard.reporting.statistics.elusion import Missed
from contactguard.reporting.statistics.intervals import Rate

__all__ = [
    "Beside",
    "Change",
    "CompanyFigure",
    "Disputes",
    "Excerpt",
    "Figures",
    "MonthFigures",
    "MonthPoint",
    "PartFigure",
    "PolicyFigure",
    "RuleFigure",
    "Selection",
    "SourceFigure",
]


class Selection(Piece):
    """What the figures are of: months, both included, and what was asked for; null asks for all."""

    first: str
    last: str
    line: str | None = None
    channel: str | None = None
    language: str | None = Field(default=None, description="Such as da; und where it is not known.")
    topic: str | None = Field(default=None, description="Of the knowledge base; und where no scan was sure of one.")
    policy: Policy | None = None
    rule: str | None = None
    company: str | None = None


class Figures(Piece):
    """What came in, what was scanned and found, what a person made of it, and whether that is unusual."""

    organisation: str
    selection: Selection
    received: int
    scanned: int
    exempt: int
    findings: int = Field(description="Findings raised still, and breaches.")
    breaches: int = Field(description="Findings confirmed for good.")
    flagged: Rate
    breached: Rate
    beside: Beside = Field(description="The last month beside those before it.")
    flow: Flow
    policies: tuple[PolicyFigure, ...]
    lines: tuple[PartFigure, ...]
    channels: tuple[PartFigure, ...]
    languages: tuple[PartFigure, ...]
    topics: tuple[PartFigure, ...] = Field(description="What customers ask about; und where no scan was sure.")
    companies: tuple[CompanyFigure, ...]
    rules: tuple[RuleFigure, ...]
    cells: tuple[Cell, ...] = Field(description="Duties by line, those with findings.")
    duties: tuple[Duty, ...] = Field(description="Supplier enquiries in all, then by line.")
    reviews: Reviews
    disparities: tuple[Disparity, ...] = Field(description="Suppliers named first, beside their shares of customers.")
    missed: Missed | None = Field(
        description="What samples say about the misses; null where single findings are asked for."
    )
    trend: tuple[MonthPoint, ...] = Field(description="The months of the selection, thirteen at least.")
    series: tuple[PolicySeries, ...] = Field(description="The same by duty.")
    control: Control = Field(description="Breaches over time.")
    sources: tuple[SourceFigure, ...]
    rule_sets: dict[str, int] = Field(description="Contacts by the rule set that read them last, whatever their topic.")

    @property
    def gaps(self) -> int:
        return sum(len(source.gaps) for source in self.sources)

    @property
    def failed(self) -> int:
        return sum(source.failed for source in self.sources)


class MonthFigures(Figures):
    """The figures of a month, with its gravest words."""

    month: str
    excerpts: tuple[Excerpt, ...]
    earlier: str | None = Field(description="The month before, where it has contacts.")
    later: str | None = Field(description="The month after, where it has contacts.")
