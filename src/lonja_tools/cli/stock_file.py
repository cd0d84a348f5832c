"""A stock file from the command line: uploaded, queued and followed like one from the back office."""

import asyncio
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lonja.imports import api as imports
from lonja.kernel import clock, limits
from lonja.kernel.settings import Settings
from lonja_tools.user_error import UserError

LOOK_EVERY_S = 0.2
MAX_ERRORS = 10_000


async def judge(file: Path) -> dict[str, Any]:
    """Check the file without the shop."""
    with tempfile.TemporaryDirectory(prefix="lonja-import-") as folder:
        parsed = await asyncio.to_thread(imports.cut, file, Path(folder))
        lines = [line for chunk in parsed.chunks for line in imports.load(chunk.read_bytes())]
    bad = [line for line in lines if isinstance(line, imports.RowError)]
    return {
        "id": None,
        "status": "judged",
        "rows": parsed.rows,
        "failed": len(bad),
        "errors": [{"row": one.row, "code": one.code, "message": one.message} for one in bad],
    }


async def send(
    settings: Settings, file: Path, *, on_progress: Callable[[str], None], within_s: float
) -> dict[str, Any]:
    """Upload the file and wait until its import ends."""
    from lonja.bootstrap import open_shop

    size = file.stat().st_size
    if size > limits.UPLOAD_BYTES:
        raise UserError(f"The file has {size:,} bytes; {limits.UPLOAD_BYTES:,} are taken.")
    async with open_shop(settings, "import") as shop:
        async with shop.database.transaction() as db:
            started = await imports.start_stock(
                db, file_name=file.name, actor="command line", now=clock.now()
            )
        assert started.blob is not None
        content = await asyncio.to_thread(file.read_bytes)
        await shop.blobs.write(
            "uploads", started.blob, content, content_type="application/octet-stream"
        )
        async with shop.database.transaction() as db:
            await imports.uploaded(db, started.id, now=clock.now())
        until = time.monotonic() + within_s
        while True:
            async with shop.database.reading() as db:
                now = await imports.get(db, started.id)
            on_progress(
                f"{now.status}: {now.rows_done + now.rows_failed:,} of {now.rows_total:,} rows …"
            )
            if now.status in {"done", "failed"}:
                break
            if time.monotonic() > until:
                raise UserError(
                    f"The import {started.id} is still {now.status}: is the functions host running?",
                    todo="It continues in the background; the back office shows it.",
                )
            await asyncio.sleep(LOOK_EVERY_S)
        if now.status == "failed":
            raise UserError(f"Refused: {now.error}.")
        async with shop.database.reading() as db:
            errors = await imports.error_rows(db, started.id, limit=MAX_ERRORS)
    return {
        "id": str(now.id),
        "status": now.status,
        "rows": now.rows_total,
        "failed": now.rows_failed,
        "errors": [{"row": one.row, "code": one.code, "message": one.message} for one in errors],
    }
