import io
from collections.abc import AsyncIterator
from typing import Any, cast
from uuid import UUID

import httpx2
import pytest
from PIL import Image
from tests.support.messages import Crash, Killed, envelope_of, waiting
from tests.support.shop import NOON, a_product

from lonja.adapters.azure_blobs import AzureBlobs
from lonja.adapters.pictures import PictureRefused
from lonja.catalog import api as catalog
from lonja.catalog.api import DeleteBlobs, MakeRenditions, Picture
from lonja.jobs.media import PictureContext, delete_blobs, make_renditions
from lonja.kernel.blobs import Blobs
from lonja.kernel.db import Database, one, run
from lonja.kernel.outbox import UnreadableMessage, read_envelope

pytestmark = pytest.mark.anyio


@pytest.fixture
async def blobs(storage_connection: str) -> AsyncIterator[AzureBlobs]:
    opened = AzureBlobs(connection=storage_connection)
    yield opened
    await opened.close()


def a_picture(width: int = 700, height: int = 700) -> bytes:
    target = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(target, "PNG")
    return target.getvalue()


async def an_upload(database: Database, blobs: AzureBlobs, data: bytes | None) -> UUID:
    """What a clerk's browser does: ask for a place, put the file there, say so."""
    product_id = await a_product(database)
    async with database.transaction() as db:
        work = await catalog.start_picture(
            db, product_id=product_id, alt={"es": "Patrón"}, actor="clerk", now=NOON
        )
    ticket = await blobs.upload_ticket("uploads", work.blob, content_type="image/png")
    if data is not None:
        async with httpx2.AsyncClient() as browser:
            answer = await browser.put(ticket.url, content=data, headers=ticket.headers)
        assert answer.status_code == 201, answer.text
    async with database.transaction() as db:
        await catalog.picture_uploaded(db, work.id, now=NOON)
    return work.id


async def the_picture(database: Database) -> Picture:
    async with database.reading() as db:
        return (await catalog.product_by_slug(db, "sevilla")).pictures[0]


class TestARemovedPicture:
    async def test_is_no_longer_readable_at_its_public_address(
        self, database: Database, blobs: AzureBlobs
    ) -> None:
        media_id = await an_upload(database, blobs, a_picture())
        await make_renditions(
            PictureContext(database, blobs), envelope_of(MakeRenditions(media_id))
        )
        shown = await the_picture(database)
        addresses = [
            blobs.public_url(name) for name in (shown.blob, *(r.blob for r in shown.renditions))
        ]
        before = await statuses(addresses)

        await remove(database, media_id)
        for _ in range(2):
            await delete_blobs(database, blobs, envelope_of(await what_was_put(database)))

        assert before == [200] * len(addresses)
        assert await statuses(addresses) == [404] * len(addresses)

    async def test_stays_where_another_product_shows_the_same_file(
        self, database: Database, blobs: AzureBlobs
    ) -> None:
        media_id = await an_upload(database, blobs, a_picture())
        await make_renditions(
            PictureContext(database, blobs), envelope_of(MakeRenditions(media_id))
        )
        shown = await the_picture(database)
        async with database.transaction() as db:
            await run(
                db,
                "INSERT INTO media (id, product_id, position, blob, width, height, alt, renditions,"
                " status, created_at) SELECT gen_random_uuid(), product_id, 1, blob, width, height,"
                " alt, renditions, status, created_at FROM media",
            )

        await remove(database, media_id)
        await delete_blobs(database, blobs, envelope_of(await what_was_put(database)))

        assert await statuses([blobs.public_url(shown.blob)]) == [200]

    async def test_leaves_nothing_of_an_upload_that_was_not_read_yet(
        self, database: Database, blobs: AzureBlobs
    ) -> None:
        media_id = await an_upload(database, blobs, a_picture())

        await remove(database, media_id)
        await delete_blobs(database, blobs, envelope_of(await what_was_put(database)))

        assert await blobs.facts("uploads", f"pictures/{media_id}") is None


async def statuses(addresses: list[str]) -> list[int]:
    async with httpx2.AsyncClient() as browser:
        return [(await browser.get(address)).status_code for address in addresses]


async def remove(database: Database, media_id: UUID) -> None:
    async with database.transaction() as db:
        await catalog.remove_picture(db, media_id, actor="clerk", now=NOON)


async def what_was_put(database: Database) -> DeleteBlobs:
    async with database.reading() as db:
        text = await one(
            db,
            str,
            "SELECT envelope::text FROM outbox WHERE envelope ->> 'type' = 'picture.delete'",
        )
    return DeleteBlobs.read(read_envelope(text))


