"""What lists, searches and filters find, and whose rows stand on the shelf after two changes at once."""

import asyncio
from contextvars import Context

import pytest
from tests.support.asking import scalar

from lonja.catalog import api as catalog
from lonja.kernel import clock
from lonja.kernel.db import Database, run
from lonja.pricing import api as pricing
from lonja.shelf import api as shelf
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


async def one_waits(database: Database) -> bool:
    async with database.reading() as db:
        for _ in range(300):
            if await scalar(
                db,
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND wait_event_type = 'Lock'",
            ):
                return True
            await asyncio.sleep(0.01)
    return False


async def test_a_change_waits_for_the_one_before_and_reads_what_it_wrote(
    database: Database,
) -> None:
    variants = await open_small_shop(database, {"A": 5})

    async def reprice() -> None:
        async with database.transaction() as db:
            await pricing.set_price(
                db,
                variant_id=variants["A"],
                currency="EUR",
                amount_minor=77_00,
                actor="test",
                now=clock.now(),
            )

    async with database.transaction() as db:
        product = await catalog.product_by_slug(db, "tile-a")
        await catalog.count_rating(db, product_id=product.id, rating=4, by=1)
        await shelf.refresh(db, [product.id])
        second = asyncio.create_task(reprice(), context=Context())
        assert await one_waits(database)
    await second

    async with database.reading() as db:
        (card,) = (await shelf.list_cards(db, language="es", currency="EUR")).items
    assert (card.from_minor, card.review_count, card.rating_tenths) == (77_00, 1, 40)


async def stock(database: Database, products: dict[str, dict[str, str]]) -> None:
    """Products by name, one variant each with these options."""
    await open_small_shop(database, {})
    async with database.transaction() as db:
        for at, (name, options) in enumerate(products.items()):
            put = await catalog.put_product(
                db,
                catalog.ProductDraft(
                    slug=f"p-{at}",
                    status=catalog.ProductStatus.ACTIVE,
                    texts={"es": {"name": name}, "en": {"name": name}},
                    attributes={},
                    category="hidraulicos",
                    variants=[catalog.VariantDraft(f"P-{at}", options, 0, None)],
                ),
                actor="test",
                now=clock.now(),
            )
            for variant_id in put.variants.values():
                await pricing.set_price(
                    db,
                    variant_id=variant_id,
                    currency="EUR",
                    amount_minor=10_00,
                    actor="test",
                    now=clock.now(),
                )


async def found(database: Database, query: str) -> tuple[list[str], str | None]:
    async with database.reading() as db:
        result = await shelf.search(db, language="es", currency="EUR", query=query)
    return [card.name for card in result.page.items], result.corrected


class TestFacets:
    async def test_count_what_choosing_them_beside_the_other_filters_would_leave(
        self, database: Database
    ) -> None:
        await stock(
            database,
            {
                "One": {"colour": "blue", "size": "15x15"},
                "Two": {"colour": "blue", "size": "20x20"},
                "Three": {"colour": "green", "size": "15x15"},
            },
        )

        async with database.reading() as db:
            chosen = {"colour": ["blue"]}
            counted = await shelf.facets(db, language="es", currency="EUR", chosen=chosen)
            total = await shelf.count(db, language="es", currency="EUR", facets=chosen)

        assert {(one.key, one.value): one.products for one in counted} == {
            ("colour", "blue"): 2,
            ("colour", "green"): 1,
            ("size", "15x15"): 1,
            ("size", "20x20"): 1,
        }
        assert total == 2


