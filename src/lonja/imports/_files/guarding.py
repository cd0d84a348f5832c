"""Cells that a spreadsheet would run as a formula get an apostrophe, and lose it when they come back. Pure."""

import re
from typing import Final

_NUMBER: Final = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
# Where a cell may begin: at its start, and where another country's spreadsheet would cut it.
# Signs of full width and the true minus count, and what has no width is skipped before them.
_PLACE: Final = r"(?:^|(?<=[;\t\r\n]))"
_RISKY: Final = (
    r"""(?='*[ \xa0"\u200b-\u200f\u2060\ufeff]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20\u2212])"""
)
_RISK: Final = re.compile(_PLACE + _RISKY)
_GUARDED: Final = re.compile(_PLACE + "'" + _RISKY)


def guarded(cell: str) -> str:
    """A number stays a number; `unguarded` gives every cell back as it was."""
    return cell if _NUMBER.fullmatch(cell) else _RISK.sub("'", cell)


def unguarded(cell: str) -> str:
    return _GUARDED.sub("", cell)
