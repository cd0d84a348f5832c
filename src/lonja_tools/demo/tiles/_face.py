"""One painted square: shapes in [-1, 1], drawn large and reduced, as hand-cut stencils would."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, pi, sin

from PIL import Image, ImageDraw

from lonja_tools.demo.tiles._plate import RGB, Point

FINE = 3


class Face:
    def __init__(self, px: int, ground: RGB) -> None:
        self._px = px * FINE
        self._image = Image.new("RGB", (self._px, self._px), ground)
        self._draw = ImageDraw.Draw(self._image)

    def _at(self, point: Point) -> Point:
        return (point[0] + 1) / 2 * self._px, (point[1] + 1) / 2 * self._px

    def polygon(self, points: list[Point], fill: RGB) -> None:
        self._draw.polygon([self._at(point) for point in points], fill=fill)

    def disc(self, centre: Point, radius: float, fill: RGB) -> None:
        x, y = self._at(centre)
        r = radius / 2 * self._px
        self._draw.ellipse((x - r, y - r, x + r, y + r), fill=fill)

    def ring(self, centre: Point, radius: float, width: float, fill: RGB) -> None:
        x, y = self._at(centre)
        r, thick = (radius + width / 2) / 2 * self._px, max(1, round(width / 2 * self._px))
        self._draw.ellipse((x - r, y - r, x + r, y + r), outline=fill, width=thick)

    def line(self, points: list[Point], width: float, fill: RGB) -> None:
        thick = max(1, round(width / 2 * self._px))
        placed = [self._at(point) for point in points]
        self._draw.line(placed, fill=fill, width=thick, joint="curve")
        half = thick / 2
        for x, y in (placed[0], placed[-1]):
            self._draw.ellipse((x - half, y - half, x + half, y + half), fill=fill)

    def image(self) -> Image.Image:
        return self._image.reduce(FINE)


def turned(points: list[Point], angle: float, about: Point = (0.0, 0.0)) -> list[Point]:
    c, s = cos(angle), sin(angle)
    ox, oy = about
    return [(ox + x * c - y * s, oy + x * s + y * c) for x, y in points]


def spin(count: int, offset: float = 0.0) -> Iterator[float]:
    for index in range(count):
        yield offset + index * 2 * pi / count


def petal(start: float, length: float, width: float, *, tip: float = 1.0) -> list[Point]:
    """A leaf along +x; `tip` over 1 pushes the belly outward, under 1 inward."""
    steps = 22
    side = []
    for step in range(steps + 1):
        t = step / steps
        side.append((start + length * t, width / 2 * sin(pi * t**tip)))
    return side + [(x, -y) for x, y in reversed(side)]


def star(points: int, outer: float, inner: float, offset: float = 0.0) -> list[Point]:
    shape = []
    for index in range(points * 2):
        radius = outer if index % 2 == 0 else inner
        angle = offset + index * pi / points
        shape.append((radius * cos(angle), radius * sin(angle)))
    return shape


def regular(sides: int, radius: float, offset: float = 0.0) -> list[Point]:
    return [(radius * cos(a), radius * sin(a)) for a in spin(sides, offset)]


def arc(centre: Point, radius: float, begin: float, end: float, steps: int = 40) -> list[Point]:
    return [
        (
            centre[0] + radius * cos(begin + (end - begin) * i / steps),
            centre[1] + radius * sin(begin + (end - begin) * i / steps),
        )
        for i in range(steps + 1)
    ]


def moved(points: list[Point], by: Point) -> list[Point]:
    return [(x + by[0], y + by[1]) for x, y in points]


CORNERS: tuple[Point, ...] = ((-1, -1), (1, -1), (1, 1), (-1, 1))
SIDES: tuple[Point, ...] = ((0, -1), (1, 0), (0, 1), (-1, 0))