class TestSearch:
    async def test_takes_a_letter_with_and_without_its_tilde_for_one(
        self, database: Database
    ) -> None:
        await stock(database, {"Espejo de baño": {}, "Toallero para baño": {}, "Otra cosa": {}})
        exact = await found(database, "baño")

        assert len(exact[0]) == 2
        for typed in ("bano", "BAÑO", "BANO", "ban\u0303o"):
            assert await found(database, typed) == exact, typed
        assert await found(database, "banno") == (exact[0], "baño")
        async with database.reading() as db:
            facets = await shelf.count(db, language="es", currency="EUR", query="bano")
        assert facets == 2

    @pytest.mark.parametrize(
        ("typed", "first"), [("cuna", "Cuna de roble"), ("cuña", "Cuña para puerta")]
    )
    async def test_puts_what_was_typed_to_the_letter_first(
        self, database: Database, typed: str, first: str
    ) -> None:
        await stock(database, {"Cuña para puerta": {}, "Cuna de roble": {}})

        names, _ = await found(database, typed)

        assert names[0] == first
        assert len(names) == 2

    async def test_puts_words_of_the_name_before_words_of_options(self, database: Database) -> None:
        await stock(
            database,
            {
                "Hidráulica": {"was": "metro blanco"},
                "Azulejo metro": {"was": "cocina ducha suelo patio terraza " * 5 + "blanco"},
                "Baldosa": {"was": "metro blanco"},
                "Zócalo metro blanco": {},
            },
        )

        names, _ = await found(database, "metro blanco")

        assert names[:2] == ["Zócalo metro blanco", "Azulejo metro"]
        assert len(names) == 4

    @pytest.mark.parametrize("typed", ["15 x 15", "15x15", "15 × 15 azul", "azul 15 X 15"])
    async def test_reads_measures_as_people_write_them(
        self, database: Database, typed: str
    ) -> None:
        await stock(database, {"Liso azul": {"size": "15x15"}, "Otro azul": {"size": "20x20"}})

        assert await found(database, typed) == (["Liso azul"], None)

    @pytest.mark.parametrize("typed", ["a", "floor tile", "30 x 30", "zzzzzz"])
    async def test_that_finds_nothing_says_so(self, database: Database, typed: str) -> None:
        await stock(database, {"Liso azul": {"size": "15x15"}})

        assert await found(database, typed) == ([], None)

    async def test_is_sorted_like_a_list(self, database: Database) -> None:
        await stock(database, {"Azul zócalo": {}, "Azul ábaco": {}, "Azul medio": {}})

        async with database.reading() as db:
            result = await shelf.search(
                db, language="es", currency="EUR", query="azul", sort="name"
            )

        assert [card.name for card in result.page.items] == [
            *("Azul ábaco", "Azul medio", "Azul zócalo"),
        ]


