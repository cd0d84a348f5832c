"""Who may take which list as a file, and what the file is."""

import csv
import io
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from tests.support.back_office import BackOffice, back_office, sign_in
from tests.support.messages import waiting
from tests.support.selling import an_order

from lonja.jobs.exports import ExportContext, make_file
from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        await open_small_shop(opened.shop.database, {"AX-1": 50, "BX-7": 7})
        yield opened


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


class TestAListAsAFile:
    async def test_has_the_filters_of_the_list_and_is_written_down(
        self, office: BackOffice
    ) -> None:
        async with office.signed_in(Role.OWNER) as owner:
            answer = await owner.get("/api/v1/exports/stock", params={"q": "BX-7"})
            log = (await owner.get("/api/v1/audit")).json()["items"]

        rows = answer.text.removeprefix("\ufeff").split("\r\n")
        assert answer.headers["content-disposition"].startswith('attachment; filename="stock-')
        assert rows[0] == "SKU,Location,Quantity,Mode"
        assert {row.split(",")[0] for row in rows[1:-1]} == {"BX-7"}
        assert [one["action"] for one in log if one["subject"] == "export:stock"] == [
            "list_exported"
        ]

    async def test_is_what_its_screen_shows_in_that_order(self, office: BackOffice) -> None:
        for lines in ({"BX-7": 7}, {"AX-1": 2}):
            await an_order(office.shop.database, lines)
        asked: dict[tuple[str, str, str], list[dict[str, str]]] = {
            ("stock", "SKU", "sku"): [
                {"only": "sold_out"}, {"only": "low"}, {"sort": "-free"}, {"sort": "-sku"},
                {"q": "BX-77"}, {"q": "nothing"},
            ],
            ("products", "Handle", "slug"): [
                {"sort": "-updated"}, {"sort": "-name"}, {"stock": "sold_out"},
                {"stock": "in_stock"}, {"status": "draft"}, {"q": "ax"},
            ],
            ("orders", "Order", "number"): [
                {"sort": "oldest"}, {"country": "ES"}, {"country": "FR"}, {"least": "3000"},
                {"archived": "true"}, {"held": "true"}, {"tag": "none"},
            ],
        }  # fmt: skip

        async with office.signed_in(Role.OWNER) as owner:
            for (name, column, key), queries in asked.items():
                for query in queries:
                    listed = (await owner.get(f"/api/v1/{name}", params=query)).json()["items"]
                    exported = await owner.get(f"/api/v1/exports/{name}", params=query)

                    cells = dict.fromkeys(row[column] for row in rows_of(exported.text))
                    assert list(cells) == [one[key] for one in listed], (name, query)

    async def test_leaves_out_what_the_screen_hides(self, office: BackOffice) -> None:
        await an_order(office.shop.database, {"AX-1": 2})

        async with office.signed_in(Role.OWNER) as owner:
            whole = await owner.get("/api/v1/exports/orders")
            cut = await owner.get(
                "/api/v1/exports/orders", params={"hide": "buyer,total,nothing", "at": "x"}
            )

        (all_of_it,), (some,) = rows_of(whole.text), rows_of(cut.text)
        gone = {"Email", "Name", "Address", "Address 2", "Postal code", "City", "Phone", "Total"}
        assert some == {name: text for name, text in all_of_it.items() if name not in gone}

    @pytest.mark.parametrize(
        "name",
        ["products", "prices", "stock", "categories", "customers", "orders", "promotions", "reviews",
         "redirects", "price_lists", "tier_prices", "scheduled_prices", "collections"],
    )  # fmt: skip
    async def test_is_one_in_both_formats_for_the_owner(
        self, office: BackOffice, name: str
    ) -> None:
        async with office.signed_in(Role.OWNER) as owner:
            table = await owner.get(f"/api/v1/exports/{name}")
            book = await owner.get(f"/api/v1/exports/{name}", params={"format": "xlsx"})

        assert (table.status_code, book.status_code) == (200, 200)
        assert table.text.startswith("\ufeff")
        assert book.content.startswith(b"PK")

    @pytest.mark.parametrize("name", ["products", "orders", "promotions", "reviews"])
    async def test_is_not_begun_where_its_filter_names_a_status_that_is_none(
        self, office: BackOffice, name: str
    ) -> None:
        async with office.signed_in(Role.OWNER) as owner:
            answer = await owner.get(f"/api/v1/exports/{name}", params={"status": "lost"})
            order = await owner.get(f"/api/v1/exports/{name}", params={"sort": "lost"})
            log = (await owner.get("/api/v1/audit")).json()["items"]

        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
        assert (order.status_code, order.json()["code"]) == (422, "invalid")
        assert [one for one in log if one["action"] == "list_exported"] == []

    async def test_may_be_of_orders_of_several_statuses(self, office: BackOffice) -> None:
        async with office.signed_in(Role.OWNER) as owner:
            answer = await owner.get("/api/v1/exports/orders", params={"status": "placed,shipped"})

        assert (answer.status_code, answer.text.count("\r\n")) == (200, 1)

    async def test_has_a_row_for_each_line_of_an_order(self, office: BackOffice) -> None:
        database = office.shop.database
        for lines in ({"AX-1": 2, "BX-7": 1}, {"BX-7": 4}):
            await an_order(database, lines)

        async with office.signed_in(Role.OWNER) as owner:
            answer = await owner.get("/api/v1/exports/orders")

        rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        assert [
            (row["Line"], row["SKU"], row["Quantity"], row["Line total"], row["Total"])
            for row in sorted(rows, key=lambda row: (row["Total"], row["Line"]))
        ] == [
            ("1", "AX-1", "2", "20.00", "35.00"),
            ("2", "BX-7", "1", "10.00", "35.00"),
            ("1", "BX-7", "4", "40.00", "45.00"),
        ]

    async def test_names_no_buyer_to_who_may_not_see_customers(self, office: BackOffice) -> None:
        await an_order(office.shop.database, {"AX-1": 2})

        async with office.signed_in(Role.OWNER) as owner:
            added = await owner.post(
                "/api/v1/roles", json={"name": "Packers", "permissions": ["orders.read"]}
            )
            secret = await office.add(Role.ORDERS, email="packer@azulejo.example")
            people = (await owner.get("/api/v1/staff")).json()["items"]
            packer_id = next(
                one["id"] for one in people if one["email"] == "packer@azulejo.example"
            )
            await owner.patch(
                f"/api/v1/staff/{packer_id}",
                json={"roles": [], "own_roles": [added.json()["id"]]},
                headers={"If-Match": "1"},
            )
            whole = await owner.get("/api/v1/exports/orders")
        async with office.visitor() as packer:
            await sign_in(packer, secret, email="packer@azulejo.example")
            answer = await packer.get("/api/v1/exports/orders")
            me = (await packer.get("/api/v1/me")).json()

        named, unnamed = (
            next(csv.DictReader(io.StringIO(one.text.removeprefix("\ufeff"))))
            for one in (whole, answer)
        )
        hidden = {key for key in named if named[key] != unnamed[key]}
        assert hidden == {"Email", "Name", "Address", "Postal code", "City"}
        assert {unnamed[key] for key in hidden} == {""}
        assert (me["user"]["roles"], me["own_roles"]) == ([], ["Packers"])

    @pytest.mark.parametrize(
        ("role", "name"),
        [
            (Role.CATALOG, "customers"),
            (Role.ORDERS, "customers"),
            (Role.CATALOG, "orders"),
            (Role.STOCK, "promotions"),
            (Role.ANALYST, "products"),
        ],
    )
    async def test_is_not_for_who_may_not_see_all_of_it(
        self, office: BackOffice, role: Role, name: str
    ) -> None:
        async with office.signed_in(role) as clerk:
            answer = await clerk.get(f"/api/v1/exports/{name}")

        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


