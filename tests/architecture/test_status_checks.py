"""A status is written once, in its enum: the database's CHECK is made from it."""

import importlib
import pkgutil
import re
from enum import StrEnum

from sqlalchemy import CheckConstraint

import lonja
from lonja.kernel.codes import is_one_of
from lonja.kernel.metadata import metadata


def test_every_column_checked_against_a_list_of_words_has_an_enum() -> None:
    for module in pkgutil.walk_packages(lonja.__path__, "lonja."):
        if module.name.endswith("._tables"):
            importlib.import_module(module.name)
    lists = [
        (f"{table.name}: {one.sqltext}", one)
        for table in metadata.tables.values()
        for one in table.constraints
        if isinstance(one, CheckConstraint) and re.match(r"\w+ IN \(", str(one.sqltext))
    ]

    faults = [name for name, one in lists if not _is_made_from_its_enum(one)]

    assert faults == []
    assert len(lists) > 10


def _is_made_from_its_enum(one: CheckConstraint) -> bool:
    codes = one.info.get("codes")
    column = str(one.sqltext).split()[0]
    return (
        isinstance(codes, type)
        and issubclass(codes, StrEnum)
        and str(one.sqltext) == is_one_of(column, codes)
    )
