"""Messages of the queue `imports`."""

from dataclasses import dataclass
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from lonja.kernel import outbox

ChunkNumber = Annotated[int, Field(ge=0, lt=100_000)]


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
