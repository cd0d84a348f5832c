"""Where a category stands among the others. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol
from uuid import UUID

from lonja.catalog._categories.refusals import CategoryMisplaced

MAX_DEPTH: Final = 5
"""A category of the top row is at depth 1."""

type Parents = Mapping[UUID, UUID | None]
"""Category → the one that it stands in, for every category that there is."""


class Nested(Protocol):
    @property
    def id(self) -> UUID: ...
    @property
    def parent_id(self) -> UUID | None: ...


def above(parents: Parents, category_id: UUID) -> list[UUID]:
    """What it stands in, from the top row down, without itself."""
    found: list[UUID] = []
    at = parents.get(category_id)
    while at is not None and len(found) < MAX_DEPTH:
        found.append(at)
        at = parents.get(at)
    return found[::-1]


def below(parents: Parents, category_id: UUID) -> set[UUID]:
    """Itself, and all that stands in it at any depth."""
    found, row = {category_id}, {category_id}
    while row:
        row = {one for one, parent in parents.items() if parent in row} - found
        found |= row
    return found


def height(parents: Parents, category_id: UUID) -> int:
    """How many rows it makes, with its own."""
    children = [one for one, parent in parents.items() if parent == category_id]
    return 1 + max((height(parents, one) for one in children), default=0)


def check_parent(parents: Parents, category_id: UUID, parent_id: UUID | None) -> None:
    """Raise unless it may stand in `parent_id`; `parents` is how all stand before."""
    if parent_id is None:
        return
    if parent_id not in parents:
        raise CategoryMisplaced("there is no such parent category", field="parent_id")
    if parent_id in below(parents, category_id):
        raise CategoryMisplaced("a category cannot stand inside itself", field="parent_id")
    if len(above(parents, parent_id)) + 1 + height(parents, category_id) > MAX_DEPTH:
        raise CategoryMisplaced(
            f"categories stand at most {MAX_DEPTH} deep", field="parent_id", most=MAX_DEPTH
        )


def in_tree_order[C: Nested](found: Iterable[C]) -> list[C]:
    """Each before what stands in it; those of one parent keep their order."""
    children: dict[UUID | None, list[C]] = {}
    for one in found:
        children.setdefault(one.parent_id, []).append(one)
    ordered: list[C] = []

    def walk(row: Sequence[C]) -> None:
        for one in row:
            ordered.append(one)
            walk(children.get(one.id, ()))

    walk(children.get(None, ()))
    return ordered


def sums(parents: Parents, own: Mapping[UUID, int]) -> dict[UUID, int]:
    """Of each category: its own number, and those of all that stands in it."""
    totals = dict.fromkeys(parents, 0)
    for category_id, number in own.items():
        for one in (category_id, *above(parents, category_id)):
            totals[one] = totals.get(one, 0) + number
    return totals
