"""Lines of an author's own in, their kinds out: what closes a letter told apart from what is still said.

Found conservatively: after the greeting only a standing block (name, title, company, phone, address) is signature. A
postscript, an advert or any other sentence there is newly sent and stays the author's own words.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from contactguard.contacts.lines import Line


class SegmentKind(StrEnum):
    OWN = "own"
    QUOTED = "quoted"
    SIGNATURE = "signature"
    DISCLAIMER = "disclaimer"
    SYSTEM = "system"


_CLOSE = re.compile(
    r"\W{0,3}(?:"
    r"(?:med |de |mange |many |with )?(?:(?:de |the )?(?:venligs?t?e?|vennligs?t?e?|vänlig\w*|bedste|beste|bästa|varma?e?|hjertelig\w*"
    r"|mange|många|kærlig\w*|god|gode|goda|kind|best|warm|kindest|all|sol\w*) ){0,2}"
    r"(?:hilsen|hilsner|hilsener|helsing|hälsning\w*|regards|wishes)"
    r"|(?:m\.?v\.?h|v\.?h|m\.?h|d\.?v\.?h|b\.?r|k\.?r)\b\.?|mvh|dbh|knus|kram|klem|sincerely|cheers|vänligen|vennligst"
    r"|yours (?:sincerely|faithfully|truly)|sincerely yours|faithfully yours|ha (?:det|en (?:god|fin|bra)|det (?:godt|fint|bra)).{0,20}"
    r"|hej hopp|hej då|alt godt|allt gott|with thanks|thanks|tak|takk|tack)"
    r"(?P<rest>.*)$",
    re.IGNORECASE,
)
_SLASH = re.compile(r"\s{0,3}/{1,2}\s?(?P<rest>[A-ZÅÄÖÆØÉ].{0,60})$")
_DASHES = re.compile(r"-{2,3}\s*$")
_RULE = re.compile(r"\s{0,3}(?:[-_=*–—~.•·] ?){2,}\s*$")
_POSTSCRIPT = re.compile(r"\W{0,3}(?:P\.? ?S\b|N\.?B\b|OBS\b|PPS\b)", re.IGNORECASE)

# Words a sentence cannot do without and a standing block hardly has.
_SENTENCE = re.compile(
    r"\b(?:du|dig|deg|din|ditt?|dine|dina|jeg|jag|mig|meg|vi|os|oss|jer|jeres|dere|ni|er|är|har|havde|hade|var|kan|kunne"
    r"|vil|vill|ville|skal|skall|ska|må|får|få|fik|fick|giver|gir|ger|gør|gjør|gör|ikke|inte|icke|ej|når|når|hvis|om|att|at"
    r"|som|den|det|dem|nu|nå|lige|bare|bara|også|også|också|snart|your?|we|us|our|is|are|was|have|has|can|will|if|not|that"
    r"|they|them|him|her|hos|gratis|free|rabat|rabatt|kr|kroner|kronor|tilbud|tilbyder|erbjud\w*|tilbod|kampagne|kampanj\w*"
    r"|ring|ringe|ringer|kontakt[ae]|skift|byt|bytt|vælg|velg|välj|bestil|bestill|beställ|køb|köp|kjøp|spar|prøv|prova|pröva"
    r"|tag|ta|gå|se|læs|les|läs|husk|husker|kom|hør|hör|try|switch|choose|call|get|order|buy|save|visit|ask|spørg|spør|fråga)\b",
    re.IGNORECASE,
)
_REACHED = re.compile(
    r"(?:\+|\b)\d[\d \-/().]{5,}\d\b|\S@\S|\bwww\.|https?://|\b(?:tlf|tel|telefon|phone|mob|mobil|fax|cvr|org\.? ?nr"
    r"|box|postboks|postboxs?)\b",
    re.IGNORECASE,
)
_SPOKEN = re.compile(r"[!?…%]|[☀★⚡🐦]|\d ?(?:kr|:-)")
_ENDED = re.compile(r"(?<!\w\.\w)(?<!\b[Aa][.]m)[.:;,–-]\s*$")
_COMPANY_END = re.compile(r"\b(?:a\.m\.b\.a|ek\. för|a\.?s|inc|ltd|co|jr|f\.?m\.?b\.?a|v\.h)\.\s*$", re.IGNORECASE)

_DEVICE = re.compile(
    r"\s{0,8}\W?(?:(?:sendt|skickat|sent|send) (?:fra|från|frå|from|via|med|with|using)\b.{0,60}"
    r"|(?:hentet?|hent|hämta|get|skaff deg|last ned|download) outlook\b.{0,40}"
    r"|\[(?:cid:|image|billede|bilde|bild)[^\]]{0,30}\]|virus(?:fri|free)\b.{0,60})\s*$",
    re.IGNORECASE,
)
_DEVICE_NAME = re.compile(
    r"iphone|ipad|android|galaxy|huawei|samsung|mobil|telefon|phone|tlf|mail|outlook|tablet|windows|yahoo|proton|avast"
    r"|\[|nokia|sony|xiaomi|oneplus|pixel|app\b",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"\W{0,4}(?:(?:caution|advarsel|warning|varning|obs|pas på|eksternt?|ekstern|extern\w*|external)\b.{0,100}"
    r"(?:outside|uden for|udefra|utanför|utenfor|utifrån|utenfra|extern|ekstern)"
    r"|(?:det här |detta |denne |dette |this )(?:mejlet|meddelandet|mejl|mail|e-mail|e-post\w*|meddelelse|email|message)\s"
    r"(?:kommer|er sendt|kommer|originate\w*|came|comes|er kommet)\s.{0,60}(?:utanför|uden for|utenfor|outside))",
    re.IGNORECASE,
)
_CONFIDENTIAL = re.compile(
    r"\W{0,4}(?:(?:denne|dette|detta|det här|this|the (?:information|contents?)|informationen?|indholdet|innehållet"
    r"|innholdet|oplysningerne|denna)\b.{0,80}\b(?:e-?mail\w*|mail\w*|e-?post\w*|mejl\w*|medd?elel\w+|meddeland\w*|melding\w*"
    r"|besked\w*|message)\b.{0,160}\b(?:fortrolig\w*|konfidenti\w+|confidential|tiltænkt|bestemt|avsedd\w*|tiltenkt"
    r"|beregnet|intended|privileged|sekretess\w*|personlig\w*)"
    r"|(?:hvis|har|om|såfremt|if)\s(?:du|de|you)\b.{0,80}(?:ved en fejl|fejlagtigt|av misstag|ved en feil|in error|by mistake"
    r"|intended recipient|ikke er rette|inte är rätt)"
    r"|\W*p?\s?(?:tænk på|tenk på|tänk på|please consider|think (?:of|about)|spar på)\b.{0,20}(?:miljø|miljö|environment|papir))",
    re.IGNORECASE,
)
_PRIVACY = re.compile(
    r"\W{0,4}(?:læs|les|läs|read|se|see|vi behandl\w+|information om|om)\b.{0,60}\b(?:behandl\w+|process\w*|handle|hantera\w*)\b"
    r".{0,40}(?:person(?:oplysninger|uppgifter|opplysninger|data)|personal data)",
    re.IGNORECASE,
)


def kinds_of(run: Sequence[Line]) -> list[SegmentKind]:
    """The kinds of a run of lines that are not quoted; a blank line goes with the line before it."""
    kinds: list[SegmentKind] = []
    closed = said = small = False
    kind = SegmentKind.OWN
    for line in run:
        if line.blank:
            said = small = False
        elif small:
            kind = SegmentKind.DISCLAIMER
        elif (printed := _printed(line.text)) is not None:
            kind = printed
            small = kind is SegmentKind.DISCLAIMER and len(line.text) < 120
        elif (rest := _close(line.text)) is not None and kinds and (not rest or standing(rest)):
            closed, kind = True, SegmentKind.SIGNATURE
        elif closed:
            said = said or not standing(line.text)
            kind = SegmentKind.OWN if said else SegmentKind.SIGNATURE
        else:
            kind = SegmentKind.OWN
        kinds.append(kind)
    return kinds


def _printed(text: str) -> SegmentKind | None:
    """What no author wrote: the device's line, the mail server's warning, the house's small print."""
    if _DEVICE.match(text) and _DEVICE_NAME.search(text):
        return SegmentKind.SYSTEM
    if _OUTSIDE.match(text):
        return SegmentKind.SYSTEM
    if _CONFIDENTIAL.match(text) or _PRIVACY.match(text):
        return SegmentKind.DISCLAIMER
    return None


def _close(text: str) -> str | None:
    """What follows the greeting on its line; None where the line is no greeting."""
    if _DASHES.match(text):
        return ""
    found = _SLASH.match(text) or _CLOSE.match(text)
    return found["rest"].strip(" \t,.!:/–-*_") if found else None


def standing(text: str) -> bool:
    """True for a line of a standing block: name, title, department, company, phone, address."""
    text = text.strip()
    if _RULE.match(text):
        return True
    if _POSTSCRIPT.match(text) or _SPOKEN.search(text) or _SENTENCE.search(text):
        return False
    words = len(text.split())
    if _REACHED.search(text):
        return words <= 14
    ended = _ENDED.search(text) and not _COMPANY_END.search(text)
    return words <= 7 and not (ended and words >= 3)
