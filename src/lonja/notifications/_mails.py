"""The facts of each kind of mail, for the theme to word, and clean one-line texts. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from typing import Any, Final, Literal, Protocol, get_args

from lonja.kernel.address import Address
from lonja.kernel.money import Money
from lonja.kernel.totals import Totals
from lonja.taxes.api import Statement

OrderMailKind = Literal[
    "order_confirmed",
    "order_shipped",
    "order_delivered",
    "order_ready",
    "pickup_reminder",
    "goods_delayed",
    "payment_needed",
    "payment_failed",
    "order_cancelled",
    "order_refunded",
    "order_edited",
    "order_document",
    "order_link",
    "return_requested",
    "return_approved",
    "return_declined",
    "return_received",
    "return_exchanged",
    "return_cancelled",
    "withdrawal_received",
]
ORDER_MAIL_KINDS: Final[tuple[OrderMailKind, ...]] = get_args(OrderMailKind)
UNPAID_MAIL_KINDS: Final[tuple[OrderMailKind, ...]] = (
    "payment_needed",
    "payment_failed",
    "order_cancelled",
    "order_edited",
    "order_link",
    "withdrawal_received",
)
"""What may be written about an order that was never paid."""
STAFF_MAIL_KINDS: Final = ("staff_invited", "staff_renewed")
GIFT_CARD_MAIL: Final = "gift_card"
QUOTE_MAIL: Final = "quote"
EMAIL_PROOF: Final = "email_proof"
WEBHOOK_PAUSED: Final = "webhook_paused"
REPORT_MAIL: Final = "report"
ALERT_MAIL: Final = "alert"
NEWSLETTER_MAIL: Final = "newsletter"
WISH_MAIL: Final = "stock_wish"
BACK_IN_STOCK: Final = "back_in_stock"
CAMPAIGN: Final = "campaign"
SUBJECT_CHARACTERS: Final = 200
_NAME = re.compile(r"\$(?:name\b|\{name\})")
_SPACES = re.compile(r"\s+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class MailLine:
    name: str
    options: Mapping[str, str]
    quantity: int
    total: Money


@dataclass(frozen=True, slots=True)
class MailSaving:
    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class ExchangeFacts:
    """The order that was made in exchange: `paid` is what returned goods pay of it.

    `left` is still to be paid by its link, `until` then; `back` goes back the way it was paid.
    """

    number: str
    link: str
    sent: Sequence[MailLine]
    paid: Money
    left: Money | None = None
    until: datetime | None = None
    back: Money | None = None


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """A return of goods, or what a buyer said when they withdrew, word for word.

    `answer` and `instructions` are the shop's words. `said_at` is shown in the shop's `time_zone`.
    """

    number: str = ""
    kind: str = ""
    answer: str = ""
    instructions: Sequence[str] = ()
    buyer_pays: bool = False
    exchange: Sequence[MailLine] = ()
    """What its buyer gets in place of the goods; empty where it is the money."""
    made: ExchangeFacts | None = None
    """The order in exchange, once there is one."""
    name: str = ""
    email: str = ""
    scope: str = ""
    said_at: datetime | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class PickupFacts:
    """The store in place of an address: `hours` are of the next seven days, none where it is closed."""

    name: str
    address: Address
    phone: str = ""
    note: str = ""
    hours: Sequence[tuple[date, Sequence[tuple[str, str]]]] = ()
    until: date | None = None
    """How long the goods wait there, once they are ready."""


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """The facts of a mail about an order; the caller has read it from `orders`.

    `reason` is a code that the theme has words for, or words for the buyer; `refunded` is what goes
    back to them with this mail. A refund's `lines` are what it is for.
    """

    number: str
    link: str
    lines: Sequence[MailLine]
    totals: Totals
    address: Address | None
    savings: Sequence[MailSaving] = ()
    """What each promotion took off the goods; their sum is the discount."""
    shipping_savings: Sequence[MailSaving] = ()
    tax: Statement | None = None
    carrier: str = ""
    tracking: str = ""
    tracking_url: str = ""
    packed: Sequence[MailLine] = ()
    """What is in the parcel, where it is not the whole order; `to_follow` is what comes later."""
    to_follow: Sequence[MailLine] = ()
    document: str = ""
    """The code of what is attached: an invoice, a credit note."""
    reason: str = ""
    refunded: Money | None = None
    refunded_to: str = "payment"
    """`gift_card`: a new card, which comes in a mail of its own; `store_credit`: the buyer's own balance."""
    preferences_url: str = ""
    arrival: tuple[date, date] | None = None
    kept_until: datetime | None = None
    """How long an order that is not paid keeps its goods; shown in the shop's `time_zone`."""
    time_zone: str = "UTC"
    instructions: Sequence[str] = ()
    """How to pay, line by line, where the way to pay says so in words."""
    gift_cards: Sequence[tuple[str, str, Money]] = ()
    """What was there before it was paid: `gift_card`, `store_credit` or `exchange`; the last four
    of a card; and what it pays.
    """
    is_paid: bool = False
    owed: tuple[Money, datetime] | None = None
    """The difference of an edit that is still to be paid, and until when."""
    returned: ReturnFacts | None = None
    awaited: Sequence[tuple[MailLine, date | None]] = ()
    """What is not there yet, and the day that it is promised for."""
    pickup: PickupFacts | None = None

    @property
    def rest(self) -> Money | None:
        """What gift cards and returned goods leave to another way of paying; None if there is none, or nothing left."""
        rest = self.totals.total_minor - sum(paid.minor for _, _, paid in self.gift_cards)
        return Money(self.totals.currency, rest) if self.gift_cards and rest else None


