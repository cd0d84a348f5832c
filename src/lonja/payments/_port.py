"""The requests to a payment gateway and its answers; adapters translate them for a vendor.

Answers about money carry the sum, so that one that differs from the attempt's never confirms an order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable
from uuid import UUID

from lonja.kernel.money import Money

type VendorIds = Mapping[str, str]
"""What the vendor calls this payment, by kind: `{"session": …, "intent": …}`."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """The buyer continues at `url`, a page of the gateway's or the bank's."""

    url: str


@dataclass(frozen=True, slots=True)
class Instructions:
    """The buyer pays by what `text` says: a transfer, a voucher, cash at the door."""

    text: str


type Step = Redirect | Instructions | None


def step_columns(step: Step) -> dict[str, str] | None:
    """As an attempt keeps it."""
    match step:
        case Redirect(url=url):
            return {"kind": "redirect", "url": url}
        case Instructions(text=text):
            return {"kind": "instructions", "text": text}
        case None:
            return None


@dataclass(frozen=True, slots=True)
class Authorised:
    """Money reserved: to be captured until `capture_before`, or closed.

    `amount` is all of it, of which `taken_minor` was captured already; `in_parts`: it may be captured
    several times (`TakesParts`).
    """

    reference: VendorIds
    amount: Money
    capture_before: datetime | None = None
    taken_minor: int = 0
    in_parts: bool = False


@dataclass(frozen=True, slots=True)
class Captured:
    """Money ours; for methods that cannot reserve, and for late money.

    `by_payer`: the payer wrote the sum (a transfer), so what is over goes back to them.
    """

    reference: VendorIds
    amount: Money
    by_payer: bool = False


@dataclass(frozen=True, slots=True)
class NeedsAction:
    """The buyer must act within minutes."""

    reference: VendorIds
    step: Step
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """Days: a debit on its way, a transfer or voucher awaited.

    `is_promise`: the shop sends the goods without the money, which is paid at the door.
    """

    reference: VendorIds
    step: Step
    until: datetime
    is_promise: bool = False


@dataclass(frozen=True, slots=True)
class Declined:
    """`reason` is a stable word: card_declined, insufficient_funds, expired_card, …"""

    reason: str
    reference: VendorIds = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Closed:
    """Expired or cancelled at the gateway: no money can come any more."""

    reference: VendorIds = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unknown:
    """The gateway did not say: ask again, and change nothing because of it."""


type Answer = Authorised | Captured | NeedsAction | Pending | Declined | Closed | Unknown


@dataclass(frozen=True, slots=True)
class Charge:
    """What one attempt asks for, stored before it is sent: a repeat is the same to the byte.

    The gateway takes `attempt_id` as its idempotency key. `token` is None for methods that
    take none (a redirect).
    """

    attempt_id: UUID
    order_id: UUID
    order_number: str
    amount: Money
    token: str | None
    return_url: str
    language: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Reference:
    """Enough to find an attempt at the gateway, with or without the vendor's own ids."""

    attempt_id: UUID
    vendor: VendorIds
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """`id` is the gateway's idempotency key, ours for one refund of one order; `amount` is above 0."""

    id: UUID
    amount: Money


@dataclass(frozen=True, slots=True)
class RefundSucceeded:
    vendor_id: str


@dataclass(frozen=True, slots=True)
class RefundPending:
    """On its way; a signal or a later look says how it ended."""

    vendor_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RefundNeedsPerson:
    """It cannot be refunded to its source: staff transfer it by hand."""

    reason: str


@dataclass(frozen=True, slots=True)
class RefundFailed:
    reason: str


type RefundAnswer = RefundSucceeded | RefundPending | RefundNeedsPerson | RefundFailed | Unknown


@dataclass(frozen=True, slots=True)
class Signal:
    """The subject of a webhook, never its claims: we look it up at the gateway before we act."""

    event_id: str
    attempt_id: UUID | None
    refund_id: UUID | None
    vendor: VendorIds
    is_reversal: bool = False
    """About money that goes, or is taken, back: see `Reversals`."""


