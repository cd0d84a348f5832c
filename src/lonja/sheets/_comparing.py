"""What a file would change. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from lonja.sheets._kind import Record, Wanted

type Outcome = Literal["new", "changed", "same"]


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Compared:
    outcome: Outcome
    changes: tuple[FieldChange, ...]


def compare(
    wanted: Wanted, current: Record | None, is_settled: Callable[[str, Record], bool]
) -> Compared:
    """Field by field; what the file does not say stays as it is."""
    there = current or {}
    changes = tuple(
        FieldChange(field, there.get(field, ""), text)
        for field, text in wanted.record.items()
        if text != there.get(field, "") and not (current is not None and is_settled(field, current))
    )
    if current is None:
        return Compared("new", changes)
    return Compared("changed" if changes else "same", changes)


def to_take_back(
    changes: tuple[FieldChange, ...], current: Record
) -> tuple[dict[str, str], list[str]]:
    """The fields to set as they were before, and those that were changed since and are left."""
    back = {one.field: one.before for one in changes if current.get(one.field, "") == one.after}
    left = [
        one.field for one in changes if current.get(one.field, "") not in {one.after, one.before}
    ]
    return back, left
