"""A wall is cells in grout: each cell is cut out of a skin, then the light goes over all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, hypot
from random import Random
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from lonja_tools.demo.tiles import _plate as plate
from lonja_tools.demo.tiles._palettes import Palette
from lonja_tools.demo.tiles._plate import RGB, Point

OVERSAMPLE: Final = 4


@dataclass(frozen=True, slots=True)
class Sheet:
    """The input of a family's painter: the image, the colours and the number of tiles across."""

    edge_px: int
    palette: Palette
    design: Random  # the same in every view of a product
    hand: Random  # differs from view to view: where noise falls, how a tile was laid
    zoom: float  # 1 is a wall; more means smaller tiles
    is_sample: bool  # a few tiles on a table instead of a wall


@dataclass(frozen=True, slots=True)
class Cell:
    """One tile: its outline in pixels, and data of its family."""

    outline: tuple[Point, ...]
    kind: int = 0
    turn: int = 0

    @property
    def centre(self) -> Point:
        count = len(self.outline)
        return sum(x for x, _ in self.outline) / count, sum(y for _, y in self.outline) / count

    @property
    def box(self) -> tuple[int, int, int, int]:
        xs, ys = [x for x, _ in self.outline], [y for _, y in self.outline]
        return int(min(xs)) - 1, int(min(ys)) - 1, ceil(max(xs)) + 1, ceil(max(ys)) + 1


@dataclass(frozen=True, slots=True)
class Finish:
    """How the surface takes light; all of it in 0..1 save the pixels."""

    gloss: float = 0.0
    ripple: float = 0.0
    edge: float = 0.5
    edge_px: float = 1.6
    grain: float = 0.05


@dataclass(frozen=True, slots=True)
class Laid:
    image: Image.Image
    mask: Image.Image


type Skin = Callable[[Cell, tuple[int, int]], Image.Image]


def lay(sheet: Sheet, cells: list[Cell], *, skin: Skin, grout: RGB, finish: Finish) -> Laid:
    """Paint every cell that the picture can see, then its grout and its light."""
    size = (sheet.edge_px, sheet.edge_px)
    image = _grout(sheet, grout)
    mask = Image.new("L", size, 0)
    ripple = Image.new("L", size, 128)
    waves = plate.clouds(5, 7, 2)
    for cell in _seen(sheet, cells):
        left, top, right, bottom = cell.box
        extent = (right - left, bottom - top)
        cut = _cut(cell, extent)
        image.paste(skin(cell, extent), (left, top), cut)
        mask.paste(255, (left, top, right, bottom), cut)
        if finish.ripple:
            ripple.paste(plate.window(waves, sheet.hand, extent), (left, top), cut)
    return Laid(_lighted(sheet, image, mask, ripple, finish), mask)


def _seen(sheet: Sheet, cells: list[Cell]) -> list[Cell]:
    edge = sheet.edge_px
    seen = []
    for cell in cells:
        left, top, right, bottom = cell.box
        if right > 0 and bottom > 0 and left < edge and top < edge:
            seen.append(cell)
    return seen


def sample(sheet: Sheet, cells: list[Cell], *, count: int) -> list[Cell]:
    """The `count` cells nearest to the middle, moved so that they sit in the middle."""
    middle = sheet.edge_px / 2
    by_distance = sorted(
        cells, key=lambda c: (round(hypot(c.centre[0] - middle, c.centre[1] - middle), 3), c.box)
    )
    nearest = by_distance[:count]
    left = min(x for cell in nearest for x, _ in cell.outline)
    right = max(x for cell in nearest for x, _ in cell.outline)
    top = min(y for cell in nearest for _, y in cell.outline)
    bottom = max(y for cell in nearest for _, y in cell.outline)
    dx, dy = middle - (left + right) / 2, middle - (top + bottom) / 2
    return [
        Cell(tuple((x + dx, y + dy) for x, y in cell.outline), cell.kind, cell.turn)
        for cell in nearest
    ]


