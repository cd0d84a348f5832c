"""The drills of the ETL; `./lonja prove warehouse` runs the same, with more that happened."""

from collections.abc import Iterator

import pytest
from tests.support import databases

from lonja.etl.records import Settings
from lonja_tools.laptop.postgres import Postgres
from lonja_tools.proofs import warehouse

pytestmark = [pytest.mark.proof, pytest.mark.timeout(300)]


@pytest.fixture
def settings(postgres: Postgres) -> Iterator[Settings]:
    """Two databases of the session's server."""
    postgres.ask('CREATE DATABASE "drilled"')
    with databases.copied(postgres) as shop_url:
        yield Settings(shop_url, postgres.url("drilled"))
    postgres.ask('DROP DATABASE "drilled" WITH (FORCE)')


def test_whatever_happens_to_runs_the_warehouse_is_as_built_from_nothing(
    settings: Settings,
) -> None:
    figures = warehouse.drill(settings, seed=1, acts=60, kill_every=7)

    assert figures.keys() == {
        "killed", "two_at_once", "late_refund", "moved_clock", "zone_of_the_server",
        "another_time_zone", "restored",
    }  # fmt: skip
    assert {one["differing"] for one in figures.values()} == {0}
    assert figures["killed"]["kills"] >= 5
