"""Colours that people can read: WCAG 2.2 AA, on bright screens and on dark ones, in every theme."""

import re
from typing import Final

import pytest

from lonja.adapters.themes import Themes

TEXT: Final = 4.5
SHAPE: Final = 3.0
PAIRS: Final = [
    ("ink", "ground", TEXT),
    ("ink", "surface", TEXT),
    ("ink", "sunk", TEXT),
    ("ink", "accent-wash", TEXT),
    ("quiet", "ground", TEXT),
    ("quiet", "surface", TEXT),
    ("accent", "ground", TEXT),
    ("accent", "surface", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("on-count", "count", TEXT),
    ("on-strip", "strip", TEXT),
    ("on-selection", "selection", TEXT),
    ("overline", "ground", TEXT),
    ("alert", "ground", TEXT),
    ("alert", "surface", TEXT),
    ("ground", "alert", TEXT),
    ("good", "ground", TEXT),
    ("good", "surface", TEXT),
    ("rated", "ground", SHAPE),
]


def tokens(theme: str, *, dark: bool) -> dict[str, str]:
    css = Themes().get(theme).static("tokens.css").decode()
    found = dict(re.findall(r"--([a-z0-9-]+):\s*([^;]+);", css))
    both = re.compile(r"light-dark\(([^,]+),\s*([^)]+)\)")
    return {name: both.sub(r"\2" if dark else r"\1", value) for name, value in found.items()}


def brightness(name: str, values: dict[str, str]) -> float:
    value = values[name]
    while use := re.match(r"var\(--([a-z0-9-]+)\)", value):
        value = values[use[1]]
    parts = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True], ids=["bright", "dark"])
@pytest.mark.parametrize("theme", Themes().names())
def test_every_pair_of_colours_has_enough_contrast(theme: str, *, dark: bool) -> None:
    values = tokens(theme, dark=dark)
    ratios = {}
    for front, back, least in PAIRS:
        lower, higher = sorted((brightness(front, values), brightness(back, values)))
        ratio = (higher + 0.05) / (lower + 0.05)
        if ratio < least:
            ratios[f"{front} on {back}"] = round(ratio, 2)

    assert ratios == {}