def _cut(cell: Cell, extent: tuple[int, int]) -> Image.Image:
    left, top, _, _ = cell.box
    big = Image.new("L", (extent[0] * OVERSAMPLE, extent[1] * OVERSAMPLE), 0)
    outline = [((x - left) * OVERSAMPLE, (y - top) * OVERSAMPLE) for x, y in cell.outline]
    ImageDraw.Draw(big).polygon(outline, fill=255)
    return big.reduce(OVERSAMPLE)


def _grout(sheet: Sheet, colour: RGB) -> Image.Image:
    size = (sheet.edge_px, sheet.edge_px)
    sand = plate.window(plate.grain(1), sheet.hand, size)
    return plate.hard(plate.flat(size, colour), plate.swing(sand, 22))


def _lighted(
    sheet: Sheet, image: Image.Image, mask: Image.Image, ripple: Image.Image, finish: Finish
) -> Image.Image:
    scale = sheet.edge_px / 1200
    height = mask.filter(ImageFilter.GaussianBlur(max(0.6, finish.edge_px * scale)))
    step = max(1, round(finish.edge_px * scale * 1.2))
    image = plate.hard(image, plate.emboss(height, step, 0.55 * finish.edge))
    sunk = plate.curve(height, [(0, 150), (200, 255), (255, 255)])
    image = plate.shade(image, sunk)
    if finish.ripple:
        slope = plate.emboss(
            ripple.filter(ImageFilter.GaussianBlur(2 * scale)), max(1, round(3 * scale)), 3.2
        )
        image = plate.soft(
            image,
            plate.curve(
                slope, [(0, 128 - int(110 * finish.ripple)), (255, 128 + int(110 * finish.ripple))]
            ),
        )
        image = plate.shine(
            image, plate.curve(slope, [(0, 0), (150, 0), (255, int(210 * finish.gloss))])
        )
    if finish.gloss:
        rim = plate.emboss(
            mask.filter(ImageFilter.GaussianBlur(3.2 * scale)), max(1, round(3 * scale)), 1.0
        )
        glint = plate.curve(rim, [(0, 0), (160, 0), (255, int(190 * finish.gloss))])
        image = plate.shine(image, ImageChops.multiply(glint, mask))
    sand = plate.window(plate.grain(2), sheet.hand, image.size)
    return plate.hard(image, plate.swing(sand, max(1, int(128 * finish.grain))))


def daylight(image: Image.Image, hand: Random, *, depth: float = 0.16) -> Image.Image:
    """A window to the upper left: brighter there, darker towards the rest of the room."""
    size = image.size
    side = Image.linear_gradient("L").rotate(
        90 if hand.random() < 0.5 else 118, resample=Image.Resampling.BICUBIC
    )
    field = side.crop((40, 40, 216, 216)).resize(size, Image.Resampling.BICUBIC)
    amount = int(128 * depth)
    return plate.hard(image, plate.curve(field, [(0, 128 - amount), (255, 128 + amount)]))


def squares(
    sheet: Sheet, *, across: float, gap_px: float, wobble_px: float = 0.0, spill: int = 0
) -> list[Cell]:
    """A square grid with a joint or a tile in the middle; `spill` adds tiles beyond the picture."""
    pitch = sheet.edge_px / across
    columns = ceil(across)
    start = (sheet.edge_px - pitch * columns) / 2
    cells = []
    for row in range(-spill, columns + spill):
        for column in range(-spill, columns + spill):
            left, top = start + column * pitch, start + row * pitch
            corners = rectangle(left, top, pitch, pitch, gap_px)
            if wobble_px:
                corners = shaken(sheet, corners, wobble_px)
            cells.append(Cell(corners, kind=(row + spill) * 97 + column + spill))
    return cells


def shaken(sheet: Sheet, outline: tuple[Point, ...], by_px: float) -> tuple[Point, ...]:
    """Cut by hand: no corner quite where it should be."""
    swerve = sheet.hand.uniform
    return tuple((x + swerve(-by_px, by_px), y + swerve(-by_px, by_px)) for x, y in outline)


def rectangle(
    left: float, top: float, width: float, height: float, gap: float
) -> tuple[Point, ...]:
    half = gap / 2
    return (
        (left + half, top + half),
        (left + width - half, top + half),
        (left + width - half, top + height - half),
        (left + half, top + height - half),
    )
