"""Hand-written text with alternatives and slots in, one reading of it out.

`[a|b|]` is one of its alternatives. `{street}` is drawn from the pool of that name and stays the same within a
contact; a digit behind the name (`{street2}`) makes it another one. `{n:3-9}` is a number, `{d:8}` so many digits;
`{date:3-14}`, `{weekday:1-5}`, `{month:1-1}`, `{week:1-4}` lie so many days (months, weeks) ahead, and behind with
`{date:-9--2}`.
"""

import re
from datetime import date, timedelta
from random import Random

from contactguard.demo.material import World

_ALTERNATIVES = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
# What an empty alternative or slot leaves, and what begins a sentence but was put inside one.
_SPACES = re.compile(r" +(?=[,?!]|\.(?!\.)| )")
_MIDDLE = re.compile(r", Kd\b")
_SLOT = re.compile(r"\{(\w+)(?::(-?\d+)(?:-(-?\d+))?)?\}")


class Slots:
    """The values of one contact; `given` are known beforehand."""

    def __init__(self, rng: Random, world: World, day: date, given: dict[str, str] | None = None) -> None:
        self._rng = rng
        self._world = world
        self._day = day
        self._values = dict(given or {})

    def fill(self, text: str) -> str:
        while _ALTERNATIVES.search(text):
            text = _ALTERNATIVES.sub(lambda found: self._rng.choice(found[1].split("|")), text)
        text = _SLOT.sub(self._value, text)
        return _SPACES.sub("", _MIDDLE.sub(", kd", text)).strip(" ")

    def fill_lines(self, text: str) -> str:
        """Text of several lines, each filled by itself."""
        return "\n".join(self.fill(line) for line in text.splitlines())

    def _value(self, slot: re.Match[str]) -> str:
        name, low, high = slot.groups()
        if low is not None:
            return self._made(name, int(low), int(high if high is not None else low))
        if name not in self._values:
            taken = set(self._values.values())
            for _ in range(5):
                value = self.fill(self._rng.choice(self._world.pools[name.rstrip("0123456789")]))
                if value not in taken:
                    break
            self._values[name] = value
        return self._values[name]

    def _made(self, name: str, low: int, high: int) -> str:
        number = self._rng.randint(low, high)
        if name == "d":
            return "".join(str(self._rng.randint(int(place == 0), 9)) for place in range(low))
        if name == "n":
            return str(number)
        if name == "month":
            return self._world.months[(self._day.month - 1 + number) % 12]
        if name == "year":
            return str(self._day.year + number)
        if name == "week":
            return str((self._day + timedelta(weeks=number)).isocalendar().week)
        return self._dated(name, self._working(self._day + timedelta(days=number), number))

    def _dated(self, name: str, day: date) -> str:
        weekday, month = self._world.weekdays[day.weekday()], self._world.months[day.month - 1]
        if name == "weekday":
            return weekday
        form = self._rng.choice(self._world.dates)
        return form.format(day=day.day, number=day.month, month=month, weekday=weekday)

    @staticmethod
    def _working(day: date, number: int) -> date:
        """Nobody makes an appointment for a Sunday; what lies behind may have happened on any day."""
        return day + timedelta(days=7 - day.weekday()) if number > 0 and day.weekday() > 4 else day


class Deck:
    """Draws from variants so that each comes once before any comes again."""

    def __init__(self, rng: Random, size: int) -> None:
        self._rng = rng
        self._size = size
        self._left: list[int] = []

    def draw(self) -> int:
        if not self._left:
            self._left = list(range(self._size))
            self._rng.shuffle(self._left)
        return self._left.pop()
