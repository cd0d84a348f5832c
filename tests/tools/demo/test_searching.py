"""A buyer who types in a hurry still finds the tile."""

import pytest

from lonja.kernel.db import Database
from lonja.kernel.folding import folded
from lonja.shelf import api as shelf


@pytest.mark.anyio
class TestSearchUnderstands:
    @pytest.mark.parametrize(
        ("language", "typed", "meant"),
        [
            ("es", "hidraulco", "hidraulic"),
            ("es", "hexgono", "hexagon"),
            ("es", "talabera", "talavera"),
            ("es", "terazo", "terrazo"),
            ("es", "porcelanico marmo", "marmol"),
            ("es", "zelige", "zellige"),
            ("es", "zellige asul", "zellige"),
            ("en", "encostic", "encaustic"),
            ("en", "hexagn", "hexagon"),
        ],
    )
    async def test_a_typing_error(
        self, demo_url: str, language: str, typed: str, meant: str
    ) -> None:
        database = Database(demo_url)
        async with database.reading() as db:
            found = await shelf.search(db, language=language, currency="EUR", query=typed)
        await database.close()

        assert found.page.items
        assert meant in folded(found.page.items[0].name + found.page.items[0].slug)

    @pytest.mark.parametrize("typed", ["verde mate", "azul", "estrella", "20x20", "blanco"])
    async def test_what_is_right(self, demo_url: str, typed: str) -> None:
        database = Database(demo_url)
        async with database.reading() as db:
            found = await shelf.search(db, language="es", currency="EUR", query=typed)
        await database.close()

        assert len(found.page.items) >= 6
        assert found.corrected is None

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("azulejo asul", "azulejo azul"),
            ("tereazo vedre", "terrazo verde"),
            ("20x20 asul", "20x20 azul"),
        ],
    )
    async def test_which_word_of_several_was_wrong(
        self, demo_url: str, typed: str, meant: str
    ) -> None:
        database = Database(demo_url)
        async with database.reading() as db:
            found = await shelf.search(db, language="es", currency="EUR", query=typed)
            right = await shelf.search(db, language="es", currency="EUR", query=meant)
        await database.close()

        assert found.corrected == meant
        assert [card.slug for card in found.page.items] == [card.slug for card in right.page.items]
