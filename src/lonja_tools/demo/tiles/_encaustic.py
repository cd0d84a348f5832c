"""Hydraulic cement: pigments pressed into a mould, matt, a little clouded, edges crisp."""

from __future__ import annotations

from collections.abc import Callable
from math import pi
from random import Random

from PIL import Image

from lonja_tools.demo.tiles import _plate as plate
from lonja_tools.demo.tiles._face import (
    CORNERS,
    SIDES,
    Face,
    arc,
    moved,
    petal,
    regular,
    spin,
    star,
    turned,
)
from lonja_tools.demo.tiles._plate import RGB
from lonja_tools.demo.tiles._wall import Cell, Finish, Laid, Sheet, lay, sample, squares

type Inks = tuple[RGB, ...]


def encaustic(sheet: Sheet) -> Laid:
    motif = sheet.design.choice(MOTIFS)
    across = 1.45 if sheet.is_sample else 4 * sheet.zoom
    px = int(sheet.edge_px / across) + 4
    face = Face(px, sheet.palette.inks[0])
    motif(face, sheet.palette.inks, sheet.design)
    faces = [_pressed(face.image(), sheet.hand) for _ in range(5)]
    truchet = motif is quarter_moons

    def skin(_: Cell, extent: tuple[int, int]) -> Image.Image:
        piece = faces[sheet.hand.randrange(len(faces))].resize(extent)
        turn = sheet.hand.randrange(4) if truchet and not sheet.is_sample else 0
        return piece.rotate(90 * turn) if turn else piece

    gap = sheet.edge_px / across * 0.008
    cells = squares(sheet, across=across, gap_px=max(1.5, gap))
    if sheet.is_sample:
        cells = sample(sheet, cells, count=1)
    return lay(
        sheet,
        cells,
        skin=skin,
        grout=plate.mix(sheet.palette.inks[0], (120, 112, 100), 0.35),
        finish=Finish(edge=0.22, edge_px=1.2, grain=0.06),
    )


def _pressed(face: Image.Image, hand: Random) -> Image.Image:
    cloud = plate.window(plate.clouds(1, 5, 5), hand, face.size)
    return plate.hard(face, plate.swing(cloud, 15)).point(lambda v, k=hand.gauss(1, 0.012): v * k)


def rosette(face: Face, inks: Inks, rng: Random) -> None:
    _, main, accent, detail = inks
    leaves = rng.choice((8, 8, 12))
    for corner in CORNERS:
        face.disc(corner, 0.62, main)
        face.disc(corner, 0.50, inks[0])
        for angle in spin(8, pi / 8):
            face.polygon(moved(turned(petal(0.1, 0.34, 0.16), angle), corner), accent)
        face.disc(corner, 0.1, main)
    face.disc((0, 0), 0.66, detail)
    face.disc((0, 0), 0.62, inks[0])
    for angle in spin(leaves, pi / leaves):
        face.polygon(turned(petal(0.12, 0.47, 0.2, tip=1.35), angle), main)
    for angle in spin(leaves):
        face.polygon(turned(petal(0.16, 0.36, 0.09, tip=1.2), angle), accent)
    face.disc((0, 0), 0.15, accent)
    face.disc((0, 0), 0.075, inks[0])
    for x, y in SIDES:
        face.disc((x * 0.84, y * 0.84), 0.055, main)


def woven_circles(face: Face, inks: Inks, rng: Random) -> None:
    _, main, accent, detail = inks
    radius = 2**0.5
    for angle in spin(4):
        lens = arc((0, radius), radius, -pi * 0.75, -pi * 0.25)
        leaf = [(x, y - (radius - 1)) for x, y in lens]
        other = [(x, -y) for x, y in reversed(leaf)]
        side = moved(leaf + other, (0, 1))
        face.polygon(turned(side, angle), main)
        vein = [(x * 0.72, 1 + (y - 1) * 0.55) for x, y in side]
        face.polygon(turned(vein, angle), detail)
    face.polygon(regular(4, 0.46), accent)
    face.polygon(regular(4, 0.30), inks[0])
    if rng.random() < 0.6:
        face.polygon(star(8, 0.27, 0.13), main)
    else:
        face.disc((0, 0), 0.13, main)


def compass(face: Face, inks: Inks, rng: Random) -> None:
    ground, main, accent, detail = inks
    inner = rng.uniform(0.26, 0.36)
    for corner in CORNERS:
        face.polygon(moved(regular(4, 0.62), corner), accent)
        face.polygon(moved(regular(4, 0.44), corner), ground)
        face.polygon(moved(star(8, 0.34, 0.17), corner), main)
    face.polygon(star(8, 0.96, inner * 1.25, pi / 8 * 2), main)
    for angle in spin(8):
        tip = 0.96
        face.polygon(turned([(0, 0), (inner * 1.15, inner * 0.478), (tip, 0)], angle), detail)
    face.disc((0, 0), 0.2, ground)
    face.polygon(star(8, 0.17, 0.08), accent)


