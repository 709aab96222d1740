from pathlib import Path

import pytest

from contactguard.errors import InputError
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
        ("worker = 2", "contactguard.toml: worker: "),
        ("workers = 0", "contactguard.toml: workers: "),
        ("keep_texts_days = 999999", "contactguard.toml: keep_texts_days: "),
        ("keep_findings_months = 999999", "contactguard.toml: keep_findings_months: "),
        ("workers =", "contactguard.toml: "),
        ('[[sources]]\npath = "x"\nform = "csv"', "contactguard.toml: sources.0.form: "),
    ],
)
def test_a_fault_in_the_file_is_told_with_its_place(tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "contactguard.toml"
    file.write_text(content)
    with pytest.raises(InputError) as caught:
        load_settings(file)
    assert told in caught.value.message


def test_settings_do_not_change_and_do_not_show_the_secret() -> None:
    settings = load_settings(None, secret_key="a secret that nobody may see")
    assert "nobody" not in repr(settings)
    with pytest.raises(ValueError, match="frozen"):
        settings.workers = 9


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())
