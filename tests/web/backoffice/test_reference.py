"""Staff write down what the shop needs before it can sell; each noun is edited alike."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from tests.support.asking import rows
from tests.support.back_office import BackOffice, back_office

from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import DOCUMENT, add_product

pytestmark = pytest.mark.anyio
API = "/api/v1"


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        yield opened


@pytest.fixture
async def client(office: BackOffice) -> AsyncIterator[httpx2.AsyncClient]:
    async with office.signed_in(Role.MANAGER) as signed_in:
        assert (await signed_in.post(f"{API}/setup", json=DOCUMENT)).status_code == 200
        yield signed_in


NOUNS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        "locations",
        {"code": "BIO", "name": "Bilbao", "country": "ES"},
        {"name": "Bilbao port", "position": 7},
    ),
    ("tax-classes", {"code": "books", "names": {"es": "Libros"}}, {"names": {"es": "Libro"}}),
    (
        "tax-rates",
        {
            "place": "PT-20",
            "tax_class": "standard",
            "valid_from": "2027-01-01",
            "basis_points": 1600,
        },
        {"basis_points": 1500},
    ),
    (
        "shipping-methods",
        {
            "code": "courier",
            "names": {"en": "Courier"},
            "days_min": 1,
            "days_max": 2,
            "rates": [{"place": "ES", "currency": "EUR", "amount_minor": 690}],
        },
        {"days_max": 3, "rates": []},
    ),
    (
        "shipping-zones",
        {
            "code": "islands",
            "name": "Islands",
            "areas": [{"country": "ES", "region": "", "postal_codes": "07"}],
        },
        {"name": "All islands"},
    ),
    (
        "categories",
        {"slug": "beans", "texts": {"en": {"name": "Beans"}}},
        {"position": 4, "texts": {"en": {"name": "Whole beans", "description": ""}}},
    ),
    (
        "product-types",
        {
            "code": "coffee",
            "names": {"es": "Café"},
            "attributes": [
                {
                    "key": "roast",
                    "kind": "choice",
                    "names": {"es": "Tueste"},
                    "choices": [{"code": "dark"}],
                },
            ],
        },
        {"names": {"es": "Cafés"}, "attributes": []},
    ),
]


def _id(made: dict[str, Any]) -> str:
    return str(made.get("id") or made["code"])


@pytest.mark.parametrize(("noun", "asked", "edit"), NOUNS, ids=[noun for noun, _, _ in NOUNS])
class TestANoun:
    async def test_is_added_read_changed_and_removed(
        self, client: httpx2.AsyncClient, noun: str, asked: dict[str, Any], edit: dict[str, Any]
    ) -> None:
        made = await client.post(f"{API}/{noun}", json=asked)
        assert made.status_code == 201, made.text
        one = f"{API}/{noun}/{_id(made.json())}"

        read = await client.get(one)
        changed = await client.patch(one, json=edit, headers={"If-Match": '"1"'})
        listed = await client.get(f"{API}/{noun}?limit=100")
        removed = await client.delete(one, headers={"If-Match": "2"})

        assert read.json() == made.json()
        assert changed.status_code == 200, changed.text
        assert {name: changed.json()[name] for name in edit} == edit
        assert changed.json() in listed.json()["items"]
        assert (removed.status_code, removed.text) == (204, "")
        assert noun == "locations" or (await client.get(one)).status_code == 404

    async def test_is_not_overwritten_unseen(
        self, client: httpx2.AsyncClient, noun: str, asked: dict[str, Any], edit: dict[str, Any]
    ) -> None:
        made = (await client.post(f"{API}/{noun}", json=asked)).json()
        one = f"{API}/{noun}/{_id(made)}"

        without = await client.patch(one, json=edit)
        nonsense = await client.patch(one, json=edit, headers={"If-Match": "latest"})
        stale = await client.patch(one, json=edit, headers={"If-Match": "9"})
        twice = await client.post(f"{API}/{noun}", json=asked)

        assert (without.status_code, without.json()["code"]) == (428, "if_match_required")
        assert nonsense.status_code == 422
        assert (stale.status_code, stale.json()["version"]) == (409, 1)
        assert twice.status_code == 409
        assert (await client.get(one)).json() == made

    async def test_leaves_an_audit_row_for_each_change(
        self,
        office: BackOffice,
        client: httpx2.AsyncClient,
        noun: str,
        asked: dict[str, Any],
        edit: dict[str, Any],
    ) -> None:
        made = (await client.post(f"{API}/{noun}", json=asked)).json()
        await client.patch(f"{API}/{noun}/{_id(made)}", json=edit, headers={"If-Match": "1"})

        async with office.shop.database.reading() as db:
            found = await rows(db, "SELECT actor, action FROM audit_log ORDER BY seq DESC LIMIT 2")
        assert {row.actor for row in found} == {"clerk@azulejo.example"}


class TestTheOrderOfCategories:
    async def test_is_written_as_one_and_audited(
        self, office: BackOffice, client: httpx2.AsyncClient
    ) -> None:
        for slug in ("pots", "beans"):
            await client.post(
                f"{API}/categories", json={"slug": slug, "texts": {"en": {"name": slug}}}
            )
        listed = (await client.get(f"{API}/categories")).json()["items"]
        wanted = [one["id"] for one in reversed(listed)]

        first = await client.put(f"{API}/categories/order", json={"ids": wanted})
        again = await client.put(f"{API}/categories/order", json={"ids": wanted})
        after = (await client.get(f"{API}/categories")).json()["items"]

        assert (first.status_code, again.status_code) == (204, 204)
        by_position = sorted(after, key=lambda one: one["position"])
        assert [one["id"] for one in by_position] == wanted
        async with office.shop.database.reading() as db:
            found = await rows(
                db, "SELECT actor FROM audit_log WHERE action = 'categories_ordered'"
            )
        assert [row.actor for row in found] == ["clerk@azulejo.example"]

    async def test_is_refused_where_a_category_is_missing_or_twice(
        self, client: httpx2.AsyncClient
    ) -> None:
        await client.post(
            f"{API}/categories", json={"slug": "beans", "texts": {"en": {"name": "Beans"}}}
        )
        ids = [one["id"] for one in (await client.get(f"{API}/categories")).json()["items"]]

        answers = [
            await client.put(f"{API}/categories/order", json={"ids": asked})
            for asked in ([], [*ids, ids[0]])
        ]

        assert [(one.status_code, one.json()["code"]) for one in answers] == [
            (409, "category_changed")
        ] * 2


class TestAClosedLocation:
    async def test_is_refused_while_stock_lies_there_with_the_facts(
        self, office: BackOffice, client: httpx2.AsyncClient
    ) -> None:
        from lonja.inventory import api as inventory
        from lonja.kernel import clock

        async with office.shop.database.transaction() as db:
            variant = await add_product(db, "A")
            await inventory.adjust(
                db,
                [inventory.Change(variant, "VLC", 3)],
                kind="receipt",
                actor="t",
                now=clock.now(),
            )

        refused = await client.delete(f"{API}/locations/VLC", headers={"If-Match": "1"})
        seen = {"If-Match": str((await client.get(f"{API}/stock/A")).json()["low_at_version"])}
        unread = await client.patch(f"{API}/stock/A", json={"low_at": 9})
        low = await client.patch(f"{API}/stock/A", json={"low_at": 3}, headers=seen)
        late = await client.patch(f"{API}/stock/A", json={"low_at": 9}, headers=seen)
        stock = await client.get(f"{API}/stock/A")

        assert (refused.status_code, refused.json()["code"]) == (409, "location_not_empty")
        assert (refused.json()["units"], refused.json()["variants"], refused.json()["held"]) == (
            3, 1, 0,
        )  # fmt: skip
        assert (unread.status_code, low.status_code) == (428, 204)
        assert (late.json()["code"], late.json()["version"]) == ("threshold_changed", 1)
        assert (stock.json()["low_at"], stock.json()["availability"]) == (3, "low")


class TestSettings:
    async def test_change_by_name_and_keep_their_history(self, client: httpx2.AsyncClient) -> None:
        before = (await client.get(f"{API}/settings")).json()

        changed = await client.patch(
            f"{API}/settings",
            json={"name": "Norte", "currencies": [{"code": "EUR", "country": "ES"}]},
            headers={"If-Match": str(before["version"])},
        )
        versions = (await client.get(f"{API}/settings/versions")).json()["items"]

        assert changed.status_code == 200, changed.text
        assert changed.json() == {
            **before,
            "version": 2,
            "name": "Norte",
            "currencies": [
                {
                    "code": "EUR",
                    "country": "ES",
                    "rounding_minor": 1,
                    "includes_tax": True,
                    "conversion": None,
                    "first_in": [],
                }
            ],
        }
        assert [one["settings"]["name"] for one in versions] == ["Norte", "Azulejo"]
        assert versions[0]["changed_by"] == "clerk@azulejo.example"

    async def test_are_what_everybody_chooses_from(
        self, client: httpx2.AsyncClient, office: BackOffice
    ) -> None:
        async with office.shop.database.transaction() as db:
            await add_product(db, "A")
        in_spanish = (await client.get(f"{API}/products")).json()["items"][0]["name"]

        changed = await client.patch(
            f"{API}/settings",
            json={"languages": ["en", "es"], "sells_to": ["ES", "JP"]},
            headers={"If-Match": "1"},
        )
        in_english = (await client.get(f"{API}/products")).json()["items"][0]["name"]
        asked = (await client.get(f"{API}/products?language=es")).json()["items"][0]["name"]
        choices = (await client.get(f"{API}/choices")).json()
        words = choices.pop("option_words")

        assert changed.status_code == 200, changed.text
        assert (in_spanish, in_english, asked) == ("Azulejo A", "Tile A", "Azulejo A")
        assert choices == {
            "languages": ["en", "es"],
            "offered_languages": ["de", "en", "es", "fr", "pt"],
            "currencies": ["EUR", "USD"],
            "countries": ["ES", "JP"],
            "tax_classes": [{"code": "standard", "names": {"en": "Standard", "es": "General"}}],
        }
        assert words["es"]["option"]["colour"] == "Color"
        assert (words["es"]["colour"]["navy"], words["en"]["colour"]["navy"]) == (
            "Azul marino",
            "Navy",
        )

    async def test_refuse_a_wrong_fact_by_its_field(self, client: httpx2.AsyncClient) -> None:
        answer = await client.patch(
            f"{API}/settings", json={"time_zone": "Bilbao"}, headers={"If-Match": "1"}
        )

        assert (answer.status_code, answer.json()["code"]) == (422, "shop_fact_unknown")
        assert answer.json()["field"] == "time_zone"

    async def test_are_not_for_a_clerk_of_orders(self, office: BackOffice) -> None:
        async with office.signed_in(Role.ORDERS) as client:
            assert (await client.get(f"{API}/settings")).status_code == 403
            assert (await client.post(f"{API}/setup", json=DOCUMENT)).status_code == 403


class TestTheSetup:
    async def test_sent_again_changes_nothing(self, client: httpx2.AsyncClient) -> None:
        again = await client.post(f"{API}/setup", json=DOCUMENT)

        assert {change["outcome"] for change in again.json()["items"]} == {"unchanged"}

    async def test_refused_writes_nothing_and_names_the_field(
        self, client: httpx2.AsyncClient
    ) -> None:
        wrong = {
            **DOCUMENT,
            "locations": [{"code": "NEW", "name": "New", "country": "ES"}],
            "promotions": [{"code": "no spaces", "percent": 5}],
        }

        refused = await client.post(f"{API}/setup", json=wrong)

        assert (refused.status_code, refused.json()["code"]) == (422, "setup_refused")
        assert refused.json()["field"] == "promotions.0.code"
        assert (await client.get(f"{API}/locations/NEW")).status_code == 404


async def test_a_tax_class_that_is_there_already_is_taken(client: httpx2.AsyncClient) -> None:
    asked = {"code": "zine", "names": {"es": "Fanzines"}}
    await client.post(f"{API}/tax-classes", json=asked)

    again = await client.post(f"{API}/tax-classes", json=asked)

    assert (again.status_code, again.json()["code"]) == (409, "tax_taken")
