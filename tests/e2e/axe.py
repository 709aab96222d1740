"""What axe finds wrong with a page, and what the browser complains about."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).with_name("axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = {"type": "rule", "values": ["color-contrast"]}


def faults(page: Page, only: Any = TAGS) -> list[tuple[str, list[str]]]:
    """Each rule that is broken, with the elements that break it; all of WCAG 2.2 AA unless `only` says otherwise."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(f"() => {{ {AXE} }}")
    found = page.evaluate(f"() => axe.run({{runOnly: {json.dumps(only)}}})")
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]


def faults_in_the_dark(page: Page) -> list[tuple[str, list[str]]]:
    """What the dark scheme changes: contrasts. The page is left light."""
    page.emulate_media(color_scheme="dark")
    found = faults(page, CONTRAST)
    page.emulate_media(color_scheme="light")
    return [(f"dark: {rule}", nodes) for rule, nodes in found]


def heard(page: Page) -> list[str]:
    """What the browser complains about from now on, blocked styles and scripts among it."""
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return errors
