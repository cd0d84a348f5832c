"""What shipping costs where: the rate of the country before that of the rest of the world."""

import json

import pytest

from lonja.kernel.db import Database, run
from lonja.shipping import api as shipping
from lonja.shipping.api import ShippingOption

pytestmark = pytest.mark.anyio


async def method(
    database: Database, code: str, *, position: int = 0, names: dict[str, str] | None = None
) -> None:
    async with database.transaction() as db:
        await run(
            db,
            "INSERT INTO shipping_methods (code, position, names, days_min, days_max)"
            " VALUES (%(code)s, %(position)s, %(names)s::jsonb, 2, 4)",
            code=code,
            position=position,
            names=json.dumps(names or {"es": f"{code} (es)", "en": f"{code} (en)"}),
        )


async def rate(
    database: Database,
    code: str,
    country: str,
    minor: int,
    *,
    currency: str = "EUR",
    free_from: int | None = None,
) -> None:
    async with database.transaction() as db:
        await run(
            db,
            "INSERT INTO shipping_rates (method_code, place, currency, amount_minor,"
            " free_from_minor) VALUES (%(code)s, %(country)s, %(currency)s, %(minor)s, %(free)s)",
            code=code,
            country=country,
            currency=currency,
            minor=minor,
            free=free_from,
        )


async def options(
    database: Database,
    country: str = "ES",
    *,
    currency: str = "EUR",
    items: int = 0,
    language: str = "en",
) -> list[ShippingOption]:
    async with database.reading() as db:
        return await shipping.options(
            db,
            shipping.Parcel(country=country, currency=currency, items_minor=items),
            language=language,
        )


async def prices(database: Database, country: str, currency: str = "EUR") -> dict[str, int]:
    found = await options(database, country, currency=currency)
    return {option.code: option.price_minor for option in found}


class TestARate:
    async def test_of_a_country_goes_before_that_of_the_rest_of_the_world(
        self, database: Database
    ) -> None:
        await method(database, "standard")
        await rate(database, "standard", "*", 9_00)
        await rate(database, "standard", "ES", 5_00)

        assert await prices(database, "ES") == {"standard": 5_00}
        assert await prices(database, "JP") == {"standard": 9_00}

    async def test_of_a_country_may_be_dearer_than_that_of_the_rest(
        self, database: Database
    ) -> None:
        await method(database, "standard")
        await rate(database, "standard", "*", 9_00)
        await rate(database, "standard", "IS", 40_00)

        assert await prices(database, "IS") == {"standard": 40_00}

    async def test_of_another_currency_is_none(self, database: Database) -> None:
        await method(database, "standard")
        await rate(database, "standard", "ES", 5_00)
        await rate(database, "standard", "*", 10_00, currency="USD")

        assert await prices(database, "ES", "USD") == {"standard": 10_00}
        assert await prices(database, "JP", "EUR") == {}

    @pytest.mark.parametrize(("items", "price"), [(0, 5_00), (49_99, 5_00), (50_00, 0), (50_01, 0)])
    async def test_is_nothing_from_its_limit_on(
        self, database: Database, items: int, price: int
    ) -> None:
        await method(database, "standard")
        await rate(database, "standard", "ES", 5_00, free_from=50_00)

        [option] = await options(database, items=items)

        assert option.price_minor == price

    async def test_with_a_limit_of_nothing_is_always_free(self, database: Database) -> None:
        await method(database, "standard")
        await rate(database, "standard", "ES", 5_00, free_from=0)

        assert await prices(database, "ES") == {"standard": 0}


class TestTheWays:
    async def test_are_offered_in_the_order_of_the_shop(self, database: Database) -> None:
        for code, position in (("c", 0), ("b", 1), ("a", 1)):
            await method(database, code, position=position)
            await rate(database, code, "ES", 1_00)

        assert [option.code for option in await options(database)] == ["c", "a", "b"]

    async def test_without_a_rate_for_the_country_are_not_offered(self, database: Database) -> None:
        for code in ("local", "world"):
            await method(database, code)
        await rate(database, "local", "ES", 1_00)
        await rate(database, "world", "*", 2_00)

        assert await prices(database, "PT") == {"world": 2_00}

    async def test_are_named_in_the_language_of_the_buyer(self, database: Database) -> None:
        await method(database, "standard", names={"es": "Estándar", "en": "Standard"})
        await rate(database, "standard", "ES", 1_00)

        names = [(await options(database, language=word))[0].name for word in ("en", "es")]

        assert names == ["Standard", "Estándar"]

    async def test_without_a_name_in_that_language_have_one_all_the_same(
        self, database: Database
    ) -> None:
        await method(database, "standard", names={"es": "Estándar"})
        await rate(database, "standard", "ES", 1_00)

        [option] = await options(database, language="en")

        assert (option.name, option.days_min, option.days_max) == ("Estándar", 2, 4)
