"""Plain glazed pieces: zellige, metro, scales, hexagons. The clay and the kiln do the drawing."""

from __future__ import annotations

from functools import lru_cache
from math import cos, pi, sin

from PIL import Image, ImageDraw, ImageFilter

from lonja_tools.demo.tiles import _plate as plate
from lonja_tools.demo.tiles._face import Face, arc, moved, petal, regular, spin, turned
from lonja_tools.demo.tiles._girih import glazed
from lonja_tools.demo.tiles._plate import RGB, Point
from lonja_tools.demo.tiles._wall import (
    Cell,
    Finish,
    Laid,
    Sheet,
    lay,
    rectangle,
    sample,
    shaken,
    squares,
)


def zellige(sheet: Sheet) -> Laid:
    layout = sheet.design.choice(("square", "square", "brick", "check", "diamond"))
    across = 3.4 if sheet.is_sample else 7 * sheet.zoom
    pitch = sheet.edge_px / across
    gap, wobble = max(1.2, pitch * 0.014), pitch * 0.011
    grout, main, light, deep = sheet.palette.inks
    if layout == "brick":
        cells = bricks(sheet, pitch * 1.75, pitch * 0.58, gap, wobble=wobble * 0.8)
    else:
        spill = int(across / 2) if layout == "diamond" else 0
        cells = squares(sheet, across=across, gap_px=gap, wobble_px=wobble, spill=spill)
    if layout == "diamond" and not sheet.is_sample:
        cells = _tilted(sheet, cells)
    if sheet.is_sample:
        cells = sample(sheet, cells, count=6 if layout == "brick" else 4)
    pale = plate.mix(light, (246, 240, 228), 0.86)

    def skin(cell: Cell, extent: tuple[int, int]) -> Image.Image:
        if layout == "check" and (cell.kind // 97 + cell.kind % 97) % 2:
            return glazed(sheet, pale, extent, spread=0.03)
        tone = sheet.hand.choices((main, light, deep), (6, 2, 2))[0]
        return glazed(sheet, plate.mix(main, tone, sheet.hand.random()), extent, spread=0.05)

    return lay(
        sheet,
        cells,
        skin=skin,
        grout=grout,
        finish=Finish(gloss=0.95, ripple=0.95, edge=0.55, edge_px=2.2, grain=0.015),
    )


def _tilted(sheet: Sheet, cells: list[Cell]) -> list[Cell]:
    middle = sheet.edge_px / 2
    tilted = []
    for cell in cells:
        outline = turned([(x - middle, y - middle) for x, y in cell.outline], pi / 4)
        tilted.append(Cell(tuple(moved(outline, (middle, middle))), cell.kind, cell.turn))
    return tilted


def bricks(
    sheet: Sheet,
    width: float,
    height: float,
    gap: float,
    *,
    wobble: float = 0.0,
    shift: float = 0.5,
) -> list[Cell]:
    edge = sheet.edge_px
    cells = []
    for row in range(int(edge / height) + 2):
        offset = (row * shift % 1) * width
        for column in range(-1, int(edge / width) + 2):
            left, top = column * width + offset - width * 0.25, row * height - height * 0.5
            box = rectangle(left, top, width, height, gap)
            if wobble:
                box = shaken(sheet, box, wobble)
            cells.append(Cell(box, kind=row * 97 + column))
    return cells


def metro(sheet: Sheet) -> Laid:
    layout = sheet.design.choice(("running", "bevelled", "stacked", "fingers", "herringbone"))
    rows = 7 if sheet.is_sample else 13 * sheet.zoom
    height = sheet.edge_px / rows
    width = height * 2
    gap = max(1.3, height * 0.035)
    grout, main, light, deep = sheet.palette.inks
    if layout == "stacked":
        cells = bricks(sheet, width * 1.2, height, gap, shift=0)
    elif layout == "fingers":
        height *= 0.52
        cells = [_swapped(c) for c in bricks(sheet, height * 6, height, gap * 0.8, shift=0.5)]
    elif layout == "herringbone":
        cells = herringbone(sheet, height * 3, height, gap)
    else:
        cells = bricks(sheet, width, height, gap)
    if sheet.is_sample:
        cells = sample(sheet, cells, count={"fingers": 14, "herringbone": 6}.get(layout, 7))

    def skin(_: Cell, extent: tuple[int, int]) -> Image.Image:
        tone = plate.mix(light, deep, sheet.hand.random())
        piece = glazed(sheet, plate.mix(main, tone, 0.45), extent, spread=0.018)
        return _bevelled(piece) if layout == "bevelled" else piece

    wavy = layout != "bevelled"
    finish = Finish(gloss=0.8, ripple=0.5 if wavy else 0.14, edge=0.6, edge_px=2.6, grain=0.012)
    return lay(sheet, cells, skin=skin, grout=grout, finish=finish)


def _swapped(cell: Cell) -> Cell:
    a, b, c, d = ((y, x) for x, y in cell.outline)
    return Cell((a, d, c, b), cell.kind, cell.turn)


def _bevelled(piece: Image.Image) -> Image.Image:
    return plate.hard(piece, _slopes(piece.size))


@lru_cache(maxsize=8)
def _slopes(size: tuple[int, int]) -> Image.Image:
    """Four slopes and a flat middle, as the Paris métro has them."""
    w, h = size[0] * 2, size[1] * 2
    b = min(w, h) * 0.2
    light = Image.new("L", (w, h), 132)
    draw = ImageDraw.Draw(light)
    draw.polygon([(0, 0), (w, 0), (w - b, b), (b, b)], fill=176)
    draw.polygon([(0, 0), (b, b), (b, h - b), (0, h)], fill=150)
    draw.polygon([(0, h), (b, h - b), (w - b, h - b), (w, h)], fill=84)
    draw.polygon([(w, 0), (w, h), (w - b, h - b), (w - b, b)], fill=104)
    return light.reduce(2).filter(ImageFilter.GaussianBlur(0.8))


def herringbone(sheet: Sheet, length: float, width: float, gap: float) -> list[Cell]:
    """Pairs at right angles on a grid turned by 45°; `length` a multiple of `width`."""
    ratio = max(2, round(length / width))
    reach = int(sheet.edge_px / width) + ratio * 2
    middle = sheet.edge_px / 2
    cells = []
    for row in range(-reach, reach):
        for column in range(-reach, reach):
            phase = (column - row) % (2 * ratio)
            x, y = column * width, row * width
            if phase == 0:
                box = rectangle(x, y, ratio * width, width, gap)
            elif phase == ratio:
                box = rectangle(x, y - (ratio - 1) * width, width, ratio * width, gap)
            else:
                continue
            outline = tuple((middle + px, middle + py) for px, py in turned(list(box), pi / 4))
            cells.append(Cell(outline, kind=row * 97 + column, turn=int(phase == ratio)))
    edge = sheet.edge_px
    return [
        c for c in cells if c.box[2] > 0 and c.box[3] > 0 and c.box[0] < edge and c.box[1] < edge
    ]


def scale_outline(x: float, y: float, radius: float) -> tuple[Point, ...]:
    """A fish scale: half a circle above, two quarter bites below."""
    top = arc((x, y), radius, pi, 2 * pi, 26)
    right = arc((x + radius, y + radius), radius, -pi / 2, -pi, 14)
    left = arc((x - radius, y + radius), radius, 0, -pi / 2, 14)
    return tuple(top + right[1:] + left[1:])


def deco(sheet: Sheet) -> Laid:
    motif = sheet.design.choice(("rings", "ribs", "plain", "plain"))
    across = 3.6 if sheet.is_sample else 6 * sheet.zoom
    width = sheet.edge_px / across
    gap = max(1.4, width * 0.016)
    metal, main, line, other = sheet.palette.inks
    drawn = [_scale_face(int(width) + 6, motif, tone, metal, line) for tone in (main, main, other)]
    radius = width / 2
    cells = []
    for row in range(-1, int(sheet.edge_px / radius) + 2):
        for column in range(-1, int(across) + 2):
            x = column * width + (radius if row % 2 else 0)
            outline = scale_outline(x, row * radius, radius)
            cx, cy = x, row * radius + radius * 0.1
            shrink = (radius - gap / 2) / radius
            shrunk = tuple((cx + (px - cx) * shrink, cy + (py - cy) * shrink) for px, py in outline)
            cells.append(Cell(shrunk, kind=row * 97 + column))
    if sheet.is_sample:
        cells = sample(sheet, cells, count=7)

    def skin(_: Cell, extent: tuple[int, int]) -> Image.Image:
        if motif == "plain":
            tone = plate.mix(
                main, sheet.hand.choice((main, line, other)), sheet.hand.random() * 0.6
            )
            return glazed(
                sheet,
                tone
                if sheet.palette.key not in _METALLIC
                else plate.mix(main, other, sheet.hand.random()),
                extent,
                spread=0.04,
            )
        face = sheet.hand.choice(drawn).resize(extent)
        cloud = plate.window(plate.clouds(2, 6, 4), sheet.hand, extent)
        return plate.hard(face, plate.swing(cloud, 16))

    grout = plate.mix(metal, (226, 218, 202), 0.45) if motif == "plain" else metal
    finish = Finish(
        gloss=0.75, ripple=0.6 if motif == "plain" else 0.25, edge=0.5, edge_px=2.0, grain=0.014
    )
    return lay(sheet, cells, skin=skin, grout=grout, finish=finish)


_METALLIC = frozenset({"oro", "pavo", "jade", "perla"})


def _scale_face(px: int, motif: str, tone: RGB, metal: RGB, line: RGB) -> Image.Image:
    face = Face(px, tone)
    foot = (0.0, 1.02)
    if motif == "rings":
        for radius in (1.72, 1.3, 0.88, 0.46):
            face.ring(foot, radius, 0.075, metal)
            face.ring(foot, radius - 0.13, 0.022, line)
        face.disc(foot, 0.2, metal)
        return face.image()
    for step in range(15):
        angle = pi + pi * step / 14
        tip = (foot[0] + 1.78 * cos(angle), foot[1] + 1.78 * sin(angle))
        face.line([foot, tip], 0.03, metal)
    for step in range(14):
        angle = pi + pi * (step + 0.5) / 14
        leaf = turned(petal(0.98, 0.72, 0.2, tip=1.7), angle)
        face.polygon(moved(leaf, foot), plate.mix(tone, line, 0.55))
    face.disc(foot, 0.92, tone)
    face.ring(foot, 0.92, 0.05, metal)
    face.ring(foot, 1.78, 0.05, metal)
    face.ring(foot, 0.62, 0.04, metal)
    face.disc(foot, 0.34, metal)
    return face.image()


def hexagon(sheet: Sheet) -> Laid:
    motif = sheet.design.choice(("drift", "flowers", "cubes", "lines", "drift"))
    small = motif == "flowers"
    across = 3.9 if sheet.is_sample else (11 if small else 6) * sheet.zoom
    if sheet.is_sample and small:
        across = 6.2
    width = sheet.edge_px / across
    side = width / 3**0.5
    gap = max(1.3, width * 0.02)
    cells = []
    for row in range(-1, int(sheet.edge_px / (side * 1.5)) + 2):
        for column in range(-1, int(across) + 2):
            x = column * width + (width / 2 if row % 2 else 0)
            y = row * side * 1.5
            outline = moved(regular(6, side - gap / 3**0.5, pi / 6), (x, y))
            cells.append(Cell(tuple(outline), kind=_flower(row, column), turn=row * 31 + column))
    if sheet.is_sample:
        cells = sample(sheet, cells, count=7 if not small else 19)
    grout, one, two, three = sheet.palette.inks
    px = int(width * 1.16) + 4
    cube = _cube_face(px, (one, two, three)) if motif == "cubes" else None
    ruled = [_lined_face(px, one, three, turn) for turn in range(3)]

    def skin(cell: Cell, extent: tuple[int, int]) -> Image.Image:
        if cube is not None:
            return cube.resize(extent)
        if motif == "lines":
            return sheet.hand.choice(ruled).resize(extent)
        if small:
            return glazed(sheet, (one, two, three)[cell.kind], extent, spread=0.02)
        share = min(1.0, max(0.0, cell.centre[1] / sheet.edge_px + sheet.hand.gauss(0, 0.22)))
        tone = plate.mix(one, two, share) if sheet.hand.random() < 0.86 else three
        return _matt(sheet, tone, extent)

    finish = Finish(gloss=0.25 if small else 0.12, ripple=0.12, edge=0.35, edge_px=1.5, grain=0.03)
    return lay(sheet, cells, skin=skin, grout=grout, finish=finish)


def _matt(sheet: Sheet, tone: RGB, extent: tuple[int, int]) -> Image.Image:
    cloud = plate.window(plate.clouds(1, 5, 5), sheet.hand, extent)
    own = plate.near(sheet.hand, tone, 0.02)
    return plate.hard(plate.flat(extent, own), plate.swing(cloud, 14))


def _flower(row: int, column: int) -> int:
    """0 field, 1 petal, 2 heart: a rosette of seven, every fourth hexagon."""
    q = column - (row - (row & 1)) // 2
    place = (q % 4, row % 4)
    if place == (1, 1):
        return 2
    return 1 if place in {(0, 1), (2, 1), (1, 0), (1, 2), (2, 0), (0, 2)} else 0


def _cube_face(px: int, tones: tuple[RGB, RGB, RGB]) -> Image.Image:
    face = Face(px, tones[0])
    corner = [(1.1 * cos(a), 1.1 * sin(a)) for a in spin(6, pi / 6)]
    for index, tone in ((0, tones[1]), (2, tones[2]), (4, tones[0])):
        face.polygon([(0, 0), *(corner[(index + step) % 6] for step in range(3))], tone)
    return face.image()


def _lined_face(px: int, ground: RGB, ink: RGB, turn: int) -> Image.Image:
    face = Face(px, ground)
    for index in (-2, -1, 0, 1, 2):
        line = [(-1.3, index * 0.26), (1.3, index * 0.26)]
        face.line(turned(line, turn * pi / 3), 0.07, ink)
    return face.image()
