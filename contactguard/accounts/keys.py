"""The program's secret in, what hangs on it out: form tokens, blinded names, sealed values."""

import base64
import hashlib
import hmac
import secrets
from enum import StrEnum

from cryptography.fernet import Fernet, InvalidToken

TOKEN_BYTES = 32


class Sealed(StrEnum):
    """What is sealed; nothing opens as another kind."""

    SECOND_FACTOR = "seal"  # kept for years in databases, so the word that its key comes from stays
    ENROLMENT = "enrolment"
    ATTEMPT = "attempt"
    ID_TOKEN = "id token"


class Keys:
    """A key for each purpose, derived from one secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._seals = {kind: Fernet(base64.urlsafe_b64encode(self._derived(kind))) for kind in Sealed}

    def form_token(self, seed: str) -> str:
        """What a form of the visitor with this cookie has to send along."""
        return hmac.new(self._derived("form"), seed.encode(), hashlib.sha256).hexdigest()

    def fits_form(self, seed: str, token: str) -> bool:
        return hmac.compare_digest(self.form_token(seed).encode(), token.encode("utf-8", "replace"))

    def blind(self, text: str) -> str:
        """A name that stays comparable and cannot be read; what is typed as a name is sometimes a password."""
        return hmac.new(self._derived("blind"), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:40]

    def seal(self, kind: Sealed, text: str) -> str:
        return self._seals[kind].encrypt(text.encode()).decode()

    def unseal(self, kind: Sealed, sealed: str, max_age_s: int | None = None) -> str | None:
        """None for what was not sealed here as this, was changed, or is too old."""
        try:
            return self._seals[kind].decrypt(sealed.encode("utf-8", "replace"), ttl=max_age_s).decode()
        except InvalidToken:
            return None

    def _derived(self, purpose: str) -> bytes:
        return hmac.new(self._secret, f"contactguard {purpose}".encode(), hashlib.sha256).digest()


def new_token(prefix: str = "") -> str:
    """Unguessable; the prefix lets secret scanners know it."""
    return prefix + secrets.token_urlsafe(TOKEN_BYTES)


def fingerprint(token: str) -> str:
    """Under which a token is stored: it has 256 bits of chance, so a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
