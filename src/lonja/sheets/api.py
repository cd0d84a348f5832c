"""The door to spreadsheets: which kinds there are, what a file is, and what becomes of its rows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from lonja.kernel.errors import Invalid
from lonja.sheets._asked import Asked, filters_of, pieces, setting_of
from lonja.sheets._asked import from_json as asked_from_json
from lonja.sheets._asked import to_json as asked_to_json
from lonja.sheets._comparing import FieldChange
from lonja.sheets._filters import Filters, ListPage
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
from lonja.sheets._kinds.categories import Categories
from lonja.sheets._kinds.customers import Customers
from lonja.sheets._kinds.prices import Prices
from lonja.sheets._kinds.products import Products
from lonja.sheets._kinds.redirects import Redirects
from lonja.sheets._kinds.stock import Stock
from lonja.sheets._lists import LISTS, ExportedList
from lonja.sheets._matching import Proposal, Source, best_kind, missing, plain, propose, source_of
from lonja.sheets._offers.collections import Collections
from lonja.sheets._offers.price_lists import PriceLists
from lonja.sheets._offers.scheduled_prices import ScheduledPrices
from lonja.sheets._offers.tier_prices import TierPrices
from lonja.sheets._pieces import Taken, ThingChange, named, take, take_back
from lonja.sheets._writing import MEDIA_TYPES, Format, RowWriter, writer_of

__all__ = [
    "KINDS",
    "LISTS",
    "MEDIA_TYPES",
    "PART",
    "Act",
    "Asked",
    "Column",
    "ExportedList",
    "Fault",
    "FieldChange",
    "Filters",
    "Format",
    "Kind",
    "Line",
    "ListPage",
    "Picture",
    "Proposal",
    "RowWriter",
    "RowsWrong",
    "Setting",
    "Source",
    "Taken",
    "ThingChange",
    "asked_from_json",
    "asked_to_json",
    "columns_of",
    "filters_of",
    "kind_called",
    "missing",
    "named",
    "pieces",
    "plain",
    "propose",
    "recognise",
    "setting_of",
    "source_of",
    "take",
    "take_back",
    "writer_of",
]

KINDS: Final[Mapping[str, Callable[[Setting], Kind]]] = {
    one.code: one
    for one in (
        Stock,
        Prices,
        Categories,
        Customers,
        Redirects,
        Products,
        PriceLists,
        TierPrices,
        ScheduledPrices,
        Collections,
    )
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
