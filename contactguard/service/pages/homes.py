"""Where somebody goes after signing in."""

from yarl import URL

from contactguard.accounts.account import Stage
from contactguard.accounts.roles import Actor, Right
from contactguard.service.middlewares.access import STAGES

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


def onward_by(stage: Stage, wanted: str, actor: Actor) -> str:
    """The step still to be taken, which remembers the page asked for; after the last, that page."""
    return str(URL(STAGES[stage]).with_query(next=wanted)) if stage in STAGES else onward(wanted, actor)


def onward(wanted: str, actor: Actor) -> str:
    """The page asked for before the login, if it is one of ours; else where this person begins."""
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\", "/login")) and wanted.isprintable()
    return wanted if ours and wanted != "/" else home(actor)
