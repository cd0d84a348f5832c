"""An empty cell of a file that clears: what it makes of its field, or why it may not. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lonja.sheets._kind import NEEDED, Column, Fault, Line, Setting


@dataclass(frozen=True, slots=True)
class Cleared:
    fields: dict[str, str] = field(default_factory=dict)
    needed: dict[str, Fault] = field(default_factory=dict)


def cleared(
    setting: Setting, line: Line, columns: Sequence[Column], said: Mapping[str, str]
) -> Cleared:
    """The fields that the row's empty cells clear; nothing in a file that leaves them alone.

    A column that the file does not have clears nothing, nor does one whose field another feeds.
    """
    found = Cleared()
    if not setting.clears_empty:
        return found
    for column in columns:
        if column.cleared is None or line.cells.get(column.code) != "" or said.get(column.code):
            continue
        if column.cleared == NEEDED:
            found.needed[column.code] = Fault(
                line.row, column.code, "cannot_be_cleared", f"{column.heading} cannot be empty"
            )
        else:
            found.fields[column.code] = column.cleared
    return found
