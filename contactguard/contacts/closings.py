"""Lines of an author's own in, their kinds out: what closes a letter told apart from what is still said.

Found conservatively: after the greeting only a standing block (name, title, company, phone, address) is signature. A
postscript, an advert or any other sentence there is newly sent and stays the author's own words.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from contactguard.contacts.lines import ATTACHMENT, Line


class SegmentKind(StrEnum):
    OWN = "own"
    QUOTED = "quoted"
    SIGNATURE = "signature"
    DISCLAIMER = "disclaimer"
    SYSTEM = "system"


def _any(*words: str) -> str:
    return "(?:" + "|".join(words) + ")"


_WARMTH = _any(
    "de|the|med|mange|many|with|my|our|all",
    r"venligs?t?e?|vennligs?t?e?|vänlig\w*|bedste|beste|bästa|varma?e?|hjertelig\w*|kærlig\w*|många|gode?a?|sol\w*",
    "kind|kindest|best|warm|warmest",
)
_GREETING = _any(
    rf"(?:{_WARMTH} ){{0,3}}(?:hilsen|hilsner|hilsener|helsing|hälsning\w*|regards|wishes)",
    r"m\.?v\.?h\b|v\.?h\b|m\.?h\b|d\.?v\.?h\b|b\.?r\b|k\.?r\b|dbh\b|vänligen|vennligst|knus\b|kram\b|klem\b",
    "yours (?:sincerely|faithfully|truly)|sincerely(?: yours)?|faithfully yours",
)
_FAREWELL = _any(
    "ha (?:det|en (?:god|fin|bra) (?:dag|uge|vecka|uke|helg|weekend))(?: (?:godt|fint|bra|gott))?|hej hopp|hej då",
    "al[lt]t? g[oå]d?tt|with thanks|many thanks|thanks(?: in advance)?|cheers",
    "(?:på forhånd )?(?:mange )?tak|(?:på forhånd )?takk|tack(?: på förhand)?",
)
_CLOSE = re.compile(rf"\W{{0,3}}(?:{_GREETING}(?P<rest>.*)|{_FAREWELL}[ \t,.!:]*)$", re.IGNORECASE)
_SLASH = re.compile(r"\s{0,3}/{1,2}\s?(?P<rest>[A-ZÅÄÖÆØÉ].{0,60})$")
_DASHES = re.compile(r"-{2,3}\s*$")
_RULE = re.compile(r"\s{0,3}(?:[-_=*–—~.•·] ?){2,}\s*$")

_POSTSCRIPT = re.compile(r"\W{0,3}(?:PP?\.? ?S\b|N\.?B\b|OBS\b|Psst\b)", re.IGNORECASE)
# Words a sentence cannot do without and a standing block hardly has; as names they are capitalised (Bodil Ask).
_SENTENCE_WORDS = _any(
    "du|dig|deg|din|ditt?|dine|dina|jeg|jag|mig|meg|vi|os|oss|jer|jeres|dere|ni|der|där",
    "er|är|har|havde|hade|var|kan|kunne|vil|vill|ville|skal|skall|ska|må|får|få|fik|fick|giver|gir|ger|gør|gjør|gör",
    "ikke|inte|icke|ej|når|när|hvis|om|att|at|som|den|det|dem|nu|nå|lige|bare|bara|også|också|snart|her|hos|med mindre",
    "your?|we|us|our|is|are|was|have|has|can|will|if|not|that|they|them|him|ask|kr|kroner|kronor",
)
_OFFERS = _any("gratis|free|rabat|rabatt|tilbud|tilbyder|erbjud\\w*|tilbod|kampagne|kampanj\\w*")
_COMMANDS = _any(
    "ringe?r?|kontakt[ae]?|skift|byt|bytt|vælg|velg|välj|bestil|bestill|beställ|køb|köp|kjøp|spar|prøv|prova|pröva",
    "tag|ta|gå|se|læs|les|läs|husk|kom|hør|hör|teckna|tegn|tilmeld|følg|følge|följ|få|spørg|spør|fråga|anbefal|tips|tipsa",
    "prenumerera|abonner|klikk?|klicka|upptäck|opdag|oppdag|mød|møt|möt|bliv?|hente?|hämta|gør|gör|gjør|sluta|slut",
    "try|switch|choose|call(?! cent)|get|order|buy|save|visit|join|follow|read|discover|meet|click|subscribe",
)
_SENTENCE = re.compile(
    rf"\b(?:{_SENTENCE_WORDS}|{_OFFERS})\b|^\W{{0,4}}(?i:{_OFFERS}\W+|{_COMMANDS}[^\w:]+)\w"
    rf"|^\W{{0,4}}(?i:{_SENTENCE_WORDS}) [a-zåäöæø]"
)
_SPOKEN = re.compile(r"[!?…%☀★⚡👍🙂😊🐦]|\d ?(?:kr\b|:-)")
_REACHED = re.compile(
    r"(?:\+|\b)\d[\d \-/()]{5,}\d\b|\S@\S|\bwww\.|https?://"
    r"|\b(?:tlf|tel|telefon|phone|mob|mobil|fax|cvr|org\.? ?nr|box|postboks)\b",
    re.IGNORECASE,
)
_PART_OF = re.compile(
    r"\W{0,4}(?:(?:en|et|ett|a) (?:del|selskab|selskap|company|bolag|part)|ingår|part|member) (?:af|i|av|in|of)\b"
    r"[\w\s&-]{3,50}$",
    re.IGNORECASE,
)
_FIELD = re.compile(r"\s*[·|•]\s*|,\s+")
_STOP = re.compile(r"[.:;,–-]\s*$")
_ABBREVIATED = re.compile(r"\b(?:a\.m\.b\.a|ek\. för|a\.s|inc|ltd|co|jr|f\.m\.b\.a)\.\s*$", re.IGNORECASE)

_DEVICE = re.compile(
    r"\s{0,8}\W?"
    + _any(
        r"(?:sendt|skickat|sent|send) (?:fra|från|frå|from|via|med|with|using)\b.{0,60}",
        r"(?:hentet?|hent|hämta|get|skaff deg|last ned|download) outlook\b.{0,40}",
        r"\[(?:cid:|image|billede|bilde)[^\]]{0,30}\]|virus(?:fri|free)\b.{0,60}",
    )
    + r"\s*$",
    re.IGNORECASE,
)
_DEVICE_NAME = re.compile(
    r"iphone|ipad|android|galaxy|huawei|samsung|mobil|telefon|phone|tlf|mail|outlook|tablet|windows|yahoo|proton|avast"
    r"|\[|nokia|sony|xiaomi|oneplus|pixel|app\b",
    re.IGNORECASE,
)
_MAIL = r"(?:e-?mail|mail|e-post\w*|mejl\w*|medd?elelse\w*|meddeland\w*|melding\w*|besked\w*|message|email)"
_THIS = r"(?:denne|dette|denna|detta|det här|this)"
_OUTSIDE = re.compile(
    r"\W{0,4}"
    + _any(
        r"(?:caution|advarsel|warning|varning|pas på|eksternt?|extern\w*|external)\b.{0,100}"
        r"(?:outside|uden for|udefra|utanför|utenfor|utifrån|utenfra|ekstern|extern)",
        rf"{_THIS} {_MAIL} (?:kommer|er sendt|er kommet|originate\w*|came|comes)\b.{{0,60}}"
        r"(?:utanför|uden for|utenfor|outside)",
        rf"{_THIS} {_MAIL} (?:er|är|kan|is|was|cannot)\b.{{0,20}}(?:automati\w+|ikke besvares|inte besvaras)",
    ),
    re.IGNORECASE,
)
_SPARE_PAPER = (
    r"(?:p )?(?:tænk på|tenk på|tänk på|please consider|think (?:of|about)|spar på)\b.{0,20}"
    r"(?:miljø|miljö|environment|papir)"
)
_PAPER = re.compile(rf"\W{{0,4}}{_SPARE_PAPER}.*[.!]\s*$", re.IGNORECASE)  # whole; what follows is another matter
_SMALL_PRINT = re.compile(
    r"\W{0,4}"
    + _any(
        rf"(?:{_THIS}|the|informationen?|indholdet|innehållet|innholdet|oplysningerne)\b.{{0,80}}\b{_MAIL}\b.{{0,160}}"
        r"\b(?:fortrolig|konfidenti|confidential|tiltænkt|bestemt|avsedd|tiltenkt|beregnet|intended|privileged|sekretess)",
        r"(?:hvis|har|om|såfremt|if) (?:du|de|you)\b.{0,80}(?:ved en fejl|fejlagtigt|av misstag|ved en feil|in error"
        r"|by mistake|intended recipient|ikke er rette|inte är rätt)",
        _SPARE_PAPER,
        r"(?:læs|les|läs|read|se|see|vi behandl\w+|information om)\b.{0,60}"
        r"\b(?:person(?:oplysninger|uppgifter|opplysninger|data)|personal data)\b.{0,60}"
        r"(?:polit\w+|policy|privacy|integritet\w*|www\.|\w\.\w|behandl\w+|process\w*)",
    ),
    re.IGNORECASE,
)
# Whom a copy goes to is told, even below the signature.
_COPIED = re.compile(r"\W{0,3}(?:b?cc|(?:kopi|kopia|copy)(?: t(?:il|ill|o))?)\s?:", re.IGNORECASE)
# A full line of small print that is wrapped goes on below it; a longer one was never wrapped.
_WRAPPED = 120


def kinds_of(run: Sequence[Line]) -> list[SegmentKind]:
    """The kinds of a run of lines that are not quoted; a blank line goes with the line before it."""
    kinds: list[SegmentKind] = []
    closed = said = small = False
    kind = SegmentKind.OWN
    for line in run:
        if ATTACHMENT.match(line.text) or _COPIED.match(line.text):
            kind = SegmentKind.OWN
        elif line.blank:
            said = small = False
        elif small:
            kind = SegmentKind.DISCLAIMER
        elif (printed := _printed(line.text)) is not None:
            kind = printed
            small = kind is SegmentKind.DISCLAIMER and len(line.text) < _WRAPPED and not _PAPER.match(line.text)
        elif kinds and _closes(line.text):
            closed, kind = True, SegmentKind.SIGNATURE
        elif closed:
            said = said or not standing(line.text)
            kind = SegmentKind.OWN if said else SegmentKind.SIGNATURE
        else:
            kind = SegmentKind.OWN
        kinds.append(kind)
    return kinds


def standing(text: str) -> bool:
    """True for a line of a standing block: name, title, department, company, phone, address."""
    text = text.strip()
    if _RULE.match(text) or _PART_OF.match(text):
        return True
    if _POSTSCRIPT.match(text) or _SPOKEN.search(text) or _SENTENCE.search(text):
        return False
    fields = _FIELD.split(text)
    if len(fields) > 2:
        return all(len(field.split()) <= (6 if _REACHED.search(field) else 4) for field in fields)
    words = len(text.split())
    if _REACHED.search(text):
        return words <= 14
    ended = _STOP.search(text) and not _ABBREVIATED.search(text)
    return words <= 7 and not (ended and words >= 3)


def _printed(text: str) -> SegmentKind | None:
    """What no author wrote: the device's line, the mail server's warning, the house's small print."""
    if (_DEVICE.match(text) and _DEVICE_NAME.search(text)) or _OUTSIDE.match(text):
        return SegmentKind.SYSTEM
    return SegmentKind.DISCLAIMER if _SMALL_PRINT.match(text) else None


def _closes(text: str) -> bool:
    """True for a greeting with nothing but a name behind it."""
    if _DASHES.match(text):
        return True
    found = _SLASH.match(text) or _CLOSE.match(text)
    if not found:
        return False
    rest = (found["rest"] or "").strip(" \t,.!:/–-*_")
    return not rest or standing(rest)
