"""The pictures: drawn by two processes at low priority, kept on disk, put into the container.

The shop serves meanwhile. A picture that is there is never drawn again, so a run that was killed
goes on where it was.
"""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Final
from uuid import UUID

from azure.storage.blob import ContentSettings
from azure.storage.blob.aio import BlobServiceClient, ContainerClient

from lonja.catalog import api as catalog
from lonja.kernel import clock, outbox
from lonja.kernel.db import Database, rows
from lonja_tools.demo import _cache, _shop, tiles
from lonja_tools.demo._pictures import Picture
from lonja_tools.demo._plan import VERSION, Plan
from lonja_tools.demo.loading import look

type Progress = Callable[[str, float], None]

CONTAINER: Final = "media"
PREFIX: Final = "demo/"
_PAINTERS: Final = 2
_AT_ONCE: Final = 6
_SETTINGS: Final = ContentSettings(
    content_type="image/webp", cache_control="public, max-age=31536000, immutable"
)
_RENDITIONS_BATCH: Final = 20
_RENDITIONS_EVERY: Final = timedelta(seconds=30)


async def ensure_pictures(
    database_url: str, storage_connection: str, progress: Progress
) -> tuple[int, int]:
    """Draw and upload missing pictures; return how many were drawn, and the total."""
    loaded = await look(database_url)
    if loaded is None or loaded.version != VERSION:
        return 0, 0
    pictures = _shop.pictures(Plan(loaded.seed, loaded.anchor))
    async with (
        BlobServiceClient.from_connection_string(storage_connection) as service,
        service.get_container_client(CONTAINER) as container,
    ):
        missing = await _missing(container, pictures)
        await _make(container, missing, len(pictures), progress)
    await _ask_renditions(database_url)
    return len(missing), len(pictures)


async def _missing(container: ContainerClient, pictures: Sequence[Picture]) -> list[Picture]:
    there = {
        blob.name
        async for blob in container.list_blobs(name_starts_with=PREFIX, include=["metadata"])
        if (blob.metadata or {}).get("tiles") == str(tiles.VERSION)
    }
    return [picture for picture in pictures if picture.blob not in there]


async def _make(
    container: ContainerClient, missing: Sequence[Picture], whole: int, progress: Progress
) -> None:
    if not missing:
        return
    _cache.folder().mkdir(parents=True, exist_ok=True)
    loop = asyncio.get_running_loop()
    turns = asyncio.Semaphore(_AT_ONCE)
    done = whole - len(missing)

    # `spawn`: a forked child would inherit our connections.
    with ProcessPoolExecutor(_PAINTERS, get_context("spawn"), initializer=_be_modest) as painters:

        async def one(picture: Picture) -> None:
            nonlocal done
            async with turns:
                data = await loop.run_in_executor(painters, drawn, picture)
                await container.upload_blob(
                    picture.blob,
                    data,
                    overwrite=True,
                    content_settings=_SETTINGS,
                    metadata={"tiles": str(tiles.VERSION)},
                )
            done += 1
            progress(f"Pictures: {done} of {whole}", done / whole)

        try:
            async with asyncio.TaskGroup() as group:
                for picture in missing:
                    group.create_task(one(picture))
        except BaseException:
            painters.shutdown(wait=False, cancel_futures=True)
            raise


def drawn(picture: Picture) -> bytes:
    """The picture's WebP, from the disk or painted now."""
    design = picture.design
    name = f"{design.family}-{design.palette}-{design.seed}-{picture.view}.webp"
    file = _cache.folder() / f"tiles-{tiles.VERSION}" / name
    with contextlib.suppress(OSError):
        return file.read_bytes()
    data = tiles.webp(design, view=picture.view)
    with contextlib.suppress(OSError):  # a full disk costs the cache, not the picture
        _keep(file, data)
    return data


def _keep(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, part = tempfile.mkstemp(dir=file.parent, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(data)
        Path(part).replace(file)
    finally:
        Path(part).unlink(missing_ok=True)


def _be_modest() -> None:
    """Lower our priority: visitors come first."""
    os.nice(10)


async def _ask_renditions(database_url: str) -> None:
    """Smaller sizes, through the queue that uploads take: what lists show first, a few at a time."""
    database = Database(database_url, pool_size=1, application="lonja-demo")
    try:
        async with database.transaction() as db:
            queued = await rows(
                db,
                UUID,
                "SELECT m.id FROM media m JOIN products p ON p.id = m.product_id"
                " WHERE m.status = 'ready' AND m.renditions = '[]' AND m.blob LIKE 'demo/%%'"
                " AND NOT EXISTS (SELECT FROM outbox WHERE queue = 'media')"
                " ORDER BY m.position > 0, p.featured DESC, m.position, m.id",
            )
            due = clock.now()
            for start in range(0, len(queued), _RENDITIONS_BATCH):
                batch = queued[start : start + _RENDITIONS_BATCH]
                await outbox.put_all(
                    db, [catalog.MakeRenditions(media_id) for media_id in batch], at=due
                )
                due += _RENDITIONS_EVERY
    finally:
        await database.close()
