"""Messages of the queue `imports`."""

from dataclasses import dataclass
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from lonja.kernel import outbox

ChunkNumber = Annotated[int, Field(ge=0, lt=100_000)]


@dataclass(frozen=True, slots=True)
class StockFile(outbox.Message):
    """Read an uploaded stock file and cut it into chunks."""

    queue: ClassVar[str] = "imports"
    type: ClassVar[str] = "stock.read_file"
    subject_field: ClassVar[str] = "import_id"
    import_id: UUID


@dataclass(frozen=True, slots=True)
class StockChunk(outbox.Message):
    """Take in one chunk."""

    queue: ClassVar[str] = "imports"
    type: ClassVar[str] = "stock.take_chunk"
    subject_field: ClassVar[str] = "import_id"
    import_id: UUID
    chunk: ChunkNumber


@dataclass(frozen=True, slots=True)
class StockUndo(outbox.Message):
    """Take one chunk back."""

    queue: ClassVar[str] = "imports"
    type: ClassVar[str] = "stock.undo_chunk"
    subject_field: ClassVar[str] = "import_id"
    import_id: UUID
    chunk: ChunkNumber


@dataclass(frozen=True, slots=True)
class ProductsFile(outbox.Message):
    """Read an uploaded product file, judge it, and cut its good products into chunks."""

    queue: ClassVar[str] = "imports"
    type: ClassVar[str] = "products.read_file"
    subject_field: ClassVar[str] = "import_id"
    import_id: UUID


@dataclass(frozen=True, slots=True)
class ProductsChunk(outbox.Message):
    """Bring in the products of one chunk."""

    queue: ClassVar[str] = "imports"
    type: ClassVar[str] = "products.take_chunk"
    subject_field: ClassVar[str] = "import_id"
    import_id: UUID
    chunk: ChunkNumber


@dataclass(frozen=True, slots=True)
class SheetFile(outbox.Message):
    """Read the headings of a file; once its columns are matched, cut it into chunks."""

    queue: ClassVar[str] = "imports"
    type: ClassVar[str] = "sheets.read_file"
    subject_field: ClassVar[str] = "import_id"
    import_id: UUID


@dataclass(frozen=True, slots=True)
class SheetChunk(outbox.Message):
    """Try one chunk, or bring it in."""

    queue: ClassVar[str] = "imports"
    type: ClassVar[str] = "sheets.take_chunk"
    subject_field: ClassVar[str] = "import_id"
    import_id: UUID
    chunk: ChunkNumber


@dataclass(frozen=True, slots=True)
class SheetUndo(outbox.Message):
    """Take one chunk back."""

    queue: ClassVar[str] = "imports"
    type: ClassVar[str] = "sheets.undo_chunk"
    subject_field: ClassVar[str] = "import_id"
    import_id: UUID
    chunk: ChunkNumber
