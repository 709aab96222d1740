from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient, TestServer
from pydantic import ValidationError

from contactguard.accounts.roles import Role
from contactguard.service.app import create_app
from contactguard.service.auth.visitor import SESSION
from contactguard.settings import Settings
from contactguard.wiring import Services
from tests.service.conftest import sign_in

ORIGIN = "https://tickets.example.dk"
HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("origins", [(), (ORIGIN,)])
async def test_only_the_agents_pages_may_stand_in_a_frame_of_a_configured_origin(
    services: Services, origins: tuple[str, ...]
) -> None:
    framing = replace(services, settings=services.settings.model_copy(update={"embed_origins": origins}))
    session = await sign_in(services, Role.OFFICER)
    async with TestClient(TestServer(create_app(framing)), cookies={SESSION: session}) as client:
        for path in ("/answers", "/answers/nothing-da", "/scripts/nothing-da", "/answers/library", "/answers/use", "/"):
            headers = (await client.get(path)).headers
            framable = bool(origins) and path.rpartition("/")[2] not in ("", "library", "use")
            assert (ORIGIN in headers["Content-Security-Policy"], "X-Frame-Options" not in headers) == (
                framable,
                framable,
            ), path


async def test_a_stranger_in_a_frame_is_led_to_a_login_of_its_own_window(services: Services) -> None:
    framing = replace(services, settings=services.settings.model_copy(update={"embed_origins": (ORIGIN,)}))
    async with TestClient(TestServer(create_app(framing))) as client:
        asked = await client.get("/answers", headers=HTML | {"Sec-Fetch-Dest": "iframe"})
        assert (asked.status, 'class="button" href="/login" target="_blank"' in await asked.text()) == (401, True)


async def test_cookies_reach_a_foreign_frame_only_over_https(services: Services) -> None:
    for address, told in (("https://contactguard.example.dk", "SameSite=None"), (None, "SameSite=Lax")):
        given = Settings(profile=services.settings.profile, public_url=address, embed_origins=(ORIGIN,), models=False)
        async with TestClient(TestServer(create_app(replace(services, settings=given)))) as client:
            asked = await client.get("/login?lang=da", headers=HTML)
            assert all(told in cookie for cookie in asked.headers.getall("Set-Cookie"))


@pytest.mark.parametrize("origin", ["*", "tickets.example.dk", "https://tickets.example.dk/panel", "https://a b"])
def test_what_is_no_origin_is_refused(origin: str) -> None:
    with pytest.raises(ValidationError):
        Settings(embed_origins=(origin,))
