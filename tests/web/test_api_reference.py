"""The reference of each API: one plain page of what the document says, with examples that run."""

import re
from collections.abc import AsyncIterator
from html import unescape

import httpx2
import pytest
from tests.support.back_office import BackOffice, back_office
from tests.support.front_office import front_office

from lonja.backoffice.app import build as build_back_office
from lonja.frontoffice.app import build as build_front_office
from lonja.hosting.apis.reference import example, operations, page
from lonja.kernel.settings import Settings
from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
BUILDS = [build_front_office, build_back_office]
NOTHING_THERE = {
    "exportReorderProposal",
    "getForecastChart",
    "getForecasts",
    "getReorderProposal",
    "getReport",
    "getReportEmbed",
    "listBoughtTogether",
    "listClassCells",
    "listCohorts",
    "listCustomerScores",
    "listEtlRuns",
    "listForecasts",
    "listInsightRuns",
    "listItemClasses",
    "listReportChoices",
    "listRfmSegments",
}
"""They ask the warehouse, which this shop has none of."""


@pytest.fixture
async def storefront(
    fresh_database_url: str, storage_connection: str
) -> AsyncIterator[httpx2.AsyncClient]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 9})
        yield client


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        await open_small_shop(opened.shop.database, {"A": 9})
        yield opened


async def failed(client: httpx2.AsyncClient, document: dict[str, object]) -> dict[str, int]:
    """Operation → status, of each runnable example that did not answer as it should."""
    found = {}
    for one in operations(document):
        if one.is_runnable and one.id not in NOTHING_THERE:
            address = re.findall(r'"\$shop([^"]*)"', example(one, document))
            answer = await client.get(address[0])
            if answer.is_error:  # a browser may be sent on
                found[one.id] = answer.status_code
    return found


@pytest.mark.parametrize("build", BUILDS)
def test_the_page_has_every_operation_and_every_link_leads_somewhere(build: object) -> None:
    assert callable(build)
    document = build(Settings()).openapi()
    text = page(document)
    ids = re.findall(r' id="([^"]+)"', text)
    links = {unescape(one) for one in re.findall(r'href="#([^"]+)"', text)}

    assert {one.id for one in operations(document)} <= set(ids)
    assert links <= {unescape(one) for one in ids}
    assert "<script" not in text
    assert "`" not in re.sub(r"<pre>.*?</pre>", "", text, flags=re.DOTALL)
    assert set(re.findall(r'(?:href|src)="(?!#)([^"]+)"', text)) == {"/api/v1/openapi.json"}


async def test_the_storefronts_is_there_and_its_examples_run(
    storefront: httpx2.AsyncClient,
) -> None:
    shown = await storefront.get("/api/docs")
    document = (await storefront.get("/api/v1/openapi.json")).json()

    assert shown.status_code == 200
    assert shown.headers["content-security-policy"].startswith("default-src 'none'")
    assert "unsafe" not in shown.headers["content-security-policy"]
    assert await failed(storefront, document) == {}


async def test_the_back_offices_is_there_and_its_examples_run(office: BackOffice) -> None:
    async with office.signed_in(Role.OWNER) as owner:
        shown = await owner.get("/api/docs")
        document = (await owner.get("/api/v1/openapi.json")).json()
        wrong = await failed(owner, document)

    assert shown.status_code == 200
    assert wrong == {}
