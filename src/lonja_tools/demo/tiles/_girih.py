"""Andalusian strapwork: rays from the middles of the edges of a grid meet and make the stars.

E. H. Hankin's construction (1925) over octagons and squares, and over dodecagons: the same
one that holds for the plinths of the Alhambra.
"""

from __future__ import annotations

from math import atan2, cos, hypot, pi, radians, sin, tan

from PIL import Image

from lonja_tools.demo.tiles import _plate as plate
from lonja_tools.demo.tiles._face import CORNERS, Face, moved, regular, star
from lonja_tools.demo.tiles._plate import RGB, Point
from lonja_tools.demo.tiles._wall import Cell, Finish, Laid, Sheet, lay, sample, squares

KHATAM = 0.7654  # inner to outer radius of two crossed squares
GLOSS = Finish(gloss=0.5, ripple=0.42, edge=0.4, edge_px=1.8, grain=0.02)


def andalusi(sheet: Sheet) -> Laid:
    motif = sheet.design.choice(("octagon", "octagon", "dodecagon", "khatam"))
    if motif == "khatam":
        return khatam(sheet)
    across = 1.4 if sheet.is_sample else 3 * sheet.zoom
    px = int(sheet.edge_px / across) + 4
    drawn = _face(px, sheet, motif)

    def skin(_: Cell, extent: tuple[int, int]) -> Image.Image:
        cloud = plate.window(plate.clouds(2, 6, 4), sheet.hand, extent)
        return plate.hard(drawn.resize(extent), plate.swing(cloud, 22))

    cells = squares(sheet, across=across, gap_px=max(1.5, px * 0.009))
    if sheet.is_sample:
        cells = sample(sheet, cells, count=1)
    return lay(sheet, cells, skin=skin, grout=(201, 193, 178), finish=GLOSS)


def _face(px: int, sheet: Sheet, motif: str) -> Image.Image:
    ground, main, accent, detail = sheet.palette.inks
    if motif == "octagon":
        angle = radians(sheet.design.choice((54.0, 60.0, 67.5)))
        polygons = _octagons()
    else:
        angle = radians(sheet.design.choice((60.0, 66.0)))
        polygons = _dodecagons()
    is_dark = sheet.design.random() < 0.4
    field, strap, line = (accent, ground, main) if is_dark else (main, ground, accent)
    face = Face(px, field)
    stars = [(shape, hankin(shape, angle)) for shape in polygons]
    for index, (shape, points) in enumerate(stars):
        inner = accent if is_dark else detail
        big = len(shape) >= 8 and index == 0
        face.polygon(points, main if is_dark else (accent if big else inner))
    for shape, points in stars:
        centre = (sum(x for x, _ in shape) / len(shape), sum(y for _, y in shape) / len(shape))
        if len(shape) >= 8:
            size = hypot(points[1][0] - centre[0], points[1][1] - centre[1])
            turn = atan2(points[1][1] - centre[1], points[1][0] - centre[0])
            face.polygon(moved(star(len(shape), size * 0.86, size * 0.6, turn), centre), ground)
            face.polygon(moved(star(len(shape), size * 0.74, size * 0.42, turn), centre), detail)
            face.disc(centre, size * 0.2, line)
    for width, colour in ((0.115, line), (0.085, strap)):
        for _, points in stars:
            closed = [*points, points[0], points[1]]
            face.line(closed, width, colour)
    return face.image()


def hankin(shape: list[Point], angle: float) -> list[Point]:
    """The star inside one polygon: middle of an edge, meeting point, middle of the next, …"""
    points: list[Point] = []
    count = len(shape)
    for index in range(count):
        a, b, c = shape[index], shape[(index + 1) % count], shape[(index + 2) % count]
        first, second = _middle(a, b), _middle(b, c)
        going = atan2(b[1] - a[1], b[0] - a[0]) + angle
        coming = atan2(b[1] - c[1], b[0] - c[0]) - angle
        points += [first, _meet(first, going, second, coming)]
    return points


