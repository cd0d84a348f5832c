"""Large plain formats: terrazzo, marble, wood, fired clay and cement."""

from __future__ import annotations

from functools import cache
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from lonja_tools.demo.tiles import _plate as plate
from lonja_tools.demo.tiles._face import moved, regular
from lonja_tools.demo.tiles._glazes import bricks, herringbone
from lonja_tools.demo.tiles._painted import olambrilla
from lonja_tools.demo.tiles._plate import Point
from lonja_tools.demo.tiles._wall import (
    Cell,
    Finish,
    Laid,
    Sheet,
    lay,
    sample,
    shaken,
    squares,
)

MATT = Finish(edge=0.25, edge_px=1.3, grain=0.05)
POLISHED = Finish(gloss=0.12, edge=0.2, edge_px=1.2, grain=0.02)


def terrazzo(sheet: Sheet) -> Laid:
    coarse = sheet.design.choice((0.55, 0.85, 1.25, 1.7))
    across = 1.3 if sheet.is_sample else 2 * sheet.zoom
    px = int(sheet.edge_px / across) + 8
    slab = _chips(px * 2 if px < 420 else px, sheet, coarse)

    def skin(_: Cell, extent: tuple[int, int]) -> Image.Image:
        room = max(0, min(slab.size) - max(extent))
        left, top = sheet.hand.randint(0, room), sheet.hand.randint(0, room)
        piece = slab.crop((left, top, left + extent[0], top + extent[1]))
        return piece.rotate(180) if sheet.hand.random() < 0.5 else piece

    cells = squares(sheet, across=across, gap_px=max(1.2, px * 0.004))
    if sheet.is_sample:
        cells = sample(sheet, cells, count=1)
    grout = plate.lit(sheet.palette.inks[0], 0.86)
    return lay(sheet, cells, skin=skin, grout=grout, finish=POLISHED)


def _chips(px: int, sheet: Sheet, coarse: float) -> Image.Image:
    """Big chips first, then smaller between them, as the mould is filled; each a broken polygon."""
    fine, rng = 2, sheet.hand
    ground, *chips = sheet.palette.inks
    image = plate.flat((px * fine, px * fine), ground)
    draw = ImageDraw.Draw(image)
    unit = (
        sheet.edge_px
        * fine
        * 0.011
        * coarse
        / max(0.55, sheet.zoom**0.7)
        * (1.6 if sheet.is_sample else 1)
    )
    area = (px * fine) ** 2
    taken: dict[tuple[int, int], float] = {}
    for size, share in ((2.6, 0.11), (1.5, 0.13), (0.8, 0.08), (0.36, 0.05)):
        radius = unit * size
        for _ in range(min(2600, int(area * share / (radius * radius * 2.2)))):
            x, y = rng.uniform(0, px * fine), rng.uniform(0, px * fine)
            place = (int(x / unit / 2.4), int(y / unit / 2.4))
            if taken.get(place, 0) >= size:
                continue
            taken[place] = size
            tone = plate.near(rng, rng.choice(chips), 0.05)
            draw.polygon(_splinter(rng, x, y, radius), fill=tone)
    slab = image.reduce(fine)
    cloud = plate.window(plate.clouds(1, 5, 5), rng, slab.size)
    return plate.hard(slab, plate.swing(cloud, 10))


def _splinter(rng: Random, x: float, y: float, radius: float) -> list[Point]:
    corners = rng.randint(4, 7)
    long = rng.uniform(0.62, 1.0)
    lean = rng.uniform(0, pi)
    shape = []
    for index in range(corners):
        angle = (index + rng.uniform(-0.34, 0.34)) * 2 * pi / corners
        reach = radius * rng.uniform(0.62, 1.1)
        px, py = reach * cos(angle), reach * long * sin(angle)
        shape.append((x + px * cos(lean) - py * sin(lean), y + px * sin(lean) + py * cos(lean)))
    return shape


