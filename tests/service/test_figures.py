import re

from contactguard.reporting.figures import Figures
from contactguard.wiring import Services
from tests.service.conftest import Client

ENGLISH = {"Accept-Language": "en"}


async def page_of(client: Client, path: str) -> str:
    response = await client.get(path, headers=ENGLISH)
    assert response.status == 200, await response.text()
    return await response.text()


async def figures_of(client: Client, query: str = "") -> Figures:
    response = await client.get(f"/api/v1/figures{query}")
    assert response.status == 200, await response.text()
    return Figures.model_validate(await response.json())


async def test_every_number_of_findings_leads_to_as_many(filled: Services, client: Client) -> None:
    shown = await page_of(client, "/figures?first=2026-10&last=2026-10")
    links = set(re.findall(r'<a href="(/findings\?[^"]+)">([\d,]+)</a>', shown.replace("&amp;", "&")))
    assert len(links) > 5
    for href, number in links:
        listed = await page_of(client, href)
        assert f"<b>{number} finding" in listed, href
