import asyncio
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from contactguard.service import settling
from contactguard.service.app import create_app
from contactguard.wiring import Services


class Rounds:
    """In the desk's place: counts how often it is asked, and fails the first time."""

    def __init__(self) -> None:
        self.count = 0
        self.enough = asyncio.Event()

    async def settle(self) -> int:
        self.count += 1
        if self.count == 1:
            raise RuntimeError("nobody foresaw this")
        self.enough.set()
        return 0


class Slow:
    """In the desk's place: takes a moment."""

    def __init__(self) -> None:
        self.begun, self.ended = asyncio.Event(), False

    async def settle(self) -> int:
        self.begun.set()
        await asyncio.sleep(0.05)
        self.ended = True
        return 0


def over(services: Services, desk: Any) -> web.Application:
    return create_app(Services(**{**vars(services), "desk": desk}))


async def test_verdicts_become_final_at_the_start_and_again_after_whatever_went_wrong(
    services: Services, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(settling, "EVERY_S", 0.01)
    desk = Rounds()
    async with TestServer(over(services, desk)):
        await asyncio.wait_for(desk.enough.wait(), 10)
    assert "verdicts were not settled" in caplog.text


async def test_what_is_being_settled_when_the_service_stops_is_settled_first(services: Services) -> None:
    desk = Slow()
    async with TestServer(over(services, desk)):
        await asyncio.wait_for(desk.begun.wait(), 10)
    assert desk.ended
