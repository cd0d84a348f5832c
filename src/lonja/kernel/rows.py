"""Rows as values with a type: a dataclass gets its columns by name, a plain type the only column.

A statement that does not fit its type fails the first time it runs, with or without rows: a column
without a field, a field without a column, or a column of another type. mypy believes the type.
"""

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, Final, Literal, Protocol, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from psycopg.rows import RowMaker

type Columns = tuple[tuple[bytes, int], ...]
"""Name and type (an OID of PostgreSQL) of each column of a result."""

_JSON: Final = (114, 3802)
_TEXTS: Final = (1009, 1015)
_TEXT: Final = (25, 1043, 1042, 19)
_OIDS: Final[Mapping[type, tuple[int, ...]]] = {
    bool: (16,),
    bytes: (17,),
    int: (20, 21, 23),
    str: _TEXT,
    float: (700, 701),
    Decimal: (1700,),
    date: (1082,),
    datetime: (1184,),
    UUID: (2950,),
}


class Misfit(AssertionError):
    """A statement and the type of its rows do not belong together."""


class Cursor(Protocol):
    """The part of psycopg's cursors that we read, sync and async."""

    @property
    def pgresult(self) -> Any: ...


def row_of(of: Any) -> Callable[[Any], RowMaker[Any]]:
    """A row factory for psycopg's cursors that makes each row an `of`."""

    def factory(cursor: Cursor) -> RowMaker[Any]:
        result = cursor.pgresult
        columns = tuple((result.fname(i), result.ftype(i)) for i in range(result.nfields))
        if not columns:  # a statement that returns no rows: nothing will ask for one
            return _no_row
        return _maker(of, columns)

    return factory


def _no_row(_values: Sequence[Any]) -> Any:
    raise Misfit("the statement returns no rows")


@lru_cache(1024)
def _maker(of: Any, columns: Columns) -> RowMaker[Any]:
    if is_dataclass(of):
        return _dataclass_maker(of, columns)
    if len(columns) != 1:
        raise Misfit(f"{len(columns)} columns for one {of.__name__}")
    convert = _conversion(of, columns[0][1], of.__name__)
    if convert is None:
        return _only
    return lambda values: None if values[0] is None else convert(values[0])


def _only(values: Sequence[Any]) -> Any:
    return values[0]


def _dataclass_maker(of: Any, columns: Columns) -> RowMaker[Any]:
    names = [name.decode() for name, _ in columns]
    wanted = {one.name: one for one in fields(of)}
    unknown = sorted(set(names) - set(wanted))
    needed = [n for n, f in wanted.items() if f.default is f.default_factory is MISSING]
    missing = [name for name in needed if name not in names]
    if unknown or missing or len(set(names)) < len(names):
        raise Misfit(f"{of.__name__}: no field for {unknown}, no column for {missing}: {names}")
    hints = get_type_hints(of)
    conversions = [
        (place, convert)
        for place, (name, (_, oid)) in enumerate(zip(names, columns, strict=True))
        if (convert := _conversion(hints[name], oid, f"{of.__name__}.{name}")) is not None
    ]
    if names == list(wanted)[: len(names)]:  # half the time of keywords

        def make(values: Sequence[Any]) -> Any:
            return of(*values)
    else:

        def make(values: Sequence[Any]) -> Any:
            return of(**dict(zip(names, values, strict=True)))

    if not conversions:
        return make

    def convert_and_make(values: Sequence[Any]) -> Any:
        converted = list(values)
        for place, convert in conversions:
            if converted[place] is not None:
                converted[place] = convert(converted[place])
        return make(converted)

    return convert_and_make


def _conversion(hint: Any, oid: int, where: str) -> Callable[[Any], Any] | None:
    """How a column's value becomes its field's, where the driver's is not it already."""
    if get_origin(hint) in {Union, types.UnionType}:
        parts = [part for part in get_args(hint) if part is not types.NoneType]
        if len(parts) != 1:
            return None
        hint = parts[0]
    if get_origin(hint) is Literal:
        hint = type(get_args(hint)[0])
    if get_origin(hint) in {Sequence, list, tuple}:
        return _conversion_of_each(hint, oid, where)
    if not isinstance(hint, type):
        return None
    if issubclass(hint, Enum):
        _fits(oid, _TEXT, where)
        return hint
    if is_dataclass(hint):
        _fits(oid, _JSON, where)
        read: Callable[[Any], Any] = vars(hint)["from_json"].__get__(None, hint)
        return read
    if hint in _OIDS:
        _fits(oid, _OIDS[hint], where)
    return None


def _conversion_of_each(hint: Any, oid: int, where: str) -> Callable[[Any], Any] | None:
    """The same for a list: an array of words, or a list in JSON of what `from_json` reads."""
    whole: Any = tuple if get_origin(hint) is tuple else list
    of = get_args(hint)[0]
    if isinstance(of, type) and issubclass(of, Enum):
        _fits(oid, _TEXTS, where)
        return lambda values: whole(map(of, values))
    if is_dataclass(of):
        _fits(oid, _JSON, where)
        read: Callable[[Any], Any] = vars(of)["from_json"].__get__(None, of)
        return lambda values: whole(map(read, values))
    return whole if whole is tuple else None


def _fits(oid: int, expected: tuple[int, ...], where: str) -> None:
    if oid not in expected:
        raise Misfit(f"{where}: the column's type has the OID {oid}, not one of {expected}")
