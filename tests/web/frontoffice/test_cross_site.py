"""Forms of the shop that another site's page sends."""

from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest
from starlette.routing import Route
from tests.support.front_office import front_office

from lonja.frontoffice import pages

pytestmark = pytest.mark.anyio

# Mail programs post them (RFC 8058): without a page, and with a token in the URL.
FROM_ANY_SITE = {"/es/unsubscribe/{campaign}/{reader}", "/es/stock-mails/{wish}/end"}


def forms() -> Iterator[str]:
    for route in pages.routes():
        if isinstance(route, Route) and route.methods and "POST" in route.methods:
            yield route.path.replace("{language:language}", "es")


@pytest.fixture(scope="module")
async def client(database_url: str, storage_connection: str) -> AsyncIterator[httpx2.AsyncClient]:
    async with front_office(database_url, storage_connection) as (client, _):
        del client.headers["origin"]
        yield client


def test_only_links_that_end_mails_are_open_to_any_site() -> None:
    assert set(forms()) > FROM_ANY_SITE


@pytest.mark.parametrize("path", sorted(set(forms()) - FROM_ANY_SITE))
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Referer": "https://evil.example/"},
        {},
    ],
)
async def test_is_refused(client: httpx2.AsyncClient, path: str, headers: dict[str, str]) -> None:
    answer = await client.post(path, data={"sku": "A"}, headers=headers)

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