async def test_names_stand_in_the_order_of_their_language_each_once(database: Database) -> None:
    wanted = [
        *("10 aros", "Ábaco", "abeto", "Álamo", "árbol", "Élan", "élite", "Éter", "Nube", "ñame"),
        *("Ñandú", "Oca", "Ópalo", "Zócalo"),
    ]
    await stock(database, {name: {} for name in reversed(wanted)})
    names: list[str] = []
    cursor = None

    async with database.reading() as db:
        while True:
            page = await shelf.list_cards(
                db, language="es", currency="EUR", sort="name", cursor=cursor, limit=3
            )
            names += [card.name for card in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break

    assert names == wanted


class TestSuggestions:
    async def suggested(self, database: Database, typed: str) -> list[str]:
        async with database.reading() as db:
            found = await shelf.suggest(db, language="es", currency="EUR", typed=typed, limit=6)
        return [card.name for card in found]

    @pytest.mark.parametrize(
        ("typed", "names"),
        [
            ("zel", {"Zellige Fez"}),
            ("azulejo hid", {"Azulejo hidráulico"}),
            ("AZULEJ", {"Azulejo hidráulico"}),
            ("zelige", {"Zellige Fez"}),
            ("z", set()),
            ("nothing of ours", set()),
            ("' & | ! :* (", set()),
        ],
    )
    async def test_are_what_the_typed_letters_begin(
        self, database: Database, typed: str, names: set[str]
    ) -> None:
        await stock(database, {"Zellige Fez": {}, "Azulejo hidráulico": {}})

        assert set(await self.suggested(database, typed)) == names

    async def test_name_first_what_is_called_so(self, database: Database) -> None:
        await stock(database, {"Fez": {"colour": "blue"}, "Blue tile": {}})

        assert await self.suggested(database, "blu") == ["Blue tile", "Fez"]

    async def test_are_few(self, database: Database) -> None:
        await stock(database, {f"Loseta {n}": {} for n in range(20)})

        assert len(await self.suggested(database, "loseta")) == 6


@pytest.mark.parametrize(("minors", "dearest"), [((10_00,), 10_00), ((10_00, 12_50), 12_50)])
async def test_a_card_says_the_highest_of_its_prices(
    database: Database, minors: tuple[int, ...], dearest: int
) -> None:
    await open_small_shop(database, {})
    async with database.transaction() as db:
        put = await catalog.put_product(
            db,
            catalog.ProductDraft(
                slug="p",
                status=catalog.ProductStatus.ACTIVE,
                texts={"es": {"name": "P"}},
                attributes={},
                category="hidraulicos",
                variants=[
                    catalog.VariantDraft(f"P-{at}", {"size": str(at)}, 0, None)
                    for at in range(len(minors))
                ],
            ),
            actor="test",
            now=clock.now(),
        )
        for at, minor in enumerate(minors):
            await pricing.set_price(
                db,
                variant_id=put.variants[f"P-{at}"],
                currency="EUR",
                amount_minor=minor,
                actor="test",
                now=clock.now(),
            )

    async with database.reading() as db:
        (card,) = (await shelf.list_cards(db, language="es", currency="EUR")).items
    assert (card.from_minor, card.to_minor) == (10_00, dearest)


async def test_an_attribute_of_many_values_leaves_room_for_the_others(database: Database) -> None:
    await open_small_shop(database, {})
    variants = [
        catalog.VariantDraft(f"B-{at}", {"author": f"a-{at:03}", "cover": "hard"}, at, None)
        for at in range(450)
    ]
    async with database.transaction() as db:
        put = await catalog.put_product(
            db,
            catalog.ProductDraft(
                slug="books",
                status=catalog.ProductStatus.ACTIVE,
                texts={"es": {"name": "Libros"}, "en": {"name": "Books"}},
                attributes={},
                category="hidraulicos",
                variants=variants,
            ),
            actor="test",
            now=clock.now(),
        )
        prices = [pricing.NewPrice(one, "EUR", 10_00, None) for one in put.variants.values()]
        await pricing.set_prices(db, prices, actor="test", now=clock.now())

    async with database.reading() as db:
        found = await shelf.facets(db, language="es", currency="EUR")

    keys = [one.key for one in found]
    assert ("author" in keys, "cover" in keys, len(found)) == (True, True, 400)


async def test_a_card_says_how_much_the_most_reduced_of_its_variants_is_reduced(
    database: Database,
) -> None:
    await open_small_shop(database, {})
    prices = {"CHEAP": 5_00, "DEAR": 16_00}
    async with database.transaction() as db:
        put = await catalog.put_product(
            db,
            catalog.ProductDraft(
                slug="p",
                status=catalog.ProductStatus.ACTIVE,
                texts={"es": {"name": "p"}, "en": {"name": "p"}},
                attributes={},
                category="hidraulicos",
                variants=[catalog.VariantDraft(sku, {"size": sku}, 0, None) for sku in prices],
            ),
            actor="test",
            now=clock.now(),
        )
        for sku, minor in prices.items():
            await pricing.set_price(
                db, variant_id=put.variants[sku], currency="EUR", amount_minor=minor,
                actor="test", now=clock.now(),
            )  # fmt: skip
        await run(
            db,
            "UPDATE prices SET compare_at_minor = 2000, lowest_minor = 2000"
            " WHERE variant_id = %(id)s",
            id=put.variants["DEAR"],
        )

    async with database.transaction() as db:
        await shelf.refresh(db, [put.product_id])
        (card,) = (await shelf.list_cards(db, language="en", currency="EUR")).items

    assert (card.from_minor, card.compare_at_minor, card.most_off_percent) == (5_00, None, 20)
