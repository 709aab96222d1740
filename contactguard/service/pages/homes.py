"""Where somebody goes after signing in."""

from contactguard.accounts.roles import Actor, Right

# The first page of these that the actor may see.
HOMES = (
    (Right.READ_CONTACTS, "/"),
    (Right.OPERATE, "/"),
    (Right.READ_DECIDED, "/decided"),
    (Right.READ_FIGURES, "/months"),
    (Right.MANAGE_USERS, "/users"),
    (Right.READ_ANSWERS, "/answers"),
)


def home(actor: Actor) -> str:
    return next((href for right, href in HOMES if actor.may(right)), "/account")


def onward(wanted: str, actor: Actor) -> str:
    """The page asked for before the login, if it is one of ours; else where this person begins."""
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\", "/login")) and wanted.isprintable()
    return wanted if ours and wanted != "/" else home(actor)
