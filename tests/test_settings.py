import codecs
from pathlib import Path

import pytest

from contactguard.errors import FileFaultsError, InputError
from contactguard.settings import Settings, load_settings


def test_what_is_given_weighs_more_than_the_environment_and_that_more_than_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "contactguard.toml"
    file.write_text("workers = 2\nbatch = 20\nbusy_timeout_s = 2\n")
    monkeypatch.setenv("CONTACTGUARD_WORKERS", "3")
    monkeypatch.setenv("CONTACTGUARD_BATCH", "30")
    settings = load_settings(file, workers=4, models=None)
    assert (settings.workers, settings.batch, settings.busy_timeout_s, settings.models) == (4, 30, 2.0, True)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("worker = 2", "contactguard.toml: worker: no such field; is it misspelt?"),
        ('remind_to = "officer@example.dk"', "contactguard.toml: remind_to: give a list"),
        ('proxies = "127.0.0.1"', "contactguard.toml: proxies: give a list"),
        ('public_url = "https://intra.example.dk/cg"', "contactguard.toml: public_url: leave out the path"),
        ("workers = 0", "contactguard.toml: workers: "),
        ("keep_texts_days = 999999", "contactguard.toml: keep_texts_days: "),
        ("keep_findings_months = 999999", "contactguard.toml: keep_findings_months: "),
        ('[[sources]]\npath = "x"\nform = "csv"', "contactguard.toml: sources.0.form: "),
    ],
)
def test_a_fault_in_the_file_is_told_with_its_place(tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "contactguard.toml"
    file.write_text(content)
    with pytest.raises(InputError) as caught:
        load_settings(file)
    assert told in caught.value.message


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"# settings\nworkers = two", ":2: is not TOML"),
        ('profile = "Købing.toml"'.encode("latin-1"), ": is not UTF-8 text; save it as UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_what_to_do(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "contactguard.toml"
    file.write_bytes(content)
    with pytest.raises(FileFaultsError) as caught:
        load_settings(file)
    assert told in caught.value.message


def test_a_file_saved_with_a_mark_of_its_encoding_is_read(tmp_path: Path) -> None:
    file = tmp_path / "contactguard.toml"
    file.write_bytes(codecs.BOM_UTF8 + 'smtp_sender = "mål@example.dk"'.encode())
    assert load_settings(file).smtp_sender == "mål@example.dk"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("WORKERS", "two", "CONTACTGUARD_WORKERS: workers: give a whole number"),
        ("PROXIES", "127.0.0.1", 'CONTACTGUARD_PROXIES: write it as JSON, a list such as ["one", "two"]'),
        ("REMIND_TO", '"a@example.dk"', "CONTACTGUARD_REMIND_TO: remind_to: give a list"),
        ("OPENID", '{"issuer": "https://login.example.dk:99999/"}', "CONTACTGUARD_OPENID: openid.issuer: Port out"),
    ],
)
def test_a_fault_in_the_environment_names_the_variable_also_beside_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    file = tmp_path / "contactguard.toml"
    file.write_text("batch = 20")
    monkeypatch.setenv(f"CONTACTGUARD_{name}", value)
    with pytest.raises(InputError) as caught:
        load_settings(file)
    assert told in caught.value.message
    assert str(file) not in caught.value.message


def test_a_variable_that_is_empty_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PORT", "SMTP_HOST", "REMIND_TO"):
        monkeypatch.setenv(f"CONTACTGUARD_{name}", "")
    settings = load_settings()
    assert (settings.port, settings.smtp_host, settings.remind_to) == (8080, None, ())


def test_settings_do_not_change_and_do_not_show_the_secret() -> None:
    settings = load_settings(None, secret_key="a secret that nobody may see")
    assert "nobody" not in repr(settings)
    with pytest.raises(ValueError, match="frozen"):
        settings.workers = 9


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())
