"""An organisation profile in, every name to look for out, with the relations that each stands for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from contactguard.language import dictionary, market, sites
from contactguard.language.patterns import fold
from contactguard.language.words import WORD, words
from contactguard.organisation.model import Company, Organisation, Relation, Trade

_LEGAL = re.compile(r"\s+(A/S|ApS|AS|AB|SA|HB|KB|I/S|a\.m\.b\.a\.|ek\. för\.|ekonomisk förening)$")
_TRADE_WORDS = re.compile(
    r"energi|strøm|ström|kraft|elhandel|power|elnet|elnät|nett?$|scan|volt|watt|sol|lad|el$|teknik"
)
_UNMISTAKABLE = frozenset(
    {
        "bixia",
        "fortum",
        "tibber",
        "vattenfall",
        "greenely",
        "norlys",
        "ewii",
        "nrgi",
        "modstrøm",
        "eon",
        "godel",
        "otovo",
        "assemblin",
        "bravida",
        "kraftringen",
    }
)


SLOTS = frozenset(  # the relations of companies, as names have them and rules ask for them
    ("affiliate", "brand", "company", "external", "grid", "group", "installer", "site", "supplier")
) | {f"affiliate-{trade}" for trade in Trade}


@dataclass(frozen=True, slots=True)
class Name:
    parts: tuple[str, ...]
    written: str
    company: str
    slots: frozenset[str]
    coined: bool = False  # a single word that no dictionary has
    ordinary: bool = False  # made of words that people also use

    @property
    def joined(self) -> str:
        return "".join(self.parts)

    @property
    def signs(self) -> list[str]:
        """What is written between its parts: the stop of "E.ON", mostly a blank."""
        return WORD.split(self.written)[1:-1]

    @property
    def acronym(self) -> bool:
        return self.written.isupper() and len(self.joined) <= 4

    def takes(self, ending: str) -> bool:
        """Whether the name may be so inflected: "elprisen" is the price of electricity, not the site Elpris."""
        return "site" not in self.slots or ending == "s"

    @property
    def price(self) -> bool:
        """Whether it is the name of a comparison site that may also mean a price."""
        return "site" in self.slots and len(self.parts) == 1 and sites.means_price(self.joined)

    @property
    def everyday(self) -> bool:
        """A single word that may also be an ordinary word or a person's name: capitals must speak for it."""
        single = _plain(self.parts) or (self.ordinary and len(self.parts) == 1)
        return single and not self.coined and not self.unmistakable

    @property
    def unmistakable(self) -> bool:
        """A word that means nothing else, so that a text without capitals may hold it."""
        return self.parts[0] in _UNMISTAKABLE or ("site" in self.slots and not self.price)


def names_of(organisation: Organisation) -> list[Name]:
    grid = organisation.grid_company
    found = [_name(written, grid.name, {"grid"}) for written in _forms((grid.name, *grid.short_names))]
    for company in organisation.companies:
        names = [_name(written, company.name, _slots(company)) for written in _forms(company.names)]
        found += [_weighed(name, grid.languages) for name in names]
    for site in organisation.comparison_sites:
        found += [_name(written, site.name, {"site"}) for written in sites.short_names(site)]
    found += [_name(brand, brand, {"brand"}) for brand in _brands(organisation)]
    taken = {name.parts for name in found}
    for kind, slot in (("suppliers", "supplier"), ("installers", "installer")):
        names = [_name(written, written, {slot, "external", "company"}) for written in market.known(kind)]
        found += [name for name in names if name.parts not in taken]
    return found


def _name(written: str, company: str, slots: set[str]) -> Name:
    parts = _parts(written)
    return Name(parts, written, company, frozenset(slots), ordinary=parts in _ordinary())


def _parts(written: str) -> tuple[str, ...]:
    return tuple(word.folded for word in words(written))


@cache
def _ordinary() -> frozenset[tuple[str, ...]]:
    return frozenset(map(_parts, market.known("ordinary")))


def _plain(parts: tuple[str, ...]) -> bool:
    return len(parts) == 1 and not _TRADE_WORDS.search(parts[0])


def _weighed(name: Name, languages: Iterable[str]) -> Name:
    """The name, told apart from ordinary words; that of an affiliate only, since dictionaries take a second to read."""
    coined = "affiliate" in name.slots and _plain(name.parts) and not dictionary.has(name.written, languages)
    return replace(name, coined=coined)


def _forms(names: tuple[str, ...]) -> list[str]:
    """Each name as registered and without its legal form."""
    return list(dict.fromkeys(form for name in names for form in (name, _LEGAL.sub("", name)) if form))


def _slots(company: Company) -> set[str]:
    if company.relation is Relation.AFFILIATE:
        trades = {f"affiliate-{trade}" for trade in company.trades}
        return {"affiliate", "company", *trades}
    if company.relation is Relation.GROUP:
        return {"group"}
    return {"external", "company", "installer" if Trade.INSTALLER in company.trades else "supplier"}


def _brands(organisation: Organisation) -> list[str]:
    """What grid company and affiliate have in common: "Kalmar Energi" of "Kalmar Energi Elnät"."""
    own = {fold(form) for company in organisation.companies for form in _forms(company.names)}
    grids = [_LEGAL.sub("", organisation.grid_company.name).split()]
    brands = set()
    for company in organisation.affiliates():
        for grid, other in ((grid, company.name.split()) for grid in grids):
            shared = [left for left, right in zip(grid, other, strict=False) if left == right]
            if len(shared) >= 2 or (shared and len(shared) == len(other)):
                brands.add(" ".join(shared))
    return sorted(brand for brand in brands if fold(brand) not in own)
