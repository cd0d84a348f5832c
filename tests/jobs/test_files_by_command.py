"""`./lonja import …`: a file goes the way that the back office's upload goes."""

import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.support import servers

from lonja.kernel.settings import Settings
from lonja_tools.cli.meant import Meant
from lonja_tools.cli.sheet_file import send
from lonja_tools.places import CHECKOUT
from lonja_tools.proofs.shop_rows import ShopRows
from lonja_tools.user_error import UserError

pytestmark = pytest.mark.anyio


@pytest.fixture
def settings(
    fresh_database_url: str, storage_connection: str, port_base: int, tmp_path: Path
) -> Iterator[Settings]:
    """A shop with one tile and one place, and a functions host at work on its queues."""
    with psycopg.connect(fresh_database_url) as db:
        ShopRows(db).variant("T-1")
        db.execute("INSERT INTO locations (code, name, country) VALUES ('main', 'Main', 'ES')")
    env = {
        "LONJA_DATABASE_URL": fresh_database_url,
        "LONJA_STORAGE_CONNECTION": storage_connection,
        "AzureWebJobsStorage": storage_connection,
        "QueueStorage": storage_connection,
    }
    command = [sys.executable, "-m", "lonja_tools.functions_host", "functions/background"]
    command += ["--port", str(port_base), "--max-polling-seconds", "1"]
    with servers.process(
        command,
        ready=lambda: servers.answers(f"http://127.0.0.1:{port_base}/readyz"),
        log=tmp_path / "host.log",
        cwd=CHECKOUT,
        env=env,
    ):
        yield Settings(database_url=fresh_database_url, storage_connection=storage_connection)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "stock.csv").write_text("sku,quantity\nT-1,40\nNOBODY,3\nT-1,many\n")
    return tmp_path / "stock.csv"


async def test_a_stock_file_is_in_the_ledger_when_the_command_ends(
    settings: Settings, path: Path
) -> None:
    messages: list[str] = []

    found = await send(settings, path, Meant("stock"), on_progress=messages.append, within_s=60)

    assert (found["status"], found["rows"], found["failed"]) == ("done", 3, 2)
    assert (found["errors"][0]["row"], found["errors"][0]["code"]) == (3, "unknown_sku")
    with psycopg.connect(settings.database_url) as db:
        assert db.execute("SELECT quantity FROM stock_movements").fetchall() == [(40,)]


async def test_a_dry_run_moves_nothing_and_another_kind_of_file_is_refused_in_a_sentence(
    settings: Settings, path: Path, tmp_path: Path
) -> None:
    tried = await send(
        settings, path, Meant("stock", dry_run=True), on_progress=lambda _: None, within_s=60
    )
    (tmp_path / "other.csv").write_bytes(b"%PDF-1.7")
    for file, reason in ((tmp_path / "other.csv", "PDF"), (path, "a column is missing: Price")):
        with pytest.raises(UserError, match=reason):
            await send(settings, file, Meant("prices"), on_progress=lambda _: None, within_s=60)

    assert (tried["status"], tried["changed"], tried["failed"]) == ("checked", 1, 2)
    with psycopg.connect(settings.database_url) as db:
        assert db.execute("SELECT quantity FROM stock_movements").fetchall() == []
