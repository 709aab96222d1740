"""Which right each handler asks for, written beside it. A handler that says nothing is refused to everyone."""

from collections.abc import Callable
from typing import Any, TypeVar

from contactguard.accounts.roles import Right

F = TypeVar("F", bound=Callable[..., Any])

_MARK = "__right__"
_HERE = "__here__"
_KEYED = "__keyed__"
PUBLIC = "public"
SIGNED_IN = "signed in"


def requires(right: Right, *, or_here: bool = False) -> Callable[[F], F]:
    """Only whoever holds the right is served; others get 403, strangers the login page or 401.

    `or_here` serves programs of this machine as well, such as a metrics collector beside the service.
    """
    return _marking(right, here=or_here)


def public(handler: F) -> F:
    """Served to anyone: the login itself, health, the staff notice."""
    return _marking(PUBLIC)(handler)


def signed_in(handler: F) -> F:
    """Served to whoever is signed in, whatever the role: own password, own sessions, own export."""
    return _marking(SIGNED_IN)(handler)


def keyed(handler: F) -> F:
    """Takes a program's token from the form as well, as `apiKey`: some programs can set no header."""
    setattr(handler, _KEYED, True)
    return handler


def required(handler: Any) -> Right | str | None:
    """What the handler asks for; None where nothing was said."""
    return getattr(handler, _MARK, None)


def open_here(handler: Any) -> bool:
    return getattr(handler, _HERE, False)


def takes_key(handler: Any) -> bool:
    return getattr(handler, _KEYED, False)


def _marking(mark: Right | str, *, here: bool = False) -> Callable[[F], F]:
    def add(handler: F) -> F:
        setattr(handler, _MARK, mark)
        setattr(handler, _HERE, here)
        return handler

    return add
