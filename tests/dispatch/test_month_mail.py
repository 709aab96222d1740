"""The month's report by e-mail over a whole service, through a real SMTP server."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from contactguard.dispatch.month_mail import Sent, mail_last_month, mail_month
from contactguard.errors import InputError, MailError, NotFoundError
from contactguard.store.reports.mails import ReportMailRepository
from contactguard.wiring import Services
from tests.dispatch.test_reminding import with_server
from tests.service.conftest import filled, scanner, services
from tests.service.test_reports import text_of
from tests.test_mailing import Box, box, free_port, serve

__all__ = ["box", "filled", "scanner", "serve", "services"]

FIRST_NIGHT = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)  # past midnight in Denmark
TO = {"report_recipients": ("board@struer.example", "olga@struer.example")}


def told(mail: EmailMessage) -> str:
    body = mail.get_body()
    assert body is not None
    return str(body.get_content())


async def outcomes(services: Services) -> list[str]:
    """What the audit chain keeps of month reports, the first first."""
    entries = (await services.privacy.audit.page()).entries
    return [one.action for one in reversed(entries) if one.subject == "report:2026-10"]


async def test_the_first_night_of_a_month_sends_the_month_before_once(
    filled: Services, box: Box, serve: Callable[..., int]
) -> None:
    services = with_server(filled, serve(), public_url="https://cg.struer.example/", **TO)
    assert (await mail_last_month(services, FIRST_NIGHT)).outcome is Sent.SENT
    assert (await mail_last_month(services, FIRST_NIGHT.replace(month=11, day=2))).outcome is Sent.BEFORE
    (mail,) = box.mails
    assert mail["To"] == "board@struer.example, olga@struer.example"
    assert mail["Subject"] == "Neutralitet i kundekontakten, oktober 2026: Struer Elnet A/S"
    lines = told(mail).splitlines()
    assert lines[0] == "Rapporten for oktober 2026 er vedhæftet."
    assert lines[2].startswith("42 kontakter er scannet, 41 af dem har fund.")
    assert lines[4] == "Måneden i ContactGuard: https://cg.struer.example/months/2026-10"
    assert lines[5].startswith("Revisionskæde: ")
    assert await outcomes(filled) == ["report begun", "report sent"]


async def test_neither_mail_nor_report_holds_words_of_contacts(
    filled: Services, box: Box, serve: Callable[..., int]
) -> None:
    await mail_last_month(with_server(filled, serve(), **TO), FIRST_NIGHT)
    (report,) = box.mails[0].iter_attachments()
    assert (report.get_content_type(), report.get_filename()) == ("application/pdf", "neutrality-2026-10.pdf")
    text = text_of(report.get_content()) + told(box.mails[0])
    assert "oktober 2026" in text
    for hidden in ("Vælg Struer Energi", "Oplyste", "Alice", "De er bedst"):
        assert hidden not in text


async def test_the_month_is_the_companys_not_that_of_greenwich(
    filled: Services, box: Box, serve: Callable[..., int]
) -> None:
    services = with_server(filled, serve(), **TO)
    evening = await mail_last_month(services, FIRST_NIGHT.replace(hour=22))
    assert (evening.outcome, evening.month) == (Sent.NOTHING, "2026-09")
    assert (await mail_last_month(services, FIRST_NIGHT)).month == "2026-10"
    assert len(box.mails) == 1


async def test_a_server_that_fails_is_told_and_the_next_night_sends(
    filled: Services, box: Box, serve: Callable[..., int]
) -> None:
    with pytest.raises(MailError, match="cannot be used"):
        await mail_last_month(with_server(filled, free_port(), **TO), FIRST_NIGHT)
    assert (await mail_last_month(with_server(filled, serve(), **TO), FIRST_NIGHT)).outcome is Sent.SENT
    assert len(box.mails) == 1
    assert await outcomes(filled) == ["report begun", "report not sent", "report begun", "report sent"]


async def test_somebody_whom_the_server_refuses_makes_nobody_else_get_the_mail_twice(
    filled: Services, box: Box, serve: Callable[..., int]
) -> None:
    box.refused = {"olga@struer.example"}
    services = with_server(filled, serve(), **TO)
    mailed = await mail_last_month(services, FIRST_NIGHT)
    assert (mailed.outcome, mailed.recipients) == (Sent.SENT, 1)
    assert mailed.refused == ("olga@struer.example (550 no such mailbox)",)
    assert (await mail_last_month(services, FIRST_NIGHT.replace(month=11, day=2))).outcome is Sent.BEFORE
    assert len(box.mails) == 1
    (sent,) = [one for one in (await services.privacy.audit.page()).entries if one.action == "report sent"]
    assert sent.details == {"recipients": 1, "refused": 1}


async def test_two_nights_at_once_send_one_mail_and_a_killed_one_is_taken_over(services: Services) -> None:
    kept, now = ReportMailRepository(services.database), datetime.now(UTC)
    assert [await kept.begin("2026-10", now), await kept.begin("2026-10", now)] == [True, False]
    assert await kept.begin("2026-09", now)
    assert await kept.begin("2026-10", now.replace(year=now.year + 1))


async def test_by_hand_a_month_is_sent_again_and_the_night_does_not_repeat_it(
    filled: Services, box: Box, serve: Callable[..., int]
) -> None:
    services = with_server(filled, serve(), **TO)
    assert [(await mail_month(services, "2026-10")).outcome for _ in range(2)] == [Sent.SENT, Sent.SENT]
    assert (await mail_last_month(services, FIRST_NIGHT)).outcome is Sent.BEFORE
    assert len(box.mails) == 2


async def test_without_recipients_no_night_sends(filled: Services, box: Box, serve: Callable[..., int]) -> None:
    services = with_server(filled, serve())
    assert (await mail_last_month(services, FIRST_NIGHT)).outcome is Sent.NOBODY
    with pytest.raises(InputError, match="report_recipients"):
        await mail_month(services, "2026-10")
    assert box.mails == []


@pytest.mark.parametrize(
    ("month", "error", "said"),
    [("2020-01", NotFoundError, "no contacts of 2020-01"), ("October", InputError, "'October' is not a month")],
)
async def test_a_month_that_cannot_be_sent_is_told(
    filled: Services, month: str, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        await mail_month(with_server(filled, 25, **TO), month)
    with pytest.raises(InputError, match="smtp_host"):
        await mail_month(with_server(filled, 25, **TO, smtp_host=None), "2026-10")
