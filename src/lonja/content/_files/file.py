"""A file as pages show it. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from lonja.kernel.errors import Invalid

BLOCK_WIDTHS: Final = (480, 800, 1200, 1600)


class FileUse(StrEnum):
    LOGO = "logo"
    ICON = "icon"
    BLOCK = "block"
    NOTICE = "notice"

    @property
    def folder(self) -> str:
        return {"block": "blocks", "notice": "notices"}.get(self, "look")


class UnknownFile(Invalid):
    """`facts["field"]` names a file that was never uploaded for this."""

    code: ClassVar[str] = "unknown_file"


@dataclass(frozen=True, slots=True)
class File:
    """`width` and `height` are 0 for what is no picture. A block's picture has narrower ones beside it."""

    blob: str
    use: FileUse
    content_type: str
    width: int = 0
    height: int = 0

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def narrower(self) -> dict[int, str]:
        """Blobs of the same picture by their width, narrowest first; the file itself is the last."""
        stem, _, kind = self.blob.rpartition(".")
        made = {one: f"{stem}-{one}.{kind}" for one in BLOCK_WIDTHS if one < self.width}
        return {**made, self.width: self.blob}
