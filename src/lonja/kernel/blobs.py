"""Files: what the shop asks of Blob Storage. The adapter is `lonja.adapters.azure_blobs`."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, Protocol

type Container = Literal["media", "uploads", "exports", "documents"]
"""`media` is public; the others are ours alone. What is in `documents` is kept for ever."""

FOR_EVER: Final = "public, max-age=31536000, immutable"
"""For blobs whose name changes with their content."""


class BlobMissing(Exception):
    """There is no such blob: never uploaded, or its time is over."""


class BlobTooLarge(Exception):
    """It holds more bytes than the caller may take; `size` says how many."""

    def __init__(self, size: int) -> None:
        super().__init__(f"{size} bytes")
        self.size = size


@dataclass(frozen=True, slots=True)
class UploadTicket:
    """Lets a browser PUT one new blob, once, until `expires_at`, sending these headers.

    The storage service cannot limit the size of an upload: the code that accepts it reads its
    `facts` first, and housekeeping deletes uploads that were never accepted.
    """

    url: str
    headers: dict[str, str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class BlobFacts:
    size: int
    content_type: str


class Blobs(Protocol):
    async def upload_ticket(
        self, container: Container, name: str, *, content_type: str
    ) -> UploadTicket: ...

    async def facts(self, container: Container, name: str) -> BlobFacts | None: ...

    async def read(self, container: Container, name: str, *, max_bytes: int) -> bytes:
        """The whole blob; raises `BlobMissing`, or `BlobTooLarge` before it takes it."""

    async def save(self, container: Container, name: str, path: Path, *, max_bytes: int) -> int:
        """Stream it into a file of ours in bounded pieces; its size."""

    async def write(
        self,
        container: Container,
        name: str,
        data: bytes,
        *,
        content_type: str,
        cache_control: str = "",
    ) -> None:
        """Write it whole; writing it again replaces it."""

    def pieces(self, container: Container, name: str) -> AsyncIterator[bytes]:
        """The blob in bounded pieces, for who sends it on; raises `BlobMissing` with the first."""

    async def write_file(
        self, container: Container, name: str, path: Path, *, content_type: str
    ) -> None:
        """Write a file of ours in bounded pieces; writing it again replaces it."""

    async def delete(self, container: Container, name: str) -> None:
        """Gone afterwards, also where it never was."""

    async def older_than(
        self,
        container: Container,
        prefix: str,
        before: datetime,
        *,
        limit: int,
        larger_than: int = -1,
    ) -> list[str]:
        """Names that begin with `prefix`, were last written before then and have more bytes."""

    def public_url(self, name: str) -> str:
        """Where everybody can read a blob of `media`."""
