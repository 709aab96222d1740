"""The second factor: a secret shared with the telephone, six digits every half minute, codes for when it is lost."""

import secrets
from datetime import UTC, datetime
from io import BytesIO

import pyotp
import segno

from contactguard.accounts.keys import fingerprint

STEP_S = 30
_EARLIER = (0, -1, 1)  # the step now, and one either side for clocks that differ
_CODES = 10


def new_secret() -> str:
    return pyotp.random_base32()


def address(secret: str, name: str, company: str) -> str:
    """What the telephone reads out of the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=f"ContactGuard {company}")


def picture(text: str) -> str:
    """A QR code as SVG, dark on white whatever the page's colours, since cameras want it so."""
    drawn = BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", scale=5, border=4, light="#fff", dark="#000", xmldecl=False)
    return drawn.getvalue().decode()


def step_of(secret: str, code: str, now: datetime | None = None) -> int | None:
    """The half minute that the code is of; None for a wrong one."""
    moment = (now or datetime.now(UTC)).timestamp()
    current = int(moment // STEP_S)
    digits = "".join(code.split())
    for near in _EARLIER:
        if secrets.compare_digest(pyotp.TOTP(secret).at((current + near) * STEP_S).encode(), digits.encode("utf-8")):
            return current + near
    return None


def recovery_codes() -> list[str]:
    """Each for once, 64 bits, in two halves that are easy to write down."""
    return [f"{secrets.token_hex(4)}-{secrets.token_hex(4)}" for _ in range(_CODES)]


def recovery_hash(code: str) -> str:
    return fingerprint("".join(code.casefold().split()))
