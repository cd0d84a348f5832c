"""What a kind of spreadsheet is: its columns, and how its rows meet the shop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

from psycopg import AsyncConnection

from lonja.shop.api import Shop

type Cells = Mapping[str, str]
"""Column → text of one row, without space at either end."""
type Record = Mapping[str, str]
"""A thing as texts: `name` is its own; `SKU<tab>price` is of a part of it."""

PART = "\t"
NEEDED = "needed"
"""A column's `cleared` where its field, once it has a value, cannot be without one."""


@dataclass(frozen=True, slots=True)
class Column:
    """`heading` is what an export writes, unless only imports have it; `also` mean the same."""

    code: str
    heading: str
    also: Sequence[str] = ()
    is_needed: bool = False
    woo: Sequence[str] = ()
    """What WooCommerce calls it: there the same word may mean another column."""
    is_import_only: bool = False
    cleared: str | None = None
    """What an empty cell makes of the field in a file that clears; None: it never says anything."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How a file is meant: the shop it is for, the currency of its prices, the language of its texts."""

    shop: Shop
    currency: str
    language: str
    clears_empty: bool = False
    """Whether an empty cell clears its field; otherwise it leaves the field alone."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who writes, when, and for which import."""

    import_id: UUID
    actor: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Line:
    row: int
    cells: Cells


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row; a note (`is_error` false) says what was put right."""

    row: int
    column: str
    code: str
    message: str
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its web address; pictures come in for a product that has none."""

    row: int
    address: str
    alt: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the rows of one thing say of it; a column that they leave empty is not in the record."""

    key: str
    row: int
    record: Record
    rows: Mapping[str, int] = field(default_factory=dict)
    """Part → its row, where that is not the first one."""
    pictures: Sequence[Picture] = ()
    needed: Mapping[str, Fault] = field(default_factory=dict)
    """Fields whose cell is empty in a file that clears, and why one that has a value keeps it."""


class RowsWrong(Exception):
    """The shop refuses a thing, for these reasons."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)


class Kind(Protocol):
    """One kind of spreadsheet, for one file."""

    code: ClassVar[str]
    is_grouped: ClassVar[bool]
    """Rows with the same key that follow each other are one thing; else the second is refused."""
    chunk_rows: ClassVar[int]
    """So many rows are written in one transaction: few where each takes long, or holds what buyers need."""

    def may_repeat(self, cells: Cells) -> bool:
        """Whether other rows may say the same of the same thing: they add up."""
        ...

    def columns(self) -> Sequence[Column]: ...

    def key_of(self, cells: Cells) -> str:
        """What a row is about; empty where it does not say."""
        ...

    async def prepare(self, db: AsyncConnection) -> None:
        """Look up once what reading needs of the shop."""
        ...

    def read(self, lines: Sequence[Line], notes: list[Fault]) -> Wanted:
        """Raise `RowsWrong` where the rows say nothing that could be written."""
        ...

    async def lock(self, db: AsyncConnection, keys: Sequence[str]) -> None:
        """Lock these in the house's order before the first is written: parts of a file run at once."""
        ...

    async def current(self, db: AsyncConnection, keys: Sequence[str]) -> dict[str, Record]:
        """The things as they are, in the very texts of an export; unknown keys are missing."""
        ...

    def is_settled(self, field: str, current: Record) -> bool:
        """Whether the shop keeps what it has, whatever a file says."""
        ...

    async def put(
        self, db: AsyncConnection, wanted: Wanted, current: Record | None, act: Act
    ) -> None:
        """Make it, or bring it to the record; raise `Refused` or `RowsWrong`."""
        ...

    async def put_all(
        self,
        db: AsyncConnection,
        wanted: Sequence[Wanted],
        current: Mapping[str, Record],
        act: Act,
    ) -> Mapping[int, Sequence[Fault]] | None:
        """Write all of these in a few statements: row → why that one was not. None: one by one."""
        ...

    async def take_back_all(
        self, db: AsyncConnection, keys: Mapping[int, str], act: Act
    ) -> Mapping[int, Sequence[str]] | None:
        """Undo changes in the kind's own way, by their rows, with the fields it left. None: one by one."""
        ...

    async def remove(self, db: AsyncConnection, key: str, act: Act) -> None:
        """Take back what an import made; raise `Refused` where it is in use."""
        ...


class FieldByField:
    """How most kinds are: the file decides each field, and an undo sets each back."""

    is_grouped: ClassVar[bool] = False
    chunk_rows: ClassVar[int] = 100

    def may_repeat(self, cells: Cells) -> bool:
        del cells
        return False

    async def prepare(self, db: AsyncConnection) -> None:
        del db

    async def lock(self, db: AsyncConnection, keys: Sequence[str]) -> None:
        """Each is in one part of a file only, and locked as it is written."""
        del db, keys

    def is_settled(self, field: str, current: Record) -> bool:
        del field, current
        return False

    async def put_all(
        self,
        db: AsyncConnection,
        wanted: Sequence[Wanted],
        current: Mapping[str, Record],
        act: Act,
    ) -> Mapping[int, Sequence[Fault]] | None:
        del db, wanted, current, act
        return None

    async def take_back_all(
        self, db: AsyncConnection, keys: Mapping[int, str], act: Act
    ) -> Mapping[int, Sequence[str]] | None:
        del db, keys, act
        return None
