"""Firm-shaped names that no list knows: "Jensens El", "El-Kaj", "Hansen & Søn", "Fjordglimt Energi"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_B = r"[ \t\xa0]"  # no line end: a signature may stand above a firm
_CAPITAL = r"[A-ZÆØÅÄÖ][\w'’-]{0,40}"
_CRAFT = (
    r"(?:El|EL|Els|[Ee]l-?[Ss]ervice|[Ee]l-?[Tt]eknik+|[Ee]l-?[Tt]ekniska|[Ee]l-?[Ii]nstallation(?:er)?|[Ee]l-?[Ii]nstallasjon|[Ee]l-?[Tt]jänst"
    r"|[Ee]l-?[Ff]irma|Elektro|Elektriska?|Elektriske|Elektrotjänst|Installation(?:er)?|Installasjon|Installatør|VVS|Electric|Electrical|Electrics"
    r"|Sol|Solar|Solteknik|Solceller|Solel|Solenergi|Ladd(?:ning)?|Lading|Varme(?:pumper)?|Värme(?:pumpar)?|Elmontage|Elmontører|Elentreprenad|Elteam|Elkonsult|Elbyrå|Elcentrum"
    r"|[Ee]l-?[Cc]enter|[Ee]l-?[Cc]ompagni|Stærkstrøm)"
)
_FORM = r"(?:ApS|A/S|AB|AS|HB|KB|I/S|IVS)(?!\w)"
_LEGAL = rf"(?:{_B}{_FORM})?"
_INSTALLER = (
    rf"\b{_CAPITAL}(?:{_B}(?:&|og|och|and){_B}{_CAPITAL})?(?:{_B}{_CAPITAL})?{_B}(?:&{_B})?{_CRAFT}(?:{_B}(?:&|og|och){_B}{_CAPITAL})?{_LEGAL}(?!\w)"
    rf"|\b[Ee]l-[A-ZÆØÅÄÖ]\w+|\b[A-ZÆØÅÄÖ]\w{{2,}}-El\b|\bBrdr\.?{_B}{_CAPITAL}"
    rf"|\b(?:[Ee]lfirma(?:et|n)?|[Ee]l-?installatør(?:en)?|[Ee]lektriker(?:en|n)?|[Ee]lektrikermester|[Ii]nstallatør(?:en)?|[Ee]lectrician){_B}{_CAPITAL}(?:{_B}{_CAPITAL})?{_LEGAL}"
    rf"|\b{_CAPITAL}{_B}(?:&|og|och){_B}(?:Søn(?:ner)?|Son|Søner|Sønn|Sønner|Söner|Sons?|Co\.?)\b"
    r"|\b(?:El|Ladd|Sol)(?:kompaniet|gruppen|centrum|montage|proffsen|experten|verkstan|jouren|teamet)\b"
    rf"|\b{_CAPITAL}(?:elektro|elteknik|elservice|installation|installasjon|el-service|eltjänst)\b"
)
# "Byggström beställs av elektrikern", "Overskudsstrøm": no firm's name
_KIND = (
    r"(?:Arbe(?:jds|ids|ts)|Bygge?|Driv|Egen|Fe(?:jl|il|l)|Ga[dt]e|Hushålls|Jævn|Kerne|Kjerne|Kärn|Kortslutnings|La(?:d|dd|de)|Like?"
    r"|M[äæe]rke?|N[øö]d|Overskudd?s|Överskotts|Reserve?|Sol|Start|St[äæe]rk|Svag|Svak|Va(?:nd|nn|tten)|Veksel|Växel|Vind)"
)
_SUPPLIER = (
    rf"\b{_CAPITAL}(?:{_B}{_CAPITAL})?{_B}(?:Energi|Energy|Strøm|Ström|Kraft|Power|Elhandel|Elsalg|Elbolag|Electricity)\b{_LEGAL}"
    rf"|\b(?!{_KIND}(?:energi|strøm|ström|kraft)\b)[A-ZÆØÅÄÖ]\w{{2,}}(?:energi|strøm|ström|kraft|elhandel|power)\b{_LEGAL}"
)
_ANY = rf"\b{_CAPITAL}(?:{_B}{_CAPITAL}){{0,2}}{_B}{_FORM}"  # its trade is not told
_FIRM = re.compile(rf"(?P<installer>{_INSTALLER})|(?P<supplier>{_SUPPLIER})|{_ANY}")
_NO_NAME = (
    r"(?:din|dit|mit|vores|egen|egne|jeres|en|et|ett|ny|nyt|ingen|noget|mere|som|og|och|for|för|med|på|til|till|av|af|i|the|a|an|no"
    r"|my|your|our|more|grøn|grön|billig|anden|andet|autoriseret|auktoriserad|autorisert|hans|deres|deras|vårs|kundens|husets|alles"
    r"|naboens|grannens|årets|dagens|landets|annars|ellers)"
)
_FLAT_FIRM = re.compile(
    rf"(?P<installer>\b(?!{_NO_NAME}\b)[a-zæøåäö]{{3,}}(?:s{_B}el"
    rf"|{_B}(?:el-?(?:service|teknik|installation|installasjon)|elektro|installa(?:ti|sj)on|(?:&|og) sønn?))\b)"
)
_NOT_FIRMS = re.compile(
    r"^(?:Venlig|Med|Mvh|Hej|Hei|Kære|Kj?ære|Dear|Hi|Kunden?|Kd|Ny|Din|Dit|Vores|Grøn|Grön|Vi|Jeg|Jag|The|Our|Your|Fra|Från|Til|Till|Vh|Hilsen|Hälsning(?:ar)?)\s"
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
    """A firm-shaped name; `trade` is installer, supplier or, where nothing tells it, None."""

    start: int
    end: int
    name: str
    trade: str | None


def firms(text: str, flat: bool) -> Iterator[Firm]:
    """Firm-shaped names in a text, none overlapping another; in a flat one (no capitals) only the craft words speak."""
    for match in (_FLAT_FIRM if flat else _FIRM).finditer(text):
        if not _NOT_FIRMS.match(match[0]):
            verb = _VERB.match(match[0])
            start = match.start() + (verb.end() if verb else 0)
            yield Firm(start, match.end(), text[start : match.end()], match.lastgroup)
