"""The SQL that a page sends, as a pgbench script: what the page would cost without us."""

import asyncio

import httpx2
import psycopg
from tests.support.statements import overheard

from bench.rig import Rig
from lonja.frontoffice.app import build
from lonja.kernel.settings import Settings
from lonja_tools.laptop import topology


def of_page(rig: Rig, path: str, *, after: str) -> str:
    """Ask the app of this process for `path` and keep each statement with its values.

    It answers `after` before: what a process reads once is no part of what a page costs.
    """
    return ";\n".join(asyncio.run(_statements(rig, path, after))) + ";\n"


def count(rig: Rig, path: str, *, after: str) -> int:
    return len(asyncio.run(_statements(rig, path, after)))


async def _statements(rig: Rig, path: str, after: str) -> list[str]:
    settings = Settings(
        database_url=rig.postgres.url("lonja"),
        storage_connection=topology.storage_connection(rig.base),
        log_level="ERROR",
    )
    app = build(settings)
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://bench") as client:
            await client.get(after)
            with overheard() as statements:
                answer = await client.get(path)
            assert answer.status_code == 200, answer.text
    with psycopg.connect(settings.database_url) as db:
        cursor = psycopg.ClientCursor(db)
        texts = [cursor.mogrify(sql, values) for sql, values in statements if not _is_beside(sql)]
    # pgbench reads ":name" as a variable of its own, but never after a second colon.
    return [" ".join(text.split()) for text in texts]


def _is_beside(sql: str) -> bool:
    """The process's own background queries: it listens, and sweeps its outbox."""
    return "outbox" in sql or sql.startswith("LISTEN") or sql == "SELECT 1"
