"""What is written into logs about a request that failed: nothing that opens a cart or an order."""

import json
from typing import NoReturn

import httpx2
import pytest
from tests.support.front_office import front_office

from lonja.carts import api as carts

pytestmark = pytest.mark.anyio
CART = "0190d3a2-0000-7000-8000-00000000abcd"
ORDER = "A7QF-93MD"


def broken(*_: object, **__: object) -> NoReturn:
    raise ValueError("a fault of ours")


@pytest.mark.parametrize(
    ("path", "route"),
    [
        (f"/api/v1/carts/{CART}", "/api/v1/carts/{cart_id}"),
        (f"/api/v1/orders/{ORDER}", "/api/v1/orders/{number}"),
        (f"/en/orders/{ORDER}", "/{language}/orders/{number}"),
    ],
)
async def test_a_failure_is_logged_by_its_route(
    fresh_database_url: str,
    storage_connection: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    route: str,
) -> None:
    monkeypatch.setattr(carts, "get", broken)
    monkeypatch.setattr("lonja.orders.api.find", broken)
    async with front_office(fresh_database_url, storage_connection) as (client, _):
        capsys.readouterr()
        answer: httpx2.Response = await client.get(path)
        lines = capsys.readouterr().err.splitlines()

    said = [json.loads(line) for line in lines]
    assert answer.status_code == 500
    assert {one["route"] for one in said if one["level"] == "error"} == {route}
    assert [line for line in lines if CART in line or ORDER in line] == []
