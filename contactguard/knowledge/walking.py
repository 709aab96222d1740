"""A script and the keys pressed so far in, where the call stands out; at the end, the call note ready to paste."""

from dataclasses import dataclass

from contactguard.errors import InputError
from contactguard.knowledge.duties import duty_label
from contactguard.knowledge.placeholders import Filler
from contactguard.knowledge.script import END, Choice, Script, Step

_SAID = {"da": "Sagt", "sv": "Sagt", "nb": "Sagt", "en": "Said"}


@dataclass(frozen=True)
class Walk:
    """A call on its way: the steps passed, each with the choice made. The same keys always lead to the same place."""

    script: Script
    passed: tuple[tuple[str, Choice], ...] = ()

    @property
    def at(self) -> str:
        return self.passed[-1][1].to if self.passed else self.script.start

    @property
    def ended(self) -> bool:
        return self.at == END

    @property
    def step(self) -> Step | None:
        """The step to read out now; None at the end."""
        return None if self.ended else self.script.steps[self.at]

    @property
    def said(self) -> tuple[str, ...]:
        """Duties met by now, the step being read out included, in the order of the script's list."""
        names = [name for name, _ in self.passed] + ([] if self.ended else [self.at])
        met = {duty for name in names for duty in self.script.steps[name].says}
        return tuple(duty for duty in self.script.must if duty in met)

    @property
    def unsaid(self) -> tuple[str, ...]:
        return tuple(duty for duty in self.script.must if duty not in self.said)

    def press(self, key: str) -> "Walk":
        """The call one step on. Raises InputError for a key that this step does not have."""
        step = self.step
        for choice in step.choices if step else ():
            if choice.key.casefold() == key.casefold():
                return Walk(self.script, (*self.passed, (self.at, choice)))
        keys = ", ".join(choice.key for choice in step.choices) if step else "–"
        raise InputError("the step {step!r} has no key {key!r}; it has: {keys}", step=self.at, key=key, keys=keys)

    def back(self) -> "Walk":
        return Walk(self.script, self.passed[:-1])

    @property
    def keys(self) -> str:
        return "".join(choice.key for _, choice in self.passed)


def walk(script: Script, keys: str = "") -> Walk:
    """The call after these keys. Raises InputError."""
    so_far = Walk(script)
    for key in keys:
        so_far = so_far.press(key)
    return so_far


def call_note(so_far: Walk, filler: Filler) -> str:
    """What was said and done, in one paragraph and a line that names the duties met."""
    script, notes = so_far.script, []
    for name, choice in so_far.passed:
        notes += [script.steps[name].note, choice.note]
    notes.append(script.end.note if so_far.ended else None)
    told = " ".join(filler.fill(note).text for note in dict.fromkeys(filter(None, notes)))
    duties = "; ".join(duty_label(duty, script.language) for duty in so_far.said)
    heading = f"{script.title}. {told}".rstrip()
    return f"{heading}\n{_SAID[script.language]}: {duties}." if duties else heading
