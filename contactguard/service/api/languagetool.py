"""A draft in, matches out as LanguageTool's server gives them, for mail programs and editors that speak to one.

They sign in with a token, in the header as all programs do, or as the API key that LanguageTool's own add-ins ask for.
"""

import json
from collections.abc import Sequence
from importlib.metadata import version
from itertools import pairwise
from typing import Any
from unicodedata import combining

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.contacts.model import composed
from contactguard.errors import InputError
from contactguard.knowledge.drafts import Advice
from contactguard.language.detection import detect
from contactguard.reporting import labels
from contactguard.reporting.words import LANGUAGES, Words
from contactguard.service.access import keyed, public, requires
from contactguard.service.answering import publication_of, shelf
from contactguard.service.api.schemas import LONGEST_DRAFT, Draft
from contactguard.service.keys import METRICS, SCANS, WORDS
from contactguard.store.columns import clean

NAMES = {"da": "Danish", "sv": "Swedish", "nb": "Norwegian Bokmål", "en": "English"}
AROUND = 40  # characters of context on either side
_CODES = {"no": "nb", "nn": "nb"}

routes = web.RouteTableDef()


@routes.get("/v2/languages")
@public
async def languages(request: web.Request) -> web.Response:
    return web.json_response([{"name": NAMES[code], "code": code, "longCode": code} for code in LANGUAGES])


@routes.post("/v2/check")
@keyed
@requires(Right.CHECK_DRAFT)
async def check(request: web.Request) -> web.Response:
    form = await request.post()
    text, written_in = _text(form), _language(str(form.get("language", "auto")))
    language = written_in or request[WORDS].language
    draft = Draft(draft=text, language=written_in).contact() if text.strip() else None
    findings = await request.app[SCANS].findings(draft) if draft else []
    drafts = (await shelf(request)).drafts
    advice = drafts.advise(draft, findings, language, publication_of(request).today()) if draft else []
    request.app[METRICS].checks.inc()
    places = _places(text)
    matches = [_match(one, text, places, request[WORDS]) for one in advice]
    told = _told(written_in, text, language)
    return web.json_response({"software": _software(), "language": told, "matches": matches})


def _text(form: Any) -> str:
    """The plain text, or that of an annotated one: mark-up is kept as blanks so that offsets stay true."""
    if "text" in form:
        text = str(form["text"])
    elif "data" in form:
        text = _annotated(str(form["data"]))
    else:
        raise InputError("send a form with text or data, as LanguageTool's own server wants it")
    if len(text) > LONGEST_DRAFT:
        raise InputError("the text has {count} characters; the limit is {most}", most=LONGEST_DRAFT, count=len(text))
    return text


def _annotated(data: str) -> str:
    try:
        parts = json.loads(data)
        pieces = parts["annotation"] if "annotation" in parts else [{"text": parts["text"]}]
        return clean("".join(piece["text"] if "text" in piece else " " * _units(piece["markup"]) for piece in pieces))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InputError("data is not LanguageTool's annotated text") from error


def _language(asked: str) -> str | None:
    """None where the program leaves it to us to see what the text is written in."""
    code = asked.partition("-")[0].casefold()
    code = _CODES.get(code, code)
    return code if code in LANGUAGES else None


def _places(text: str) -> list[int]:
    """Where each character that was judged, and the end, stands in the text as it was sent."""
    starts = [at for at, letter in enumerate(text) if not (at and combining(letter))]
    judged = (composed(text[start:end]) for start, end in pairwise([*starts, len(text)]))
    return [*(start for start, letters in zip(starts, judged, strict=True) for _ in letters), len(text)]


def _match(advice: Advice, text: str, places: Sequence[int], words: Words) -> dict[str, Any]:
    finding = advice.finding
    # A duty that is missing has no place in the draft; it is shown at its first words.
    start, end = (0, len(text.split("\n", 1)[0])) if advice.duty else (places[finding.start], places[finding.end])
    left = max(0, start - AROUND)
    message = " ".join(filter(None, (advice.duty, finding.explanation.why, finding.explanation.advice)))
    return {
        "message": message,
        "shortMessage": advice.duty or words.text(labels.POLICY[finding.policy]),
        "offset": _units(text[:start]),
        "length": _units(text[start:end]),
        "replacements": [{"value": advice.passage}] if advice.passage else [],
        "context": {
            "text": text[left : end + AROUND],
            "offset": _units(text[left:start]),
            "length": _units(text[start:end]),
        },
        "sentence": finding.quote,
        "type": {"typeName": "Hint"},
        "rule": {
            "id": finding.rule,
            "description": finding.explanation.programme,
            "issueType": "style",
            "category": {"id": finding.policy.value, "name": words.text(labels.POLICY[finding.policy])},
        },
        "ignoreForIncompleteSentence": False,
        "contextForSureMatch": -1,
    }


def _units(text: str) -> int:
    """Length as LanguageTool counts, in UTF-16 units: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _software() -> dict[str, Any]:
    return {"name": "ContactGuard", "version": version("contactguard"), "apiVersion": 1, "premium": False, "status": ""}


def _told(written_in: str | None, text: str, otherwise: str) -> dict[str, Any]:
    """The language, and how it is known: told by the program or seen in the text; else it is the reader's."""
    seen = None if written_in else detect(text)
    code = written_in or seen or otherwise
    source = {"confidence": 1.0, "source": "given"} if written_in else {"source": "detected"} if seen else {}
    own = {"name": NAMES[code], "code": code}
    return own | {"detectedLanguage": own | source}
