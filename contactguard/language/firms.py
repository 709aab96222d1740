"""Firm-shaped names that no list knows: "Jensens El", "El-Kaj", "Hansen & Søn", "Fjordglimt Energi"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CAPITAL = r"[A-ZÆØÅÄÖ][\w'’-]{0,40}"
_CRAFT = (
    r"(?:El|EL|Els|[Ee]l-?[Ss]ervice|[Ee]l-?[Tt]eknik+|[Ee]l-?[Tt]ekniska|[Ee]l-?[Ii]nstallation(?:er)?|[Ee]l-?[Ii]nstallasjon|[Ee]l-?[Tt]jänst"
    r"|[Ee]l-?[Ff]irma|Elektro|Elektriska?|Elektriske|Elektrotjänst|Installation(?:er)?|Installasjon|Installatør|VVS|Electric|Electrical|Electrics"
    r"|Sol|Solar|Solteknik|Solceller|Solel|Solenergi|Ladd(?:ning)?|Lading|Varme(?:pumper)?|Värme(?:pumpar)?|Elmontage|Elmontører|Elentreprenad|Elteam|Elkonsult|Elbyrå|Elcentrum"
    r"|[Ee]l-?[Cc]enter|[Ee]l-?[Cc]ompagni|Stærkstrøm)"
)
_LEGAL = r"(?:\s(?:ApS|A/S|AB|AS|HB|KB|I/S|IVS))?"
_INSTALLER = re.compile(
    rf"\b{_CAPITAL}(?:\s(?:&|og|och|and)\s{_CAPITAL})?(?:\s{_CAPITAL})?\s(?:&\s)?{_CRAFT}(?:\s(?:&|og|och)\s{_CAPITAL})?{_LEGAL}(?!\w)"
    rf"|\b[Ee]l-[A-ZÆØÅÄÖ]\w+|\b[A-ZÆØÅÄÖ]\w{{2,}}-El\b|\bBrdr\.?\s{_CAPITAL}"
    rf"|\b(?:[Ee]lfirma(?:et|n)?|[Ee]l-?installatør(?:en)?|[Ee]lektriker(?:en|n)?|[Ee]lektrikermester|[Ii]nstallatør(?:en)?|[Ee]lectrician)\s{_CAPITAL}(?:\s{_CAPITAL})?{_LEGAL}"
    rf"|\b{_CAPITAL}\s(?:&|og|och)\s(?:Søn(?:ner)?|Son|Søner|Sønn|Sønner|Söner|Sons?|Co\.?)\b"
    r"|\b(?:El|Ladd|Sol)(?:kompaniet|gruppen|centrum|montage|proffsen|experten|verkstan|jouren|teamet)\b"
    rf"|\b{_CAPITAL}(?:elektro|elteknik|elservice|installation|installasjon|el-service|eltjänst)\b"
    rf"|\b{_CAPITAL}(?:\s{_CAPITAL}){{0,2}}\s(?:ApS|A/S|AB|AS|HB)(?!\w)"
)
_SUPPLIER = re.compile(
    rf"\b{_CAPITAL}(?:\s{_CAPITAL})?\s(?:Energi|Energy|Strøm|Ström|Kraft|Power|Elhandel|Elsalg|Elbolag|Electricity)\b"
    r"|\b[A-ZÆØÅÄÖ]\w{2,}(?:energi|strøm|ström|kraft|elhandel|power)\b"
)
_NO_NAME = (
    r"(?:din|dit|mit|vores|egen|egne|jeres|en|et|ett|ny|nyt|ingen|noget|mere|som|og|och|for|för|med|på|til|till|av|af|i|the|a|an|no"
    r"|my|your|our|more|grøn|grön|billig|anden|andet|autoriseret|auktoriserad|autorisert|hans|deres|deras|vårs|kundens|husets|alles"
    r"|naboens|grannens|årets|dagens|landets|annars|ellers)"
)
_FLAT_INSTALLER = re.compile(
    rf"\b(?!{_NO_NAME}\b)[a-zæøåäö]{{3,}}"
    r"(?:s el|\s(?:el-?(?:service|teknik|installation|installasjon)|elektro|installa(?:ti|sj)on|(?:&|og) sønn?))\b"
)
_NOT_FIRMS = re.compile(
    r"^(?:Venlig|Med|Mvh|Hej|Hei|Kære|Kj?ære|Dear|Hi|Kunden?|Kd|Ny|Din|Dit|Vores|Grøn|Grön|Vi|Jeg|Jag|The|Our|Your|Fra|Från|Til|Till)\s"
)
_OPENERS = (  # open a sentence before a firm's name: "Ring Stugun Elservice", "Foreslog Thyholm Elservice"
    r"Ringe?|Ringede|Ringte|Ringde|Rang|Kontakta?|Kontaktede|Prova|Prøv|Ta|Tag|Tog|Fråga|Spør|Spørg|Anlita|Be|Bed|Bad|Gav?|Ge|Gi|Giv|Fick|Fik|Fikk"
    r"|Tipsade|Tipset|Hör|Bruk|Brug|Vælg|Velg|Välj|Valgte|Valde|Sagde|Sade|Sa|Skrev|Skriver|Sendte|Skickade|Svarede|Svarade|Svarte|Fortalte|Oplyste|Oplyst"
    r"|Upplyste|Opplyste|Informerede|Informeret|Foreslog|Foreslo|Föreslog|Anbefalede|Anbefalet|Anbefalte|Rekommenderade|Nämnde|Nævnte|Nevnte|Fandt|Fant|Vedlagt"
    r"|Hos|Hvis|Om|At|Att|Og|Och|Men|Når|När|Er|Är|Har|Får|Kun|Bare|Bara|Både|Enten|Måske|Kanskje|Kanske|Ellers|Annars|Eller"
    r"|Call|Try|Use|Ask|Get|Contact|Told|Gave|Said|Says|Wrote|Named|Answered|Suggested|Recommended|Mentioned|Offered|Rang|Sent|With|If|And|But|Or|Is|Has|Only|Maybe|Otherwise"
)
_VERB = re.compile(rf"^(?:{_OPENERS})(?: av| til| till| med| om| på| her| him| them)?\s+(?=[A-ZÆØÅÄÖ])")


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm-shaped name; `trade` is installer or supplier."""

    start: int
    end: int
    name: str
    trade: str


def firms(text: str, flat: bool) -> Iterator[Firm]:
    """Firm-shaped names in a text; in a flat one (no capitals) only the craft words speak."""
    shapes = ((_FLAT_INSTALLER, "installer"),) if flat else ((_INSTALLER, "installer"), (_SUPPLIER, "supplier"))
    end = 0
    for shape, trade in shapes:
        for match in shape.finditer(text):
            verb = _VERB.match(match[0])
            start = match.start() + (verb.end() if verb else 0)
            if match.start() >= end and not _NOT_FIRMS.match(match[0]):
                yield Firm(start, match.end(), text[start : match.end()], trade)
