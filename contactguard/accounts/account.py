"""Who may sign in: an account with its roles, as the store keeps it and pages show it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contactguard.accounts.roles import Actor, Right, Role, rights_of

# As the audit chain and the knowledge base name what no person did; nobody may be taken for it.
NOBODYS = frozenset({"anonymous", "command line", "contactguard", "nobody", "openid", "system"})


def is_nobodys(name: str) -> bool:
    """Whether a name is kept for the program itself, or is that of a token."""
    folded = " ".join(name.casefold().split())
    return folded in NOBODYS or folded.startswith("token:")


class Stage(StrEnum):
    """How far a sign-in has come."""

    CODE = "code"  # the password was right, the second factor is due
    PASSWORD = "password"  # signed in, but the password has to be changed first
    FULL = "full"


@dataclass(frozen=True)
class Proof:
    """How a sign-in was proved; `id_token` is the OpenID provider's, for signing out there as well."""

    method: str
    id_token: str | None = None


@dataclass(frozen=True)
class Account:
    """A person. `subject` is who the OpenID provider says it is; such an account has no password here."""

    id: int
    name: str
    roles: frozenset[Role]
    made_at: datetime
    pseudonym: str | None = None
    email: str | None = None
    password_hash: str | None = None
    must_change: bool = False
    issuer: str | None = None
    subject: str | None = None
    totp: str | None = None
    totp_step: int = 0
    recovery: tuple[str, ...] = ()
    emergency: bool = False
    disabled_at: datetime | None = None
    seen_at: datetime | None = None

    @property
    def actor(self) -> Actor:
        return Actor(self.name, rights_of(self.roles), self.roles, self.pseudonym)

    @property
    def local(self) -> bool:
        return self.subject is None


@dataclass(frozen=True)
class Session:
    """One sign-in of one account on one device."""

    hash: str
    account: Account
    stage: Stage
    method: str
    browser: str
    begun_at: datetime
    seen_at: datetime
    id_token: str | None = None


@dataclass(frozen=True)
class ApiToken:
    """A program's key. Its rights never reach beyond those its account has today.

    It acts under the name of its person: nobody is a second reader or another officer by way of a program.
    """

    id: int
    name: str
    rights: frozenset[Right]
    account: Account | None
    made_by: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def actor(self) -> Actor:
        if self.account is None:
            return Actor(f"token:{self.name}", self.rights)
        return Actor(self.account.name, self.rights & self.account.actor.rights, pseudonym=self.account.pseudonym)
