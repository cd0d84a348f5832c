"""The door to spreadsheets: which kinds there are, what a file is, and what becomes of its rows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from lonja.kernel.errors import Invalid
from lonja.sheets._categories import Categories
from lonja.sheets._comparing import FieldChange
from lonja.sheets._customers import Customers
from lonja.sheets._kind import (
    PART,
    Act,
    Column,
    Fault,
    Kind,
    Line,
    Picture,
    RowsWrong,
    Setting,
)
from lonja.sheets._matching import Proposal, Source, best_kind, missing, plain, propose, source_of
from lonja.sheets._pieces import Taken, ThingChange, named, take, take_back
from lonja.sheets._prices import Prices
from lonja.sheets._products import Products
from lonja.sheets._stock import Stock

__all__ = [
    "KINDS",
    "PART",
    "Act",
    "Column",
    "Fault",
    "FieldChange",
    "Kind",
    "Line",
    "Picture",
    "Proposal",
    "RowsWrong",
    "Setting",
    "Source",
    "Taken",
    "ThingChange",
    "columns_of",
    "kind_called",
    "missing",
    "named",
    "plain",
    "propose",
    "recognise",
    "source_of",
    "take",
    "take_back",
]

KINDS: Final[Mapping[str, Callable[[Setting], Kind]]] = {
    one.code: one for one in (Stock, Prices, Categories, Customers, Products)
}


def kind_called(code: str, setting: Setting) -> Kind:
    found = KINDS.get(code)
    if found is None:
        raise Invalid(f"there is no kind of file {code!r}", field="kind")
    return found(setting)


def columns_of(code: str, setting: Setting) -> Sequence[Column]:
    return kind_called(code, setting).columns()


def recognise(headings: Sequence[str], setting: Setting) -> str:
    """The kind of a file by its headings; empty where they fit none."""
    return best_kind(headings, {code: columns_of(code, setting) for code in KINDS})