class TestAnUploadedPicture:
    async def test_is_shown_in_every_size_once_the_queue_has_cut_it(
        self, database: Database, blobs: AzureBlobs
    ) -> None:
        media_id = await an_upload(database, blobs, a_picture())
        (message,) = await waiting(database, "media")

        await make_renditions(PictureContext(database, blobs), message)

        picture = await the_picture(database)
        assert (picture.status, picture.width, picture.height) == ("ready", 700, 700)
        assert picture.blob == f"pictures/{media_id}/full.webp"
        assert [(one.format, one.width) for one in picture.renditions] == [
            ("webp", 320), ("avif", 320), ("webp", 640), ("avif", 640),
        ]  # fmt: skip
        async with httpx2.AsyncClient() as browser:
            answer = await browser.get(blobs.public_url(picture.renditions[1].blob))
        assert answer.headers["content-type"] == "image/avif"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        with Image.open(io.BytesIO(answer.content)) as opened:
            assert opened.size == (320, 320)

    async def test_leaves_nothing_behind_in_uploads(
        self, database: Database, blobs: AzureBlobs
    ) -> None:
        media_id = await an_upload(database, blobs, a_picture())
        (message,) = await waiting(database, "media")

        await make_renditions(PictureContext(database, blobs), message)

        assert await blobs.facts("uploads", f"pictures/{media_id}") is None

    async def test_is_the_same_when_the_message_comes_five_times(
        self, database: Database, blobs: AzureBlobs
    ) -> None:
        await an_upload(database, blobs, a_picture())
        (message,) = await waiting(database, "media")
        await make_renditions(PictureContext(database, blobs), message)
        once = await the_picture(database)

        for _ in range(4):
            await make_renditions(PictureContext(database, blobs), message)

        assert await the_picture(database) == once

    @pytest.mark.parametrize("step", range(1, 18))
    async def test_is_made_good_wherever_the_worker_dies(
        self, database: Database, blobs: AzureBlobs, step: int
    ) -> None:
        await an_upload(database, blobs, a_picture())
        (message,) = await waiting(database, "media")
        crash = Crash(step)
        dying = PictureContext(crash.database(database), crash.part(cast("Blobs", blobs)))

        with pytest.raises(Killed):
            await make_renditions(dying, message)
        await make_renditions(PictureContext(database, blobs), message)

        picture = await the_picture(database)
        assert (picture.status, len(picture.renditions)) == ("ready", 4)

    async def test_is_queued_once_however_often_the_browser_says_it_is_there(
        self, database: Database, blobs: AzureBlobs
    ) -> None:
        media_id = await an_upload(database, blobs, a_picture())

        async with database.transaction() as db:
            await catalog.picture_uploaded(db, media_id, now=NOON)

        assert len(await waiting(database, "media")) == 1

    async def test_cannot_be_replaced_with_the_same_ticket(self, blobs: AzureBlobs) -> None:
        ticket = await blobs.upload_ticket("uploads", "pictures/once", content_type="image/png")
        async with httpx2.AsyncClient() as browser:
            first = await browser.put(ticket.url, content=b"one", headers=ticket.headers)
            second = await browser.put(ticket.url, content=b"two", headers=ticket.headers)
            read = await browser.get(ticket.url)

        assert (first.status_code, second.status_code, read.status_code) == (201, 403, 403)
        assert await blobs.read("uploads", "pictures/once", max_bytes=10) == b"one"


class TestAnUploadThatIsNoPicture:
    @pytest.mark.parametrize(
        ("data", "fault"),
        [
            (b"sku,quantity\n", "unreadable"),
            (None, "never_came"),
            (b"\0" * (20 * 1024 * 1024 + 1), "too_many_bytes"),
        ],
        ids=["csv", "nothing", "too large"],
    )
    async def test_is_refused_with_a_reason_and_thrown_away(
        self, database: Database, blobs: AzureBlobs, data: bytes | None, fault: str
    ) -> None:
        media_id = await an_upload(database, blobs, data)
        (message,) = await waiting(database, "media")

        await make_renditions(PictureContext(database, blobs), message)

        picture = await the_picture(database)
        assert picture.status == "failed"
        assert picture.error == fault
        assert await blobs.facts("uploads", f"pictures/{media_id}") is None


class TestADemoPicture:
    async def test_keeps_its_blob_and_gets_its_sizes(
        self, database: Database, blobs: AzureBlobs
    ) -> None:
        product_id = await a_product(database)
        await blobs.write("media", "demo/one.webp", a_picture(), content_type="image/webp")
        async with database.transaction() as db:
            work = await catalog.start_picture(
                db, product_id=product_id, alt={}, actor="demo", now=NOON
            )
            await catalog.picture_ready(
                db, work, blob="demo/one.webp", width=700, height=700, renditions=[]
            )

        await make_renditions(PictureContext(database, blobs), envelope_of(MakeRenditions(work.id)))

        picture = await the_picture(database)
        assert (picture.blob, len(picture.renditions)) == ("demo/one.webp", 4)
        assert await blobs.facts("media", "demo/one.webp") is not None

    async def test_that_is_not_there_yet_stays_shown_and_is_tried_again(
        self, database: Database, blobs: AzureBlobs
    ) -> None:
        product_id = await a_product(database)
        async with database.transaction() as db:
            work = await catalog.start_picture(
                db, product_id=product_id, alt={}, actor="demo", now=NOON
            )
            await catalog.picture_ready(
                db, work, blob="demo/later.webp", width=700, height=700, renditions=[]
            )
        message = envelope_of(MakeRenditions(work.id))

        with pytest.raises(PictureRefused, match="did not arrive"):
            await make_renditions(PictureContext(database, blobs), message)
        assert (await the_picture(database)).status == "ready"

        await blobs.write("media", "demo/later.webp", a_picture(), content_type="image/webp")
        await make_renditions(PictureContext(database, blobs), message)
        assert len((await the_picture(database)).renditions) == 4


class TestTheMessage:
    @pytest.mark.parametrize("body", [{"media_id": "x"}, {"media_id": None}, {"media_id": [1]}])
    async def test_is_refused_when_it_names_no_picture(
        self, database: Database, blobs: AzureBlobs, body: dict[str, Any]
    ) -> None:
        message = envelope_of(MakeRenditions(UUID(int=1)), **body)

        with pytest.raises(UnreadableMessage):
            await make_renditions(PictureContext(database, blobs), message)

    async def test_of_a_removed_picture_or_with_unknown_fields_does_no_harm(
        self, database: Database, blobs: AzureBlobs
    ) -> None:
        message = envelope_of(MakeRenditions(UUID(int=1)), hint="of a newer version")

        await make_renditions(PictureContext(database, blobs), message)
