"""Pictures of ceramic tiles, drawn from a seed: two machines draw the same shop.

A `Design` is one product in one colour. `paint` draws it as a wall, as a sample on a table or
in a room; `webp` is what the shop stores. Change what a picture looks like and raise `VERSION`:
pictures already drawn are kept under it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from PIL import Image

from lonja_tools.demo.tiles import _palettes as palettes
from lonja_tools.demo.tiles import _rooms as rooms
from lonja_tools.demo.tiles._encaustic import encaustic
from lonja_tools.demo.tiles._girih import andalusi
from lonja_tools.demo.tiles._glazes import deco, hexagon, metro, zellige
from lonja_tools.demo.tiles._painted import delft, talavera
from lonja_tools.demo.tiles._palettes import Palette
from lonja_tools.demo.tiles._stone import cement, clay, marble, terrazzo, wood
from lonja_tools.demo.tiles._wall import Laid, Sheet, daylight

__all__ = [
    "EDGE_PX",
    "FAMILIES",
    "SMALLER_PX",
    "VERSION",
    "Design",
    "Family",
    "Palette",
    "View",
    "family_of",
    "paint",
    "webp",
    "webps",
]

VERSION: Final = 2
EDGE_PX: Final = 800
SMALLER_PX: Final = (640, 320)
"""The sizes that lists ask for; one format is enough for drawings, and a laptop is quiet sooner."""
QUALITY: Final = 78

type View = Literal["wall", "sample", "room"]


@dataclass(frozen=True, slots=True)
class Family:
    key: str
    es: str
    en: str
    palettes: tuple[Palette, ...]
    lay: Callable[[Sheet], Laid]
    is_floor: bool  # its room shows it underfoot


@dataclass(frozen=True, slots=True)
class Design:
    family: str
    palette: str
    seed: int


FAMILIES: Final = (
    Family("hidraulico", "Hidráulico", "Encaustic cement", palettes.ENCAUSTIC, encaustic, True),
    Family("andalusi", "Andalusí", "Andalusian", palettes.ANDALUSI, andalusi, False),
    Family("zellige", "Zellige", "Zellige", palettes.ZELLIGE, zellige, False),
    Family("talavera", "Talavera", "Talavera", palettes.TALAVERA, talavera, False),
    Family("delft", "Delft", "Delft", palettes.DELFT, delft, False),
    Family("deco", "Art déco", "Art deco", palettes.DECO, deco, False),
    Family("hexagono", "Hexágono", "Hexagon", palettes.HEXAGON, hexagon, True),
    Family("terrazo", "Terrazo", "Terrazzo", palettes.TERRAZZO, terrazzo, True),
    Family("marmol", "Mármol", "Marble", palettes.MARBLE, marble, True),
    Family("madera", "Madera cerámica", "Wood-look", palettes.WOOD, wood, True),
    Family("metro", "Metro", "Metro", palettes.METRO, metro, False),
    Family("barro", "Barro", "Terracotta", palettes.CLAY, clay, True),
    Family("cemento", "Cemento", "Cement", palettes.CEMENT, cement, True),
)
_FAMILY: Final = {family.key: family for family in FAMILIES}


def family_of(key: str) -> Family:
    return _FAMILY[key]


def paint(design: Design, *, view: View, edge_px: int = EDGE_PX) -> Image.Image:
    """The same pattern in every view and every colour of a seed; only the light and the laying differ."""
    family = _FAMILY[design.family]
    palette = next(p for p in family.palettes if p.key == design.palette)
    hand = Random(f"{design.family} {design.palette} {design.seed} {view}")
    sheet = Sheet(
        edge_px=edge_px,
        palette=palette,
        design=Random(f"{design.family} {design.seed}"),
        hand=hand,
        zoom={"wall": 1.0, "sample": 1.0, "room": 2.9 if family.is_floor else 2.0}[view],
        is_sample=view == "sample",
    )
    laid = family.lay(sheet)
    if view == "sample":
        return rooms.on_table(laid, hand)
    if view == "room":
        return rooms.floor(laid, hand) if family.is_floor else rooms.worktop(laid, hand)
    return daylight(laid.image, hand)


def webp(design: Design, *, view: View, edge_px: int = EDGE_PX) -> bytes:
    return _encoded(paint(design, view=view, edge_px=edge_px))


def webps(design: Design, *, view: View) -> dict[int, bytes]:
    """Edge in pixels → what the shop stores, the largest first."""
    image = paint(design, view=view)
    smaller = {
        edge: image.resize((edge, edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
        for edge in SMALLER_PX
    }
    return {edge: _encoded(one) for edge, one in ({EDGE_PX: image} | smaller).items()}


def _encoded(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=QUALITY, method=1)
    return buffer.getvalue()
