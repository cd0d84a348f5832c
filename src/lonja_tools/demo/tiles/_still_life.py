"""Objects in the rooms: turned pots, olive branches, lemons; enough to give a tile its scale."""

from __future__ import annotations

from math import cos, pi, sin
from random import Random
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

from lonja_tools.demo.tiles import _plate as plate
from lonja_tools.demo.tiles._face import moved, petal, turned
from lonja_tools.demo.tiles._plate import RGB, Point

FINE: Final = 2
STRIPS: Final = 44

# (height from the foot, radius), both as shares of the height
AMPHORA: Final = (
    (0, 0.17),
    (0.04, 0.18),
    (0.3, 0.34),
    (0.55, 0.4),
    (0.74, 0.3),
    (0.86, 0.15),
    (0.95, 0.14),
    (1, 0.19),
)
BOTTLE: Final = (
    (0, 0.2),
    (0.03, 0.22),
    (0.5, 0.22),
    (0.62, 0.18),
    (0.72, 0.075),
    (0.97, 0.065),
    (1, 0.085),
)
BOWL: Final = ((0, 0.5), (0.08, 0.5), (0.12, 0.62), (0.5, 1.1), (0.85, 1.38), (1, 1.44))
POT: Final = ((0, 0.34), (0.04, 0.36), (0.78, 0.49), (0.84, 0.55), (0.97, 0.56), (1, 0.55))
JUG: Final = ((0, 0.26), (0.05, 0.3), (0.35, 0.38), (0.6, 0.33), (0.8, 0.22), (1, 0.27))


class Layer:
    """Objects on one transparent sheet, so that they can throw one shadow."""

    def __init__(self, edge_px: int) -> None:
        self.edge = edge_px
        self._big = Image.new("RGBA", (edge_px * FINE, edge_px * FINE), (0, 0, 0, 0))
        self.draw = ImageDraw.Draw(self._big)

    def at(self, points: list[Point]) -> list[Point]:
        size = self.edge * FINE
        return [(x * size, y * size) for x, y in points]

    def polygon(self, points: list[Point], colour: RGB) -> None:
        self.draw.polygon(self.at(points), fill=(*colour, 255))

    def line(self, points: list[Point], width: float, colour: RGB) -> None:
        thick = max(1, round(width * self.edge * FINE))
        self.draw.line(self.at(points), fill=(*colour, 255), width=thick, joint="curve")

    def image(self) -> Image.Image:
        return self._big.reduce(FINE)


def lathe(
    layer: Layer, foot: Point, height: float, profile: tuple[Point, ...], colour: RGB, gloss: float
) -> None:
    """A turned body, shaded in upright strips as a cylinder is."""
    outline = turned_body(layer, foot, height, profile, colour, gloss)
    top_y, top_r = outline[-1]
    mouth = [
        (
            foot[0] + top_r * height * cos(a / 20 * pi),
            foot[1] - top_y * height + top_r * height * 0.16 * sin(a / 20 * pi),
        )
        for a in range(41)
    ]
    layer.polygon(mouth, plate.lit(colour, 0.55))


def turned_body(
    layer: Layer, foot: Point, height: float, profile: tuple[Point, ...], colour: RGB, gloss: float
) -> list[Point]:
    """The body without its mouth: the contents of a bowl have been drawn before it."""
    outline = _smooth(profile)
    for strip in range(STRIPS):
        left, right = (min(1.0, 2 * step / STRIPS - 1) for step in (strip, strip + 1.12))
        tone = _round_tone(colour, (left + right) / 2, gloss)
        sides = []
        for across in (left, right):
            sag = 0.12 * profile[0][1] * (1 - across * across) ** 0.5
            side = [(foot[0] + across * r * height, foot[1] - y * height) for y, r in outline]
            sides.append([(side[0][0], foot[1] + sag * height), *side])
        layer.polygon(sides[0] + sides[1][::-1], tone)
    return outline


def _round_tone(colour: RGB, across: float, gloss: float) -> RGB:
    light = max(0.0, cos((across + 0.38) * pi / 2.3))
    tone = plate.lit(colour, 0.5 + 0.62 * light)
    spot = max(0.0, 1 - abs(across + 0.45) * 7) * gloss
    return plate.mix(tone, (255, 252, 244), spot)


def _smooth(profile: tuple[Point, ...]) -> list[Point]:
    """Catmull-Rom through the profile."""
    points = [profile[0], *profile, profile[-1]]
    result: list[Point] = []
    for p0, p1, p2, p3 in zip(points, points[1:], points[2:], points[3:], strict=False):
        for step in range(8):
            t = step / 8
            result.append(
                (_spline(p0[0], p1[0], p2[0], p3[0], t), _spline(p0[1], p1[1], p2[1], p3[1], t))
            )
    return [*result, profile[-1]]


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    )


def olive(layer: Layer, foot: Point, length: float, rng: Random, *, stems: int) -> None:
    """Branches that rise and lean, leaves in pairs: silver where the light catches the underside."""
    for stem in range(stems):
        lean = (stem - (stems - 1) / 2) * (0.9 / max(1, stems - 1)) + rng.gauss(0, 0.08)
        long = length * rng.uniform(0.72, 1.05)
        path = []
        for step in range(15):
            t = step / 14
            path.append(
                (
                    foot[0] + long * sin(lean) * t**1.35 + 0.004 * sin(9 * t),
                    foot[1] - long * cos(lean) * t,
                )
            )
        layer.line(path, 0.0034, (104, 88, 66))
        for step in range(3, 15):
            for side in (-1, 1):
                tone = rng.choice(((92, 110, 78), (112, 128, 94), (138, 150, 122), (78, 96, 68)))
                angle = -pi / 2 + lean * 1.3 + side * rng.uniform(0.45, 1.0)
                leaf = petal(0, length * rng.uniform(0.12, 0.2), length * 0.04, tip=0.95)
                layer.polygon(moved(turned(leaf, angle), path[step]), tone)


def lemons(layer: Layer, middle: Point, size: float, rng: Random) -> None:
    spots = ((-1.35, 0.1), (1.3, 0.12), (-0.5, -0.35), (0.62, -0.38), (0.05, 0.18), (0.0, -0.95))
    for x, y in spots:
        fruit = (middle[0] + x * size, middle[1] + y * size)
        turn = rng.uniform(-0.6, 0.6)
        base = rng.choice(((233, 190, 52), (240, 202, 72), (224, 176, 40)))
        for step in range(12):
            t = step / 11
            shape = [
                (
                    size * (1 - t * 0.8) * cos(a * pi / 14),
                    size * 0.74 * (1 - t * 0.8) * sin(a * pi / 14),
                )
                for a in range(28)
            ]
            shift = (fruit[0] - size * 0.24 * t, fruit[1] - size * 0.26 * t)
            layer.polygon(moved(turned(shape, turn), shift), plate.lit(base, 0.74 + 0.42 * t))


def thrown(layer: Image.Image, offset: Point, blur: float, depth: float) -> Image.Image:
    """The shadow of a layer as a multiply field."""
    small = layer.getchannel("A").reduce(4)
    edge = small.width
    shadow = Image.new("L", small.size, 0)
    shadow.paste(small, (round(offset[0] * edge), round(offset[1] * edge)))
    shadow = shadow.filter(ImageFilter.GaussianBlur(blur * edge))
    shadow = shadow.point([round(255 - value * depth) for value in range(256)])
    return shadow.resize(layer.size, Image.Resampling.BICUBIC)
