"""Passwords in, argon2id hashes out; and which passwords are taken."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from contactguard.errors import InputError

SHORTEST = 12  # NIST SP 800-63B-4 asks for 15 where it is the only factor, 8 beside a second one
LONGEST = 200
SHORTEST_TOLD = 4  # letters of a name; a shorter one stands in good passwords by chance
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are mistaken for each other on paper

_hasher = PasswordHasher()  # the first choice of RFC 9106 for machines with little memory: 64 MiB, three passes
_NOBODY = _hasher.hash(secrets.token_hex())


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def verify_password(hashed: str | None, password: str) -> bool:
    """Takes as long for an account that is not there, or has no password, as for a wrong one."""
    try:
        right = _hasher.verify(hashed or _NOBODY, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return right and hashed is not None


def needs_rehash(hashed: str) -> bool:
    return _hasher.check_needs_rehash(hashed)


def one_time_password() -> str:
    """Easy to read aloud and type: four groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def check_password(password: str, name: str) -> None:
    """Raises InputError for a password that is too short, too long, too plain or the name."""
    if len(password) < SHORTEST:
        raise InputError(
            "the password has {count} characters; use at least {least}",
            fault="short",
            count=len(password),
            least=SHORTEST,
        )
    if len(password) > LONGEST:
        raise InputError(
            "the password has {count} characters; the limit is {most}", fault="long", count=len(password), most=LONGEST
        )
    named = len(name) >= SHORTEST_TOLD and name.casefold() in password.casefold()
    if named or len(set(password.casefold())) < 5:
        raise InputError(
            "the password is easily guessed; choose several words that only you put together", fault="easy"
        )
