"""What staff can see and do of products, prices, stock and pictures."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from tests.support.asking import scalar
from tests.support.back_office import BackOffice, back_office

from lonja.inventory import api as inventory
from lonja.kernel import limits
from lonja.kernel.db import run
from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        await open_small_shop(opened.shop.database, {"A": 50, "B": 0})
        yield opened


async def product(client: httpx2.AsyncClient, sku: str = "A") -> dict[str, Any]:
    stock = (await client.get(f"/api/v1/stock/{sku}")).json()
    found: dict[str, Any] = (await client.get(f"/api/v1/products/{stock['product_id']}")).json()
    return found


class TestAPrice:
    async def test_is_set_with_its_history_and_who_did_it(self, office: BackOffice) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            variant = (await product(clerk))["variants"][0]["id"]
            done = await clerk.put(
                f"/api/v1/variants/{variant}/prices/EUR",
                json={"amount_minor": 12_50, "compare_at_minor": 15_00},
            )
            after = (await product(clerk))["variants"][0]["prices"][:1]
            history = (await clerk.get(f"/api/v1/variants/{variant}/prices/changes")).json()

        assert done.status_code == 204
        assert after == [
            {
                "price": {"amount_minor": 12_50, "currency": "EUR"},
                "compare_at": {"amount_minor": 15_00, "currency": "EUR"},
                "is_converted": False,
            }
        ]
        assert history["items"][0]["actor"] == "clerk@azulejo.example"

    @pytest.mark.parametrize(
        ("amount", "code"),
        [(0, "price_is_zero"), (4_99, "price_moves_far"), (15_01, "price_moves_far")],
    )
    async def test_that_looks_like_a_slip_is_asked_about_once(
        self, office: BackOffice, amount: int, code: str
    ) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            before = await product(clerk)
            path = f"/api/v1/variants/{before['variants'][0]['id']}/prices/EUR"
            asked = await clerk.put(path, json={"amount_minor": amount})
            kept = await product(clerk)
            said_yes = await clerk.put(path, json={"amount_minor": amount, "confirm": [code]})
            after = (await product(clerk))["variants"][0]["prices"][0]["price"]

        assert (asked.status_code, asked.json()["code"]) == (409, code)
        assert asked.json()["confirm"] == code
        assert kept == before
        assert said_yes.status_code == 204
        assert after["amount_minor"] == amount

    @pytest.mark.parametrize(
        ("asked", "status"),
        [
            ({"amount_minor": -1}, 422),
            ({"amount_minor": 10**12}, 422),
            ({"amount_minor": 10.5}, 422),
            ({"amount_minor": "ten"}, 422),
            ({"amount_minor": 9_00, "compare_at_minor": 5_00}, 422),
            ({"amount_minor": 10, "surprise": 1}, 422),
            ({}, 422),
        ],
    )
    async def test_that_makes_no_sense_changes_nothing(
        self, office: BackOffice, asked: dict[str, Any], status: int
    ) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            before = await product(clerk)
            variant = before["variants"][0]["id"]
            answer = await clerk.put(f"/api/v1/variants/{variant}/prices/EUR", json=asked)
            after = await product(clerk)

        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert after == before


class TestTheListOfProducts:
    async def test_is_filtered_by_what_is_there(self, office: BackOffice) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            found = {
                stock: [
                    row["slug"]
                    for row in (
                        await clerk.get("/api/v1/products", params={"stock": stock})
                    ).json()["items"]
                ]
                for stock in ("in_stock", "low", "sold_out")
            }
            by_sku = (await clerk.get("/api/v1/products", params={"q": "TILE-A"})).json()["items"]

        assert found == {"in_stock": ["tile-a"], "low": [], "sold_out": ["tile-b"]}
        assert [row["slug"] for row in by_sku] == ["tile-a"]


class TestAProduct:
    async def test_that_somebody_else_changed_is_not_overwritten(self, office: BackOffice) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            read = await product(clerk)
            path, version = f"/api/v1/products/{read['id']}", read["version"]
            mine = {"es": {"name": "Mío", "description": ""}}
            seen = {"If-Match": str(version)}
            first = await clerk.patch(path, json={"texts": mine}, headers=seen)
            theirs = {"es": {"name": "Suyo", "description": ""}}
            second = await clerk.patch(path, json={"texts": theirs}, headers=seen)
            after = await product(clerk)

        assert (first.status_code, second.status_code) == (204, 409)
        assert second.json()["code"] == "product_changed"
        assert after["texts"]["es"]["name"] == "Mío"

    @pytest.mark.parametrize(
        ("path", "sort", "name", "expected"),
        [
            ("products", "name", "slug", ["tile-a", "tile-b"]),
            ("products", "-name", "slug", ["tile-b", "tile-a"]),
            ("products", "updated", "slug", ["tile-b", "tile-a"]),
            ("products", "-updated", "slug", ["tile-a", "tile-b"]),
            ("stock", "sku", "sku", ["A", "B"]),
            ("stock", "-sku", "sku", ["B", "A"]),
        ],
    )
    async def test_is_listed_in_the_order_that_is_asked_for(
        self, office: BackOffice, path: str, sort: str, name: str, expected: list[str]
    ) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            read = await product(clerk)
            edited = {"texts": {"en": {"description": "Glazed by hand."}}}
            seen = {"If-Match": str(read["version"])}
            await clerk.patch(f"/api/v1/products/{read['id']}", json=edited, headers=seen)
            asked: dict[str, str | int] = {"sort": sort, "limit": 1}
            first = (await clerk.get(f"/api/v1/{path}", params=asked)).json()
            asked |= {"cursor": first["next_cursor"]}
            second = (await clerk.get(f"/api/v1/{path}", params=asked)).json()

        assert [row[name] for row in first["items"] + second["items"]] == expected
        assert second["next_cursor"] is None

    async def test_is_found_as_people_type(self, office: BackOffice) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            read = await product(clerk)
            names = {"es": {"name": "Loseta hidráulica Canalejas", "description": ""}}
            await clerk.patch(
                f"/api/v1/products/{read['id']}",
                json={"texts": names, "status": "active"},
                headers={"If-Match": str(read["version"])},
            )
            found = {
                (path, q): len(
                    (await clerk.get(f"/api/v1/{path}", params={"q": q, "language": "es"})).json()[
                        "items"
                    ]
                )
                for path in ("products", "stock")
                for q in ("loseta hidraulica", "canalejas loseta", "canalegas", "loseta azul")
            }
            drafts = await clerk.get("/api/v1/products", params={"status": "draft"})

        assert list(found.values()) == [1, 1, 1, 0] * 2
        assert drafts.json()["items"] == []

    async def test_is_found_by_a_part_of_its_sku_or_name(self, office: BackOffice) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            found = [
                len((await clerk.get("/api/v1/products", params={"q": q})).json()["items"])
                for q in ("", "tile-a", "100%", "_")
            ]

        assert found == [2, 1, 0, 0]


class TestStock:
    async def test_is_added_once_however_often_it_is_sent(self, office: BackOffice) -> None:
        path = f"/api/v1/stock/A/adjustments/{uuid4()}"
        asked = {"location": "VLC", "quantity": 7, "kind": "receipt", "note": "a pallet"}
        async with office.signed_in(Role.STOCK) as keeper:
            answers = [(await keeper.put(path, json=asked)).status_code for _ in range(3)]
            level = (await keeper.get("/api/v1/stock/A")).json()
            ledger = (await keeper.get("/api/v1/stock/A/movements")).json()["items"]

        assert answers == [204, 204, 204]
        assert (level["on_hand"], level["free"], level["at"]) == (
            57,
            57,
            [{"location": "VLC", "on_hand": 57}],
        )
        assert next((m["quantity"], m["note"], m["actor"]) for m in ledger) == (
            7,
            "a pallet",
            "clerk@azulejo.example",
        )
        assert sum(m["quantity"] for m in ledger) == 57
        async with office.shop.database.reading() as db:
            assert await inventory.imbalances(db) == []

    async def test_beyond_what_can_be_counted_is_a_number_and_no_text(
        self, office: BackOffice
    ) -> None:
        async with office.shop.database.transaction() as db:
            await run(db, "UPDATE stock_levels SET on_hand = 2147483000")
        asked = {"location": "VLC", "quantity": 5000, "kind": "receipt", "note": "a pallet"}

        async with office.signed_in(Role.STOCK) as keeper:
            answer = await keeper.put(f"/api/v1/stock/A/adjustments/{uuid4()}", json=asked)

        assert (answer.status_code, answer.json()["code"]) == (422, "number_too_large")

    @pytest.mark.parametrize(
        ("changed", "status", "code"),
        [
            ({"quantity": 0}, 422, "invalid"),
            ({"quantity": -51}, 409, "not_enough_stock"),
            ({"quantity": 10**9}, 422, "invalid_request"),
            ({"location": "MARS"}, 404, "unknown_location"),
            ({"note": ""}, 422, "invalid_request"),
            ({"note": "a\0b"}, 422, "invalid_request"),
            ({"kind": "sale"}, 422, "invalid_request"),
        ],
    )
    async def test_that_cannot_be_moves_nothing(
        self, office: BackOffice, changed: dict[str, Any], status: int, code: str
    ) -> None:
        asked = {"location": "VLC", "quantity": 1, "kind": "receipt", "note": "x", **changed}
        async with office.signed_in(Role.STOCK) as keeper:
            answer = await keeper.put(f"/api/v1/stock/A/adjustments/{uuid4()}", json=asked)

        assert (answer.status_code, answer.json()["code"]) == (status, code)
        async with office.shop.database.reading() as db:
            assert await scalar(db, "SELECT sum(quantity) FROM stock_movements") == 50

    @pytest.mark.parametrize(
        ("sku", "changed"),
        [
            ("A", {"quantity": 8}),
            ("A", {"kind": "count"}),
            ("A", {"note": "another pallet"}),
            ("B", {}),
        ],
    )
    async def test_is_not_added_under_the_id_of_something_else(
        self, office: BackOffice, sku: str, changed: dict[str, Any]
    ) -> None:
        adjustment = uuid4()
        asked = {"location": "VLC", "quantity": 7, "kind": "receipt", "note": "a pallet"}
        async with office.signed_in(Role.STOCK) as keeper:
            first = await keeper.put(f"/api/v1/stock/A/adjustments/{adjustment}", json=asked)
            other = await keeper.put(
                f"/api/v1/stock/{sku}/adjustments/{adjustment}", json=asked | changed
            )

        assert first.status_code == 204
        assert (other.status_code, other.json()["code"]) == (409, "adjustment_reused")
        async with office.shop.database.reading() as db:
            assert await scalar(db, "SELECT sum(quantity) FROM stock_movements") == 57

    async def test_of_a_moment_is_what_the_ledger_says(self, office: BackOffice) -> None:
        async with office.signed_in(Role.STOCK) as keeper:
            before = (
                await keeper.get("/api/v1/stock/A/as-of", params={"at": "2020-01-01T00:00:00Z"})
            ).json()
            now = (
                await keeper.get("/api/v1/stock/A/as-of", params={"at": "2099-01-01T00:00:00Z"})
            ).json()

        assert (before["on_hand"], before["places"]) == (0, [])
        assert (now["on_hand"], now["places"]) == (50, [{"location": "VLC", "on_hand": 50}])


class TestAPicture:
    async def test_goes_to_the_storage_by_a_signed_address_and_then_to_the_queue_once(
        self, office: BackOffice
    ) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            read = await product(clerk)
            started = (
                await clerk.post(
                    f"/api/v1/products/{read['id']}/pictures",
                    json={"content_type": "image/png", "size_bytes": 3},
                )
            ).json()
            path = f"/api/v1/pictures/{started['id']}/uploaded"
            early = await clerk.put(path)
            async with httpx2.AsyncClient() as browser:
                put = await browser.put(
                    started["upload"]["url"], content=b"png", headers=started["upload"]["headers"]
                )
            told = [(await clerk.put(path)).status_code for _ in range(2)]
            after = await product(clerk)

        assert (early.status_code, early.json()["code"]) == (409, "not_uploaded")
        assert put.status_code == 201
        assert told == [202, 202]
        assert [picture["status"] for picture in after["pictures"]] == ["processing"]

    async def test_of_more_bytes_than_any_is_refused_and_not_kept(self, office: BackOffice) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            read = await product(clerk)
            started = (
                await clerk.post(
                    f"/api/v1/products/{read['id']}/pictures",
                    json={"content_type": "image/png", "size_bytes": 1},
                )
            ).json()
            name = f"pictures/{started['id']}"
            await office.shop.blobs.write(
                "uploads", name, b"\0" * (limits.UPLOAD_BYTES + 1), content_type="image/png"
            )
            answer = await clerk.put(f"/api/v1/pictures/{started['id']}/uploaded")

        assert answer.status_code == 422
        assert await office.shop.blobs.facts("uploads", name) is None


class TestAVariantToChoose:
    async def test_is_found_by_name_sku_or_barcode_with_stock_and_price(
        self, office: BackOffice
    ) -> None:
        async with office.shop.database.transaction() as db:
            await run(db, "UPDATE variants SET barcode = '8412345678905' WHERE sku = 'A'")
        async with office.signed_in(Role.ORDERS) as clerk:

            async def found(**params: str) -> list[dict[str, Any]]:
                answer = await clerk.get("/api/v1/variants", params=params)
                assert answer.status_code == 200, answer.text
                return list(answer.json()["items"])

            (one,) = await found(q="8412345678905")
            assert (one["sku"], one["free"]) == ("A", 50)
            assert one["price"] == {"amount_minor": 10_00, "currency": "EUR"}
            assert [row["sku"] for row in await found(q="")] == ["A", "B"]
            (dear,) = await found(q="8412345678905", currency="JPY")
            assert dear["price"] is None

    async def test_is_not_what_is_sold_no_more(self, office: BackOffice) -> None:
        async with office.shop.database.transaction() as db:
            await run(db, "UPDATE variants SET active = false WHERE sku = 'A'")
        async with office.signed_in(Role.ORDERS) as clerk:
            items = (await clerk.get("/api/v1/variants")).json()["items"]
        assert [row["sku"] for row in items] == ["B"]


class TestAProductWithoutAPrice:
    async def test_is_said_to_have_none_in_the_list(self, office: BackOffice) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            path = "/api/v1/products"
            before = [row["without_price"] for row in (await clerk.get(path)).json()["items"]]
            async with office.shop.database.transaction() as db:
                await run(
                    db,
                    "DELETE FROM prices WHERE variant_id = (SELECT id FROM variants WHERE sku = 'A')",
                )
            after = [row["without_price"] for row in (await clerk.get(path)).json()["items"]]
        assert (sum(before), sum(after)) == (0, 1)
