"""The real parts that tests share. Each starts when the first test asks for it."""

from collections.abc import AsyncIterator, Iterator

import pytest
from tests.support import databases, servers, topology

from lonja.kernel.db import Database
from lonja_tools.laptop.postgres import Postgres


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL for the session, with the migrated template in it."""
    with servers.postgres_server() as server:
        databases.make_template(server)
        yield server


@pytest.fixture(scope="module")
def database_url(postgres: Postgres) -> Iterator[str]:
    """A migrated, empty database that the tests of one module share."""
    with databases.copied(postgres) as url:
        yield url


@pytest.fixture
def fresh_database_url(postgres: Postgres) -> Iterator[str]:
    """A migrated, empty database for one test."""
    with databases.copied(postgres) as url:
        yield url


@pytest.fixture
async def database(fresh_database_url: str) -> AsyncIterator[Database]:
    """The kernel's door to a database of this test alone."""
    opened = Database(fresh_database_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def storage_connection() -> Iterator[str]:
    """Azurite in memory with our queues and containers; shared, so name blobs and messages apart."""
    with servers.storage_server() as connection:
        yield connection


@pytest.fixture(scope="session")
def mail() -> Iterator[tuple[int, str]]:
    """The mail catcher: its SMTP port, and the address of the inbox's `/api/messages`."""
    with servers.mail_server() as ports:
        yield ports


@pytest.fixture
def port_base() -> int:
    return servers.free_port_base()


@pytest.fixture(scope="session")
def running_topology() -> Iterator[topology.Topology]:
    """The whole shop, as `./lonja up` starts it."""
    with topology.running_topology() as running:
        yield running
