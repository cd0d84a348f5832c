"""A piece of a file meets the shop: each thing of it is compared, written, or refused by itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from psycopg import AsyncConnection

from lonja.kernel.errors import Refused
from lonja.kernel.transaction import savepoint
from lonja.sheets._comparing import Compared, FieldChange, compare, to_take_back
from lonja.sheets._kind import Act, Fault, Kind, Line, Picture, Record, RowsWrong, Wanted


@dataclass(frozen=True, slots=True)
class ThingChange:
    """What the file changes, or changed, of one thing."""

    row: int
    key: str
    is_new: bool
    changes: tuple[FieldChange, ...]


@dataclass(slots=True)
class Taken:
    """`refused` are the places, among the groups, of the things that were refused as a whole."""

    new: int = 0
    changed: int = 0
    same: int = 0
    changes: list[ThingChange] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    pictures: dict[str, Sequence[Picture]] = field(default_factory=dict)

    def refuse(self, at: int, one: Wanted, faults: Sequence[Fault]) -> None:
        self.faults += faults
        self.refused.add(at)
        self.pictures.pop(one.key, None)


async def take(
    db: AsyncConnection,
    kind: Kind,
    groups: Sequence[Sequence[Line]],
    act: Act,
) -> Taken:
    """Write what the rows say, each thing whole or not at all; the caller rolls a dry run back."""
    taken = Taken()
    await kind.prepare(db)
    wanted = dict(_read(kind, groups, taken))
    keys = [one.key for one in wanted.values()]
    await kind.lock(db, keys)
    current = await kind.current(db, keys)
    await _take_each(db, kind, wanted, current, act, taken)
    return taken


async def _take_each(
    db: AsyncConnection,
    kind: Kind,
    wanted: Mapping[int, Wanted],
    current: Mapping[str, Record],
    act: Act,
    taken: Taken,
) -> None:
    asked: dict[int, tuple[Wanted, Compared]] = {}
    for at, one in wanted.items():
        if one.pictures:
            taken.pictures[one.key] = one.pictures
        there = current.get(one.key)
        found = compare(one, there, kind.is_settled)
        if faults := _kept(one, there):
            taken.refuse(at, one, faults)
        elif found.outcome == "same":
            taken.same += 1
        else:
            asked[at] = (one, found)
    news = [_news(*one) for one in asked.values()]
    together = await kind.put_all(db, news, current, act) if news else {}
    for (at, (one, found)), new in zip(asked.items(), news, strict=True):
        faults = (
            await _put(db, kind, new, current.get(one.key), act)
            if together is None
            else together.get(one.row, ())
        )
        if faults:
            taken.refuse(at, one, faults)
            continue
        taken.new += found.outcome == "new"
        taken.changed += found.outcome == "changed"
        taken.changes.append(ThingChange(one.row, one.key, found.outcome == "new", found.changes))


def _news(wanted: Wanted, found: Compared) -> Wanted:
    """What of it differs from the shop."""
    record = {one.field: one.after for one in found.changes}
    return Wanted(wanted.key, wanted.row, record, wanted.rows)


def _kept(wanted: Wanted, current: Record | None) -> Sequence[Fault]:
    """The values that the file's empty cells would take away, and the thing cannot be without."""
    return [fault for name, fault in wanted.needed.items() if (current or {}).get(name)]


def _read(
    kind: Kind, groups: Sequence[Sequence[Line]], taken: Taken
) -> Iterator[tuple[int, Wanted]]:
    for at, lines in enumerate(groups):
        try:
            yield at, kind.read(lines, taken.faults)
        except RowsWrong as wrong:
            taken.faults += wrong.faults
            taken.refused.add(at)


async def _put(
    db: AsyncConnection, kind: Kind, wanted: Wanted, current: Record | None, act: Act
) -> Sequence[Fault]:
    try:
        async with savepoint(db):
            await kind.put(db, wanted, current, act)
    except RowsWrong as wrong:
        return wrong.faults
    except Refused as refused:
        return [
            Fault(wanted.row, str(refused.facts.get("field", "")), refused.code, refused.detail)
        ]
    return ()


async def take_back(
    db: AsyncConnection, kind: Kind, changes: Sequence[ThingChange], act: Act
) -> dict[int, Sequence[str]]:
    """Undo each; row → the fields that were left, because they were changed since, or `*` for all."""
    left: dict[int, Sequence[str]] = {}
    keys = [one.key for one in changes]
    await kind.lock(db, keys)
    in_one = await kind.take_back_all(db, {one.row: one.key for one in changes}, act)
    if in_one is not None:
        return dict(in_one)
    current = await kind.current(db, keys)
    for one in changes:
        there = current.get(one.key)
        if there is None:
            continue  # it is gone: nothing is left of what the file did
        try:
            async with savepoint(db):
                if one.is_new:
                    await _unmake(db, kind, one, there, act)
                else:
                    kept = await _set_back(db, kind, one, there, act)
                    if kept:
                        left[one.row] = kept
        except (Refused, RowsWrong):
            left[one.row] = ["*"]
    return left


async def _unmake(
    db: AsyncConnection, kind: Kind, made: ThingChange, there: Record, act: Act
) -> None:
    after = {one.field: one.after for one in made.changes}
    if any(there.get(name, text) != text for name, text in after.items()):
        raise RowsWrong(())  # it was changed since
    await kind.remove(db, made.key, act)


async def _set_back(
    db: AsyncConnection, kind: Kind, made: ThingChange, there: Record, act: Act
) -> Sequence[str]:
    back, left = to_take_back(made.changes, there)
    if back:
        await kind.put(db, Wanted(made.key, made.row, back), there, act)
    return left


def named(columns: Sequence[str], cells: Sequence[str]) -> Mapping[str, str]:
    """The cells of a row by our column; those that feed none are left out."""
    padded = [*cells, *[""] * (len(columns) - len(cells))]  # spreadsheets cut what is empty off
    return {code: text.strip() for code, text in zip(columns, padded, strict=False) if code}