@dataclass(frozen=True, slots=True)
class VendorRefund:
    """A refund in the gateway's books; `request_id` is ours, None for one made in its own pages."""

    vendor_id: str
    request_id: UUID | None
    amount: Money
    answer: RefundAnswer


@dataclass(frozen=True, slots=True)
class VendorDispute:
    """A buyer's bank claims a payment back; `status` is a word of `disputes.DisputeStatus`."""

    vendor_id: str
    status: str
    reason: str
    amount: Money
    opened_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reversals:
    """Every refund and dispute of one payment, as the gateway has them now."""

    refunds: tuple[VendorRefund, ...] = ()
    disputes: tuple[VendorDispute, ...] = ()


type Texts = Mapping[str, str]
"""Words by language."""


@dataclass(frozen=True, slots=True)
class Field:
    """One choice of a payment form, drawn by the page as it draws its own; its value is the token."""

    name: str
    labels: Texts
    options: tuple[tuple[str, Texts], ...] = ()


@dataclass(frozen=True, slots=True)
class Method:
    """How a way to pay describes itself, so that no page knows any by name."""

    code: str
    titles: Texts
    kind: Literal["token", "redirect", "instructions"]
    hints: Texts = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    script: str | None = None
    content_security_policy: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    can_reserve: bool = True
    takes_parts: bool = False
    """What is reserved may be taken parcel by parcel, where the payment itself allows it."""
    can_refund: bool = True
    currencies: frozenset[str] | None = None
    place: Literal["anywhere", "at_the_door", "in_store"] = "anywhere"
    """Where its money is handed over: what is brought, and what is picked up, are paid differently."""
    needs_account: bool = False
    """The shop says which account of its own the money goes to."""

    def takes(self, currency: str) -> bool:
        return self.currencies is None or currency in self.currencies


class Gateway(Protocol):
    """Every call may be repeated with the same ids and has then no further effect."""

    @property
    def method(self) -> Method: ...

    async def start(self, charge: Charge) -> Answer:
        """Ask for the money; the same charge again gets the same payment."""
        ...

    async def lookup(self, reference: Reference) -> Answer:
        """The outcome of an attempt; `Unknown` also if the gateway never received it."""
        ...

    async def capture(self, reference: Reference, amount: Money) -> Answer:
        """`Captured`, also when it was so already; `Closed` when the reservation is over.

        `amount` is what is taken in all, with the parts before it; what is reserved beyond is released.
        """
        ...

    async def close(self, reference: Reference) -> Answer:
        """`Closed`, or the actual outcome if it is too late: money that arrived is always reported.

        Of what was taken in parts only the rest is released: `Captured` says how much was taken.
        """
        ...

    async def refund(self, reference: Reference, refund: RefundRequest) -> RefundAnswer: ...

    async def lookup_refund(self, reference: Reference, refund: RefundRequest) -> RefundAnswer:
        """The outcome of a refund; `Unknown` also if the gateway never received it."""
        ...

    def read(self, body: bytes, headers: Mapping[str, str]) -> list[Signal]:
        """The signals of a webhook's body, verified; raises `BadSignature`."""
        ...


@runtime_checkable
class TakesParts(Protocol):
    """A gateway where what is reserved may be captured several times."""

    async def capture_part(self, reference: Reference, upto: Money) -> Answer:
        """`Authorised` once so much was taken in all, the parts before included; the rest stays reserved."""
        ...


@runtime_checkable
class ReportsReversals(Protocol):
    """A gateway where money may go back without us: by its own pages, or by a buyer's bank."""

    async def reversals(self, reference: Reference) -> Reversals | Unknown:
        """Everything that went back of a payment, however often it is asked."""
        ...


@runtime_checkable
class ListsEvents(Protocol):
    """A gateway that remembers which of its webhooks never arrived."""

    async def undelivered(self, since: datetime) -> list[Signal]: ...


type Gateways = Mapping[str, Gateway]
"""By the code of their method."""
