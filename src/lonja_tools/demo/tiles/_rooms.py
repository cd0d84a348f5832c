"""Where the tile is seen: on a table, behind a worktop, or as the floor of a sunny room."""

from __future__ import annotations

from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from lonja_tools.demo.tiles import _plate as plate
from lonja_tools.demo.tiles import _still_life as still
from lonja_tools.demo.tiles._plate import RGB, Point
from lonja_tools.demo.tiles._wall import Laid

PLASTER: tuple[RGB, ...] = ((236, 229, 216), (228, 222, 212), (221, 214, 200), (232, 224, 214))
CABINETS: tuple[RGB, ...] = (
    (94, 110, 98),
    (46, 64, 84),
    (176, 146, 108),
    (204, 196, 182),
    (70, 72, 72),
)
POTTERY: tuple[RGB, ...] = (
    (226, 216, 198),
    (188, 122, 88),
    (66, 84, 104),
    (206, 190, 164),
    (120, 128, 112),
)


def on_table(laid: Laid, hand: Random) -> Image.Image:
    edge = laid.image.width
    table = _plaster((edge, edge), hand, hand.choice(PLASTER))
    for shift, blur, depth in ((0.022, 0.02, 0.34), (0.005, 0.004, 0.4)):
        cast = ImageChops.offset(laid.mask, round(edge * shift * 0.6), round(edge * shift))
        cast = cast.filter(ImageFilter.GaussianBlur(edge * blur))
        table = plate.shade(table, cast.point([round(255 - v * depth) for v in range(256)]))
    table.paste(laid.image, (0, 0), laid.mask)
    return _sun(table, hand, 0.5)


def _plaster(size: tuple[int, int], hand: Random, colour: RGB) -> Image.Image:
    cloud = plate.window(plate.clouds(11, 3, 6), hand, size)
    fine = plate.window(plate.grain(3), hand, size)
    wall = plate.tinted(cloud, plate.lit(colour, 0.955), plate.lit(colour, 1.03))
    return plate.hard(wall, plate.swing(fine, 3))


def _sun(image: Image.Image, hand: Random, strength: float) -> Image.Image:
    """A window's light falling slantwise, and the rest of the room a little in the shade."""
    edge = image.width
    small = Image.new("L", (300, 300), 0)
    draw = ImageDraw.Draw(small)
    left = hand.uniform(-60, 30)
    for column in range(2):
        for row in range(3):
            x, y = left + column * 128, -50 + row * 116 + column * 12
            draw.polygon(
                [(x, y), (x + 116, y + 40), (x + 176, y + 144), (x + 60, y + 104)], fill=255
            )
    light = small.filter(ImageFilter.GaussianBlur(7)).resize((edge, edge), Image.Resampling.BICUBIC)
    low, high = round(128 - 22 * strength), round(128 + 30 * strength)
    warm = Image.merge(
        "RGB",
        [
            light.point([round(low + (high + lift - low) * v / 255) for v in range(256)])
            for lift in (4, 1, -5)
        ],
    )
    return ImageChops.hard_light(image, warm)


def worktop(laid: Laid, hand: Random) -> Image.Image:
    """The tile as a splashback, a stone top before it, something from the market on it."""
    edge = laid.image.width
    room = laid.image.copy()
    top, lip, foot = round(edge * 0.735), round(edge * 0.80), round(edge * 0.835)
    near_top = Image.new("L", (1, 64))
    near_top.putdata([round(255 - 70 * (i / 63) ** 5) for i in range(64)])
    room.paste(plate.shade(room.crop((0, 0, edge, top)), near_top.resize((edge, top))), (0, 0))
    stone = hand.choice(((226, 221, 211), (206, 199, 188), (238, 234, 226), (92, 90, 88)))
    room.paste(_slab(hand, stone, (edge, lip - top)), (0, top))
    front = plate.shade(
        _slab(hand, stone, (edge, foot - lip)), Image.new("L", (edge, foot - lip), 214)
    )
    room.paste(front, (0, lip))
    room.paste(_doors(hand, (edge, edge - foot)), (0, foot))
    layer = still.Layer(edge)
    _market(layer, hand)
    things = layer.image()
    room = plate.shade(room, still.thrown(things, (0.035, 0.012), 0.016, 0.36))
    room = plate.shade(room, still.thrown(things, (0.004, 0.006), 0.005, 0.3))
    room.paste(things, (0, 0), things.getchannel("A"))
    return _sun(room, hand, 0.85)


