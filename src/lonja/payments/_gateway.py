"""What a payment gateway can be asked and may answer; adapters speak a vendor's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from lonja.kernel.money import Money
from lonja.payments import _port
from lonja.payments._port import Reference, RefundAnswer, RefundRequest, Unknown


@dataclass(frozen=True, slots=True)
class Authorised:
    """The money is reserved: it may be captured or voided."""


@dataclass(frozen=True, slots=True)
class NeedsAction:
    """The buyer has something to do first, at `url` (a bank's page)."""

    url: str


@dataclass(frozen=True, slots=True)
class Declined:
    """`reason` is a stable word: card_declined, insufficient_funds, expired_card, …"""

    reason: str


type Answer = Authorised | NeedsAction | Declined | Unknown


@dataclass(frozen=True, slots=True)
class Charge:
    """What one attempt asks for; the gateway takes `attempt_id` as its idempotency key."""

    attempt_id: UUID
    order_id: UUID
    amount: Money
    token: str
    return_url: str


class Gateway(Protocol):
    """Every call may be repeated with the same attempt and has then no further effect."""

    async def authorise(self, charge: Charge) -> Answer: ...

    async def lookup(self, attempt_id: UUID) -> Answer:
        """What became of an attempt; `Unknown` where the gateway never heard of it, too."""
        ...

    async def capture(self, attempt_id: UUID) -> None:
        """Take the authorised money; raises `Unavailable` when that is not certain."""
        ...

    async def void(self, attempt_id: UUID) -> None: ...

    async def close(self, reference: Reference) -> _port.Answer:
        """`Closed`, or what it is instead when it is too late: money that came is never lost."""
        ...

    async def refund(self, reference: Reference, refund: RefundRequest) -> RefundAnswer: ...

    async def lookup_refund(self, reference: Reference, refund: RefundRequest) -> RefundAnswer:
        """What became of a refund; `Unknown` where the gateway never heard of it, too."""
        ...


type Gateways = Mapping[str, Gateway]