class TestAListInTheBackground:
    async def test_is_a_file_of_who_asked_for_it_until_its_link_ends(
        self, office: BackOffice
    ) -> None:
        export_id = uuid4()
        path, mine = f"/api/v1/exports/stock/files/{export_id}", f"/api/v1/export-files/{export_id}"
        context = ExportContext(office.shop.database, office.shop.blobs)
        async with (
            office.signed_in(Role.OWNER, email="owner@azulejo.example") as owner,
            office.signed_in(Role.OWNER, email="eva@azulejo.example") as eva,
        ):
            begun = [await owner.put(path, params={"q": "BX-7"}) for _ in range(2)]
            early = await owner.get(f"{mine}/file")
            for message in await waiting(office.shop.database, "imports"):
                await make_file(context, message)
            listed = (await owner.get("/api/v1/export-files")).json()["items"]
            theirs = [await eva.get(one) for one in (mine, f"{mine}/file")]
            there = await owner.get(f"{mine}/file")
            streamed = await owner.get("/api/v1/exports/stock", params={"q": "BX-7"})
            none = (await eva.get("/api/v1/export-files")).json()["items"]
            erased = await owner.delete(mine)
            over = await owner.get(f"{mine}/file")

        assert [one.status_code for one in begun] == [202, 202]
        assert (early.status_code, early.json()["code"]) == (409, "export_not_ready")
        assert [(one["id"], one["status"], one["rows"]) for one in listed] == [
            (str(export_id), "ready", 2)
        ]
        assert [one.status_code for one in theirs] == [404, 404]
        assert there.content == streamed.content
        assert there.headers["content-disposition"] == streamed.headers["content-disposition"]
        assert none == []
        assert (erased.status_code, over.status_code, over.json()["code"]) == (
            204, 410, "export_over",
        )  # fmt: skip

    async def test_needs_what_its_list_needs_then_and_now(self, office: BackOffice) -> None:
        path = f"/api/v1/exports/customers/files/{uuid4()}"
        async with office.signed_in(Role.ORDERS) as clerk:
            refused = await clerk.put(path)
            wrong = await clerk.put(
                f"/api/v1/exports/orders/files/{uuid4()}", params={"status": "lost"}
            )

        assert (refused.status_code, wrong.status_code) == (403, 422)
