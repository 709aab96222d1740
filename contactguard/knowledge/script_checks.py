"""A script in, its faults out: every way through must reach the end, with all duties said."""

from collections.abc import Collection, Iterator

from contactguard.knowledge.script import END, Script

Place = tuple[int | str, ...]


def script_faults(script: Script, duties: Collection[str]) -> Iterator[tuple[Place, str]]:
    """Each fault with its place in the file; ways through are only walked when all steps are there."""
    missing = list(_missing_steps(script))
    yield from missing
    yield from _unknown_duties(script, duties)
    yield from _doubled_keys(script)
    if missing:
        return
    reachable = _reachable(script)
    yield from ((("steps", name), f"{name}: no way leads here") for name in script.steps if name not in reachable)
    yield from _endless(script, reachable)
    yield from _unsaid(script)


def _missing_steps(script: Script) -> Iterator[tuple[Place, str]]:
    if script.start not in script.steps:
        yield ("start",), f"start: there is no step {script.start!r}"
    for name, step in script.steps.items():
        for index, choice in enumerate(step.choices):
            if choice.to != END and choice.to not in script.steps:
                yield ("steps", name, "choices", index, "to"), f"{name}: there is no step {choice.to!r}"


def _unknown_duties(script: Script, duties: Collection[str]) -> Iterator[tuple[Place, str]]:
    for duty in script.must:
        if duty not in duties:
            yield ("must",), f"must: no duty is called {duty!r}"
    for name, step in script.steps.items():
        for duty in step.says:
            if duty not in duties:
                yield ("steps", name, "says"), f"{name}: no duty is called {duty!r}"


def _doubled_keys(script: Script) -> Iterator[tuple[Place, str]]:
    for name, step in script.steps.items():
        keys = [choice.key.casefold() for choice in step.choices]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                yield ("steps", name, "choices", index, "key"), f"{name}: the key {key!r} stands twice"


def _reachable(script: Script) -> set[str]:
    seen, waiting = {script.start}, [script.start]
    while waiting:
        for choice in script.steps[waiting.pop()].choices:
            if choice.to != END and choice.to not in seen:
                seen.add(choice.to)
                waiting.append(choice.to)
    return seen


def _endless(script: Script, reachable: set[str]) -> Iterator[tuple[Place, str]]:
    ending = {END}
    while more := {
        name for name in reachable - ending if any(choice.to in ending for choice in script.steps[name].choices)
    }:
        ending |= more
    for name in sorted(reachable - ending):
        yield ("steps", name), f"{name}: no way leads from here to the end"


def _unsaid(script: Script) -> Iterator[tuple[Place, str]]:
    """Duties that some way to the end leaves out. A way is known by its step and what was said before it."""
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [(script.start, frozenset[str]())]
    unsaid: dict[tuple[str, str], int] = {}
    while waiting:
        name, said = waiting.pop()
        if (name, said) in seen:
            continue
        seen.add((name, said))
        step = script.steps[name]
        said |= frozenset(step.says)
        for index, choice in enumerate(step.choices):
            if choice.to != END:
                waiting.append((choice.to, said))
                continue
            for duty in script.must:
                if duty not in said:
                    unsaid[(name, duty)] = index
    for (name, duty), index in sorted(unsaid.items()):
        yield ("steps", name, "choices", index), f"{name}: a way ends here without {duty!r} having been said"
