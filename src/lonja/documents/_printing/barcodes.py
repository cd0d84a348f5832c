"""A code that a scanner reads, as bars: Code 128 (ISO/IEC 15417), set B. Pure."""

from typing import Final

# Widths of bar and space in turn, by value 0 to 105, and the stop.
_PATTERNS: Final = [
    "212222",
    "222122",
    "222221",
    "121223",
    "121322",
    "131222",
    "122213",
    "122312",
    "132212",
    "221213",
    "221312",
    "231212",
    "112232",
    "122132",
    "122231",
    "113222",
    "123122",
    "123221",
    "223211",
    "221132",
    "221231",
    "213212",
    "223112",
    "312131",
    "311222",
    "321122",
    "321221",
    "312212",
    "322112",
    "322211",
    "212123",
    "212321",
    "232121",
    "111323",
    "131123",
    "131321",
    "112313",
    "132113",
    "132311",
    "211313",
    "231113",
    "231311",
    "112133",
    "112331",
    "132131",
    "113123",
    "113321",
    "133121",
    "313121",
    "211331",
    "231131",
    "213113",
    "213311",
    "213131",
    "311123",
    "311321",
    "331121",
    "312113",
    "312311",
    "332111",
    "314111",
    "221411",
    "431111",
    "111224",
    "111422",
    "121124",
    "121421",
    "141122",
    "141221",
    "112214",
    "112412",
    "122114",
    "122411",
    "142112",
    "142211",
    "241211",
    "221114",
    "413111",
    "241112",
    "134111",
    "111242",
    "121142",
    "121241",
    "114212",
    "124112",
    "124211",
    "411212",
    "421112",
    "421211",
    "212141",
    "214121",
    "412121",
    "111143",
    "111341",
    "131141",
    "114113",
    "114311",
    "411113",
    "411311",
    "113141",
    "114131",
    "311141",
    "411131",
    "211412",
    "211214",
    "211232",
]
_START_B: Final = 104
_STOP: Final = "2331112"
_QUIET: Final = 10
"""Modules of white that a scanner needs on both sides."""


def code_128(text: str) -> list[int]:
    """Widths in modules, a bar first; what is no printable ASCII becomes a question mark."""
    values = [ord(one) - 32 if " " <= one <= "~" else ord("?") - 32 for one in text]
    check = (_START_B + sum(at * value for at, value in enumerate(values, start=1))) % 103
    patterns = "".join(_PATTERNS[value] for value in (_START_B, *values, check)) + _STOP
    return [int(width) for width in patterns]


def barcode_svg(text: str) -> str:
    widths = code_128(text)
    bars, x = [], _QUIET
    for at, width in enumerate(widths):
        if at % 2 == 0:
            bars.append(f"M{x} 0h{width}v40h-{width}z")
        x += width
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {x + _QUIET} 40"'
        f' preserveAspectRatio="none"><path d="{"".join(bars)}"/></svg>'
    )
