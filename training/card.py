"""Figures in, the model card's sections out. What stands between the sections is written by hand and kept."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from training.data import Example
from training.judge import Figures

SYSTEMS = """Trained on {contacts} contacts, {ordinary} of them ordinary text, in {minutes:.0f} minutes; the threshold
was chosen on {judged} others. Each system at its own threshold, without any rule:

| system | P | R | F1 | flagged contacts F1 | false alarms a silent contact |
| --- | --- | --- | --- | --- | --- |
{rows}

Per policy, together: {policies}."""


def systems(figures: Mapping[str, Figures], examples: Sequence[Example], judged: int, seconds: float) -> str:
    """The section on each model alone, as training leaves it."""
    return SYSTEMS.format(
        contacts=len(examples),
        ordinary=sum(not one.of_the_trade for one in examples),
        judged=judged,
        minutes=seconds / 60,
        rows="\n".join(_row(name, one) for name, one in figures.items()),
        policies=", ".join(f"{name} {f1:.2f}" for name, f1 in figures["together"].policies.items()),
    )


def _row(name: str, one: Figures) -> str:
    values = (one.precision, one.recall, one.f1, one.flagged, one.alarms)
    return f"| {name} | " + " | ".join(f"{value:.3f}" for value in values) + " |"


def put(path: Path, section: str, text: str) -> None:
    """Replaces what stands between the section's two marks; a card without them gets them at its end."""
    first, last = f"<!-- {section} -->\n", f"\n<!-- end of {section} -->"
    card = path.read_text("utf-8") if path.is_file() else "# Models\n"
    if first not in card:
        card = f"{card.rstrip()}\n\n{first}{last}\n"
    kept = re.compile(f"(?<={re.escape(first)}).*?(?={re.escape(last)})", re.DOTALL)
    path.write_text(kept.sub(lambda _: text, card), "utf-8")
