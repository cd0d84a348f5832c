"""Mails to one person: claimed in one transaction, sent outside, settled in another."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import promise_arrival, settle_difference, spend_credit
from lonja.actions.resend_mail import is_current
from lonja.bootstrap import Shop
from lonja.customers import api as customers
from lonja.inventory import api as inventory
from lonja.jobs import document_mails, return_mails
from lonja.jobs.parcel_mails import parcel_facts, pickup_facts
from lonja.kernel import clock, outbox
from lonja.kernel.at_once import at_once
from lonja.kernel.blobs import Blobs
from lonja.kernel.db import Database
from lonja.kernel.ids import sealed
from lonja.kernel.money import Money
from lonja.kernel.outbox import Envelope
from lonja.kernel.transaction import Change, announce
from lonja.notifications import api as notifications
from lonja.notifications.api import (
    Mail,
    Mailer,
    MailLine,
    MailRefused,
    MailRenderer,
    MailSaving,
    MailThrottled,
    OrderFacts,
    OrderMail,
    Quota,
    Rendered,
)
from lonja.orders import api as orders
from lonja.payments import api as payments

CONSUMER = "order_mail"
UNSAID: Final = frozenset({"other", "cancelled", "suspected_fraud"})
"""Reasons of staff that say nothing to a buyer, or should not."""


@dataclass(frozen=True, slots=True)
class MailContext:
    """The dependencies of the mail jobs."""

    database: Database
    mailer: Mailer
    mails: MailRenderer
    quota: Quota
    shop: str
    sender: str
    public_url: str
    secret_key: str
    backoffice_url: str = ""
    blobs: Blobs | None = None
    reply_to: str = ""
    time_zone: str = "UTC"
    currency: str = "EUR"
    now: Callable[[], datetime] = clock.now


@dataclass(frozen=True, slots=True)
class BuyerOrder:
    recipient: str
    language: str
    facts: OrderFacts
    is_paid: bool = True
    """Else the recipient is whom somebody typed, and may never have heard of us."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail about one thing (`subject_id`) to one person; rendered only when it is sent."""

    kind: str
    subject_id: UUID
    recipient: str
    language: str
    render: Callable[[], Rendered]
    item_id: UUID | None = None
    again_id: UUID | None = None
    is_to_stranger: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)
    """What its message needs besides, should it have to be sent again."""
    attach: document_mails.Attach | None = None
    unsubscribe_url: str = ""

    async def mail(self, delivery_id: UUID, trace: str, context: MailContext) -> Mail:
        """Whole, with its files; called while no transaction is open."""
        rendered = self.render()
        return Mail(
            message_id=delivery_id,
            recipient=self.recipient,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            language=self.language,
            trace=trace,
            sender=context.sender,
            reply_to=context.reply_to,
            attachments=await self.attach() if self.attach else (),
            unsubscribe_url=self.unsubscribe_url,
        )


type WriteLetter = Callable[[AsyncConnection], Awaitable[Letter | None]]
type ReadOrder = Callable[[MailContext, AsyncConnection, OrderMail], Awaitable[BuyerOrder | None]]


async def mail_context(shop: Shop) -> MailContext:
    settings, facts = shop.settings, await shop.facts.get()
    return MailContext(
        database=shop.database,
        mailer=shop.mailer,
        mails=await shop.mails_of(facts),
        quota=Quota(per_minute=settings.mail_per_minute, burst=settings.mail_burst),
        shop=facts.called,
        sender=shop.sender_of(facts),
        reply_to=facts.email,
        time_zone=facts.time_zone,
        currency=facts.currency,
        blobs=shop.blobs,
        public_url=settings.public_url.rstrip("/"),
        secret_key=settings.secret_key,
        backoffice_url=settings.backoffice_url.rstrip("/"),
    )


async def order_mail(shop: Shop, envelope: Envelope) -> None:
    await send_order_mail(await mail_context(shop), read_order, envelope)


