"""Whatever the schema allows or forbids, the storefront's API answers by its own document."""

import asyncio
import sys
from collections.abc import Iterator

import pytest
from tests.support import servers
from tests.support.schema_run import run_schemathesis

from lonja.kernel.db import Database
from lonja.shelf import api as shelf
from lonja_tools.proofs.small_shop import open_small_shop


@pytest.fixture(scope="module")
def running_api(database_url: str, storage_connection: str) -> Iterator[str]:
    async def fill() -> None:
        database = Database(database_url, refresh=shelf.refresh)
        await open_small_shop(database, {"A": 100, "B": 100})
        await database.close()

    asyncio.run(fill())
    port = servers.free_port_base()
    serve = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1"]
    with servers.scratch() as folder:
        url = f"http://127.0.0.1:{port}"
        with servers.process(
            [*serve, "--port", str(port), "--no-ws", "lonja.frontoffice.app:app"],
            ready=lambda: servers.answers(f"{url}/readyz"),
            log=folder / "log",
            env={
                "LONJA_DATABASE_URL": database_url,
                "LONJA_STORAGE_CONNECTION": storage_connection,
            },
        ):
            yield url


@pytest.mark.timeout(1_600)
def test_nothing_makes_the_api_fail_or_break_its_document(
    running_api: str, drawn_requests: int
) -> None:
    # A live stream has no end to wait for; its own tests hold it.
    document = f"{running_api}/api/v1/openapi.json"
    run_schemathesis(document, drawn=drawn_requests, leaving_out="/live$")
