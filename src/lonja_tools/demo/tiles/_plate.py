"""Noise, light and colour: what every surface is made of. Pillow only, the same bytes on every machine.

A plate is a large cached field of noise; a picture cuts its windows out of it, which costs
a crop instead of a computation.
"""

from __future__ import annotations

from functools import cache, lru_cache
from random import Random
from typing import Final

from PIL import Image, ImageChops, ImageColor, ImageFilter

PLATE_PX: Final = 1700

type RGB = tuple[int, int, int]
type Point = tuple[float, float]

_TURNS: Final = (
    None,
    Image.Transpose.FLIP_LEFT_RIGHT,
    Image.Transpose.FLIP_TOP_BOTTOM,
    Image.Transpose.ROTATE_180,
)


def rgb(text: str) -> RGB:
    red, green, blue = ImageColor.getrgb(text)[:3]
    return red, green, blue


def mix(one: RGB, other: RGB, share: float) -> RGB:
    """`share` 0 is all `one`, 1 is all `other`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def lit(colour: RGB, factor: float) -> RGB:
    red, green, blue = (max(0, min(255, round(part * factor))) for part in colour)
    return red, green, blue


def near(rng: Random, colour: RGB, spread: float) -> RGB:
    """The same glaze from another corner of the kiln: lighter or darker, warmer or colder."""
    light = 1 + rng.gauss(0, spread)
    warm = rng.gauss(0, spread * 0.35)
    red, green, blue = colour
    return lit((round(red * (1 + warm)), green, round(blue * (1 - warm))), light)


@cache
def clouds(number: int, cells: int, octaves: int, stretch: int = 1) -> Image.Image:
    """Fractal value noise; `stretch` draws it out along y (wood, veins)."""
    rng = Random(f"clouds {number} {cells} {octaves} {stretch}")
    total: Image.Image | None = None
    for octave in range(octaves):
        across, down = cells << octave, max(2, (cells << octave) // stretch)
        dots = Image.frombytes("L", (across, down), rng.randbytes(across * down))
        layer = dots.resize((PLATE_PX, PLATE_PX), Image.Resampling.BICUBIC)
        total = layer if total is None else Image.blend(total, layer, 0.5 ** (octave + 0.62))
    assert total is not None
    return _spread(total)


@cache
def grain(number: int) -> Image.Image:
    rng = Random(f"grain {number}")
    return Image.frombytes("L", (PLATE_PX, PLATE_PX), rng.randbytes(PLATE_PX * PLATE_PX)).filter(
        ImageFilter.GaussianBlur(0.7)
    )


def window(plate: Image.Image, rng: Random, size: tuple[int, int]) -> Image.Image:
    """A piece of the plate from anywhere in it, turned at random."""
    width, height = size
    across, down = plate.size
    if width > across or height > down:
        return plate.resize(size, Image.Resampling.BICUBIC)
    left, top = rng.randint(0, across - width), rng.randint(0, down - height)
    piece = plate.crop((left, top, left + width, top + height))
    turn = rng.choice(_TURNS)
    return piece if turn is None else piece.transpose(turn)


def curve(field: Image.Image, points: list[tuple[int, int]]) -> Image.Image:
    """Map grey values through straight lines between `points` (input, output)."""
    return field.point(_table(tuple(points)))


@lru_cache(maxsize=512)
def _table(points: tuple[tuple[int, int], ...]) -> list[int]:
    table: list[int] = []
    for value in range(256):
        left = max((p for p in points if p[0] <= value), default=points[0])
        right = min((p for p in points if p[0] >= value), default=points[-1])
        span = right[0] - left[0]
        share = (value - left[0]) / span if span else 0.0
        table.append(max(0, min(255, round(left[1] + (right[1] - left[1]) * share))))
    return table


def swing(field: Image.Image, amount: int) -> Image.Image:
    """Squeeze a field to 128 ± `amount`, as the two blends below want it."""
    return curve(field, [(0, 128 - amount), (255, 128 + amount)])


def emboss(height: Image.Image, step_px: int, gain: float) -> Image.Image:
    """Light from the upper left on a height field: 128 where it is flat."""
    return ImageChops.subtract(
        height, ImageChops.offset(height, step_px, step_px), scale=1 / gain, offset=128
    )


def hard(image: Image.Image, field: Image.Image) -> Image.Image:
    """Lighten where `field` is over 128, darken where it is under."""
    return ImageChops.hard_light(image, Image.merge("RGB", (field, field, field)))


def soft(image: Image.Image, field: Image.Image) -> Image.Image:
    return ImageChops.soft_light(image, Image.merge("RGB", (field, field, field)))


def shine(image: Image.Image, field: Image.Image) -> Image.Image:
    return ImageChops.screen(image, Image.merge("RGB", (field, field, field)))


def shade(image: Image.Image, field: Image.Image) -> Image.Image:
    return ImageChops.multiply(image, Image.merge("RGB", (field, field, field)))


def flat(size: tuple[int, int], colour: RGB) -> Image.Image:
    return Image.new("RGB", size, colour)


def tinted(field: Image.Image, dark: RGB, light: RGB) -> Image.Image:
    """A grey field as a ramp between two colours."""
    return Image.merge(
        "RGB",
        [
            field.point([round(a + (b - a) * value / 255) for value in range(256)])
            for a, b in zip(dark, light, strict=True)
        ],
    )


def _spread(field: Image.Image) -> Image.Image:
    low, high = field.getextrema()
    assert isinstance(low, int | float)
    assert isinstance(high, int | float)
    return curve(field, [(int(low), 0), (int(high), 255)])
