"""Painted majolica: Talavera gardens and Delft sketches, a brush on white glaze."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageChops, ImageFilter

from lonja_tools.demo.tiles import _plate as plate
from lonja_tools.demo.tiles._face import CORNERS, SIDES, Face, arc, moved, petal, spin, turned
from lonja_tools.demo.tiles._plate import RGB, Point
from lonja_tools.demo.tiles._wall import Cell, Finish, Laid, Sheet, lay, sample, squares

GLAZE = Finish(gloss=0.55, ripple=0.3, edge=0.45, edge_px=2.0, grain=0.016)


def talavera(sheet: Sheet) -> Laid:
    motif = sheet.design.choice((_daisy, _pomegranate, _lattice, _medallion))
    across = 1.4 if sheet.is_sample else 4 * sheet.zoom
    px = int(sheet.edge_px / across) + 4
    shape = sheet.design.random()
    faces = []
    for _ in range(3):
        face = Face(px, sheet.palette.inks[0])
        motif(face, sheet.palette.inks, shape, sheet.hand)
        faces.append(_brushed(face.image(), sheet.palette.inks[0], sheet.hand))

    def skin(_: Cell, extent: tuple[int, int]) -> Image.Image:
        return sheet.hand.choice(faces).resize(extent)

    cells = squares(sheet, across=across, gap_px=max(1.5, px * 0.010))
    if sheet.is_sample:
        cells = sample(sheet, cells, count=1)
    return lay(sheet, cells, skin=skin, grout=(205, 197, 182), finish=GLAZE)


def _brushed(face: Image.Image, ground: RGB, hand: Random) -> Image.Image:
    """The pigment is thinner where the brush left it: let the white glaze through."""
    soft = face.filter(ImageFilter.GaussianBlur(max(0.5, face.width / 700)))
    thin = plate.window(plate.clouds(4, 18, 3), hand, face.size)
    veil = plate.curve(thin, [(0, 78), (120, 22), (255, 0)])
    return Image.composite(plate.flat(face.size, ground), soft, veil)


def _flower(face: Face, at: Point, size: float, inks: tuple[RGB, RGB, RGB], petals: int) -> None:
    """Outline, body and a lighter stroke on each petal; the heart last."""
    line, body, heart = inks
    for angle in spin(petals, pi / petals):
        face.polygon(moved(turned(petal(0.05, size, size * 0.62, tip=1.7), angle), at), line)
    for angle in spin(petals, pi / petals):
        leaf = petal(0.07, size - 0.05, size * 0.62 - 0.055, tip=1.7)
        face.polygon(moved(turned(leaf, angle), at), body)
        stroke = petal(size * 0.35, size * 0.48, size * 0.13, tip=1.4)
        face.polygon(moved(turned(stroke, angle), at), plate.mix(body, (255, 255, 255), 0.45))
    face.disc(at, size * 0.3, line)
    face.disc(at, size * 0.22, heart)


def _leaf(face: Face, at: Point, angle: float, size: float, line: RGB, body: RGB) -> None:
    face.polygon(moved(turned(petal(0, size, size * 0.46, tip=1.15), angle), at), line)
    face.polygon(
        moved(turned(petal(size * 0.07, size * 0.84, size * 0.3, tip=1.15), angle), at), body
    )
    vein = [(size * 0.1, 0.0), (size * 0.8, 0.0)]
    face.line(moved(turned(vein, angle), at), 0.012, line)


def _daisy(face: Face, inks: tuple[RGB, ...], shape: float, hand: Random) -> None:
    _, main, accent, detail = inks
    dark = plate.lit(main, 0.62)
    for corner in CORNERS:
        _flower(face, corner, 0.5, (dark, accent, main), 8)
    for angle in spin(4, pi / 4):
        start = turned([(0.42, 0)], angle)[0]
        for side in (-0.75, 0, 0.75):
            _leaf(face, start, angle + side, 0.3 if side else 0.24, plate.lit(detail, 0.6), detail)
    _flower(face, (0, 0), 0.5 + shape * 0.06, (dark, main, accent), 8)
    for x, y in SIDES:
        bud = (x * 0.8, y * 0.8)
        face.disc(bud, 0.07, dark)
        face.disc(bud, 0.045, accent)
        for angle in spin(6, hand.random()):
            face.disc(moved(turned([(0.13, 0)], angle), bud)[0], 0.02, main)


def _pomegranate(face: Face, inks: tuple[RGB, ...], shape: float, hand: Random) -> None:
    _, main, accent, detail = inks
    dark = plate.lit(main, 0.6)
    for angle in spin(4, pi / 4):
        stem = turned(arc((0.55, -0.3), 0.5, pi * 0.8, pi * 0.35), angle)
        face.line(stem, 0.035, plate.lit(detail, 0.8))
        for step in (6, 16, 26):
            _leaf(
                face, stem[step], angle + 1.2 - step * 0.05, 0.26, plate.lit(detail, 0.55), detail
            )
        fruit = turned([(0.86, 0.0)], angle)[0]
        face.disc(fruit, 0.21, dark)
        face.disc(fruit, 0.18, accent)
        for spot in spin(6, hand.random() * 0.4):
            face.disc(
                moved([fruit], turned([(0.095, 0)], spot)[0])[0],
                0.028,
                plate.mix(accent, (255, 255, 255), 0.55),
            )
    for corner in CORNERS:
        face.disc(corner, 0.3, dark)
        face.disc(corner, 0.24, main)
    _flower(face, (0, 0), 0.42 + shape * 0.08, (dark, main, accent), 6 if shape < 0.5 else 10)


def _lattice(face: Face, inks: tuple[RGB, ...], shape: float, hand: Random) -> None:
    ground, main, accent, detail = inks
    dark = plate.lit(main, 0.62)
    for angle in spin(4):
        band = [(1.0, -0.02), (0.02, 1.0)]
        face.line(turned(band, angle), 0.17, dark)
        face.line(turned(band, angle), 0.13, main)
    for angle in spin(4):
        for step in range(1, 8):
            share = step / 8
            face.disc(turned([(1 - share, share)], angle)[0], 0.03, ground)
    for side in SIDES:
        face.disc(side, 0.2, dark)
        face.disc(side, 0.16, accent)
        face.disc(side, 0.07, ground)
    _flower(face, (0, 0), 0.44 + 0.05 * shape, (dark, accent, main), 6)
    for angle in spin(4, pi / 4 + hand.gauss(0, 0.02)):
        _leaf(face, turned([(0.3, 0)], angle)[0], angle, 0.27, plate.lit(detail, 0.6), detail)
    for corner in CORNERS:
        _flower(face, corner, 0.4, (dark, main, accent), 8)


def _medallion(face: Face, inks: tuple[RGB, ...], shape: float, hand: Random) -> None:
    ground, main, accent, detail = inks
    dark = plate.lit(main, 0.6)
    face.disc((0, 0), 0.9, dark)
    face.disc((0, 0), 0.86, main)
    for angle in spin(24):
        face.disc(turned([(0.78, 0)], angle)[0], 0.035, ground)
    face.disc((0, 0), 0.7, dark)
    face.disc((0, 0), 0.67, ground)
    for angle in spin(6, pi / 6 + hand.gauss(0, 0.015)):
        _leaf(face, turned([(0.28, 0)], angle)[0], angle, 0.34, plate.lit(detail, 0.6), detail)
    _flower(face, (0, 0), 0.44 + 0.06 * shape, (dark, accent, main), 6)
    for corner in CORNERS:
        _flower(face, corner, 0.42, (dark, accent, main), 8)


# Delft: one sketch on each tile, an ox head in each corner.


def delft(sheet: Sheet) -> Laid:
    across = 1.4 if sheet.is_sample else 4 * sheet.zoom
    px = int(sheet.edge_px / across) + 4
    ground, ink = sheet.palette.inks
    scenes = list(SCENES)
    sheet.design.shuffle(scenes)
    scenes = scenes[: 1 if sheet.is_sample else sheet.design.choice((3, 5, 7))]
    corner = sheet.design.choice((_ox_head, _spider, _lily))
    ringed = sheet.design.random() < 0.35
    faces = [_sketched(px, sheet, scene, corner, ringed, ground, ink) for scene in scenes]

    def skin(_: Cell, extent: tuple[int, int]) -> Image.Image:
        tone = sheet.hand.gauss(1, 0.012)
        return sheet.hand.choice(faces).resize(extent).point(lambda v: int(v * tone))

    cells = squares(sheet, across=across, gap_px=max(1.5, px * 0.011))
    if sheet.is_sample:
        cells = sample(sheet, cells, count=1)
    return lay(sheet, cells, skin=skin, grout=(196, 191, 180), finish=GLAZE)


type Brush = Callable[["Ink"], None]


class Ink:
    """A brush: `wash` is thinned, `line` is not; what they leave is the depth of the ink."""

    def __init__(self, px: int, hand: Random) -> None:
        self.face = Face(px, (0, 0, 0))
        self.hand = hand
        self.scale = 1.0

    def wash(self, points: list[Point], depth: float = 0.45) -> None:
        value = round(255 * depth * self.hand.uniform(0.92, 1.08))
        self.face.polygon(self._sized(points), (value, value, value))

    def line(self, points: list[Point], width: float = 0.024, depth: float = 0.95) -> None:
        value = round(255 * depth)
        shaken = [
            (x + self.hand.gauss(0, 0.004), y + self.hand.gauss(0, 0.004))
            for x, y in self._sized(points)
        ]
        self.face.line(shaken, width * (0.5 + self.scale / 2), (value, value, value))

    def _sized(self, points: list[Point]) -> list[Point]:
        return [(x * self.scale, y * self.scale) for x, y in points]

    def drawn(self, points: list[Point], depth: float = 0.4, width: float = 0.022) -> None:
        self.wash(points, depth)
        self.line([*points, points[0]], width)


def _sketched(
    px: int, sheet: Sheet, scene: Brush, corner: Brush, ringed: bool, ground: RGB, ink: RGB
) -> Image.Image:
    brush = Ink(px, sheet.hand)
    if ringed:
        for radius in (0.86, 0.8):
            brush.line(arc((0, 0), radius, 0, 2 * pi, 64), 0.016, 0.8)
    corner(brush)
    brush.scale = 1.08 if ringed else 1.32
    scene(brush)
    depth = brush.face.image().convert("L").filter(ImageFilter.GaussianBlur(max(0.6, px / 420)))
    flow = plate.window(plate.clouds(4, 18, 3), sheet.hand, depth.size)
    depth = ImageChops.multiply(depth, plate.curve(flow, [(0, 165), (110, 245), (255, 255)]))
    bleed = depth.filter(ImageFilter.GaussianBlur(px / 60)).point(lambda v: v // 6)
    depth = ImageChops.lighter(depth, bleed)
    size = depth.size
    return Image.composite(plate.flat(size, ink), plate.flat(size, ground), depth)


def _ox_head(brush: Ink) -> None:
    for angle in spin(4, pi / 4):
        about = 2**0.5
        curl = arc((about - 0.3, 0.14), 0.13, -pi / 2, pi * 0.9, 18)
        for side in (1, -1):
            brush.line(turned([(x, y * side) for x, y in curl], angle), 0.03, 0.85)
        head = [(x + about - 0.36, y) for x, y in petal(0, 0.34, 0.13)]
        brush.wash(turned(head, angle), 0.7)


def _spider(brush: Ink) -> None:
    for angle in spin(4, pi / 4):
        for fan in (-0.9, -0.45, 0.0, 0.45, 0.9):
            leg = [(2**0.5, 0.0), (2**0.5 - 0.34 * cos(fan), 0.34 * sin(fan))]
            brush.line(turned(leg, angle), 0.022, 0.85)
        brush.wash(turned(arc((2**0.5 - 0.05, 0), 0.12, 0, 2 * pi), angle), 0.7)


def _lily(brush: Ink) -> None:
    for angle in spin(4, pi / 4):
        for fan in (-0.75, 0.0, 0.75):
            leaf = turned(petal(0, 0.36 if fan else 0.44, 0.12, tip=0.8), pi + fan)
            brush.wash(turned(moved(leaf, (2**0.5 - 0.06, 0)), angle), 0.75)
        brush.line(turned([(2**0.5 - 0.2, -0.17), (2**0.5 - 0.2, 0.17)], angle), 0.022)


def _ground_line(brush: Ink, y: float) -> None:
    for shift, half in ((0.0, 0.5), (0.06, 0.34), (0.11, 0.2)):
        brush.line([(-half, y + shift), (half * 0.9, y + shift)], 0.016, 0.55)


def _ship(brush: Ink) -> None:
    brush.drawn([(-0.5, 0.16), (-0.4, 0.36), (0.34, 0.36), (0.52, 0.08), (0.3, 0.18)], 0.65)
    for x, top in ((-0.18, -0.52), (0.16, -0.42)):
        brush.line([(x, 0.18), (x, top)], 0.022)
        for low, high, bulge in ((0.12, -0.14, 0.3), (-0.16, top + 0.06, 0.22)):
            belly = arc((x, (low + high) / 2), bulge, -pi / 2.6, pi / 2.6, 12)
            brush.drawn([(x - 0.1, high), *belly, (x - 0.1, low)], 0.28, 0.018)
        brush.wash([(x, top), (x + 0.16, top + 0.04), (x, top + 0.08)], 0.9)
    for index, y in enumerate((0.44, 0.5, 0.57)):
        wave = [(-0.6 + step * 0.1, y + 0.022 * (step % 2) + index * 0.002) for step in range(13)]
        brush.line(wave, 0.016, 0.6)


def _windmill(brush: Ink) -> None:
    brush.drawn([(-0.17, 0.46), (-0.1, -0.12), (0.1, -0.12), (0.17, 0.46)], 0.35)
    brush.drawn([(-0.13, -0.12), (0.0, -0.28), (0.13, -0.12)], 0.75)
    for angle in spin(4, 0.5):
        arm = [(0.0, 0.0), (0.5, 0.0)]
        brush.line(moved(turned(arm, angle), (0, -0.16)), 0.02)
        sail = [(0.14, 0.0), (0.5, 0.0), (0.5, 0.13), (0.14, 0.13)]
        brush.drawn(moved(turned(sail, angle), (0, -0.16)), 0.3, 0.014)
    brush.wash([(-0.05, 0.46), (-0.05, 0.28), (0.05, 0.28), (0.05, 0.46)], 0.85)
    _ground_line(brush, 0.47)


def _tulip(brush: Ink) -> None:
    brush.drawn(
        [(-0.16, 0.5), (-0.2, 0.24), (-0.1, 0.14), (0.1, 0.14), (0.2, 0.24), (0.16, 0.5)], 0.4
    )
    brush.line([(-0.19, 0.3), (0.19, 0.3)], 0.016)
    for x, y, lean in ((-0.32, -0.2, -0.5), (0.0, -0.42, 0.0), (0.32, -0.2, 0.5)):
        brush.line([(x * 0.15, 0.14), (x * 0.55, y * 0.2), (x, y + 0.1)], 0.02, 0.8)
        for fan in (-0.42, 0.42, 0.0):
            leaf = turned(petal(0, 0.3, 0.15, tip=0.9), -pi / 2 + lean * 0.6 + fan)
            brush.drawn(moved(leaf, (x, y + 0.1)), 0.55 if fan else 0.32, 0.016)
    for side in (-1, 1):
        leaf = turned(petal(0, 0.4, 0.12, tip=0.9), -pi / 2 + side * 0.95)
        brush.wash(moved(leaf, (0, 0.12)), 0.6)


def _bird(brush: Ink) -> None:
    body = [(0.34 * cos(a) - 0.02, 0.17 * sin(a) + 0.02) for a in spin(26)]
    brush.drawn(turned(body, -0.35), 0.32)
    head = arc((0.27, -0.22), 0.11, 0, 2 * pi, 20)
    brush.drawn(head, 0.35)
    brush.wash([(0.36, -0.25), (0.5, -0.2), (0.36, -0.17)], 0.9)
    brush.line([(0.28, -0.24), (0.285, -0.24)], 0.035)
    for fan in (0.0, 0.16, 0.32):
        feather = turned(petal(0, 0.42 - fan * 0.3, 0.12, tip=0.8), pi - 0.45 - fan)
        brush.drawn(moved(feather, (0.12, -0.02 + fan * 0.1)), 0.55, 0.016)
    for fan in (-0.12, 0.06):
        brush.wash(moved(turned(petal(0, 0.4, 0.09), pi - 0.35 + fan), (-0.22, 0.1)), 0.75)
    brush.line([(0.02, 0.2), (0.04, 0.4)], 0.018)
    brush.line([(0.1, 0.19), (0.13, 0.4)], 0.018)
    _ground_line(brush, 0.42)


def _lemon_sprig(brush: Ink) -> None:
    stem = arc((0.4, 0.5), 0.95, pi * 1.02, pi * 1.46, 24)
    brush.line(stem, 0.022, 0.85)
    for index, step in enumerate((3, 7, 11, 15, 19, 23)):
        side = 1 if index % 2 else -1
        leaf = turned(petal(0, 0.32, 0.13, tip=1.1), -1.0 + index * 0.17 + side * 0.9)
        brush.drawn(moved(leaf, stem[step]), 0.5, 0.014)
    for x, y in ((-0.14, 0.14), (0.16, -0.02)):
        fruit = [(x + 0.13 * cos(a), y + 0.17 * sin(a)) for a in spin(22)]
        brush.drawn(fruit, 0.25)
        brush.wash([(x + 0.02, y - 0.1), (x + 0.09, y), (x + 0.03, y + 0.12), (x + 0.06, y)], 0.6)


def _fish(brush: Ink) -> None:
    body = [(x - 0.42, y) for x, y in petal(0, 0.78, 0.36, tip=0.85)]
    brush.drawn(body, 0.28)
    brush.drawn([(0.34, 0.0), (0.58, -0.18), (0.5, 0.0), (0.58, 0.18)], 0.65)
    for x in (-0.16, -0.02, 0.12):
        for y in (-0.06, 0.06):
            brush.line(arc((x - 0.04, y), 0.07, -pi / 2.4, pi / 2.4, 8), 0.014, 0.7)
    brush.line(arc((-0.34, 0), 0.14, -pi / 3, pi / 3, 10), 0.018)
    brush.line([(-0.3, -0.04), (-0.295, -0.04)], 0.04)
    brush.wash([(-0.1, -0.17), (0.1, -0.32), (0.16, -0.14)], 0.6)
    for y in (0.34, 0.42):
        brush.line([(-0.4 + s * 0.08, y + 0.02 * (s % 2)) for s in range(11)], 0.014, 0.5)


SCENES: tuple[Brush, ...] = (_ship, _windmill, _tulip, _bird, _lemon_sprig, _fish)


def olambrilla(px: int, sheet: Sheet) -> Image.Image:
    """The little glazed square between clay tiles."""
    ground, main, accent = (244, 238, 222), (36, 80, 160), (219, 158, 46)
    face = Face(px, ground)
    petals = sheet.design.choice((4, 6, 8))
    _flower(face, (0, 0), 0.8, (plate.lit(main, 0.7), main, accent), petals)
    for corner in CORNERS:
        face.disc(corner, 0.4, main)
        face.disc(corner, 0.22, accent)
    piece = _brushed(face.image(), ground, sheet.hand)
    rim = Image.new("L", piece.size, 128)
    rim.paste(150, (0, 0, px, max(1, px // 24)))
    rim.paste(104, (0, px - max(1, px // 24), px, px))
    return plate.hard(piece, rim)
