"""The short name of a comparison site, an everyday word as well: "se elpris" is the site, "god elpris" a price."""

import re

from contactguard.language.patterns import fold
from contactguard.organisation.model import ComparisonSite

_DOMAIN = re.compile(r"([\w-]{4,})\.[a-z]{2,3}", re.IGNORECASE)
_NOUN_ENDINGS = ("", "en", "ens", "et", "ets", "er", "ers", "erne", "ernes", "ene", "enes", "erna", "ernas")
_BEFORE_A_PRICE = """
en et ei ein ett a an den denne denna min mit mitt din dit ditt sin sit sitt hans hendes hennes jeres deres vores
vår vårt våre ert my your his her our their
om vedr ang angående about hvilken vilket ingen inget no samme samma same egen eget own
ny nye nytt new fast fixed variabel variabelt rörligt aktuel aktuell aktuelt nuværende nåværende nuvarande current
samlet samlede gennemsnitlig reel reelle stigende faldende dagens årets månedens månadens timens
høj høje højere højeste høy høye høyere høyeste högt högre högsta höjt high higher
lav lave lavere laveste lågt lägre lägsta low lower
god gode godt bra good bedre bättre better bedst bedste best bästa rimelig rimelige rimeligere
dyr dyre dyrt dyrere dyrare expensive
billig billige billigt billigere billigare billigst billigste billigaste cheap cheaper cheapest
"""
_OF_A_PRICE = frozenset(map(fold, _BEFORE_A_PRICE.split()))


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
    return before in _OF_A_PRICE