async def read_order(
    context: MailContext, db: AsyncConnection, message: OrderMail
) -> BuyerOrder | None:
    """The mail's content, by the order's present status; None if it has become pointless.

    Bad news waits a little (`jobs.orders`): a buyer who has paid with another card meanwhile gets
    no mail about the first one.
    """
    order, attempt = await at_once(
        db, orders.get(db, message.order_id), payments.live_attempt(db, message.order_id)
    )
    if not is_current(message.kind, order.status):
        return None
    is_by_itself = message.kind == "payment_needed" and message.item_id is None
    if is_by_itself and (attempt is None or attempt.step is None):
        return None  # the buyer was there, and has nothing left to do; staff's link says otherwise
    is_paid = order.confirmed_at is not None
    is_promised = attempt is not None and attempt.promised
    parcel, given, owed, waiting = await at_once(
        db,
        parcel_facts(db, order, message.item_id),
        payments.refunds(db, order.id),
        settle_difference.owed(db, order),
        inventory.waiting_of(db, order.id),
    )
    one = next((refund for refund in given if refund.id == message.item_id), None)
    if message.kind == "goods_delayed" and not waiting:
        return None  # they came meanwhile
    facts = OrderFacts(
        number=order.number,
        link=_link(context, order),
        lines=_lines(order, one),
        totals=order.totals,
        savings=_savings(order.savings, order.currency),
        shipping_savings=_savings(order.shipping_savings, order.currency),
        tax=order.tax,
        # Words that somebody typed are no mail of ours to an address that they typed, too.
        address=order.address if is_paid else None,
        reason=_reason(order, one),
        refunded=_refunded(order, given, one),
        refunded_to=one.to if one is not None else "payment",
        carrier=parcel.carrier,
        tracking=parcel.tracking,
        tracking_url=parcel.url,
        packed=parcel.packed,
        to_follow=parcel.to_follow,
        preferences_url=_preferences_url(context, order),
        arrival=None if waiting else await _arrival(db, order),
        awaited=_awaited(order, waiting),
        pickup=await pickup_facts(db, order),
        kept_until=None if is_paid else await inventory.hold_expires_at(db, order.id),
        time_zone=context.time_zone,
        instructions=_instructions(attempt),
        gift_cards=[
            (str(one.kind), one.last_four, one.amount)
            for one in await spend_credit.paid_parts(db, order.id)
        ],
        is_paid=is_paid and not is_promised,
        owed=(owed.amount, owed.until) if owed else None,
    )
    if message.kind == document_mails.KIND:
        facts = await document_mails.about_document(db, message, facts)
    if message.kind in return_mails.KINDS:
        facts = await return_mails.about_return(
            db, order, message, facts, lambda one: _link(context, one)
        )
    return BuyerOrder(order.email, order.language, facts, is_paid)


def _link(context: MailContext, order: orders.Order) -> str:
    token = sealed(context.secret_key, "order", str(order.id))
    return f"{context.public_url}/{order.language}/orders/{order.number}?token={token}"


def _lines(order: orders.Order, refund: payments.Refund | None) -> list[MailLine]:
    """Of a refund what it is for, else the whole order."""
    worth = {line.line: line for line in refund.lines} if refund else None
    return [
        MailLine(
            line.name,
            line.options,
            line.quantity if worth is None else worth[line.line].quantity,
            Money(
                order.currency,
                line.total_minor if worth is None else worth[line.line].amount_minor,
            ),
        )
        for line in order.lines
        if worth is None or line.line in worth
    ]


def _savings(savings: Sequence[orders.Saving], currency: str) -> list[MailSaving]:
    return [MailSaving(one.name, Money(currency, one.amount_minor)) for one in savings]


def _awaited(
    order: orders.Order, waiting: Sequence[inventory.Backorder]
) -> list[tuple[MailLine, date | None]]:
    lines = {line.variant_id: line for line in order.lines}
    return [
        (
            MailLine(
                line.name, line.options, one.quantity, Money(order.currency, line.total_minor)
            ),
            one.due,
        )
        for one in waiting
        if (line := lines.get(one.variant_id)) is not None
    ]


async def _arrival(db: AsyncConnection, order: orders.Order) -> tuple[date, date] | None:
    if order.pickup_location is not None:
        return None
    found = await promise_arrival.of_order(db, order)
    return (found.first, found.last) if found else None


