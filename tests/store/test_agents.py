import os
import stat
from pathlib import Path

import pytest

from contactguard.errors import InputError, StorageError
from contactguard.store.scanned.agents import Pseudonyms, load_secret

SECRET = b"sixteen or more bytes"


def test_the_same_agent_has_one_pseudonym_however_written() -> None:
    pseudonyms = Pseudonyms(SECRET)
    first = pseudonyms.of("Alice Holm")
    assert first == pseudonyms.of("  alice  HOLM ")
    assert first != pseudonyms.of("Bob Holm")
    assert first is not None
    assert "alice" not in first


@pytest.mark.parametrize("name", ["Åse Bjørk", "ÅSE BJØRK", "A\u030ase Bjørk", "a\u030ase bjørk"])
def test_an_agent_stays_the_same_however_a_source_composes_letters(name: str) -> None:
    assert Pseudonyms(SECRET).of(name) == "agent-f31ab390c7a3"


def test_another_secret_gives_other_pseudonyms() -> None:
    assert Pseudonyms(SECRET).of("Alice") != Pseudonyms(SECRET[::-1]).of("Alice")


@pytest.mark.parametrize("name", [None, "", "  "])
def test_nobody_has_no_pseudonym(name: str | None) -> None:
    assert Pseudonyms(SECRET).of(name) is None


@pytest.mark.parametrize("secret", [b"", b"changeme", b"secret", b"fifteen letters"])
def test_a_short_or_default_secret_is_refused(secret: bytes) -> None:
    with pytest.raises(InputError, match="at least 16"):
        Pseudonyms(secret)


def test_the_key_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    key = tmp_path / "x.sqlite.key"
    old = os.umask(0)
    try:
        secret = load_secret(key)
    finally:
        os.umask(old)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert load_secret(key) == secret
    assert load_secret(tmp_path / "y.sqlite.key") != secret


def test_a_key_file_cut_short_is_refused(tmp_path: Path) -> None:
    key = tmp_path / "x.sqlite.key"
    key.write_text("abc")
    with pytest.raises(StorageError, match="cut short"):
        load_secret(key)