def marble(sheet: Sheet) -> Laid:
    layout = sheet.design.choice(("slab", "slab", "square", "mosaic"))
    slab = _veined(sheet)
    edge = sheet.edge_px
    rooms = sheet.zoom
    if layout == "mosaic":
        side = edge / ((9 if not sheet.is_sample else 7) * rooms)
        cells = herringbone(sheet, side * 3, side, max(1.2, side * 0.03))
        if sheet.is_sample:
            cells = sample(sheet, cells, count=6)
    elif layout == "square":
        cells = squares(
            sheet, across=1.3 if sheet.is_sample else 3 * rooms, gap_px=max(1.2, edge * 0.002)
        )
    else:
        height = edge / ((2.4 if sheet.is_sample else 2.5) * rooms)
        cells = bricks(sheet, height * 2, height, max(1.2, edge * 0.002), shift=0.5)
    if sheet.is_sample and layout != "mosaic":
        if layout == "slab":
            width, height = edge * 0.78, edge * 0.39 * 1.1
            left, top = (edge - width) / 2, (edge - height) / 2
            cells = [
                Cell(
                    (
                        (left, top),
                        (left + width, top),
                        (left + width, top + height),
                        (left, top + height),
                    )
                )
            ]
        cells = sample(sheet, cells, count=1)
    small = layout == "mosaic"

    def skin(_: Cell, extent: tuple[int, int]) -> Image.Image:
        piece = plate.window(slab, sheet.hand, extent)
        return piece.point(lambda v, k=sheet.hand.gauss(1, 0.035 if small else 0.01): v * k)

    grout = plate.lit(plate.mix(sheet.palette.inks[0], sheet.palette.inks[2], 0.4), 0.92)
    return lay(sheet, cells, skin=skin, grout=grout, finish=POLISHED)


