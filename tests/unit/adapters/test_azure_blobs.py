"""Where browsers are sent for pictures and with uploads; nothing here leaves the process."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import pytest

from lonja.adapters.azure_blobs import AzureBlobs
from lonja_tools.laptop.topology import storage_connection

pytestmark = pytest.mark.anyio


@pytest.fixture
async def direct() -> AsyncIterator[AzureBlobs]:
    blobs = AzureBlobs(connection=storage_connection(8000))
    yield blobs
    await blobs.close()


@pytest.fixture
async def behind_front_door() -> AsyncIterator[AzureBlobs]:
    blobs = AzureBlobs(
        connection=storage_connection(8000),
        media_url="https://shop.example.com",
        uploads_url="https://backoffice.example.com/",
    )
    yield blobs
    await blobs.close()


class TestPictures:
    async def test_are_at_the_account(self, direct: AzureBlobs) -> None:
        assert direct.public_url("a b.webp") == (
            "http://127.0.0.1:8100/devstoreaccount1/media/a%20b.webp"
        )

    async def test_are_at_front_door_where_the_account_is_private(
        self, behind_front_door: AzureBlobs
    ) -> None:
        assert behind_front_door.public_url("a b.webp") == (
            "https://shop.example.com/media/a%20b.webp"
        )


class TestUploads:
    async def test_go_through_front_door_with_the_same_signature_of_their_path(
        self, direct: AzureBlobs, behind_front_door: AzureBlobs
    ) -> None:
        tickets = [
            await blobs.upload_ticket("uploads", "imports/1 ñ.csv", content_type="text/csv")
            for blobs in (direct, behind_front_door)
        ]

        there = [urlsplit(ticket.url) for ticket in tickets]
        assert [f"{url.netloc}{url.path}" for url in there] == [
            "127.0.0.1:8100/devstoreaccount1/uploads/imports/1%20%C3%B1.csv",
            "backoffice.example.com/uploads/imports/1%20%C3%B1.csv",
        ]
        assert [parse_qs(url.query)["sp"] for url in there] == [["c"], ["c"]]
