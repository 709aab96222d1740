"""An agent's name in, a stable pseudonym out; only who holds the secret can make or match one."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from contactguard.errors import InputError, StorageError

SECRET_BYTES = 32
_DEFAULTS = {"changeme", "change-me", "secret", "password", "default", "contactguard"}


class Pseudonyms:
    """Keyed hashes of names. The same name, however spaced or cased, gives the same pseudonym."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 16 or secret.decode("utf-8", "replace").strip().casefold() in _DEFAULTS:
            raise InputError("the secret for pseudonyms is too short or a default; give at least 16 random characters")
        self._secret = secret

    def of(self, name: str | None) -> str | None:
        if name is None or not name.strip():
            return None
        return "agent-" + self._keyed(" ".join(name.casefold().split()))

    def of_person(self, identifier: str) -> str:
        """A customer's, for the audit chain: two requests about the same person can be told, not who it is."""
        return "person-" + self._keyed(identifier)

    def _keyed(self, text: str) -> str:
        return hmac.new(self._secret, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:12]


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
            "the key file {path} is cut short; restore it, or delete it to begin new pseudonyms", path=path
        )
    return secret
