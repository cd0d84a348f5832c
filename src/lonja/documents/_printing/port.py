"""What is asked of whoever draws documents: the theme. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lonja.documents._document import Document, Party
from lonja.documents._kind import PrintKind
from lonja.kernel.money import Money


class PrintRefused(Exception):
    """It cannot be drawn, today or ever: a template with a fault, or too much for one PDF."""


@dataclass(frozen=True, slots=True)
class PackedLine:
    sku: str
    name: str
    options: Mapping[str, str]
    quantity: int


@dataclass(frozen=True, slots=True)
class PackedOrder:
    """What a packer or a carrier needs of an order: no price, no e-mail.

    `collect` is what is paid at the door, as the order is now.
    """

    number: str
    placed_at: datetime
    deliver_to: tuple[str, ...]
    lines: Sequence[PackedLine]
    collect: Money | None = None


@dataclass(frozen=True, slots=True)
class Sheets:
    """Orders that are printed together."""

    kind: PrintKind
    seller: Party
    orders: Sequence[PackedOrder]
    language: str
    time_zone: str
    now: datetime


@dataclass(frozen=True, slots=True)
class TaxMark:
    """What a tax office wants beside an invoice: the address in its QR code, and the words below."""

    url: str
    caption: str


class DocumentRenderer(Protocol):
    async def document(
        self, document: Document, *, shop: str, mark: TaxMark | None = None
    ) -> bytes:
        """The same bytes each time, as PDF."""

    async def sheets(self, sheets: Sheets, *, shop: str) -> bytes: ...
