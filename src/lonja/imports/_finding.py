"""What is said of a row of a file: why it was refused, or what was put right. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RowError:
    """`code` is stable; `values` are the cells as they stood in the file."""

    row: int
    code: str
    message: str
    values: Mapping[str, Any]
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was refused, or came in with a note; `cells` are those of the file."""

    row: int
    code: str
    message: str
    column: str = ""
    cells: Sequence[str] | None = None

    @property
    def is_error(self) -> bool:
        return self.cells is not None
