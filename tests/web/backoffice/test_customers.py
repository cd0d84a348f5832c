"""Customers in the back office."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, fields
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from tests.support.asking import rows, scalar
from tests.support.back_office import BackOffice, back_office
from tests.support.front_office import front_office
from tests.support.sales import sell, work

from lonja.bootstrap import Shop
from lonja.kernel.address import Address
from lonja.kernel.db import Database, run
from lonja.kernel.ids import uuid7
from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

EMAIL = "ana@example.com"


@dataclass(slots=True)
class Floor:
    """A buyer, an owner, and the shop between them."""

    office: BackOffice
    buyer: httpx2.AsyncClient
    owner: httpx2.AsyncClient

    @property
    def shop(self) -> Shop:
        return self.office.shop

    async def sell(self, quantity: int = 1) -> str:
        return await sell(self.buyer, self.shop, {"A": quantity}, accepts_marketing=True)

    async def finish(self, number: str) -> None:
        shipped = await self.owner.put(
            f"/api/v1/orders/{number}/shipments/{uuid4()}",
            json={"carrier": "Correos", "tracking": "CX1"},
        )
        delivered = await self.owner.put(f"/api/v1/orders/{number}/delivery")
        assert (shipped.status_code < 300, delivered.status_code) == (True, 204), shipped.text

    async def listed(self, **params: str) -> list[dict[str, Any]]:
        answer = await self.owner.get("/api/v1/customers", params=params)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def record(self) -> dict[str, Any]:
        (row,) = await self.listed()
        return dict((await self.owner.get(f"/api/v1/customers/{row['id']}")).json())


@pytest.fixture
async def floor(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Floor]:
    async with (
        back_office(fresh_database_url, storage_connection) as office,
        front_office(fresh_database_url, storage_connection, secret_key="k" * 32) as (
            buyer,
            _opened,
        ),
        office.signed_in(Role.OWNER, email="owner@norte.example") as owner,
    ):
        await open_small_shop(office.shop.database, {"A": 50})
        yield Floor(office, buyer, owner)


class TestTheRecord:
    async def test_adds_up_what_was_ordered_paid_and_given_back(self, floor: Floor) -> None:
        first, second = await floor.sell(2), await floor.sell(1)
        await floor.owner.put(
            f"/api/v1/orders/{first}/refunds/{uuid4()}",
            json={"reason": "damaged", "lines": [{"line": 1, "quantity": 1}], "restock": False},
        )
        await work(floor.shop)

        record = await floor.record()

        assert record["email"] == EMAIL
        assert record["orders_count"] == 2
        assert {order["number"] for order in record["orders"]} == {first, second}
        (spent,) = record["spending"]
        assert (spent["paid"], spent["refunded"]) == (
            {"amount_minor": 4000, "currency": "EUR"},
            {"amount_minor": 1000, "currency": "EUR"},
        )
        assert [choice["granted"] for choice in record["choices"]] == [True, True]
        assert record["choices"][0]["source"] == "checkout"

    async def test_counts_a_cancelled_order_no_more(self, floor: Floor) -> None:
        number = await floor.sell(1)
        await floor.owner.put(
            f"/api/v1/orders/{number}/cancellation", json={"reason": "sold_out", "note": ""}
        )
        await work(floor.shop)

        record = await floor.record()

        assert record["orders_count"] == 0
        (spent,) = record["spending"]
        assert spent["paid"]["amount_minor"] == spent["refunded"]["amount_minor"]

    async def test_keeps_notes_and_tags_of_staff(self, floor: Floor) -> None:
        await floor.sell()
        record = await floor.record()
        path, note = f"/api/v1/customers/{record['id']}", uuid4()

        for _ in range(2):
            noted = await floor.owner.put(f"{path}/notes/{note}", json={"text": "Calls on Mondays"})
        tagged = await floor.owner.put(
            f"{path}/tags",
            json={"tags": ["wholesale", "  café   owner ", "wholesale"]},
            headers={"if-match": str(record["version"])},
        )
        stale = await floor.owner.put(
            f"{path}/tags", json={"tags": []}, headers={"if-match": str(record["version"])}
        )
        after = await floor.record()
        removed = await floor.owner.delete(f"{path}/notes/{note}")

        assert (noted.status_code, tagged.status_code, removed.status_code) == (204, 204, 204)
        assert (stale.status_code, stale.json()["code"]) == (409, "customer_changed")
        assert [one["text"] for one in after["notes"]] == ["Calls on Mondays"]
        assert after["tags"] == ["café owner", "wholesale"]
        assert (await floor.record())["notes"] == []


class TestTheList:
    async def test_finds_by_parts_of_name_mail_and_telephone(self, floor: Floor) -> None:
        await floor.sell()
        await _people(floor.shop.database, 3)

        by_name = await floor.listed(q="prueba")
        by_mail = await floor.listed(q="person-1@")
        by_phone = await floor.listed(q="600100002")
        nobody = await floor.listed(q="prueba nobody")

        assert [row["email"] for row in by_name] == [EMAIL]
        assert [row["email"] for row in by_mail] == ["person-1@example.org"]
        assert [row["email"] for row in by_phone] == ["person-2@example.org"]
        assert nobody == []

    async def test_sorts_by_orders_money_and_the_last_order(self, floor: Floor) -> None:
        await _people(floor.shop.database, 5)

        for sort, expected in (
            ("orders", ["4", "3", "2", "1", "0"]),
            ("spent", ["0", "1", "2", "3", "4"]),
            ("last_order", ["4", "3", "2", "1", "0"]),
            ("newest", ["4", "3", "2", "1", "0"]),
        ):
            asked = {"sort": sort, "limit": "3"}
            first = await floor.owner.get("/api/v1/customers", params=asked)
            cursor = first.json()["next_cursor"]
            rest = await floor.owner.get("/api/v1/customers", params=asked | {"cursor": cursor})
            items = [*first.json()["items"], *rest.json()["items"]]
            assert [row["email"][7] for row in items] == expected, sort
            assert rest.json()["next_cursor"] is None

    async def test_shows_the_money_of_who_pays_in_another_currency(self, floor: Floor) -> None:
        await _people(floor.shop.database, 2)
        async with floor.shop.database.transaction() as db:
            await run(
                db,
                "UPDATE customer_spending SET currency = 'USD' WHERE customer_id ="
                " (SELECT id FROM customers WHERE email = 'person-1@example.org')",
            )

        by_date = await floor.listed(sort="newest")
        by_money = await floor.listed(sort="spent")

        assert [(row["email"], row["spent"]["amount_minor"]) for row in by_date] == [
            ("person-1@example.org", 999_994),
            ("person-0@example.org", 999_995),
        ]
        assert [row["spent"]["currency"] for row in by_date] == ["USD", "EUR"]
        assert [row["email"] for row in by_money] == ["person-0@example.org"]

    @pytest.mark.parametrize(
        ("sort", "index"),
        [
            ("orders", "ix_customers_orders"),
            ("last_order", "ix_customers_last_order_at"),
            ("spent", "ix_customer_spending_spent"),
        ],
    )
    async def test_reads_a_page_from_an_index(self, floor: Floor, sort: str, index: str) -> None:
        database = floor.shop.database
        await _people(database, 5_000)
        async with database.transaction() as db:
            await run(db, "ANALYZE customers, customer_spending")
        from lonja.customers import _record_store as store

        async with database.reading() as db:
            plan = await rows(
                db,
                "EXPLAIN " + store.page_sql(sort=sort, query="", is_first=True),
                currency="EUR",
                limit=51,
                last=None,
                last_id=None,
            )

        assert index in "\n".join(str(row[0]) for row in plan)

    async def test_is_a_file_of_the_group_or_the_segment_that_is_shown(self, floor: Floor) -> None:
        await _people(floor.shop.database, 3)
        (member,) = await floor.listed(q="person-1@")
        group = (await floor.owner.post("/api/v1/customer-groups", json={"name": "Fair"})).json()
        await floor.owner.patch(
            f"/api/v1/customer-groups/{group['id']}/members",
            json={"join": [member["id"]]},
            headers={"If-Match": "1"},
        )
        segment = await floor.owner.post(
            "/api/v1/segments", json={"name": "Two orders", "rule": {"orders_min": 2}}
        )

        files = [
            await floor.owner.get("/api/v1/exports/customers", params=asked)
            for asked in ({"group": group["id"]}, {"segment": segment.json()["id"]}, {})
        ]

        assert [sorted(re.findall(r"person-\d@example.org", answer.text)) for answer in files] == [
            ["person-1@example.org"],
            ["person-2@example.org"],
            [f"person-{n}@example.org" for n in range(3)],
        ]


class TestAMerge:
    async def test_moves_what_belongs_to_the_other_record(self, floor: Floor) -> None:
        number = await floor.sell(2)
        await work(floor.shop)
        other = await floor.record()
        await _people(floor.shop.database, 1)
        (kept,) = await floor.listed(q="person-0@")
        for path, note in ((other["id"], "Old note"), (kept["id"], "New note")):
            await floor.owner.put(f"/api/v1/customers/{path}/notes/{uuid4()}", json={"text": note})
        group = (await floor.owner.post("/api/v1/customer-groups", json={"name": "Fair"})).json()
        await floor.owner.patch(
            f"/api/v1/customer-groups/{group['id']}/members",
            json={"join": [other["id"]]},
            headers={"If-Match": "1"},
        )
        path, asked = f"/api/v1/customers/{kept['id']}", {"other": other["id"]}

        plan = (await floor.owner.get(f"{path}/merge", params=asked)).json()
        stale = await floor.owner.post(f"{path}/merge", json=asked, headers={"if-match": "7"})
        done = await floor.owner.post(f"{path}/merge", json=asked, headers={"if-match": "1"})
        again = await floor.owner.post(f"{path}/merge", json=asked, headers={"if-match": "2"})
        record = (await floor.owner.get(path)).json()
        gone = (await floor.owner.get(f"/api/v1/customers/{other['id']}")).json()

        assert (stale.status_code, stale.json()["code"]) == (409, "customer_changed")
        assert (done.status_code, done.json()) == (200, plan)
        assert (plan["orders"], plan["groups"], plan["other_email"]) == (1, ["Fair"], EMAIL)
        assert (again.status_code, again.json()["code"]) == (409, "customer_merged")
        assert [order["number"] for order in record["orders"]] == [number]
        assert record["spending"][0]["paid"]["amount_minor"] == 2500
        assert {one["text"] for one in record["notes"]} == {"Old note", "New note"}
        assert [one["name"] for one in record["groups"]] == ["Fair"]
        assert record["addresses"] == [EMAIL, "person-0@example.org"]
        assert (gone["merged_into"], gone["email"], gone["orders"]) == (kept["id"], "", [])
        assert [row["id"] for row in await floor.listed()] == [kept["id"]]

    async def test_gives_no_consent_for_another_address(self, floor: Floor) -> None:
        await floor.sell()
        await work(floor.shop)
        other = await floor.record()
        await _people(floor.shop.database, 1)
        (kept,) = await floor.listed(q="person-0@")
        path = f"/api/v1/customers/{kept['id']}"
        await floor.owner.post(
            f"{path}/merge", json={"other": other["id"]}, headers={"if-match": "1"}
        )

        await floor.sell()
        await work(floor.shop)
        record = (await floor.owner.get(path)).json()

        assert other["marketing_consent"]
        assert (record["orders_count"], record["marketing_consent"]) == (2, False)
        assert {one["granted"] for one in record["choices"]} == {True}

    async def test_is_forgotten_under_both_addresses(self, floor: Floor) -> None:
        await floor.finish(await floor.sell())
        await work(floor.shop)
        other = await floor.record()
        await _people(floor.shop.database, 1)
        (kept,) = await floor.listed(q="person-0@")
        path = f"/api/v1/customers/{kept['id']}"
        await floor.owner.post(
            f"{path}/merge", json={"other": other["id"]}, headers={"if-match": "1"}
        )

        erased = await floor.owner.post(f"{path}/erasure")

        assert erased.status_code == 200, erased.text
        async with floor.shop.database.reading() as db:
            assert await scalar(db, "SELECT count(*) FROM customer_emails") == 0
            assert await scalar(db, "SELECT count(*) FROM orders WHERE email <> ''") == 0


class TestErasure:
    async def test_waits_for_orders_under_way(self, floor: Floor) -> None:
        number = await floor.sell()
        record = await floor.record()
        path = f"/api/v1/customers/{record['id']}/erasure"

        plan = (await floor.owner.get(path)).json()
        answer = await floor.owner.post(path)

        assert plan["open_orders"] == [number]
        assert (answer.status_code, answer.json()["code"]) == (409, "customer_has_open_orders")
        assert (await floor.record())["email"] == EMAIL

    async def test_leaves_nothing_that_names_the_person_and_all_that_was_sold(
        self, floor: Floor
    ) -> None:
        number = await floor.sell(2)
        await floor.finish(number)
        await work(floor.shop)
        record = await floor.record()
        path = f"/api/v1/customers/{record['id']}"
        await floor.owner.put(f"{path}/notes/{uuid4()}", json={"text": f"Ana, {EMAIL}"})

        plan = (await floor.owner.get(f"{path}/erasure")).json()
        done = await floor.owner.post(f"{path}/erasure")
        twice = await floor.owner.post(f"{path}/erasure")
        after = (await floor.owner.get(path)).json()

        assert done.status_code == 200, done.text
        assert done.json() == plan
        assert (plan["orders"], plan["notes"], plan["choices"]) == (1, 1, 1)
        assert plan["kept"][0] == "order_amounts"
        assert (twice.status_code, twice.json()["code"]) == (409, "customer_erased")
        assert await floor.listed() == []
        assert (after["email"], after["name"], after["notes"]) == ("", "", [])
        assert after["orders"][0]["total"]["amount_minor"] == 2500
        assert await _naming(floor.shop.database, EMAIL, "Ana Prueba", "Calle Mayor") == {}
        async with floor.shop.database.reading() as db:
            place = await scalar(db, "SELECT address ->> 'country' FROM orders")
            beginning = await scalar(db, "SELECT address ->> 'postal_code' FROM orders")
            proof = await scalar(db, "SELECT email FROM marketing_choices")
        assert (place, beginning, proof.startswith("erased:")) == ("ES", "28", True)

    async def test_forgets_every_field_of_an_address_but_its_place(self, floor: Floor) -> None:
        await floor.finish(await floor.sell())
        told = {one.name: f"word-of-{one.name}" for one in fields(Address)}
        async with floor.shop.database.transaction() as db:
            await run(
                db,
                'UPDATE orders SET address = %(told)s::jsonb || \'{"country": "ES"}\'',
                told=json.dumps(told),
            )
        record = await floor.record()

        await floor.owner.post(f"/api/v1/customers/{record['id']}/erasure")

        async with floor.shop.database.reading() as db:
            left = json.loads(await scalar(db, "SELECT address::text FROM orders"))
        assert {name: text for name, text in left.items() if text} == {
            "country": "ES",
            "region": told["region"],
            "postal_code": told["postal_code"][:2],
        }

    async def test_forgets_nobody_else(self, floor: Floor) -> None:
        await _people(floor.shop.database, 1)
        await floor.finish(await floor.sell())
        (ana,) = await floor.listed(q="prueba")

        await floor.owner.post(f"/api/v1/customers/{ana['id']}/erasure")

        assert [row["email"] for row in await floor.listed()] == ["person-0@example.org"]

    async def test_is_for_whoever_has_the_permission(self, floor: Floor) -> None:
        await floor.sell()
        record = await floor.record()
        path = f"/api/v1/customers/{record['id']}"
        async with floor.office.signed_in(Role.ORDERS, email="clerk@norte.example") as clerk:
            looked = await clerk.get(path)
            exported = await clerk.post(f"{path}/export")
            erased = await clerk.post(f"{path}/erasure")
        async with floor.office.signed_in(Role.CATALOG, email="cat@norte.example") as clerk:
            listed = await clerk.get("/api/v1/customers")

        assert looked.status_code == 200
        assert (exported.status_code, erased.status_code, listed.status_code) == (403, 403, 403)


class TestTheExport:
    async def test_holds_what_the_shop_knows_and_is_written_down(self, floor: Floor) -> None:
        number = await floor.sell(2)
        record = await floor.record()
        given = await floor.owner.put(
            f"/api/v1/customers/{record['id']}/store-credit/{uuid7()}",
            json={"amount_minor": 5_00, "currency": "EUR", "reason": "Goodwill"},
        )
        assert given.status_code == 200

        answer = await floor.owner.post(f"/api/v1/customers/{record['id']}/export")
        document = answer.json()
        audit = (await floor.owner.get("/api/v1/audit")).json()["items"]

        assert answer.headers["content-disposition"].startswith("attachment")
        assert document["customer"]["email"] == EMAIL
        (order,) = document["orders"]
        assert (order["number"], order["address"]["line1"]) == (number, "Calle Mayor 1")
        assert [move["kind"] for move in order["payments"]] == ["authorised", "captured"]
        assert document["marketing"]["choices"][0]["granted"] is True
        (credit,) = document["credit"]
        assert (credit["balance_minor"], credit["entries"][0]["reason"]) == (5_00, "Goodwill")
        assert "customer_exported" in {row["action"] for row in audit}


async def _people(database: Database, count: int) -> None:
    """Number n has n orders; the first one paid most."""
    ids = [uuid7() for _ in range(count)]
    async with database.transaction() as db:
        await run(
            db,
            "INSERT INTO customers (id, email, name, language, country, phone, orders,"
            " last_order_at, created_at) SELECT id, 'person-' || n || '@example.org',"
            " 'Person ' || n, 'es', 'ES', '+34 600 100 00' || n, n,"
            " '2026-01-01'::timestamptz + n * interval '1 minute',"
            " '2026-01-01'::timestamptz + n * interval '1 minute'"
            " FROM unnest(%(ids)s::uuid[], %(numbers)s::int[]) AS t(id, n)",
            ids=ids,
            numbers=list(range(count)),
        )
        await run(
            db,
            "INSERT INTO customer_emails (email, customer_id) SELECT email, id FROM customers"
            " ON CONFLICT DO NOTHING",
        )
        await run(
            db,
            "INSERT INTO customer_spending (customer_id, currency, paid_minor, refunded_minor)"
            " SELECT id, 'EUR', 1000000 - n, 5 FROM"
            " unnest(%(ids)s::uuid[], %(numbers)s::int[]) AS t(id, n)",
            ids=ids,
            numbers=list(range(count)),
        )


async def _naming(database: Database, *words: str) -> dict[str, int]:
    """Each table of the shop with rows that hold one of these words, but for the log of staff."""
    found: dict[str, int] = {}
    async with database.reading() as db:
        tables = [
            row[0]
            for row in await rows(
                db, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
            )
        ]
        for table in tables:
            for word in words:
                count = await scalar(
                    db,
                    f"SELECT count(*) FROM {table} t WHERE t::text ILIKE %(word)s",
                    word=f"%{word}%",
                )
                if count:
                    found[f"{table}: {word}"] = count
    return found
