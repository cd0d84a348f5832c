"""What the demo shop's pictures promise."""

import io

import pytest
from PIL import Image

from lonja_tools.demo import tiles


class TestPaint:
    @pytest.mark.parametrize("view", ["wall", "sample", "room"])
    def test_draws_the_same_picture_twice(self, view: tiles.View) -> None:
        design = tiles.Design("zellige", "esmeralda", 7)

        first = tiles.paint(design, view=view, edge_px=160)

        assert tiles.paint(design, view=view, edge_px=160).tobytes() == first.tobytes()

    @pytest.mark.parametrize("family", [family.key for family in tiles.FAMILIES])
    def test_draws_every_colour_of_a_family(self, family: str) -> None:
        palettes = tiles.family_of(family).palettes

        pictures = {
            tiles.paint(tiles.Design(family, p.key, 3), view="wall", edge_px=120).tobytes()
            for p in palettes
        }

        assert len(pictures) == len(palettes)

    def test_another_seed_is_another_product(self) -> None:
        one, other = (
            tiles.paint(tiles.Design("talavera", "clasica", seed), view="wall", edge_px=120)
            for seed in (1, 2)
        )

        assert one.tobytes() != other.tobytes()


def test_a_stored_picture_is_a_webp_of_the_promised_size() -> None:
    stored = tiles.webp(tiles.Design("metro", "blanco", 1), view="wall")

    picture = Image.open(io.BytesIO(stored))
    assert (picture.format, picture.size) == ("WEBP", (tiles.EDGE_PX, tiles.EDGE_PX))
