"""The real parts that tests share. Each starts when the first test asks for it."""

import gc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from tests.support import databases, parallel, quick, recorded_shop, servers, topology

from lonja.identity import _passwords
from lonja.kernel.db import Database
from lonja.kernel.transaction import Change, Outgoing
from lonja.shelf import api as shelf
from lonja_tools.laptop.postgres import Postgres

# How long an example takes is a matter of what else the machine does.
settings.register_profile("lonja", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("lonja")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="only what most changes need")
    parser.addoption(
        "--thorough", action="store_true", help="more examples where they are drawn: for a night"
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return True if config.getoption("quick") and quick.is_left_out(collection_path) else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> parallel.ByGroup | None:
    """Ours, unless another is asked for with --dist."""
    return parallel.ByGroup(config, log) if config.getoption("dist") == "load" else None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is collected stays to the end: nobody looks there again and again for what could go."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        parallel.groups_first(items)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def real_hasher() -> Iterator[PasswordHasher]:
    """Passwords are slow on purpose; for a test's own people they need not be."""
    real = _passwords._hasher
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            _passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        )
        yield real


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL for the session, with the migrated template in it."""
    with servers.postgres_server() as server:
        databases.make_template(server)
        recorded_shop.replay_on(server)
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
def announced() -> list[Change]:
    """What the commits of `database` announced."""
    return []


@pytest.fixture
def handed_over() -> list[Outgoing]:
    """The messages that the commits of `database` handed over."""
    return []


@pytest.fixture
async def database(
    fresh_database_url: str, announced: list[Change], handed_over: list[Outgoing]
) -> AsyncIterator[Database]:
    """The kernel's door to a database of this test alone."""
    opened = Database(
        fresh_database_url,
        refresh=shelf.refresh,
        hand_over=handed_over.extend,
        on_change=announced.extend,
    )
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


@pytest.fixture(scope="session")
def drawn_requests(pytestconfig: pytest.Config) -> int:
    """How many are drawn at random for each operation, beside those at the bounds of its document."""
    return 20 if pytestconfig.getoption("thorough") else 3


@pytest.fixture
def port_base() -> int:
    return servers.free_port_base()


@pytest.fixture(scope="session")
def running_topology() -> Iterator[topology.Topology]:
    """The whole shop, as `./lonja up` starts it."""
    with topology.running_topology() as running:
        yield running


@pytest.fixture(scope="session")
def empty_shop() -> Iterator[topology.EmptyShop]:
    """A whole shop without anything in it; who uses it asks for it `again`."""
    with topology.empty_shop() as started:
        yield started
