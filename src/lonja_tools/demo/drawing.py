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
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from azure.storage.blob import ContentSettings
from azure.storage.blob.aio import BlobServiceClient, ContainerClient

from lonja_tools.demo import _cache, _gift_card, _shop, tiles
from lonja_tools.demo._covers import COVERS, widths
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
        await _cover(container, {one.blob for one in missing}, pictures)
        await _gift_card.ensure_picture(database_url, service)
    return len(missing), len(pictures)


async def _cover(container: ContainerClient, new: set[str], pictures: Sequence[Picture]) -> None:
    """The pictures of collections, of rooms that are drawn by now."""
    rooms: dict[str, Picture] = {}
    for picture in pictures:
        if picture.view == "room":
            rooms.setdefault(picture.design.family, picture)
    for cover in COVERS.values():
        room = rooms[cover.family]
        if room.blob not in new and await container.get_blob_client(cover.blob).exists():
            continue
        whole = (await asyncio.to_thread(drawn, room))[tiles.EDGE_PX]
        for blob, data in (await asyncio.to_thread(widths, cover, whole)).items():
            await container.upload_blob(blob, data, overwrite=True, content_settings=_SETTINGS)


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
                sizes = await loop.run_in_executor(painters, drawn, picture)
                for edge, data in sorted(
                    sizes.items()
                ):  # the largest last: it says that all are there
                    await container.upload_blob(
                        picture.blob_at(edge),
                        data,
                        overwrite=True,
                        content_settings=_SETTINGS,
                        metadata={"tiles": str(tiles.VERSION)} if edge == tiles.EDGE_PX else None,
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


def drawn(picture: Picture) -> dict[int, bytes]:
    """Edge in pixels → the picture's WebP, from the disk or painted now."""
    design = picture.design
    name = f"{design.family}-{design.palette}-{design.seed}-{picture.view}"
    folder = _cache.folder() / f"tiles-{tiles.VERSION}"
    files = {edge: folder / f"{name}-{edge}.webp" for edge in (tiles.EDGE_PX, *tiles.SMALLER_PX)}
    with contextlib.suppress(OSError):
        return {edge: file.read_bytes() for edge, file in files.items()}
    sizes = tiles.webps(design, view=picture.view)
    with contextlib.suppress(OSError):  # a full disk costs the cache, not the picture
        for edge, data in sizes.items():
            _keep(files[edge], data)
    return sizes


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
