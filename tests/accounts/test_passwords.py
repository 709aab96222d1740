import pytest

from contactguard.accounts.passwords import check_password, hash_password, one_time_password, verify_password
from contactguard.errors import InputError


def test_a_password_fits_its_own_hash_only() -> None:
    hashed = hash_password("four plain words together")
    assert hashed.startswith("$argon2id$")
    assert verify_password(hashed, "four plain words together")
    assert not verify_password(hashed, "four plain words together ")
    assert not verify_password(None, "four plain words together")
    assert not verify_password("no hash at all", "four plain words together")


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short", "short"),
        ("a" * 201, "long"),
        ("aaaaaaaaaaaaaaaa", "easy"),
        ("dorthe-2026-11", "easy"),
        ("ababababcdcdcdcd", "easy"),
    ],
)
def test_a_poor_password_is_refused_with_its_fault(password: str, fault: str) -> None:
    with pytest.raises(InputError) as refused:
        check_password(password, "Dorthe")
    assert refused.value.details["fault"] == fault


@pytest.mark.parametrize("password", ["four plain words together", "æble-træ-søndag", "a" * 100 + "bcdefgh"])
def test_a_good_password_is_taken(password: str) -> None:
    check_password(password, "Dorthe")


@pytest.mark.parametrize(
    ("name", "password"), [("an", "sommerhus-kanel-lampe"), ("Bo", "lavt-bord-i-gangen"), ("Mia", "akademia-i-tåge")]
)
def test_a_short_name_may_stand_in_a_password_by_chance(name: str, password: str) -> None:
    check_password(password, name)


def test_one_time_passwords_differ_and_would_be_taken() -> None:
    made = {one_time_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        check_password(password, "Dorthe")
