"""Families of codes: the CHECK of a column that holds one is made from its enum, never written."""

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import CheckConstraint


def is_one_of(column: str, codes: Iterable[StrEnum]) -> str:
    """SQL for "the column holds one of these", in the enum's order, as a frozenset has none."""
    found = list(codes)
    words = ", ".join(f"'{code}'" for code in type(found[0]) if code in found)
    return f"{column} IN ({words})"


def holds(column: str, codes: type[StrEnum]) -> CheckConstraint:
    """The column's CHECK, named like the column; its `info` says which family it is."""
    return CheckConstraint(is_one_of(column, codes), name=column, info={"codes": codes})
