"""How long a sign-in has to wait after so many failures in a row."""

from datetime import timedelta

FREE = {"account": 5, "address": 20}  # failures without a wait; behind one address sits a whole office
FIRST = timedelta(seconds=30)
LONGEST = timedelta(hours=1)
FORGOTTEN = timedelta(hours=24)  # after so long without a failure, counting begins anew


def wait(kind: str, failures: int) -> timedelta:
    """Doubles with each failure beyond the free ones: 30 s, 1 min, 2 min … an hour."""
    beyond = failures - FREE[kind]
    if beyond < 0:
        return timedelta(0)
    return min(FIRST * (1 << min(beyond, 12)), LONGEST)
