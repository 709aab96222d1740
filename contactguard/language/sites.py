"""The short name of a comparison site, an everyday word as well: "se elpris" is the site, "god elpris" a price."""

import re

from contactguard.language.patterns import fold
from contactguard.organisation.model import ComparisonSite

_DOMAIN = re.compile(r"([\w-]{4,})\.[a-z]{2,3}", re.IGNORECASE)
_NOUN_ENDINGS = ("", "en", "ens", "et", "ets", "er", "ers", "erne", "ernes", "ene", "enes", "erna", "ernas")
_OF_A_PRICE = re.compile(  # what stands before a price, but not before a place to look it up
    r"ei?n|et|ett|an?|denne?|d[eu]nna|min|mitt?|din|ditt?|sin|sitt?|hans|hende?s|hennes|jeres|deres|vores|vår[te]?|ert?|my|your|his|her|our|their"
    r"|om|vedr|ang|angående|about|hvilken|vilket|ingen|inget|no|samme|samma|same|egen|eget|own"
    r"|nye?|nytt|new|fast|fixed|variabelt?|rörligt|aktuell?t?|nuværende|nåværende|nuvarande|current|samle[dt]e?|gennemsnitlig|reelle?"
    r"|høje?|højere|højeste|høye?|høyere|høyeste|högt|högre|högsta|höjt|high|higher|lave?|lavere|laveste|lågt|lägre|lägsta|low|lower"
    r"|god[et]?|bra|good|bedre|bättre|better|bedste?|best|bästa|billig[et]?|billigt|billigere|billigare|billigste?|billigaste"
    r"|cheap|cheaper|cheapest|dyre?|dyrt|dyrere|dyrare|expensive|rimelige?|rimeligere|stigende|faldende|dagens|årets|månedens|månadens|timens"
)


def short_names(site: ComparisonSite) -> tuple[str, ...]:
    """The site's names, and those that are domains also without their last part."""
    found = (_DOMAIN.fullmatch(name) for name in site.names)
    return tuple(dict.fromkeys((*site.names, *(match[1] for match in found if match))))


def means_price(name: str) -> bool:
    return name.endswith(("pris", "priser", "price", "prices"))


def nouns(name: str) -> frozenset[str]:
    """The folded forms of the everyday word that a site is called after."""
    return frozenset(fold(name) + ending for ending in _NOUN_ENDINGS)


def of_a_price(before: str) -> bool:
    """Whether the folded word before makes the everyday word a price."""
    return bool(_OF_A_PRICE.fullmatch(before))
