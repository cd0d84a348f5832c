"""The ETL's whole way: a button in the back office, the outbox, the queue, the function, the star."""

import sys
from pathlib import Path

import pytest
from tests.etl.reading import daily
from tests.support import servers

from lonja.bootstrap import open_shop
from lonja.etl.records import Settings
from lonja.kernel.settings import Settings as ShopSettings
from lonja.reports import api as reports
from lonja_tools.functions_host.loader import load
from lonja_tools.proofs.shop_rows import ShopRows

pytestmark = pytest.mark.anyio

FOLDER = Path(__file__).parents[2] / "functions" / "etl"


def test_the_function_app_has_a_queue_and_a_clock() -> None:
    app = load(FOLDER, {"QueueStorage": "UseDevelopmentStorage=true"})

    assert app.names == ["etl", "run_etl"]


async def test_a_requested_run_happens(
    settings: Settings, shop: ShopRows, storage_connection: str, port_base: int, tmp_path: Path
) -> None:
    shop.order(shop.variant("T-1"))
    env = {
        "LONJA_DATABASE_URL": settings.shop_url,
        "LONJA_WAREHOUSE_URL": settings.warehouse_url,
        "LONJA_STORAGE_CONNECTION": storage_connection,
        "AzureWebJobsStorage": storage_connection,
        "QueueStorage": storage_connection,
    }
    shop_settings = ShopSettings(
        database_url=settings.shop_url,
        warehouse_url=settings.warehouse_url,
        storage_connection=storage_connection,
    )
    command = [sys.executable, "-m", "lonja_tools.functions_host", str(FOLDER)]
    command += ["--port", str(port_base), "--max-polling-seconds", "1"]
    ready = f"http://127.0.0.1:{port_base}/readyz"
    with servers.process(
        command, ready=lambda: servers.answers(ready), log=tmp_path / "host.log", env=env
    ):
        async with open_shop(shop_settings, "test") as opened:
            async with opened.database.transaction() as db:
                await reports.request_run(db, asked_by="ana")
            await _until_loaded(settings)

    assert [row[4] for row in daily(settings)] == [1]


async def _until_loaded(settings: Settings) -> None:
    import anyio
    import psycopg

    with anyio.fail_after(60):
        while True:
            try:
                if daily(settings):
                    return
            except psycopg.errors.UndefinedTable:
                pass
            await anyio.sleep(0.1)
