"""A chart of a page in, the same chart for paper out: its custom properties become the colours of the light page."""

import re

from contactguard.reporting import style

_TOKEN = re.compile(r"--([\w-]+): (#[0-9a-f]{6}(?:[0-9a-f]{2})?)")
_USED = re.compile(r"var\(--([\w-]+)\)")


def on_paper(svg: str, font: str = "sans-serif") -> str:
    light = (style.FOLDER / "tokens.css").read_text("utf-8").partition("@media")[0]
    colours = dict(_TOKEN.findall(light))
    return _USED.sub(lambda match: colours[match[1]], svg).replace("sans-serif", font)
