"""An agent's name in, a stable pseudonym out; only who holds the secret can make or match one."""

import asyncio
import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path
from unicodedata import normalize

from sqlmodel import select

from contactguard.errors import InputError, StorageError
from contactguard.store.database import Database
from contactguard.store.tables.accounts import AccountRow
from contactguard.store.tables.contacts import ContactRow
from contactguard.store.tables.privacy import AgentAliasRow

SECRET_BYTES = 32
_DEFAULTS = {"changeme", "change-me", "secret", "password", "default", "contactguard"}
_PSEUDONYM = re.compile(r"agent-[0-9a-f]{12}")


class Pseudonyms:
    """Keyed hashes of names. The same name, however spaced, cased or composed, gives the same pseudonym."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 16 or secret.decode("utf-8", "replace").strip().casefold() in _DEFAULTS:
            raise InputError("the secret for pseudonyms is too short or a default; give at least 16 random characters")
        self._secret = secret

    def of(self, name: str | None) -> str | None:
        if name is None or not name.strip():
            return None
        return "agent-" + self._keyed(" ".join(normalize("NFC", name).casefold().split()))

    def of_person(self, identifier: str) -> str:
        """A customer's, for the audit chain: two requests about the same person can be told, not who it is."""
        return "person-" + self._keyed(identifier)

    def _keyed(self, text: str) -> str:
        return hmac.new(self._secret, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:12]


def is_pseudonym(name: str) -> bool:
    """Whether it looks as Pseudonyms makes them; the sources may call an agent agent-07."""
    return _PSEUDONYM.fullmatch(name) is not None


async def refuse_lost_secret(path: Path, database: Database) -> None:
    """Raises InputError where a key file is missing whose secret the database needs."""
    if not await asyncio.to_thread(path.exists) and await _needs_secret(database):
        raise InputError(
            "the key file {path} is missing; put back the copy that was kept apart. With another secret all "
            "pseudonyms change: agents lose sight of their findings, reviewers may get their own, second factors "
            "cannot be read. To go on all the same, set secret_key to at least 16 random characters",
            path=str(path),
        )


async def _needs_secret(database: Database) -> bool:
    """Whether anything is stored that only one secret fits: pseudonyms of agents, second factors of accounts."""
    async with database.reading() as session:
        for column in (ContactRow.id, AccountRow.name, AgentAliasRow.alias):
            if (await session.exec(select(column).limit(1))).first() is not None:
                return True
    return False


def load_secret(path: Path) -> bytes:
    """The secret in a key file. A missing file is made, with a fresh secret that only its owner may read."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(path)
    except OSError as error:
        raise StorageError(
            "the key file {path} cannot be made: {reason}; does its folder exist, and is it writable?",
            path=str(path),
            reason=error.strerror,
        ) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(SECRET_BYTES))
    return _read(path)


def _read(path: Path) -> bytes:
    try:
        secret = path.read_bytes().strip()
    except OSError as error:
        raise StorageError(
            "the key file {path} cannot be read: {reason}", path=str(path), reason=error.strerror
        ) from error
    if len(secret) < SECRET_BYTES:
        raise StorageError(
            "the key file {path} is cut short; put back the copy that was kept apart, or set secret_key to begin "
            "new pseudonyms",
            path=str(path),
        )
    return secret
