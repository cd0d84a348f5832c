"""Every picture that a page asks for can be drawn, is drawn once, and is the same everywhere."""

import asyncio
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from azure.storage.blob.aio import BlobServiceClient
from tests.tools.demo.conftest import ANCHOR, no_progress

from lonja_tools.demo import _shop, drawing, tiles
from lonja_tools.demo._plan import DEFAULT_SEED, Plan

PLAN = Plan(DEFAULT_SEED, ANCHOR)

OTHER_PROCESS = """
import sys, hashlib
from datetime import date
from lonja_tools.demo import _shop, tiles
from lonja_tools.demo._plan import Plan
picture = _shop.pictures(Plan(int(sys.argv[1]), date.fromisoformat(sys.argv[2])))[7]
print(hashlib.sha256(tiles.webp(picture.design, view=picture.view)).hexdigest())
"""


def test_there_is_a_picture_for_every_row_that_names_one(demo_url: str) -> None:
    with psycopg.connect(demo_url) as connection:
        named = {row[0] for row in connection.execute("SELECT blob FROM media")}
        smaller = {
            row[0]
            for row in connection.execute(
                "SELECT one ->> 'blob' FROM media, jsonb_array_elements(renditions) AS one"
            )
        }
        in_lines = {
            row[0] for row in connection.execute("SELECT DISTINCT picture FROM order_lines")
        }
        on_shelf = {
            row[0]
            for row in connection.execute(
                "SELECT DISTINCT picture FROM shelf WHERE picture IS NOT NULL"
            )
        }

    pictures = _shop.pictures(PLAN)
    assert named == {picture.blob for picture in pictures}
    assert len(named) == len(pictures)
    assert smaller == {one.blob_at(edge) for one in pictures for edge in tiles.SMALLER_PX}
    assert in_lines <= named
    assert on_shelf <= named
    assert len(on_shelf) == 300


def test_the_first_picture_of_every_category_is_drawn_first(demo_url: str) -> None:
    with psycopg.connect(demo_url) as connection:
        first = connection.execute(
            "SELECT DISTINCT ON (category_slug) picture FROM shelf WHERE category_slug <> ''"
            " ORDER BY category_slug, featured DESC"
        ).fetchall()

    drawn_first = _shop.pictures(PLAN)[:12]
    assert {row[0] for row in first} == {p.blob for p in drawn_first}


def test_two_machines_draw_the_same_picture() -> None:
    command = [sys.executable, "-c", OTHER_PROCESS, str(DEFAULT_SEED), ANCHOR.isoformat()]

    drawn = {subprocess.check_output(command) for _ in range(2)}

    assert len(drawn) == 1


@pytest.mark.anyio
async def test_a_picture_that_is_there_is_not_drawn_again(
    storage_connection: str, cache: Path
) -> None:
    pictures = _shop.pictures(PLAN)[40:43]
    async with (
        BlobServiceClient.from_connection_string(storage_connection) as service,
        service.get_container_client("media") as container,
    ):
        await drawing._make(container, pictures[:2], 3, no_progress)

        assert await drawing._missing(container, pictures) == pictures[2:]
        for picture in pictures[:2]:
            sizes = await asyncio.to_thread(drawing.drawn, picture)
            for edge, drawn in sizes.items():
                blob = await container.download_blob(picture.blob_at(edge))
                data = await blob.readall()
                assert data[8:12] == b"WEBP"
                assert blob.properties.content_settings.content_type == "image/webp"
                assert data == drawn
