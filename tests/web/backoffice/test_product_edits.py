"""Products that staff write: created, edited, duplicated, removed; their variants in one sheet."""

from collections.abc import AsyncIterator
from typing import Any, ClassVar

import httpx2
import pytest
from tests.support.back_office import BackOffice, back_office
from tests.support.selling import fill_cart, place

from lonja.catalog import api as catalog
from lonja.inventory import api as inventory
from lonja.shelf import api as shelf
from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

PRODUCTS = "/api/v1/products"
SIZES = {"key": "size", "names": {"es": "Tamaño"}, "values": [{"code": "250 g"}, {"code": "1 kg"}]}
GRINDS = {"key": "grind", "values": [{"code": "Beans", "names": {"es": "En grano"}}]}


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        await open_small_shop(opened.shop.database, {"A": 50})
        yield opened


def coffee(**other: Any) -> dict[str, Any]:
    rows = [
        {
            "sku": f"HUILA-{grams}",
            "options": {"size": size, "grind": "Beans"},
            "weight_g": grams,
            "prices": {"EUR": {"amount_minor": minor}},
            "stock": {"location": "VLC", "quantity": 4},
        }
        for grams, size, minor in ((1000, "1 kg", 42_00), (250, "250 g", 12_50))
    ]
    return {
        "texts": {"en": {"name": "Huila"}, "es": {"name": "Café de Huila", "slug": "cafe-huila"}},
        "status": "active",
        "options": [SIZES, GRINDS],
        "rows": rows,
        **other,
    }


