"""Texts with {placeholders} in, texts filled from the organisation profile out; what is missing is shown as missing."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from contactguard.errors import InputError
from contactguard.knowledge.script import Script
from contactguard.knowledge.wording import Wording
from contactguard.organisation.model import Organisation, Trade

LEFT_TO_AGENT = frozenset({"customer", "agent"})
PROFILE = (
    "grid_company",
    "comparison_site",
    "phone",
    "email_address",
    "website",
    "address",
    "opening_hours",
    "outage_phone",
    "outage_map",
    "programme_url",
    "affiliates",
)
FACTS = (
    "reconnection_fee",
    "meter_test_fee",
    "connection_price_list",
    "tariff_page",
    "payment_plan_contact",
    "tree_contact",
    "compliance_officer",
    "data_protection_contact",
    "digging_notice",
    "move_deadline",
)
KNOWN = frozenset(PROFILE) | LEFT_TO_AGENT | {f"fact:{key}" for key in FACTS}

_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_MISSING = {"da": "mangler", "sv": "saknas", "nb": "mangler", "en": "missing"}
_LABELS = {
    "grid_company": ("netselskab", "elnätsföretag", "nettselskap", "grid company"),
    "comparison_site": ("prisportal", "jämförelsetjänst", "prisportal", "comparison site"),
    "phone": ("telefon", "telefon", "telefon", "phone"),
    "email_address": ("e-mailadresse", "e-postadress", "e-postadresse", "e-mail address"),
    "website": ("hjemmeside", "webbplats", "nettsted", "website"),
    "address": ("adresse", "adress", "adresse", "address"),
    "opening_hours": ("åbningstider", "öppettider", "åpningstider", "opening hours"),
    "outage_phone": ("vagttelefon", "felanmälan", "vakttelefon", "outage phone"),
    "outage_map": ("afbrydelseskort", "avbrottskarta", "avbruddskart", "outage map"),
    "programme_url": ("overvågningsprogram", "övervakningsplan", "nøytralitetsprogram", "compliance programme"),
    "affiliates": (
        "koncernforbundne elselskaber",
        "elhandlare i koncernen",
        "nærstående strømleverandører",
        "affiliates",
    ),
    "fact:reconnection_fee": ("genåbningsgebyr", "påkopplingsavgift", "gjenåpningsgebyr", "reconnection fee"),
    "fact:meter_test_fee": (
        "pris for målerkontrol",
        "avgift för mätarkontroll",
        "pris for målerkontroll",
        "meter test fee",
    ),
    "fact:connection_price_list": (
        "prisliste for tilslutning",
        "prislista för anslutning",
        "prisliste for tilknytning",
        "connection price list",
    ),
    "fact:tariff_page": ("side med tariffer", "sida med elnätsavgifter", "side med nettleie", "tariff page"),
    "fact:payment_plan_contact": (
        "kontakt om afdragsordning",
        "kontakt om avbetalning",
        "kontakt om nedbetaling",
        "payment plan contact",
    ),
    "fact:tree_contact": ("kontakt om træer", "kontakt om träd", "kontakt om trær", "contact for trees"),
    "fact:compliance_officer": (
        "overvågningsansvarlig",
        "övervakningsansvarig",
        "nøytralitetsansvarlig",
        "compliance officer",
    ),
    "fact:data_protection_contact": (
        "databeskyttelseskontakt",
        "dataskyddskontakt",
        "personvernkontakt",
        "data protection contact",
    ),
    "fact:digging_notice": (
        "anvisninger for gravning",
        "frist för kabelutsättning",
        "anvisninger for graving",
        "digging notice",
    ),
    "fact:move_deadline": ("frist for flytning", "frist för flyttanmälan", "flyttefrist", "move deadline"),
}
LANGUAGES = ("da", "sv", "nb", "en")
_AND = {"da": " og ", "sv": " och ", "nb": " og ", "en": " and "}


@dataclass(frozen=True)
class Filled:
    """A text ready to be read out, and the placeholders that the profile has nothing for."""

    text: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filler:
    """Fills placeholders in one language. {customer} and {agent} are left to whoever pastes the text."""

    language: str
    values: Mapping[str, str] = field(default_factory=dict)

    def fill(self, text: str) -> Filled:
        missing: dict[str, None] = {}

        def replace(match: re.Match[str]) -> str:
            name = match[1]
            if name in LEFT_TO_AGENT:
                return match[0]
            if value := self.values.get(name):
                stopped = match.string.startswith(".", match.end())  # "500 kr." at the end of a sentence
                return value.removesuffix(".") if stopped else value
            missing[name] = None
            return f"⟨{_MISSING[self.language]}: {label(name, self.language)}⟩"

        filled = _PLACEHOLDER.sub(replace, text)
        return Filled(filled, tuple(missing))


def filler(organisation: Organisation, language: str) -> Filler:
    """What the profile knows; only those that are affiliated suppliers today stand in {affiliates}, as a plain list."""
    company = organisation.grid_company
    affiliates = organisation.on(company.today()).affiliates()
    suppliers = [one.name for one in affiliates if Trade.SUPPLIER in one.trades or not one.trades]
    sites = organisation.comparison_sites
    values = {
        "grid_company": company.name,
        "comparison_site": sites[0].name if sites else None,
        "phone": company.phone,
        "email_address": company.email,
        "website": company.website,
        "address": company.address,
        "opening_hours": company.opening_hours,
        "outage_phone": company.outage_phone,
        "outage_map": company.outage_map,
        "programme_url": company.programme_url,
        "affiliates": _listed(suppliers, language),
    } | {f"fact:{key}": value for key, value in organisation.facts.items()}
    return Filler(language, {name: value for name, value in values.items() if value})


def fill_script(script: Script, filler: Filler) -> Script:
    """The script with every text filled."""
    return Script.model_validate(_filled(script.model_dump(), filler))


def _filled(value: Any, filler: Filler) -> Any:
    if isinstance(value, str):
        return filler.fill(value).text
    if isinstance(value, dict):
        return {key: _filled(one, filler) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_filled(one, filler) for one in value]
    return value


def unknown(text: str) -> Iterator[str]:
    """Placeholders in a text that no profile can fill."""
    return (name for name in _PLACEHOLDER.findall(text) if name not in KNOWN)


def missing(wording: Wording, organisation: Organisation) -> tuple[str, ...]:
    """Placeholders that this organisation's profile has nothing for."""
    fill = filler(organisation, wording.language).fill
    told = wording.for_country(organisation.grid_company.country).model_dump(mode="json")
    return tuple(dict.fromkeys(name for text in _texts(told) for name in fill(text).missing))


def faults(wording: Wording) -> Iterator[InputError]:
    """A language without texts of the program, and placeholders that no profile can fill, each with its field."""
    if wording.language not in LANGUAGES:
        yield InputError("{field}: choose one of {expected}", field="language", expected=", ".join(LANGUAGES))
    for name, value in wording.model_dump(mode="json").items():
        for text in _texts(value):
            for one in unknown(text):
                yield InputError("{field}: no placeholder is called {name}", field=name, name=f"{{{one}}}")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def label(name: str, language: str) -> str:
    labels = _LABELS.get(name)
    return labels[LANGUAGES.index(language)] if labels and language in LANGUAGES else name


def _listed(names: list[str], language: str) -> str | None:
    if len(names) < 2:
        return names[0] if names else None
    return ", ".join(names[:-1]) + _AND[language] + names[-1]
