"""Where the back office reads its lists, and how it tells how old they may be."""

from collections.abc import AsyncIterator, Iterator

import pytest
from tests.support import databases
from tests.support.back_office import BackOffice, back_office
from tests.support.standby import Pair, standby_pair

from lonja.staff.api import Role

pytestmark = pytest.mark.anyio

LISTS = ["/orders", "/products", "/stock", "/audit", "/overview"]


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    with standby_pair(before=databases.make_template) as running:
        yield running


@pytest.fixture
async def office(pair: Pair, storage_connection: str) -> AsyncIterator[BackOffice]:
    urls = [server.url(databases.TEMPLATE) for server in (pair.primary, pair.standby)]
    async with back_office(urls[0], storage_connection, read_url=urls[1]) as opened:
        yield opened


async def test_lists_are_read_from_the_replica_and_say_how_old_they_may_be(
    office: BackOffice, pair: Pair
) -> None:
    async with office.signed_in(Role.OWNER, email="owner@replica.test") as owner:
        for path in LISTS:
            answer = await owner.get(f"/api/v1{path}")

            assert answer.status_code == 200, path
            assert answer.headers["x-read-lag"] == "0.0", path
        assert "x-read-lag" not in (await owner.get("/api/v1/session")).headers
        with pair.held_back():
            await office.add(Role.CATALOG, email="late@replica.test")
            late = await owner.get("/api/v1/orders")

    assert float(late.headers["x-read-lag"]) >= 0
    assert late.status_code == 200


async def test_readiness_tells_the_lag_and_does_not_ask_for_the_replica(
    office: BackOffice, pair: Pair
) -> None:
    async with office.visitor() as probe:
        with_it = await probe.get("/readyz")
        pair.stop(pair.standby)
        try:
            without = await probe.get("/readyz")
        finally:
            pair.start(pair.standby)

    assert with_it.json() == {"status": "ready", "replica_lag_s": 0.0}
    assert (without.status_code, without.json()) == (
        200,
        {"status": "ready", "replica_lag_s": None},
    )
