from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from contactguard.accounts.totp import address, new_secret, picture, recovery_codes, recovery_hash, step_of

NOW = datetime(2026, 11, 22, 7, 0, 15, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = int(NOW.timestamp() // 30)


@pytest.mark.parametrize(("late", "step"), [(0, STEP), (-30, STEP - 1), (30, STEP + 1), (-60, None), (60, None)])
def test_a_code_holds_for_its_half_minute_and_one_either_side(late: int, step: int | None) -> None:
    secret = new_secret()
    code = pyotp.TOTP(secret).at(NOW + timedelta(seconds=late))
    assert step_of(secret, f"{code[:3]} {code[3:]}", NOW) == step


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "1234567", "²³¹²³¹"])
def test_what_is_no_code_is_wrong(code: str) -> None:
    assert step_of(SECRET, code, NOW) is None


def test_the_picture_is_of_the_address() -> None:
    told = address(SECRET, "Dorthe Ø", "Struer")
    assert told.startswith(f"otpauth://totp/ContactGuard%20Struer:Dorthe%20%C3%98?secret={SECRET}")
    assert picture(told).startswith("<svg")
    assert "style" not in picture(told)


def test_recovery_codes_are_known_however_they_are_typed() -> None:
    codes = recovery_codes()
    assert len(set(codes)) == 10
    assert recovery_hash(f" {codes[0].upper()} ") == recovery_hash(codes[0]) != recovery_hash(codes[1])
