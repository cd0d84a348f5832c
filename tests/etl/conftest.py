import itertools
from collections.abc import Iterator

import psycopg
import pytest

from lonja.etl.records import Settings
from lonja_tools.laptop.postgres import Postgres
from lonja_tools.proofs.shop_rows import ShopRows

_numbers = itertools.count(1)


@pytest.fixture
def settings(postgres: Postgres, fresh_database_url: str) -> Iterator[Settings]:
    """A shop and a warehouse of this test alone."""
    name = f"warehouse_{next(_numbers)}"
    postgres.ask(f'CREATE DATABASE "{name}"')
    yield Settings(shop_url=fresh_database_url, warehouse_url=postgres.url(name))
    postgres.ask(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def shop(settings: Settings) -> Iterator[ShopRows]:
    """Each statement of it is a transaction."""
    with psycopg.connect(settings.shop_url, autocommit=True) as db:
        yield ShopRows(db)