def quatrefoil(face: Face, inks: Inks, rng: Random) -> None:
    ground, main, accent, detail = inks
    spread = rng.uniform(0.4, 0.46)
    for colour, grow in ((main, 0.0), (ground, -0.07), (detail, -0.13)):
        for angle in spin(4):
            x, y = turned([(spread, 0)], angle)[0]
            face.disc((x, y), 0.46 + grow, colour)
        face.polygon(regular(4, spread + 0.36 + grow, 0), colour)
    for angle in spin(4):
        face.polygon(turned(petal(0.1, 0.62, 0.26, tip=1.3), angle), ground)
        face.polygon(turned(petal(0.14, 0.42, 0.1, tip=1.2), angle), main)
    for angle in spin(4, pi / 4):
        face.polygon(turned(petal(0.08, 0.4, 0.16), angle), accent)
    face.disc((0, 0), 0.11, main)
    for corner in CORNERS:
        face.disc(corner, 0.34, main)
        face.disc(corner, 0.26, accent)
        face.polygon(moved(star(4, 0.24, 0.08), corner), ground)


def fretwork(face: Face, inks: Inks, rng: Random) -> None:
    """Squares in squares, turned: the patio floors of Extremadura."""
    ground, main, accent, detail = inks
    face.polygon(regular(4, 1.0), main)
    face.polygon(regular(4, 2**0.5 * 0.46, pi / 4), ground)
    face.polygon(regular(4, 0.46), accent)
    face.polygon(regular(4, 2**0.5 * 0.17, pi / 4), ground)
    face.polygon(regular(4, 0.15), main)
    for corner in CORNERS:
        face.polygon(moved(regular(4, 0.56), corner), detail)
        face.polygon(moved(regular(4, 0.34), corner), ground)
        face.polygon(moved(regular(4, rng.uniform(0.14, 0.2)), corner), accent)


def garland(face: Face, inks: Inks, rng: Random) -> None:
    _, main, accent, detail = inks
    for corner in CORNERS:
        for angle in spin(12):
            face.polygon(moved(turned(petal(0.16, 0.5, 0.17, tip=1.4), angle), corner), main)
        face.disc(corner, 0.17, accent)
        face.ring(corner, 0.78, 0.045, detail)
    bend = rng.uniform(0.12, 0.2)
    for angle in spin(4, pi / 4):
        stem = [(0.1 + 0.05 * i, bend * (1 if i % 2 else 0.6) * 0.2) for i in range(8)]
        face.line(turned(stem, angle), 0.035, detail)
        for side in (-1, 1):
            leaf = turned(petal(0, 0.3, 0.13, tip=1.2), side * 0.7)
            face.polygon(turned(moved(leaf, (0.16, 0)), angle), detail)
    for angle in spin(4):
        face.polygon(turned(petal(0.06, 0.44, 0.24, tip=1.5), angle), accent)
        face.polygon(turned(petal(0.12, 0.28, 0.1, tip=1.4), angle), inks[0])
    face.disc((0, 0), 0.12, main)


def quarter_moons(face: Face, inks: Inks, rng: Random) -> None:
    """One corner is another colour: laid at random it never repeats."""
    ground, main, accent, _ = inks
    bands = rng.choice((1, 3))
    face.disc((-1, -1), 2.0, main)
    if bands == 3:
        for radius, colour in ((1.62, ground), (1.28, main), (0.9, ground), (0.56, accent)):
            face.disc((-1, -1), radius, colour)


def tumbling(face: Face, inks: Inks, rng: Random) -> None:
    ground, main, accent, detail = inks
    face.polygon([(-1, -1), (1, -1), (0, 0)], main)
    face.polygon([(1, 1), (-1, 1), (0, 0)], main)
    face.polygon([(-1, -1), (-1, 1), (0, 0)], detail if rng.random() < 0.5 else ground)
    face.polygon([(1, -1), (1, 1), (0, 0)], detail if rng.random() < 0.5 else ground)
    face.polygon(regular(4, 0.62), accent)
    face.polygon(regular(4, 0.5), ground)
    for angle in spin(4):
        face.polygon(turned([(0, 0), (0.4, 0.0), (0.2, 0.2)], angle), main)


MOTIFS: tuple[Callable[[Face, Inks, Random], None], ...] = (
    rosette,
    woven_circles,
    compass,
    quatrefoil,
    fretwork,
    garland,
    quarter_moons,
    tumbling,
)
