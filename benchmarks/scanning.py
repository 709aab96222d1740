"""The demo year in, contacts a second out: our scanner, spaCy's tokenizer and Presidio in turns, medians and ratios."""

import argparse
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain, cycle, islice
from pathlib import Path
from statistics import median

from benchmarks import peers
from contactguard.contacts.model import Author, Contact
from contactguard.demo import PROFILES, year
from contactguard.policies import ruleset
from contactguard.scanning.runner import Runner, open_runner
from contactguard.scanning.scanner import Scanner

FOLDER = Path("tests/corpus/profiles")
DRAFT = 150  # words
DRAFTS = 40
WITHIN = 20  # ms, for a draft
Run = Callable[[Sequence[Contact]], None]


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__.splitlines()[0])
    parser.add_argument("--profile", choices=sorted(PROFILES), default="struer")
    parser.add_argument("--contacts", type=int, default=300, help="how many of the year, evenly spread")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    every = list(year(options.profile))
    contacts = every[:: max(1, len(every) // options.contacts)]
    words = sum(len(message.text.split()) for contact in contacts for message in contact.messages)
    print(
        f"{len(contacts)} contacts of the demo year, {words / len(contacts):.0f} words each; {options.rounds} rounds\n"
    )
    path = FOLDER / f"{options.profile}.toml"
    plain, full = (Scanner.from_profile(path, models=models) for models in (False, True))
    makes = {models: partial(Scanner.from_profile, path.resolve(), models=models) for models in (False, True)}
    with (
        open_runner(plain, makes[False], workers=2) as two_plain,
        open_runner(full, makes[True], workers=2) as two_full,
    ):
        runs: dict[str, Run] = {
            "contactguard, rules": lambda some: _each(plain.scan, some),
            "contactguard, rules, 2 processes": lambda some: _drain(two_plain, some),
            "contactguard, models on": lambda some: _each(full.scan, some),
            "contactguard, models on, 2 processes": lambda some: _drain(two_full, some),
            **_peers(PROFILES[options.profile], plain),
        }
        report(measured(runs, contacts, options.rounds))
    print(f"\na draft of {DRAFT} words: {draft(full, every):.1f} ms at the median, models on (at most {WITHIN})")


def _peers(language: str, scanner: Scanner) -> dict[str, Run]:
    rules, organisation = ruleset.load(language), scanner.organisation
    patterns = peers.cues(rules)
    scans = {
        "spaCy's tokenizer": peers.tokenizer(language),
        "Presidio, names": peers.presidio(language, organisation, []),
        f"Presidio, names and {len(patterns)} cues": peers.presidio(language, organisation, patterns),
    }
    return {name: partial(_each, scan) for name, scan in scans.items()}


def _each(scan: Callable[[Contact], object], contacts: Sequence[Contact]) -> None:
    for contact in contacts:
        scan(contact)


def _drain(run: Runner, contacts: Sequence[Contact]) -> None:
    deque(run(contacts), maxlen=0)


def measured(runs: dict[str, Run], contacts: Sequence[Contact], rounds: int) -> dict[str, float]:
    """Contacts a second of each, the median of rounds in turns; a first round, to warm up, does not count."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds + 1):
        for name, run in runs.items():
            start = time.perf_counter()
            run(contacts)
            taken[name].append(time.perf_counter() - start)
    return {name: len(contacts) / median(seconds[1:]) for name, seconds in taken.items()}


def report(speeds: dict[str, float]) -> None:
    peer = [name for name in speeds if name.startswith("Presidio")]
    heads = ["", "contacts/s", "ms each", *(f"x {name}" for name in peer)]
    print("| " + " | ".join(heads) + " |\n|" + "---|" * len(heads))
    for name, speed in speeds.items():
        ratios = [f"{speed / speeds[other]:.1f}" for other in peer]
        print("| " + " | ".join([name, f"{speed:.0f}", f"{1000 / speed:.2f}", *ratios]) + " |")


def draft(scanner: Scanner, contacts: Sequence[Contact]) -> float:
    """Milliseconds that a draft takes at the median: agents' texts of the year, joined to its length."""
    texts = [message.text for contact in contacts for message in contact.messages if message.author is Author.AGENT]
    words = islice(cycle(chain.from_iterable(text.split() for text in texts)), DRAFT * DRAFTS)
    taken = []
    for _ in range(DRAFTS):
        text = " ".join(islice(words, DRAFT))
        message = contacts[0].messages[0].model_copy(update={"text": text, "author": Author.AGENT})
        contact = contacts[0].model_copy(update={"messages": (message,)})
        start = time.perf_counter()
        scanner.scan(contact)
        taken.append(time.perf_counter() - start)
    return median(taken) * 1000


if __name__ == "__main__":
    main()