async def created(client: httpx2.AsyncClient, **other: Any) -> dict[str, Any]:
    answer = await client.post(PRODUCTS, json=coffee(**other))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def match(product: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": str(product["version"])}


async def again(client: httpx2.AsyncClient, product: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(f"{PRODUCTS}/{product['id']}")).json()
    return found


class TestANewProduct:
    async def test_is_for_sale_with_its_variants_prices_and_stock(self, office: BackOffice) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            product = await created(clerk)

        assert (product["slug"], product["addresses"]["es"]["slug"]) == ("huila", "cafe-huila")
        assert [
            (one["sku"], one["options"], one["free"], one["prices"][0]["price"]["amount_minor"])
            for one in product["variants"]
        ] == [
            ("HUILA-250", {"size": "250 g", "grind": "Beans"}, 4, 12_50),
            ("HUILA-1000", {"size": "1 kg", "grind": "Beans"}, 4, 42_00),
        ]
        async with office.shop.database.reading() as db:
            spanish = (await shelf.list_cards(db, language="es", currency="EUR")).items
            english = (await shelf.list_cards(db, language="en", currency="EUR")).items
            known = await catalog.variants_by_sku(db, ["HUILA-250"])
            sold = (await catalog.sellables(db, [*known.values()], "es")).popitem()[1]
            assert await inventory.imbalances(db) == []
        assert "cafe-huila" in {card.slug for card in spanish}
        assert "huila" in {card.slug for card in english}
        assert dict(sold.options) == {"Tamaño": "250 g", "grind": "En grano"}

    async def test_needs_no_option(self, office: BackOffice) -> None:
        plain = {"rows": [{"sku": "DRIP-1", "prices": {"EUR": {"amount_minor": 19_90}}}]}
        async with office.signed_in(Role.CATALOG) as clerk:
            product = await created(clerk, options=[], **plain)

        assert [one["options"] for one in product["variants"]] == [{}]

    @pytest.mark.parametrize(
        ("other", "status", "code", "field"),
        [
            ({"texts": {"en": {"name": " "}}}, 422, "invalid", "texts"),
            ({"texts": {"en": {"description": "x"}}}, 422, "invalid", "texts.en.name"),
            ({"slug": "Big Words"}, 422, "invalid", "slug"),
            ({"slug": "tile-a"}, 409, "address_taken", "slug"),
            ({"tax_class": "mars"}, 422, "invalid", "tax_class"),
            ({"category_id": "0" * 32}, 422, "invalid", "category_id"),
        ],
    )
    async def test_that_cannot_be_says_which_field(
        self, office: BackOffice, other: dict[str, Any], status: int, code: str, field: str
    ) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            answer = await clerk.post(PRODUCTS, json=coffee(**other))
            there = (await clerk.get(PRODUCTS)).json()["items"]

        assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (
            status, code, field,
        )  # fmt: skip
        assert [one["slug"] for one in there] == ["tile-a"]

    async def test_has_an_address_that_is_free(self, office: BackOffice) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            await created(clerk)
            found = [
                (await clerk.get(f"{PRODUCTS}/address", params={"title": title})).json()["slug"]
                for title in ("Huila", "Café Huila", "!")
            ]

        assert found == ["huila-2", "cafe-huila-2", ""]


class TestAnEdit:
    async def test_changes_what_it_names_and_history_has_before_and_after(
        self, office: BackOffice
    ) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            product = await created(clerk)
            path = f"{PRODUCTS}/{product['id']}"
            edit = {
                "texts": {"en": {"seo_title": "Coffee from Huila"}},
                "attributes": {"roast": "light"},
            }
            done = await clerk.patch(path, json=edit, headers=match(product))
            stale = await clerk.patch(path, json={"status": "draft"}, headers=match(product))
            after = await again(clerk, product)
            events = (await clerk.get(f"{path}/history")).json()["items"]

        assert done.status_code == 204
        assert (stale.status_code, stale.json()["code"]) == (409, "product_changed")
        assert stale.json()["version"] == after["version"]
        assert after["texts"]["en"]["name"] == "Huila"
        assert events[0]["action"] == "product_edited"
        assert {one["field"]: (one["before"], one["after"]) for one in events[0]["changes"]} == {
            "texts.en.seo_title": (None, "Coffee from Huila"),
            "attributes.roast": (None, "light"),
        }
        assert events[-1]["action"] == "product_created"

    async def test_without_a_version_is_refused(self, office: BackOffice) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            product = await created(clerk)
            answer = await clerk.patch(f"{PRODUCTS}/{product['id']}", json={"status": "draft"})

        assert (answer.status_code, answer.json()["code"]) == (428, "if_match_required")

    @pytest.mark.parametrize("status", ["draft", "archived", "unlisted"])
    async def test_takes_it_from_the_lists(self, office: BackOffice, status: str) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            product = await created(clerk)
            path = f"{PRODUCTS}/{product['id']}"
            await clerk.patch(path, json={"status": status}, headers=match(product))

        async with office.shop.database.reading() as db:
            cards = (await shelf.list_cards(db, language="en", currency="EUR")).items
            variants = await catalog.variants_by_sku(db, ["HUILA-250"])
            sold = await catalog.sellables(db, list(variants.values()), "en")
        assert [card.slug for card in cards] == ["tile-a"]
        assert bool(sold) == (status == "unlisted")


class TestASheet:
    async def test_is_saved_in_one_piece(self, office: BackOffice) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            product = await created(clerk)
            small, large = product["variants"]
            path = f"{PRODUCTS}/{product['id']}/variants"
            rows = [
                {"id": small["id"], "sku": "HUILA-1000", "barcode": "4006381333931"},
                {"id": large["id"], "sku": "HUILA-250", "prices": {"USD": {"amount_minor": 45_00}}},
                {"sku": "HUILA-500", "options": {"size": "500 g", "grind": "Beans"}},
            ]
            done = await clerk.patch(path, json={"rows": rows}, headers=match(product))
            after = await again(clerk, product)
            event = (await clerk.get(f"{PRODUCTS}/{product['id']}/history")).json()["items"][0]

        assert done.status_code == 204, done.text
        assert [(one["sku"], one["barcode"]) for one in after["variants"]] == [
            ("HUILA-1000", "4006381333931"), ("HUILA-250", None), ("HUILA-500", None),
        ]  # fmt: skip
        assert [value["code"] for value in after["options"][0]["values"]] == [
            "250 g", "1 kg", "500 g",
        ]  # fmt: skip
        assert event["created"] == ["HUILA-500"]
        assert {(one["sku"], one["field"]): one["after"] for one in event["changes"]} == {
            ("HUILA-1000", "sku"): "HUILA-1000",
            ("HUILA-1000", "barcode"): "4006381333931",
            ("HUILA-250", "sku"): "HUILA-250",
            ("HUILA-250", "price.USD"): "4500",
        }

    async def test_with_a_wrong_row_saves_none_and_says_which(self, office: BackOffice) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            product = await created(clerk)
            path = f"{PRODUCTS}/{product['id']}/variants"
            rows: list[dict[str, Any]] = [
                {"id": product["variants"][0]["id"], "weight_g": 251},
                {"sku": "A", "options": {"size": "2 kg", "grind": "Beans"}},
                {"sku": "NEW", "options": {"size": "1 kg", "grind": "Beans"}},
                {"id": product["variants"][1]["id"], "prices": {"XXX": {"amount_minor": 1}}},
                {
                    "sku": "N2", "options": {"size": "3 kg", "grind": "Beans"},
                    "stock": {"location": "MARS", "quantity": 1},
                },
            ]  # fmt: skip
            answer = await clerk.patch(path, json={"rows": rows}, headers=match(product))
            after = await again(clerk, product)

        assert (answer.status_code, answer.json()["code"]) == (422, "rows_refused")
        assert [(one["row"], one["field"], one["code"]) for one in answer.json()["rows"]] == [
            (1, "sku", "sku_taken"),
            (2, "options", "options_repeated"),
            (3, "price.XXX", "price_invalid"),
            (4, "stock", "unknown_location"),
        ]
        assert after == product

    async def test_says_how_variants_go_on_selling_without_stock(self, office: BackOffice) -> None:
        async with office.signed_in(Role.OWNER) as owner:
            product = await created(owner)
            path = f"{PRODUCTS}/{product['id']}/variants"
            small, large = [one["id"] for one in product["variants"]]
            rows: list[dict[str, Any]] = [
                {"id": small, "backorder": {"most": 25, "days": 14}},
                {"id": large, "backorder": {"kind": "preorder", "most": 5, "day": "2027-01-15"}},
            ]
            saved = await owner.patch(path, json={"rows": rows}, headers=match(product))
            there = await again(owner, product)
            moved = [{"id": small, "backorder": {"day": "2027-02-01"}}, {"id": large, "backorder": {"kind": "none"}}]  # fmt: skip
            after = await owner.patch(path, json={"rows": moved}, headers=match(there))
            end = await again(owner, product)

        assert (saved.status_code, after.status_code) == (204, 204)
        assert [one["backorder"] for one in there["variants"]] == [
            {"kind": "back_order", "most": 25, "day": None, "days": 14},
            {"kind": "preorder", "most": 5, "day": "2027-01-15", "days": None},
        ]
        assert [one["backorder"] for one in end["variants"]] == [
            {"kind": "back_order", "most": 25, "day": "2027-02-01", "days": None},
            {"kind": "none", "most": 0, "day": None, "days": None},
        ]
        assert product["version"] < there["version"] < end["version"]

    async def test_sells_nothing_ahead_that_cannot_be_promised_or_by_who_may_not(
        self, office: BackOffice
    ) -> None:
        async with office.signed_in(Role.OWNER) as owner:
            product = await created(owner)
            path = f"{PRODUCTS}/{product['id']}/variants"
            small, large = [one["id"] for one in product["variants"]]
            rows: list[dict[str, Any]] = [
                {"id": small, "backorder": {"days": 14}},
                {"id": large, "backorder": {"kind": "preorder", "most": 5}},
            ]
            refused = await owner.patch(path, json={"rows": rows}, headers=match(product))
        async with office.signed_in(Role.CATALOG, email="ana@azulejo.example") as clerk:
            fair = [{"id": small, "backorder": {"most": 25}}]
            forbidden = await clerk.patch(path, json={"rows": fair}, headers=match(product))
            after = await again(clerk, product)

        assert [(one["row"], one["field"], one["code"]) for one in refused.json()["rows"]] == [
            (0, "backorder.most", "backorder_invalid"),
            (1, "backorder.day", "backorder_invalid"),
        ]
        assert (forbidden.status_code, forbidden.json()["permission"]) == (403, "stock.adjust")
        assert after == product

    async def test_asks_once_about_prices_that_look_like_slips(self, office: BackOffice) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            product = await created(clerk)
            path = f"{PRODUCTS}/{product['id']}/variants"
            sheet: dict[str, Any] = {
                "rows": [
                    {"id": product["variants"][0]["id"], "prices": {"EUR": {"amount_minor": 1_25}}}
                ]
            }
            asked = await clerk.patch(path, json=sheet, headers=match(product))
            sheet["confirm"] = ["prices_to_confirm"]
            done = await clerk.patch(path, json=sheet, headers=match(product))
            stale = await clerk.patch(path, json=sheet, headers=match(product))

        assert (asked.status_code, asked.json()["code"]) == (409, "prices_to_confirm")
        assert asked.json()["rows"] == [{"row": 0, "field": "price.EUR", "code": "price_moves_far"}]
        assert (done.status_code, stale.status_code) == (204, 409)

    async def test_deletes_what_was_never_sold_and_archives_the_rest(
        self, office: BackOffice
    ) -> None:
        new = {"sku": "OOPS", "options": {"size": "5 kg", "grind": "Beans"}}
        async with office.signed_in(Role.CATALOG) as clerk:
            product = await created(clerk)
            path = f"{PRODUCTS}/{product['id']}/variants"
            await clerk.patch(path, json={"rows": [new]}, headers=match(product))
            product = await again(clerk, product)
            ids = {one["sku"]: one["id"] for one in product["variants"]}
            await place(
                office.shop.database, await fill_cart(office.shop.database, {"HUILA-250": 1})
            )
            removed = {"removed": [ids["OOPS"], ids["HUILA-250"]]}
            done = await clerk.patch(path, json=removed, headers=match(product))
            after = await again(clerk, product)

        assert done.status_code == 204, done.text
        assert [(one["sku"], one["active"]) for one in after["variants"]] == [
            ("HUILA-250", False),
            ("HUILA-1000", True),
        ]

    async def test_of_2000_variants_is_saved_at_once(self, office: BackOffice) -> None:
        rows = [
            {
                "sku": f"MANY-{number:04}", "options": {"size": f"{number} g", "grind": "Beans"},
                "prices": {"EUR": {"amount_minor": 1000 + number}},
                "stock": {"location": "VLC", "quantity": 1},
            }
            for number in range(201)
        ]  # fmt: skip
        async with office.signed_in(Role.CATALOG) as clerk:
            product = await created(clerk, rows=rows)
            rows = [
                {
                    "sku": f"MORE-{number:04}",
                    "options": {"size": f"{number % 201} g", "grind": f"G{number // 201}"},
                }
                for number in range(1799)
            ]
            path = f"{PRODUCTS}/{product['id']}/variants"
            done = await clerk.patch(path, json={"rows": rows}, headers=match(product))
            after = await again(clerk, product)
            one = {"rows": [{"sku": "X", "options": {"size": "1 g", "grind": "last"}}]}
            more = await clerk.patch(path, json=one, headers=match(after))

        assert done.status_code == 204, done.text
        assert len(after["variants"]) == 2000
        assert (more.status_code, more.json()["code"]) == (409, "too_many_variants")


class TestACopy:
    async def test_is_a_draft_of_its_own(self, office: BackOffice) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            product = await created(clerk)
            copy = (await clerk.post(f"{PRODUCTS}/{product['id']}/duplicate")).json()

        assert (copy["status"], copy["slug"], copy["addresses"]["es"]["slug"]) == (
            "draft", "huila-2", "huila-2",
        )  # fmt: skip
        assert copy["texts"]["es"]["name"] == "Café de Huila (copia)"
        assert [
            (one["sku"], one["prices"][0]["price"]["amount_minor"]) for one in copy["variants"]
        ] == [
            ("HUILA-250-2", 12_50),
            ("HUILA-1000-2", 42_00),
        ]
        assert copy["options"] == product["options"]


class TestARemovedProduct:
    async def test_is_gone_with_its_prices_and_its_place_in_lists(self, office: BackOffice) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            rows = coffee()["rows"]
            product = await created(clerk, rows=[{**row, "stock": None} for row in rows])
            done = await clerk.delete(f"{PRODUCTS}/{product['id']}", headers=match(product))
            gone = await clerk.get(f"{PRODUCTS}/{product['id']}")
            again_there = await created(clerk)

        assert (done.status_code, gone.status_code) == (204, 404)
        assert again_there["slug"] == "huila"

    async def test_with_stock_or_orders_stays(self, office: BackOffice) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            product = await created(clerk)
            stocked = await clerk.delete(f"{PRODUCTS}/{product['id']}", headers=match(product))
            await place(
                office.shop.database, await fill_cart(office.shop.database, {"HUILA-250": 1})
            )
            sold = await clerk.delete(f"{PRODUCTS}/{product['id']}", headers=match(product))

        assert (stocked.status_code, stocked.json()["code"]) == (409, "product_has_stock")
        assert (sold.status_code, sold.json()["code"]) == (409, "product_was_sold")


class TestPermissions:
    @pytest.mark.parametrize("role", [Role.STOCK, Role.ANALYST])
    async def test_who_may_not_write_products_writes_none(
        self, office: BackOffice, role: Role
    ) -> None:
        async with office.signed_in(role) as clerk:
            answer = await clerk.post(PRODUCTS, json=coffee())

        assert answer.status_code == 403


class TestPictures:
    async def test_are_put_in_order_and_described(self, office: BackOffice) -> None:
        async with office.signed_in(Role.CATALOG) as clerk:
            product = await created(clerk)
            path = f"{PRODUCTS}/{product['id']}"
            asked = {"content_type": "image/png", "size_bytes": 3}
            first, second = [
                (await clerk.post(f"{path}/pictures", json=asked)).json()["id"] for _ in range(2)
            ]
            ordered = await clerk.put(f"{path}/pictures/order", json={"ids": [second]})
            here, seen = f"/api/v1/pictures/{first}", {"If-Match": "1"}
            unread = await clerk.patch(here, json={"alt": {"en": "A sack"}})
            told = await clerk.patch(here, json={"alt": {"en": "A bag"}}, headers=seen)
            late = await clerk.patch(here, json={"alt": {"en": "A sack"}}, headers=seen)
            foreign = await clerk.put(f"{path}/pictures/order", json={"ids": [product["id"]]})
            own = {"rows": [{"id": product["variants"][0]["id"], "media_id": second}]}
            chosen = await clerk.patch(f"{path}/variants", json=own, headers=match(product))
            after = await again(clerk, product)

        assert [one.status_code for one in (ordered, told, foreign, chosen)] == [204, 204, 404, 204]
        assert [(one["id"], one["alt"].get("en", "")) for one in after["pictures"]] == [
            (second, ""),
            (first, "A bag"),
        ]
        assert after["variants"][0]["media_id"] == second
        assert (unread.status_code, late.json()["code"]) == (428, "picture_changed")
        assert (late.json()["version"], after["pictures"][1]["version"]) == (2, 2)


class TestAttributesOfVariants:
    TYPE: ClassVar[dict[str, Any]] = {
        "code": "coffee",
        "names": {"en": "Coffee"},
        "attributes": [
            {
                "key": "roast",
                "kind": "choice",
                "names": {"en": "Roast"},
                "choices": [
                    {"code": one, "names": {"en": one.title()}} for one in ("dark", "light")
                ],
                "on_variants": True,
            },
            {"key": "altitude", "kind": "number", "names": {"en": "Altitude"}, "unit": "m"},
        ],
    }

    async def _typed(self, clerk: httpx2.AsyncClient) -> dict[str, Any]:
        made = await clerk.post("/api/v1/product-types", json=self.TYPE)
        assert made.status_code == 201, made.text
        shared = {"roast": "light", "altitude": "1650"}
        return await created(clerk, type_id=made.json()["id"], attributes=shared)

    async def test_are_its_own_in_place_of_its_products(self, office: BackOffice) -> None:
        async with office.signed_in(Role.OWNER) as clerk:
            product = await self._typed(clerk)
            small, _ = product["variants"]
            rows = [{"id": small["id"], "attributes": {"roast": "Dark"}}]
            address = f"{PRODUCTS}/{product['id']}/variants"
            saved = await clerk.patch(address, json={"rows": rows}, headers=match(product))
            found = await again(clerk, product)
            seen = (await clerk.get(f"{PRODUCTS}/{product['id']}/history")).json()["items"][0]
            rows[0]["attributes"] = {"roast": ""}
            await clerk.patch(address, json={"rows": rows}, headers=match(found))
            emptied = await again(clerk, product)

        assert saved.status_code == 204, saved.text
        assert [one["attributes"] for one in found["variants"]] == [{"roast": "dark"}, {}]
        assert [(one["sku"], one["field"], one["after"]) for one in seen["changes"]] == [
            ("HUILA-250", "attributes.roast", "dark")
        ]
        assert [one["attributes"] for one in emptied["variants"]] == [{}, {}]

    @pytest.mark.parametrize("attributes", [{"roast": "burnt"}, {"altitude": "3"}, {"new": "x"}])
    async def test_that_cannot_be_are_refused_by_their_cell(
        self, office: BackOffice, attributes: dict[str, str]
    ) -> None:
        async with office.signed_in(Role.OWNER) as clerk:
            product = await self._typed(clerk)
            _, large = product["variants"]
            rows = [{"id": large["id"], "weight_g": 7, "attributes": attributes}]
            refused = await clerk.patch(
                f"{PRODUCTS}/{product['id']}/variants", json={"rows": rows}, headers=match(product)
            )
            found = await again(clerk, product)

        assert (refused.status_code, refused.json()["code"]) == (422, "rows_refused")
        assert [(one["row"], one["field"], one["code"]) for one in refused.json()["rows"]] == [
            (0, f"attributes.{next(iter(attributes))}", "attribute_invalid")
        ]
        assert found["variants"] == product["variants"]


class TestAnAmountThatBuyersChoose:
    async def test_is_of_a_gift_card_alone(self, office: BackOffice) -> None:
        rows = [
            {
                "sku": "OWN", "prices": {"EUR": {"amount_minor": 10_00}},
                "own_amounts": {"EUR": 200_00},
            }
        ]  # fmt: skip
        async with office.signed_in(Role.CATALOG) as clerk:
            goods = await clerk.post(PRODUCTS, json=coffee(rows=rows, options=[]))
            card = await created(clerk, rows=rows, options=[], kind="gift_card")
            taken = [{"id": card["variants"][0]["id"], "own_amounts": {"EUR": None}}]
            await clerk.patch(
                f"{PRODUCTS}/{card['id']}/variants", json={"rows": taken}, headers=match(card)
            )
            found = await again(clerk, card)

        assert [(one["field"], one["code"]) for one in goods.json()["rows"]] == [
            ("own_amount.EUR", "own_amount_of_goods")
        ]
        assert card["variants"][0]["own_amounts"] == {"EUR": 200_00}
        assert found["variants"][0]["own_amounts"] == {}