def _slab(hand: Random, colour: RGB, size: tuple[int, int]) -> Image.Image:
    cloud = plate.window(plate.clouds(12, 20, 5), hand, size)
    return plate.tinted(cloud, plate.lit(colour, 0.94), plate.lit(colour, 1.05))


def _doors(hand: Random, size: tuple[int, int]) -> Image.Image:
    width, height = size
    colour = hand.choice(CABINETS)
    panel = _slab(hand, colour, size)
    draw = ImageDraw.Draw(panel)
    draw.rectangle((0, 0, width, height // 14), fill=plate.lit(colour, 0.5))
    for x in (0.0, 0.335, 0.665, 1.0):
        draw.line(
            (x * width, 0, x * width, height),
            fill=plate.lit(colour, 0.6),
            width=max(2, width // 300),
        )
    inset = width * 0.028
    for x in (0.0, 0.335, 0.665):
        box = (x * width + inset, height * 0.2, (x + 0.333) * width - inset, height * 1.2)
        draw.rectangle(box, outline=plate.lit(colour, 0.82), width=max(2, width // 260))
    fade = (
        Image.linear_gradient("L").resize(size).point([round(232 - v * 0.28) for v in range(256)])
    )
    panel = plate.shade(panel, fade)
    knob = ImageDraw.Draw(panel)
    for x in (0.305, 0.365, 0.695):
        r = width * 0.0075
        cx, cy = x * width, height * 0.36
        knob.ellipse((cx - r, cy - r, cx + r, cy + r), fill=(186, 150, 92))
        knob.ellipse((cx - r * 0.6, cy - r * 0.7, cx, cy - r * 0.1), fill=(232, 208, 160))
    return panel


def _market(layer: still.Layer, hand: Random) -> None:
    ground = 0.768
    vase_x = hand.choice((0.2, 0.78))
    side = 1 if vase_x < 0.5 else -1
    colours = list(POTTERY)
    hand.shuffle(colours)
    board = (152, 108, 70)
    if hand.random() < 0.6:
        x = vase_x + side * 0.3
        layer.polygon(
            [(x - 0.075, 0.745), (x - 0.065, 0.47), (x + 0.065, 0.47), (x + 0.075, 0.745)], board
        )
        layer.polygon(
            [(x - 0.068, 0.745), (x - 0.059, 0.477), (x + 0.059, 0.477), (x + 0.068, 0.745)],
            plate.lit(board, 1.12),
        )
    still.olive(layer, (vase_x, ground - 0.21), 0.3, hand, stems=5)
    still.lathe(layer, (vase_x, ground), 0.235, still.AMPHORA, colours[0], 0.25)
    still.lathe(
        layer, (vase_x + side * 0.125, ground + 0.004), 0.2, still.BOTTLE, (86, 104, 70), 0.8
    )
    bowl = (vase_x + side * 0.42, ground + 0.016)
    still.lemons(layer, (bowl[0], bowl[1] - 0.076), 0.036, hand)
    still.turned_body(layer, bowl, 0.075, still.BOWL, colours[1], 0.2)
    if hand.random() < 0.7:
        still.lathe(layer, (vase_x + side * 0.6, ground - 0.004), 0.13, still.JUG, colours[2], 0.4)


def floor(laid: Laid, hand: Random) -> Image.Image:
    """The tile underfoot, running to a lime-washed wall with an arch in it."""
    edge = laid.image.width
    horizon = round(edge * 0.47)
    wall_colour = hand.choice(((235, 226, 211), (222, 214, 200), (214, 198, 180), (201, 208, 200)))
    room = _plaster((edge, edge), hand, wall_colour)
    _arch(room, hand, wall_colour, horizon)
    ground = _laid_flat(laid.image, edge, horizon)
    room.paste(ground, (0, horizon))
    skirting = ImageDraw.Draw(room)
    skirting.rectangle(
        (0, horizon - edge * 0.026, edge, horizon), fill=plate.lit(wall_colour, 1.06)
    )
    skirting.line(
        (0, horizon - edge * 0.026, edge, horizon - edge * 0.026),
        fill=plate.lit(wall_colour, 0.86),
        width=max(1, edge // 500),
    )
    skirting.line(
        (0, horizon, edge, horizon), fill=plate.lit(wall_colour, 0.5), width=max(2, edge // 350)
    )
    layer = still.Layer(edge)
    x = hand.choice((0.16, 0.84))
    still.olive(layer, (x, 0.42), 0.34, hand, stems=9)
    still.lathe(
        layer,
        (x, 0.6),
        0.2,
        still.POT,
        hand.choice(((186, 120, 86), (224, 214, 196), (92, 98, 98))),
        0.05,
    )
    _bench(layer, 0.5 + (0.5 - x) * 0.55)
    things = layer.image()
    room = plate.shade(room, still.thrown(things, (0.03, 0.014), 0.014, 0.4))
    room = plate.shade(room, still.thrown(things, (0.006, 0.01), 0.006, 0.35))
    room.paste(things, (0, 0), things.getchannel("A"))
    return _sun(room, hand, 0.9)


def _arch(room: Image.Image, hand: Random, wall: RGB, horizon: int) -> None:
    edge = room.width
    fine = Image.new("L", (edge, edge), 0)
    draw = ImageDraw.Draw(fine)
    left = hand.choice((0.36, 0.4, 0.3))
    box = (left * edge, edge * 0.06, (left + 0.26) * edge, horizon - edge * 0.08)
    radius = (box[2] - box[0]) / 2
    draw.ellipse((box[0], box[1], box[2], box[1] + 2 * radius), fill=255)
    draw.rectangle((box[0], box[1] + radius, box[2], box[3]), fill=255)
    recess = fine.filter(ImageFilter.GaussianBlur(1))
    inner = ImageChops.multiply(
        recess, ImageChops.invert(ImageChops.offset(recess, edge // 34, edge // 60))
    )
    room.paste(plate.lit(wall, 0.9), (0, 0), recess)
    room.paste(plate.lit(wall, 0.72), (0, 0), inner.filter(ImageFilter.GaussianBlur(edge / 260)))


def _bench(layer: still.Layer, x: float) -> None:
    oak = (164, 124, 82)
    for leg in (-0.15, 0.15):
        layer.polygon(
            [
                (x + leg - 0.011, 0.52),
                (x + leg + 0.011, 0.52),
                (x + leg + 0.009, 0.635),
                (x + leg - 0.009, 0.635),
            ],
            plate.lit(oak, 0.72),
        )
    layer.polygon(
        [(x - 0.185, 0.5), (x + 0.185, 0.5), (x + 0.2, 0.522), (x - 0.2, 0.522)],
        plate.lit(oak, 1.16),
    )
    layer.polygon([(x - 0.2, 0.522), (x + 0.2, 0.522), (x + 0.2, 0.54), (x - 0.2, 0.54)], oak)
    still.lathe(layer, (x + 0.09, 0.512), 0.1, still.JUG, (228, 220, 206), 0.3)
    for index, (tone, half) in enumerate((((98, 116, 132), 0.062), ((206, 178, 140), 0.056))):
        y = 0.512 - index * 0.017
        layer.polygon(
            [
                (x - 0.08 - half, y),
                (x - 0.08 + half, y),
                (x - 0.08 + half, y - 0.015),
                (x - 0.08 - half, y - 0.015),
            ],
            tone,
        )


def _laid_flat(texture: Image.Image, edge: int, horizon: int) -> Image.Image:
    """Seen from eye height: the far edge of the floor is 0.42 as wide as the near one."""
    size = (edge, edge - horizon)
    far = 0.21
    corners: list[Point] = [(0, 0), (edge, 0), (edge, size[1]), (0, size[1])]
    spread: list[Point] = [
        (0, 0),
        (edge, 0),
        (edge * (0.5 + far), edge),
        (edge * (0.5 - far), edge),
    ]
    ground = texture.transform(
        size, Image.Transform.PERSPECTIVE, homography(corners, spread), Image.Resampling.BICUBIC
    )
    haze = (
        Image.linear_gradient("L").resize(size).point([round(206 + v * 0.19) for v in range(256)])
    )
    return plate.shade(ground, haze)


def homography(corners: list[Point], source: list[Point]) -> list[float]:
    """The eight numbers that Pillow wants, by elimination: `corners` of the result show `source`."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(corners, source, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for column in range(8):
        pivot = max(range(column, 8), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = rows[column]
        head[:] = [value / head[column] for value in head]
        for row in range(8):
            if row != column:
                share = rows[row][column]
                rows[row] = [a - share * b for a, b in zip(rows[row], head, strict=True)]
    return [row[8] for row in rows]
