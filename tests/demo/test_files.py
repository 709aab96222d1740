"""What is written for the demo comes back through the real readers as it was told."""

from pathlib import Path

import pytest

from contactguard.contacts.model import Channel, Contact
from contactguard.demo import PROFILES, write, year
from contactguard.night import source_readers
from contactguard.organisation.profile import load
from contactguard.settings import load_settings


def read_back(settings_file: Path) -> list[object]:
    settings = load_settings(settings_file)
    assert settings.profile is not None
    readers = source_readers(settings, load(settings.profile))
    return [record for read in readers.values() for record in read()]


@pytest.mark.parametrize("profile", PROFILES)
def test_readers_give_back_every_contact_as_told(tmp_path: Path, profile: str) -> None:
    told = {contact.id: contact for contact in year(profile)}
    back = read_back(write(tmp_path / "new" / "folder", profile))
    assert [record for record in back if not isinstance(record, Contact)] == []
    assert len(back) == len(told)
    for record in back:
        assert isinstance(record, Contact)
        kept = {"channel", "line", "direction", "language", "messages"}
        assert record.model_dump(include=kept) == told[record.id].model_dump(include=kept)


def test_call_notes_keep_agent_team_and_subject(tmp_path: Path) -> None:
    told = {contact.id: contact for contact in year("struer") if contact.channel is Channel.CALL_NOTE}
    back = [record for record in read_back(write(tmp_path)) if isinstance(record, Contact) and record.id in told]
    kept = {"agent", "team", "subject", "customer"}
    assert [one.model_dump(include=kept) for one in back] == [told[one.id].model_dump(include=kept) for one in back]


def test_writing_again_replaces_what_was_written(tmp_path: Path) -> None:
    write(tmp_path, seed=1)
    again = read_back(write(tmp_path, seed=2))
    assert len(again) == len(list(year("struer", 2)))


def test_the_table_is_what_excel_writes_in_denmark(tmp_path: Path) -> None:
    write(tmp_path)
    header = (tmp_path / "opkaldsnotater.csv").read_bytes().splitlines()[0]
    assert header.decode("cp1252") == "Sagsnr;Oprettet;Kø;Retning;Kundetype;Emne;Medarbejder;Team;Notat"
