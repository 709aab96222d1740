"""Rows of accounts, sessions and tokens into what the rest of the program knows of them."""

from contactguard.accounts.account import Account, ApiToken, Session, Stage
from contactguard.accounts.roles import Right, Role
from contactguard.store.columns import clean
from contactguard.store.tables.accounts import AccountRow, SessionRow, TokenRow

_SAME = ("name", "email", "pseudonym", "password_hash", "must_change", "issuer", "subject", "totp", "totp_step")
_DATES = ("made_at", "disabled_at", "seen_at")
LONGEST_NAME = 200  # characters of its key: an ß counts twice


def key_of(name: str) -> str:
    """Under which a name is known, however it is cased or spaced."""
    return clean(" ".join(name.casefold().split()))


def account_of(row: AccountRow) -> Account:
    return Account(
        id=row.id or 0,
        roles=frozenset(Role(role) for role in row.roles),
        recovery=tuple(row.recovery),
        emergency=row.emergency,
        **{field: getattr(row, field) for field in (*_SAME, *_DATES)},
    )


def session_of(row: SessionRow, account: AccountRow) -> Session:
    return Session(
        hash=row.hash,
        account=account_of(account),
        stage=Stage(row.stage),
        method=row.method,
        browser=row.browser,
        begun_at=row.begun_at,
        seen_at=row.seen_at,
        id_token=row.id_token,
    )


def token_of(row: TokenRow, account: AccountRow | None) -> ApiToken:
    return ApiToken(
        id=row.id or 0,
        name=row.name,
        rights=frozenset(Right(right) for right in row.rights),
        account=account_of(account) if account else None,
        made_by=row.made_by,
        made_at=row.made_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
    )
