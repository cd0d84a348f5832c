"""One row's cells, read column by column: what is wrong with them, and what empty ones clear. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from lonja.sheets._kind import NEEDED, Column, Fault, Line, Setting
from lonja.sheets._values import CellProblem


@dataclass(frozen=True, slots=True)
class CellReader:
    line: Line
    faults: list[Fault] = field(default_factory=list)

    def text(self, column: str) -> str:
        return self.line.cells.get(column, "")

    def read(self, column: str, rule: Callable[[str], str]) -> str:
        """The cell in its one way of writing; empty where it is empty or wrong."""
        text = self.text(column)
        if not text:
            return ""
        try:
            return rule(text)
        except CellProblem as problem:
            self.wrong(column, problem.code, str(problem))
            return ""

    def wrong(self, column: str, code: str, message: str) -> None:
        self.faults.append(Fault(self.line.row, column, code, message))

    def longest(self, column: str, most: int) -> str:
        text = self.text(column)
        if len(text) > most:
            self.wrong(column, "cell_too_long", f"{len(text)} characters, {most} fit")
        return text


def key_of(*parts: str) -> str:
    """The name of a thing that several cells name together; `parts_of` has them again."""
    return "\t".join(" ".join(part.split()) for part in parts)


def parts_of(key: str) -> list[str]:
    return key.split("\t")


def said(**cells: str) -> dict[str, str]:
    """What a row says; what it leaves empty it does not say."""
    return {name: text for name, text in cells.items() if text}


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
