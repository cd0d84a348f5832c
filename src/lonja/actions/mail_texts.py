"""What the shop's mails say: which there are, what may stand in them, how one is tried."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.content import api as content
from lonja.content.api import Edition, Mails, MailWords
from lonja.kernel import audit, outbox
from lonja.kernel.address import Address
from lonja.kernel.errors import Invalid, NotFound
from lonja.kernel.money import Money
from lonja.kernel.totals import Totals
from lonja.notifications.api import (
    BACK_IN_STOCK,
    GIFT_CARD_MAIL,
    ORDER_MAIL_KINDS,
    UNPAID_MAIL_KINDS,
    ExchangeFacts,
    GiftCardFacts,
    MailFacts,
    MailLine,
    OrderFacts,
    ReturnFacts,
    StockFacts,
)

KINDS: Final[tuple[str, ...]] = (*ORDER_MAIL_KINDS, GIFT_CARD_MAIL, BACK_IN_STOCK)
_OF_ORDERS: Final = ("number", "shop", "total")
_OF_KIND: Final[Mapping[str, tuple[str, ...]]] = {
    "order_confirmed": ("arrival",),
    "order_shipped": ("arrival", "carrier", "tracking", "tracking_link"),
    "payment_needed": ("instructions", "kept_until"),
    "payment_failed": ("kept_until",),
    "order_cancelled": ("reason", "refunded"),
    "order_edited": ("kept_until",),
    "order_document": ("document",),
    "order_refunded": ("reason", "refunded"),
}
PLACEHOLDERS: Final[Mapping[str, tuple[str, ...]]] = {
    **{
        # A name that somebody typed is no mail of ours to an address that they typed, too.
        kind: (
            *_OF_ORDERS,
            *(() if kind in UNPAID_MAIL_KINDS else ("name",)),
            *_OF_KIND.get(kind, ()),
        )
        for kind in ORDER_MAIL_KINDS
    },
    GIFT_CARD_MAIL: ("shop", "name", "amount", "expires"),
    BACK_IN_STOCK: ("shop", "product"),
}
"""By kind: what may stand in braces, such as `{number}`."""
NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "order_shipped": ("tracking_link",),
    "payment_needed": ("instructions",),
    "order_refunded": ("refunded",),
}
"""What a text of one's own may not leave out: without it the buyer cannot go on."""


class UnknownMailKind(NotFound):
    """There is no mail of this kind whose words can be changed."""

    code: ClassVar[str] = "unknown_mail_kind"


class UnknownPlaceholder(Invalid):
    """`facts["placeholder"]` is none of `facts["known"]`."""

    code: ClassVar[str] = "unknown_placeholder"


class PlaceholderMissing(Invalid):
    """The text leaves out `facts["placeholder"]`, which this mail is for."""

    code: ClassVar[str] = "placeholder_missing"


@dataclass(frozen=True, slots=True)
class MailTest(outbox.Message):
    """Send one kind of mail with made-up facts to somebody of the staff."""

    queue: ClassVar[str] = "notifications"
    type: ClassVar[str] = "mail.test"
    subject_field: ClassVar[str] = "test_id"
    delivery_kind: ClassVar[str] = "mail_test"
    test_id: UUID
    kind: str
    recipient: str
    language: str


def check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise UnknownMailKind(f"there is no mail {kind!r}")


def check_words(kind: str, texts: Mapping[str, MailWords]) -> None:
    """Raise for the first placeholder that this kind of mail does not know or cannot do without."""
    check_kind(kind)
    for language, words in texts.items():
        found = content.placeholders(words)
        for name, part in found.items():
            if name not in PLACEHOLDERS[kind]:
                raise UnknownPlaceholder(
                    f"{{{name}}} is not known here",
                    field=f"texts.{language}.{part}",
                    placeholder=name,
                    known=list(PLACEHOLDERS[kind]),
                )
        if words.text.strip():
            _check_needed(kind, language, words)