def _instructions(attempt: payments.Attempt | None) -> Sequence[str]:
    step = attempt.step if attempt else None
    return step.text.splitlines() if isinstance(step, payments.Instructions) else ()


def _preferences_url(context: MailContext, order: orders.Order) -> str:
    """Where the buyer chooses which mails they get; a customer is known from the payment on."""
    if order.customer_id is None:
        return ""
    path = customers.preferences_path(context.secret_key, order.customer_id)
    return f"{context.public_url}/{order.language}{path}"


def _reason(order: orders.Order, refund: payments.Refund | None) -> str:
    reason = refund.reason if refund else order.refusal or ""
    return "" if reason in UNSAID else reason


def _refunded(
    order: orders.Order, given: Sequence[payments.Refund], refund: payments.Refund | None
) -> Money | None:
    if refund is not None:
        return refund.amount
    back = sum(
        one.amount.minor for one in given if one.source is payments.RefundSource.CANCELLATION
    )
    return Money(order.currency, back) if back else None


async def send_order_mail(context: MailContext, read_order: ReadOrder, envelope: Envelope) -> None:
    message = OrderMail.read(envelope)

    async def write(db: AsyncConnection) -> Letter | None:
        order = await read_order(context, db, message)
        if order is None:
            await notifications.give_up_mail(
                db, kinds=[message.kind], subject_id=message.order_id, item_id=message.item_id
            )
            return None
        return Letter(
            message.kind,
            message.order_id,
            order.recipient,
            order.language,
            lambda: context.mails.render(
                message.kind, order.facts, language=order.language, shop=context.shop
            ),
            message.item_id,
            message.again_id,
            is_to_stranger=not order.is_paid,
            attach=await document_mails.attach(db, context.blobs, message),
        )

    await send_once(context, write, message, envelope)


async def send_once(
    context: MailContext, write: WriteLetter, message: outbox.Message, envelope: Envelope
) -> None:
    """Send a mail once; a second delivery of the message finds it settled.

    While another worker has claimed it, the message comes back when that claim ends, so that the
    mail of a dead worker is still sent.
    """
    async with context.database.transaction() as db:
        letter = await write(db)
        if letter is None:
            return
        claim = await notifications.claim(
            db,
            kind=letter.kind,
            subject_id=letter.subject_id,
            item_id=letter.item_id,
            again_id=letter.again_id,
            recipient=letter.recipient,
            language=letter.language,
            quota=context.quota,
            now=context.now(),
            is_to_stranger=letter.is_to_stranger,
            facts=dict(letter.facts) or None,
        )
        if claim.state == "elsewhere" and await _first_time(db, context, envelope, letter):
            await outbox.put(db, message, at=claim.until)
    if claim.state != "yours":
        return
    try:
        mail = await letter.mail(claim.delivery_id, envelope.trace, context)
        await context.mailer.send(mail)
    except MailRefused as error:
        async with context.database.transaction() as db:
            await _first_time(db, context, envelope, letter)
            await notifications.mark_failed(
                db, claim.delivery_id, error=str(error), now=context.now()
            )
            announce(db, Change("order", str(letter.subject_id)))
        return
    except MailThrottled as error:
        # Not the message's fault, so it uses up none of its tries.
        async with context.database.transaction() as db:
            until = context.now() + error.wait
            await notifications.release(
                db, claim.delivery_id, error=str(error), now=context.now(), until=until
            )
            if await _first_time(db, context, envelope, letter):
                await outbox.put(db, message, at=until)
        return
    except Exception as error:
        async with context.database.transaction() as db:
            await notifications.release(db, claim.delivery_id, error=str(error), now=context.now())
        raise
    async with context.database.transaction() as db:
        await _first_time(db, context, envelope, letter)
        await notifications.mark_sent(db, claim.delivery_id, now=context.now())
        announce(db, Change("order", str(letter.subject_id)))


async def _first_time(
    db: AsyncConnection, context: MailContext, envelope: Envelope, letter: Letter
) -> bool:
    return await outbox.first_time(
        db,
        consumer=CONSUMER,
        message_id=envelope.id,
        subject=str(letter.subject_id),
        now=context.now(),
    )
