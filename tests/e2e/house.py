"""A grid company on this machine: its sources and settings as files, and the program's commands run on them."""

import csv
import mailbox
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from tests.cli.conftest import NOTICE, PROFILE
from tests.openid.provider import free_port, settings_for

COMMAND = Path(sys.executable).with_name("contactguard")

SETTINGS = """\
profile = "{profile}"
database = "sqlite:///{folder}/house.sqlite"
models = false        # they are trained anew now and then, and the number of findings is to stay
second_share = 0      # chance would decide who reads what
port = {port}
public_url = "http://127.0.0.1:{port}"

[[sources]]
path = "{folder}/notes.csv"
[sources.options]
channel = "call_note"

[[sources]]
path = "{folder}/mail.mbox"

[openid]
issuer = "{issuer}"
client_id = "{openid.client_id}"
client_secret = "{secret}"
role_claim = "{openid.role_claim}"
agent_claim = "{openid.agent_claim}"
[openid.roles]
{roles}
"""


def months_ago(count: int, day: int) -> date:
    """A day of the month so many before this one."""
    today = datetime.now(UTC).date()
    year, month = divmod(today.year * 12 + today.month - 1 - count, 12)
    return date(year, month + 1, day)


class House:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"

    def write_notes(self, notes: dict[str, tuple[date, str, str]]) -> None:
        """By id the day, the agent and the words, as a ticket system exports them."""
        with (self.folder / "notes.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(["id", "sent_at", "queue", "agent", "text"])
            for key, (day, agent, words) in notes.items():
                table.writerow([key, f"{day} 10:12", "4", agent, words])

    def write_mail(self, day: date, asked: str, answered: str) -> None:
        """A customer's mail and what the grid company wrote back, in a mailbox."""
        box = mailbox.mbox(self.folder / "mail.mbox")
        people = ("Bo Holm <bo@post.example>", "Tina Bro <tina@struerforsyning.dk>")
        for number, (sender, text) in enumerate(zip(people, (asked, answered), strict=True)):
            mail = EmailMessage()
            mail["From"], mail["To"] = sender, people[1 - number]
            mail["Subject"] = "Re: Elaftale" if number else "Elaftale"
            mail["Date"] = format_datetime(datetime(day.year, day.month, day.day, 9 + number, tzinfo=UTC))
            mail["Message-ID"] = f"<{number}@post.example>"
            if number:
                mail["In-Reply-To"] = "<0@post.example>"
            mail.set_content(text)
            box.add(mail)
        box.close()

    def write_settings(self, issuer: str) -> None:
        openid = settings_for(issuer)
        assert openid.client_secret is not None
        roles = "\n".join(f'{group} = ["{roles[0]}"]' for group, roles in openid.roles.items())
        text = SETTINGS.format(
            profile=PROFILE,
            folder=self.folder,
            port=self.port,
            issuer=issuer,
            openid=openid,
            secret=openid.client_secret.get_secret_value(),
            roles=roles,
        )
        (self.folder / "settings.toml").write_text(text, "utf-8")

    def record_notice(self) -> None:
        self.run("notice", "record", str(NOTICE))

    def run(self, *words: str) -> str:
        """What a command says in English that has to end well."""
        ended = subprocess.run(
            self._command(*words), env=self._environment, capture_output=True, text=True, timeout=200
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    @contextmanager
    def serving(self) -> Iterator[None]:
        """The service runs, a process of its own."""
        with subprocess.Popen(
            self._command("serve"), env=self._environment, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            try:
                assert f"Pages: {self.address}/\n" in iter(process.stdout.readline, ""), "the service did not start"
                yield
            finally:
                process.terminate()

    def _command(self, *words: str) -> list[str]:
        return [str(COMMAND), "--settings", str(self.folder / "settings.toml"), *words]

    @property
    def _environment(self) -> dict[str, str]:
        return os.environ | {"LC_ALL": "en_GB.UTF-8", "COLUMNS": "100"}
