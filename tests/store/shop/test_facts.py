"""The facts of the shop: versions, refusals, and edits at the same time."""

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest

from lonja.kernel import audit
from lonja.kernel.db import Database
from lonja.shop import api as shop
from lonja.shop.api import Currency, Shop

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
ROASTER = Shop(
    name="Norte Coffee",
    legal_name="Norte Coffee S.L.",
    address={"line1": "Muelle 3", "postal_code": "48001", "city": "Bilbao", "country": "ES"},
    vat_ids=("ESB12345674",),
    email="hello@norte.example",
    home_country="ES",
    time_zone="Europe/Madrid",
    languages=("en", "es"),
    currencies=(Currency("EUR", "ES"), Currency("CHF", "CH", rounding_minor=5)),
    sells_to=("ES", "PT", "CH"),
    mail_name="Norte",
    mail_address="orders@norte.example",
)


class TestSaving:
    async def test_begins_with_version_one_and_ends_the_time_of_defaults(
        self, database: Database
    ) -> None:
        async with database.transaction() as db:
            assert not (await shop.current(db)).is_set_up
            outcome = await shop.save(db, ROASTER, actor="ana", now=NOW)
            found = await shop.current(db)

        assert outcome == "created"
        assert found == dataclasses.replace(ROASTER, version=1)
        assert (found.language, found.currency) == ("en", "EUR")

    async def test_changes_nothing_the_second_time(self, database: Database) -> None:
        async with database.transaction() as db:
            await shop.save(db, ROASTER, actor="ana", now=NOW)
            again = await shop.save(db, ROASTER, actor="ana", now=NOW)

            assert again == "unchanged"
            assert len(await shop.history(db)) == 1

    async def test_keeps_what_was_and_who_changed_it(self, database: Database) -> None:
        async with database.transaction() as db:
            await shop.save(db, ROASTER, actor="ana", now=NOW)
            renamed = dataclasses.replace(ROASTER, name="Sur Coffee")
            await shop.save(db, renamed, version=1, actor="luis", now=NOW)
            newest, oldest = await shop.history(db)
        async with database.reading() as db:
            row = (await audit.list_rows(db, before_seq=None, subject="shop", limit=1))[0]

        assert (newest.shop.name, newest.changed_by) == ("Sur Coffee", "luis")
        assert (oldest.shop.name, oldest.changed_by) == ("Norte Coffee", "ana")
        assert row.facts["changed"] == ["name"]

    async def test_refuses_to_overwrite_what_the_writer_has_not_seen(
        self, database: Database
    ) -> None:
        async with database.transaction() as db:
            await shop.save(db, ROASTER, actor="ana", now=NOW)
            renamed = dataclasses.replace(ROASTER, name="Sur Coffee")
            with pytest.raises(shop.ShopChanged) as refused:
                await shop.save(db, renamed, version=0, actor="luis", now=NOW)

        assert refused.value.facts == {"version": 1}


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"name": ""}, "shop_fact_missing", "name"),
        ({"email": "nobody"}, "shop_fact_malformed", "email"),
        ({"mail_address": "a@b"}, "shop_fact_malformed", "mail_address"),
        ({"vat_ids": ("ESB12345674", "12")}, "shop_fact_malformed", "vat_ids.1"),
        ({"home_country": "XX"}, "shop_fact_unknown", "home_country"),
        ({"time_zone": "Europe/Bilbo"}, "shop_fact_unknown", "time_zone"),
        ({"languages": ("Basque",)}, "shop_fact_unknown", "languages.0"),
        ({"languages": ()}, "shop_fact_missing", "languages"),
        (
            {"currencies": [{"code": "ESP", "country": "ES"}]},
            "shop_fact_unknown",
            "currencies.0.code",
        ),
        (
            {"currencies": [{"code": "EUR", "country": c} for c in ("ES", "PT")]},
            "shop_fact_malformed",
            "currencies.1",
        ),
        ({"sells_to": ()}, "shop_fact_missing", "sells_to"),
        ({"sells_to": ("ES", "ES")}, "shop_fact_malformed", "sells_to.1"),
        ({"order_prefix": "too long"}, "shop_fact_malformed", "order_prefix"),
        ({"support_hours": {"FR": "Toujours"}}, "shop_fact_unknown", "support_hours.FR"),
        ({"address": {"line1": "Muelle 3"}}, "shop_fact_missing", "address.postal_code"),
        ({"weight_unit": "stone"}, "shop_fact_unknown", "weight_unit"),
        ({"theme": "../etc"}, "shop_fact_malformed", "theme"),
    ],
)
def test_a_wrong_fact_is_named_by_its_field(change: dict[str, Any], code: str, field: str) -> None:
    first = next(iter(shop.faults(shop.changed_by_name(ROASTER, change))))

    assert (first.code, first.facts["field"]) == (code, field)


def test_right_facts_have_no_fault() -> None:
    assert list(shop.faults(ROASTER)) == []