def _middle(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def _meet(p: Point, angle: float, q: Point, other: float) -> Point:
    dx, dy, ex, ey = cos(angle), sin(angle), cos(other), sin(other)
    across = dx * ey - dy * ex
    if abs(across) < 1e-9:
        return _middle(p, q)
    t = ((q[0] - p[0]) * ey - (q[1] - p[1]) * ex) / across
    return p[0] + dx * t, p[1] + dy * t


def _octagons() -> list[list[Point]]:
    octagon = regular(8, 1 / cos(pi / 8), pi / 8)
    small = regular(4, 1 - tan(pi / 8))
    return [octagon, *(moved(small, corner) for corner in CORNERS)]


def _dodecagons() -> list[list[Point]]:
    shape = regular(12, 1 / cos(pi / 12), pi / 12)
    half = tan(pi / 12)
    shapes = [shape]
    for sx, sy in CORNERS:
        quarter = [(-1.0, -half), *_bend(shape), (-half, -1.0)]
        ring: list[Point] = []
        for turn in range(4):
            c, s = cos(turn * pi / 2), sin(turn * pi / 2)
            ring += [
                ((x + 1) * c - (y + 1) * s, (x + 1) * s + (y + 1) * c) for x, y in reversed(quarter)
            ][:-1]
        shapes.append(_round([(x + sx, y + sy) for x, y in ring]))
    return shapes


def _bend(shape: list[Point]) -> list[Point]:
    corner = [(x, y) for x, y in shape if x < 0 and y < 0]
    inner = sorted(corner, key=lambda p: p[0])
    return inner[1:-1]


def _round(ring: list[Point]) -> list[Point]:
    cx, cy = sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)
    return sorted(ring, key=lambda p: atan2(p[1] - cy, p[0] - cx))


def khatam(sheet: Sheet) -> Laid:
    """Stars and crosses as single glazed pieces."""
    across = 2.2 if sheet.is_sample else 4 * sheet.zoom
    pitch = sheet.edge_px / across
    gap = max(1.2, pitch * 0.012)
    ground, main, accent, detail = sheet.palette.inks
    two = sheet.design.choice(((main, ground), (ground, main), (main, accent), (detail, main)))
    spike = pitch / 2 - gap * 0.7
    notch = spike * KHATAM
    cells: list[Cell] = []
    count = int(across) + 3
    shift = -pitch * 0.5 if int(across) % 2 else 0.0
    for row in range(-1, count):
        for column in range(-1, count):
            x, y = shift + column * pitch, shift + row * pitch
            cells.append(Cell(tuple(moved(star(8, spike, notch), (x, y))), kind=0))
            cells.append(Cell(tuple(_cross(x + pitch / 2, y + pitch / 2, pitch, gap)), kind=1))
    if sheet.is_sample:
        cells = sample(sheet, cells, count=5)

    def skin(cell: Cell, extent: tuple[int, int]) -> Image.Image:
        return glazed(sheet, two[cell.kind], extent)

    return lay(sheet, cells, skin=skin, grout=(198, 190, 174), finish=GLOSS)


def _cross(x: float, y: float, pitch: float, gap: float) -> list[Point]:
    """What four stars leave between them, drawn in by half a joint."""
    half = pitch / 2
    outer = star(8, half, half * KHATAM)
    quarter = [outer[0], outer[1], outer[2], outer[3], outer[4]]
    shape: list[Point] = []
    for turn in range(4):
        c, s = cos(turn * pi / 2), sin(turn * pi / 2)
        for px, py in quarter[:-1]:
            qx, qy = px - half, py - half
            shape.append((qx * c - qy * s, qx * s + qy * c))
    shape = _round(shape)
    far = max(hypot(px, py) for px, py in shape)
    shrink = (far - gap) / far
    return [(x + px * shrink, y + py * shrink) for px, py in shape]


def glazed(
    sheet: Sheet, colour: RGB, extent: tuple[int, int], *, spread: float = 0.055
) -> Image.Image:
    """One plain piece: its own tone, and the glaze thinner here and thicker there."""
    tone = plate.near(sheet.hand, colour, spread)
    pool = plate.window(plate.clouds(3, 4, 4), sheet.hand, extent)
    return plate.tinted(pool, plate.lit(tone, 0.86), plate.lit(tone, 1.09))