@cache
def _veins(number: int, index: int) -> Image.Image:
    """Where a stretched, turned noise crosses its middle there is a vein; most of it is healed."""
    cells, wide, depth = ((3, 6, 190), (4, 4, 255), (7, 2, 200), (3, 2, 255))[index]
    field = plate.clouds(40 + number * 5 + index, cells * 2, 5, 3)
    angle = (28, 35, -31, 40)[number] + (0, 4, -58, 9)[index]
    field = _tipped(field, angle)
    line = plate.curve(
        field,
        [
            (0, 0),
            (126 - wide * 2, 0),
            (127 - wide // 3, depth),
            (128 + wide // 3, depth),
            (129 + wide, 0),
            (255, 0),
        ],
    )
    healed = plate.clouds(60 + number * 5 + index, 4, 3)
    line = line.filter(ImageFilter.GaussianBlur(1.1))
    return ImageChops.multiply(
        line, plate.curve(healed, [(0, 0), (70, 20), (150, 255), (255, 255)])
    )


@cache
def _drift(number: int) -> Image.Image:
    return _tipped(plate.clouds(20 + number, 9, 6, 3), (28, 35, -31, 40)[number])


def _tipped(field: Image.Image, angle: float) -> Image.Image:
    edge = plate.PLATE_PX
    inner = edge / (2**0.5 + 0.03)
    turned = field.rotate(angle, Image.Resampling.BICUBIC)
    near = (edge - inner) / 2
    return turned.resize(
        (edge, edge), Image.Resampling.BICUBIC, (near, near, edge - near, edge - near)
    )


def _veined(sheet: Sheet) -> Image.Image:
    """A polished slab: drifting ground, faint broad veins, then thin dark ones."""
    ground, vein, cloud, deep = sheet.palette.inks
    number = sheet.design.randrange(4)
    strong = sheet.design.uniform(0.6, 1.0)
    edge = min(plate.PLATE_PX, round(sheet.edge_px * 1.25))
    size = (edge, edge)
    left, top = (sheet.hand.randint(0, plate.PLATE_PX - edge) for _ in range(2))
    box = (left, top, left + edge, top + edge)
    drift = plate.curve(_drift(number).crop(box), [(0, 0), (100, 18), (180, 90), (255, 165)])
    image = Image.composite(plate.flat(size, cloud), plate.flat(size, ground), drift)
    for index, tone in enumerate((plate.mix(cloud, vein, 0.35), vein, vein, deep)):
        line = _veins(number, index).crop(box).point([int(v * strong) for v in range(256)])
        image = Image.composite(plate.flat(size, tone), image, line)
    return image


def wood(sheet: Sheet) -> Laid:
    layout = sheet.design.choice(("herringbone", "planks", "chevron"))
    width = sheet.edge_px / ((9.5 if sheet.is_sample else 9) * sheet.zoom)
    gap = max(1.0, width * 0.014)
    if layout == "herringbone":
        cells = herringbone(sheet, width * 5, width, gap)
    elif layout == "chevron":
        cells = _chevron(sheet, width, gap)
    else:
        cells = bricks(sheet, width * 6, width, gap, shift=0.37)
    if sheet.is_sample:
        cells = sample(sheet, cells, count={"planks": 3, "herringbone": 4, "chevron": 6}[layout])
    deep, _, dark, light = sheet.palette.inks

    def skin(cell: Cell, extent: tuple[int, int]) -> Image.Image:
        angle = 0
        if layout != "planks":
            angle = 45 if (cell.turn == 1) == (layout == "herringbone") else -45
        grain = _cut_board(sheet, extent, angle)
        tone = sheet.hand.gauss(1, 0.065)
        piece = plate.tinted(grain, plate.lit(dark, tone), plate.lit(light, tone))
        knots = plate.curve(grain, [(0, 150), (52, 0), (255, 0)])
        return Image.composite(plate.flat(extent, deep), piece, knots)

    grout = plate.lit(deep, 0.8)
    finish = Finish(edge=0.3, edge_px=1.2, grain=0.035)
    return lay(sheet, cells, skin=skin, grout=grout, finish=finish)


def _cut_board(sheet: Sheet, extent: tuple[int, int], angle: int) -> Image.Image:
    board = _board(sheet.hand.randrange(4), angle)
    room_x, room_y = board.width - extent[0], board.height - extent[1]
    if room_x < 0 or room_y < 0:
        return board.resize(extent)
    left, top = sheet.hand.randint(0, room_x), sheet.hand.randint(0, room_y)
    piece = board.crop((left, top, left + extent[0], top + extent[1]))
    return piece.transpose(Image.Transpose.ROTATE_180) if sheet.hand.random() < 0.5 else piece


def _chevron(sheet: Sheet, width: float, gap: float) -> list[Cell]:
    edge, column_width = sheet.edge_px, width * 3.4
    pitch = width * 2**0.5
    cells = []
    for column in range(int(edge / column_width) + 2):
        left, rising = column * column_width - column_width * 0.5, column % 2
        for row in range(-5, int(edge / pitch) + 2):
            top = row * pitch
            one, other = (top + column_width, top) if rising else (top, top + column_width)
            half = gap / 2
            outline = (
                (left + half, one + half),
                (left + column_width - half, other + half),
                (left + column_width - half, other + pitch - half),
                (left + half, one + pitch - half),
            )
            cells.append(Cell(outline, kind=row, turn=1 - rising))
    return cells


@cache
def _board(index: int, angle: int) -> Image.Image:
    """Growth rings cut lengthwise: long noise folded into bands, pores on top. Grain runs along x."""
    long = plate.clouds(80 + index % 3, 40, 3, 16)
    rings = plate.clouds(90 + index, 6, 4, 5)
    folded = rings.point([int(127 + 127 * sin(v * 0.32)) for v in range(256)])
    tone = plate.curve(Image.blend(long, folded, 0.34), [(0, 40), (70, 84), (190, 190), (255, 235)])
    pores = plate.clouds(100 + index % 2, 150, 2, 14)
    tone = ImageChops.multiply(tone, plate.curve(pores, [(0, 70), (70, 255), (255, 255)]))
    lengthwise = tone.transpose(Image.Transpose.ROTATE_90)
    return _tipped(lengthwise, angle) if angle else lengthwise


def clay(sheet: Sheet) -> Laid:
    layout = sheet.design.choice(("square", "inlay", "hex", "inlay", "brick"))
    across = 3.4 if sheet.is_sample else 4.5 * sheet.zoom
    pitch = sheet.edge_px / across
    gap = max(1.6, pitch * 0.03)
    cells: list[Cell]
    if layout == "hex":
        cells = _hexagons(sheet, pitch, gap)
    elif layout == "brick":
        cells = bricks(sheet, pitch * 1.2, pitch * 0.5, gap, wobble=pitch * 0.008)
    else:
        cells = squares(sheet, across=across, gap_px=gap, wobble_px=pitch * 0.008, spill=1)
    if sheet.is_sample:
        cells = sample(sheet, cells, count={"hex": 7, "brick": 6}.get(layout, 4))
    _, main, light, deep = sheet.palette.inks

    def skin(_: Cell, extent: tuple[int, int]) -> Image.Image:
        tone = plate.near(sheet.hand, plate.mix(light, deep, sheet.hand.random()), 0.035)
        tone = plate.mix(tone, main, 0.35)
        fire = plate.window(plate.clouds(6, 3, 6), sheet.hand, extent)
        body = plate.tinted(fire, plate.lit(tone, 0.82), plate.lit(tone, 1.13))
        pits = plate.curve(
            plate.window(plate.clouds(7, 60, 2), sheet.hand, extent), [(0, 90), (48, 0), (255, 0)]
        )
        return Image.composite(plate.flat(extent, plate.lit(tone, 0.62)), body, pits)

    finish = Finish(edge=0.55, edge_px=3.0, grain=0.075, ripple=0.12)
    laid = lay(sheet, cells, skin=skin, grout=sheet.palette.inks[0], finish=finish)
    return _inlaid(sheet, laid, cells, pitch) if layout == "inlay" else laid


def _hexagons(sheet: Sheet, width: float, gap: float) -> list[Cell]:
    side = width / 3**0.5
    cells = []
    for row in range(-1, int(sheet.edge_px / (side * 1.5)) + 2):
        for column in range(-1, int(sheet.edge_px / width) + 2):
            middle = (column * width + (width / 2 if row % 2 else 0), row * side * 1.5)
            outline = tuple(moved(regular(6, side - gap / 3**0.5, pi / 6), middle))
            cells.append(Cell(shaken(sheet, outline, width * 0.005), kind=row))
    return cells


def _inlaid(sheet: Sheet, laid: Laid, cells: list[Cell], pitch: float) -> Laid:
    """Olambrillas: small glazed squares set where four clay tiles meet."""
    size = int(pitch * 0.3)
    face = olambrilla(size, sheet)
    joint = max(2, size // 14)
    spots = {
        (round(x / pitch, 1), round(y / pitch, 1)): (x, y)
        for c in cells
        for x, y in [_first(c, pitch)]
    }
    for x, y in spots.values():
        left, top = int(x - size / 2), int(y - size / 2)
        laid.image.paste(
            sheet.palette.inks[0],
            (left - joint, top - joint, left + size + joint, top + size + joint),
        )
        laid.image.paste(face, (left, top))
    return laid


def _first(cell: Cell, pitch: float) -> Point:
    x, y = cell.centre
    return x - pitch / 2, y - pitch / 2


def cement(sheet: Sheet) -> Laid:
    across = 1.3 if sheet.is_sample else sheet.design.choice((1.5, 2.0)) * sheet.zoom
    _, main, light = sheet.palette.inks

    def skin(_: Cell, extent: tuple[int, int]) -> Image.Image:
        tone = plate.near(sheet.hand, main, 0.012)
        trowel = plate.window(plate.clouds(8, 2, 7), sheet.hand, extent)
        body = plate.tinted(trowel, plate.lit(tone, 0.9), plate.mix(tone, light, 0.9))
        cloud = plate.window(plate.clouds(9, 9, 5), sheet.hand, extent)
        return plate.hard(body, plate.swing(cloud, 12))

    cells = squares(sheet, across=across, gap_px=max(1.2, sheet.edge_px * 0.003))
    if sheet.is_sample:
        cells = sample(sheet, cells, count=1)
    return lay(sheet, cells, skin=skin, grout=sheet.palette.inks[0], finish=MATT)
