from pathlib import Path

import pytest

from contactguard.cli.demo import example_settings

REAL = {
    "PROFILE": "real.toml",
    "SOURCES": '[{"path": "real.jsonl"}]',
    "RULES": "rules",
    "AUDIT_HEADS": "heads.txt",
    "CALENDAR_FILE": "dates.ics",
    "SMTP_HOST": "mail.example.dk",
    "REMIND_TO": '["officer@example.dk"]',
    "REPORT_RECIPIENTS": '["lead@example.dk"]',
    "SECRET_KEY": "a secret of the real company",
    "WORKERS": "none",
}


def test_the_example_takes_nothing_from_the_real_companys_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = example_settings(tmp_path, "struer", workers=2, port=None)
    for name, value in REAL.items():
        monkeypatch.setenv(f"CONTACTGUARD_{name}", value)
    beside = example_settings(tmp_path, "struer", workers=2, port=None)
    assert beside.model_dump() == alone.model_dump()
    assert (beside.workers, beside.smtp_host, beside.audit_heads) == (2, None, None)