@dataclass(frozen=True, slots=True)
class StaffFacts:
    """An invitation to the back office; `until` is shown in UTC, as their time zone is unknown."""

    by: str
    until: datetime
    link: str


@dataclass(frozen=True, slots=True)
class GiftCardFacts:
    """A gift card for its recipient; `link` leads to where its balance is shown."""

    code: str
    amount: Money
    name: str
    message: str
    expires_at: datetime | None
    time_zone: str
    link: str


@dataclass(frozen=True, slots=True)
class ProofFacts:
    """The link that shows that an address is its reader's."""

    link: str


@dataclass(frozen=True, slots=True)
class StockFacts:
    """What somebody wants a mail about, or what is there again; `link` says yes, or leads to it.

    `end_link` ends the wish; without it nothing is wished yet.
    """

    name: str
    options: Mapping[str, str]
    link: str
    end_link: str = ""


@dataclass(frozen=True, slots=True)
class WebhookPausedFacts:
    """`receiver` is its address without what may be secret in it; `link` its page in the back office."""

    receiver: str
    link: str


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    subject: str
    name: str
    paragraphs: Sequence[str]
    unsubscribe_url: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a report: a whole number in the scale of its unit, unknown where there is none."""

    unit: Literal["money", "count", "percent", "decimal", "hours"]
    value: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class Label:
    """A value that rows of a report are told apart by; of a `form` of time it is a day or a number."""

    form: str
    value: str


@dataclass(frozen=True, slots=True)
class ReportFigure:
    title: str
    value: Cell
    change: Cell
    """Against the period before."""


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """A report of a period, for one of the staff; `more` rows and columns are in the file alone.

    `only` says of which rows it is, where it is not of all; `withheld` are figures that cannot be told
    for these.
    """

    name: str
    report: str
    first_day: date
    last_day: date
    only: Sequence[str]
    withheld: Sequence[str]
    figures: Sequence[ReportFigure]
    headings: Sequence[str]
    rows: Sequence[tuple[Sequence[Label], Sequence[Cell]]]
    more: int
    more_columns: int
    link: str
    mails_link: str


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """A figure that is where a rule says something, or has come back; `usual` is what it was compared with."""

    name: str
    figure: str
    only: Sequence[str]
    day: date
    value: Cell
    usual: Cell | None
    compare: str
    bound: Cell
    days: int
    has_recovered: bool
    link: str


@dataclass(frozen=True, slots=True)
class QuoteFacts:
    """A version of a quote; its lines' totals, shipping and tax are in the total."""

    number: str
    version: int
    name: str
    message: str
    lines: Sequence[MailLine]
    shipping_name: str
    shipping: Money
    tax: Money
    total: Money
    valid_until: datetime
    time_zone: str
    link: str


type MailFacts = (
    OrderFacts
    | QuoteFacts
    | StaffFacts
    | GiftCardFacts
    | ProofFacts
    | StockFacts
    | WebhookPausedFacts
    | CampaignFacts
    | ReportFacts
    | AlertFacts
)


class MailRenderer(Protocol):
    def render(self, kind: str, facts: MailFacts, *, language: str, shop: str) -> Rendered:
        """The mail in this language, or in the fallback if the theme does not have it."""


def campaign_facts(*, subject: str, body: str, name: str, unsubscribe_url: str) -> CampaignFacts:
    """A campaign's mail to one person; `$name` in its texts is theirs, or nothing."""
    name = clean(name)
    parts = (clean(part) for part in re.split(r"\n\s*\n", _personal(body, name)))
    return CampaignFacts(
        subject=_personal(subject, name),
        name=name,
        paragraphs=tuple(part for part in parts if part),
        unsubscribe_url=unsubscribe_url,
    )


def clean(value: str) -> str:
    """One line without control or direction marks, so that a name cannot overwrite our text."""
    return _SPACES.sub(" ", _CONTROLS.sub("", value)).strip()


def cleaned[Facts](facts: Facts) -> Facts:
    """The same facts with every text in them clean."""
    return _cleaned(facts)  # type: ignore[no-any-return]


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {_cleaned(key): _cleaned(part) for key, part in value.items()}
    if isinstance(value, Sequence):
        return tuple(_cleaned(part) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _cleaned(getattr(value, f.name)) for f in fields(value)})
    return value


def _personal(text: str, name: str) -> str:
    return _NAME.sub(lambda _: name, text)
