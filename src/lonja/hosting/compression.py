"""Bodies in fewer bytes: gzip, for who says that they take it.

Only what all readers share is compressed. The length of a page that holds one reader's secret would
tell it, letter by letter, to whoever can put words of their own into that page (BREACH).
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

GZIP: Final = "gzip"
FEW_BYTES: Final = 1_000
"""A body of fewer fits into the first packet as it is."""
_QUICK: Final = 1
"""A page is compressed while its reader waits: a fifth of its bytes in a third of the time of 9."""
_RAW: Final = -zlib.MAX_WBITS
_START: Final = bytes((0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255))  # RFC 1952: deflate, no name, no time


def accepts(header: str, encoding: str) -> bool:
    """Whether `Accept-Encoding` names it; `q=0` is the same as not naming it."""
    for part in header.lower().split(","):
        name, *parameters = part.split(";")
        if name.strip() == encoding:
            said = {parameter.replace(" ", "") for parameter in parameters}
            return said.isdisjoint({"q=0", "q=0.0", "q=0.00", "q=0.000"})
    return False


def takes_gzip(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    sent = b",".join(value for name, value in headers if name == b"accept-encoding")
    return accepts(sent.decode("latin-1"), GZIP)


@dataclass(frozen=True, slots=True)
class Packed:
    """A body as gzip, in two parts: a few bytes fit between them without compressing it again."""

    head: bytes
    tail: bytes
    end: bytes
    """Of the body with nothing between: its checksum and size."""

    @property
    def size(self) -> int:
        return len(self.head) + len(self.tail) + len(self.end)

    def body(self) -> bytes:
        return self.head + self.tail + self.end

    def with_between(self, between: bytes, whole: bytes) -> bytes:
        """`whole` is the body as it is read, `between` in it: at most 64 kB."""
        stored = len(between)
        block = b"\0" + stored.to_bytes(2, "little") + (0xFFFF ^ stored).to_bytes(2, "little")
        return self.head + block + between + self.tail + _end(whole)


def packed(head: bytes, tail: bytes = b"") -> Packed:
    first = zlib.compressobj(_QUICK, zlib.DEFLATED, _RAW)
    # A flush ends at a whole byte, where a block of another origin may begin.
    begun = first.compress(head) + first.flush(zlib.Z_FULL_FLUSH)
    last = zlib.compressobj(_QUICK, zlib.DEFLATED, _RAW)
    return Packed(_START + begun, last.compress(tail) + last.flush(), _end(head + tail))


def _end(whole: bytes) -> bytes:
    size = len(whole) & 0xFFFFFFFF
    return zlib.crc32(whole).to_bytes(4, "little") + size.to_bytes(4, "little")
