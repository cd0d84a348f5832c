"""What a language of the shop lacks, and where it is written."""

from collections.abc import AsyncIterator

import pytest
from tests.support.back_office import BackOffice, back_office

from lonja.kernel.db import run
from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        yield opened


async def test_each_kind_is_counted_and_what_lacks_is_named(office: BackOffice) -> None:
    await open_small_shop(office.shop.database, {"A": 1, "B": 1, "C": 1})
    async with office.shop.database.transaction() as db:
        await run(
            db,
            "UPDATE products SET texts = texts #- '{en,description}',"
            ' options = \'[{"key": "size", "names": {"es": "Tamaño"}, "values": []}]\''
            " WHERE slug = 'tile-b'",
        )
        await run(db, "UPDATE products SET texts = texts - 'en' WHERE slug = 'tile-c'")
        await run(db, "UPDATE categories SET texts = texts - 'en'")
    async with office.signed_in(Role.OWNER, email="owner@norte.example") as owner:
        coverage = (await owner.get("/api/v1/translations")).json()["items"]
        first = (await owner.get("/api/v1/translations/products?language=en&limit=1")).json()
        rest = (
            await owner.get(
                "/api/v1/translations/products",
                params={"language": "en", "limit": "1", "cursor": first["next_cursor"]},
            )
        ).json()
        categories = (await owner.get("/api/v1/translations/categories?language=en")).json()
        pages = (await owner.get("/api/v1/translations/pages?language=es")).json()

    assert {(one["language"], one["kind"]): (one["total"], one["lacking"]) for one in coverage} == {
        ("es", "products"): (3, 0),
        ("en", "products"): (3, 2),
        ("es", "categories"): (1, 0),
        ("en", "categories"): (1, 1),
        ("es", "pages"): (0, 0),
        ("en", "pages"): (0, 0),
    }
    found = [*first["items"], *rest["items"]]
    assert sorted((one["name"], one["lacks"]) for one in found) == [
        ("Azulejo C", ["name", "description"]),
        ("Tile B", ["description", "options"]),
    ]
    assert rest["next_cursor"] is None
    assert [(one["name"], one["lacks"]) for one in categories["items"]] == [
        ("Hidráulicos", ["name"])
    ]
    assert pages["items"] == []


async def test_a_page_in_one_language_is_missing_in_the_other(office: BackOffice) -> None:
    async with office.signed_in(Role.OWNER, email="owner@norte.example") as owner:
        made = await owner.post(
            "/api/v1/pages",
            json={
                "texts": {"es": {"slug": "nosotros", "title": "Nosotros", "body": "<p>Hola</p>"}}
            },
        )
        missing = (await owner.get("/api/v1/translations/pages?language=en")).json()["items"]

    assert made.status_code in {200, 201}, made.text
    assert [(one["name"], one["lacks"]) for one in missing] == [("Nosotros", ["title", "body"])]