def _check_needed(kind: str, language: str, words: MailWords) -> None:
    there = content.placeholders(MailWords(text=words.text))
    for name in NEEDED.get(kind, ()):
        if name not in there:
            raise PlaceholderMissing(
                f"the text says nothing of {{{name}}}",
                field=f"texts.{language}.text",
                placeholder=name,
            )


async def save(
    db: AsyncConnection,
    *,
    kind: str,
    texts: Mapping[str, MailWords],
    version: int,
    actor: str,
    now: datetime,
) -> Edition[Mails]:
    """Say this in mails of one kind; the next mail of every process says it."""
    check_words(kind, texts)
    before = await content.current(db, Mails)
    changed = before.document.replaced(kind, texts)
    await content.save(db, changed, version=version, actor=actor, now=now)
    return await content.current(db, Mails)


async def send_test(
    db: AsyncConnection,
    *,
    test_id: UUID,
    kind: str,
    recipient: str,
    language: str,
    actor: str,
    now: datetime,
) -> None:
    """Send what is saved to one person of the staff; the same `test_id` twice is one mail."""
    check_kind(kind)
    await outbox.put(db, MailTest(test_id, kind, recipient, language))
    await audit.record(
        db, at=now, actor=actor, action="mail_tried", subject=f"mail:{kind}", language=language
    )


def sample(kind: str, *, now: datetime, currency: str, time_zone: str) -> MailFacts:
    """Made-up facts, with everything in them that a mail of this kind can show."""
    check_kind(kind)
    amount, today = Money(currency, 5_000), now.date()
    if kind == GIFT_CARD_MAIL:
        until = now + timedelta(days=365)
        return GiftCardFacts("7K2M-Q9XT-04WD-HN5R", amount, "Ana", "", until, time_zone, "#")
    if kind == BACK_IN_STOCK:
        return StockFacts("Producto", {}, "#", "#")
    lines = [MailLine("Producto", {}, 2, amount)]
    exchange = ExchangeFacts("4WD9-HN5R", "#", lines, amount)
    return OrderFacts(
        number="K7QF-93MD",
        link="#",
        lines=lines,
        totals=Totals(currency, 5_000, 0, 495, 954),
        address=Address("Ana García", "Calle Mayor 1", "Madrid", "28001", "ES"),
        document="F-2026-0042" if kind == "order_document" else "",
        carrier="Correos",
        tracking="PQ4F6A0400000010128001T",
        tracking_url="#",
        refunded=amount if kind in {"order_refunded", "order_cancelled"} else None,
        arrival=(today + timedelta(days=2), today + timedelta(days=4)),
        kept_until=now + timedelta(days=3) if kind.startswith("payment_") else None,
        owed=(amount, now + timedelta(days=7)) if kind == "order_edited" else None,
        returned=ReturnFacts(made=exchange) if kind == "return_exchanged" else None,
        time_zone=time_zone,
        is_paid=not kind.startswith("payment_"),
    )


def named(kind: str) -> MailFacts:
    """Facts that show the name of each placeholder, so that the theme's own words can be read."""
    check_kind(kind)
    nothing = Money("EUR", 0)
    if kind == GIFT_CARD_MAIL:
        return GiftCardFacts("", nothing, "{name}", "", None, "UTC", "#")
    if kind == BACK_IN_STOCK:
        return StockFacts("{product}", {}, "#", "#")
    facts = sample(kind, now=_LONG_AGO, currency="EUR", time_zone="UTC")
    assert isinstance(facts, OrderFacts)
    return replace(
        facts,
        number="{number}",
        document="{document}" if kind == "order_document" else "",
        carrier="{carrier}",
        tracking="{tracking}",
        tracking_url="",
        instructions=("{instructions}",) if kind == "payment_needed" else (),
        arrival=None,
        kept_until=None,
        owed=None,
        refunded=None,
    )


_LONG_AGO: Final = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
