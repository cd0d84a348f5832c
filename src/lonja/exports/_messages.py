"""The message that a file of a list is made by."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lonja.kernel import outbox


@dataclass(frozen=True, slots=True)
class MakeExport(outbox.Message):
    """Read the list, a page at a time, and put its file into Blob Storage."""

    queue: ClassVar[str] = "imports"
    type: ClassVar[str] = "export.make"
    subject_field: ClassVar[str] = "export_id"
    export_id: UUID
