"""One mail about one thing to one person: claimed, sent, settled.

A crash can always happen between the mail server's "accepted" and our commit; the mail is then sent
a second time with the same Message-ID, which is the id of its row. It is never lost, and there is
one row for each (kind, subject, item, recipient), whatever the queue delivers, and one more for each
time that staff have it sent again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final, Literal, Protocol
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import limits, outbox
from lonja.kernel.errors import Conflict, NotFound, Unavailable
from lonja.kernel.ids import uuid7
from lonja.notifications import _limiting, _store
from lonja.notifications._limiting import Quota
from lonja.notifications._mails import (
    NEWSLETTER_MAIL,
    ORDER_MAIL_KINDS,
    UNPAID_MAIL_KINDS,
    WISH_MAIL,
    OrderMailKind,
)
from lonja.notifications._status import SETTLED, DeliveryStatus
from lonja.notifications._store import Delivery, OverdueMail

CLAIM: Final = timedelta(seconds=45)
"""Longer than any mail server may take to answer (`adapters.mail`), so a claim never overlaps."""
DELIVERIES_SHOWN: Final = 100
MAIL_OVERDUE: Final = timedelta(minutes=5)
"""The margin after the end of a claim, or of a wait that the mail server requested."""
MAIL_LIFE: Final = timedelta(days=1)
"""Older news surprise more than they help."""
TOO_MANY: Final = "too_many_mails"
"""The error of a delivery to a stranger who has had enough of them; one about an order waits."""
GAVE_UP: Final = "gave_up"
"""The error of a delivery whose message failed for good, or that waited for `MAIL_LIFE`."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail; its name is ASCII, and no path."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """`message_id` is the id of its delivery row: whoever sees it twice may drop one."""

    message_id: UUID
    recipient: str
    subject: str
    text: str
    html: str
    language: str
    sender: str
    """`Name <address>`, of the shop's facts."""
    reply_to: str = ""
    """The shop's address for buyers; empty where the sender's is read as well."""
    trace: str = ""
    unsubscribe_url: str = ""
    attachments: Sequence[Attachment] = ()


class MailRefused(Exception):
    """The mail server refuses this mail for good: the address is wrong, or it answered so."""


class MailBounced(MailRefused):
    """There is no such mailbox: marketing must not try it again."""


class MailUnavailable(Unavailable):
    """The mail server cannot take it now."""


class MailThrottled(MailUnavailable):
    """We send too much: no mail before `wait` is over."""

    def __init__(self, message: str, *, wait: timedelta) -> None:
        super().__init__(message)
        self.wait = wait


class MailPutOff(MailUnavailable):
    """It wants this one mail later; others it may take now."""


class UnknownMail(NotFound):
    code: ClassVar[str] = "unknown_mail"


class MailOnItsWay(Conflict):
    code: ClassVar[str] = "mail_on_its_way"


class Mailer(Protocol):
    async def send(self, mail: Mail) -> None:
        """Return when the mail server has taken it; raise `MailRefused` or `MailUnavailable`."""


@dataclass(frozen=True, slots=True)
class OrderMail(outbox.Message):
    """Write to the buyer; `item_id` says which refund it is about, or the hour of a request.

    `again_id` is of the request to send again what was sent before.
    """

    queue: ClassVar[str] = "notifications"
    type: ClassVar[str] = "order.mail"
    subject_field: ClassVar[str] = "order_id"
    order_id: UUID
    kind: OrderMailKind
    item_id: UUID | None = None
    again_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class EmailProof(outbox.Message):
    """Write a link to who asked to be known by this address; `item_id` is of the hour of the request.

    `address_id` is made of the address alone.
    """

    queue: ClassVar[str] = "notifications"
    type: ClassVar[str] = "email.proof"
    subject_field: ClassVar[str] = "address_id"
    address_id: UUID
    email: str
    language: str
    item_id: UUID


@dataclass(frozen=True, slots=True)
class WebhookPausedMail(outbox.Message):
    """Tell an owner that the shop has stopped calling a receiver; `item_id` is of the pause and of them."""

    queue: ClassVar[str] = "notifications"
    type: ClassVar[str] = "webhook.paused_mail"
    subject_field: ClassVar[str] = "endpoint_id"
    endpoint_id: UUID
    email: str
    language: str
    item_id: UUID


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose turn it is: `yours` to send now, `settled` for good, or nobody's or another's until `until`
    (`elsewhere`).
    """

    state: Literal["yours", "settled", "elsewhere"]
    delivery_id: UUID
    until: datetime


async def claim(
    db: AsyncConnection,
    *,
    kind: str,
    subject_id: UUID,
    recipient: str,
    language: str,
    quota: Quota,
    now: datetime,
    item_id: UUID | None = None,
    again_id: UUID | None = None,
    facts: dict[str, Any] | None = None,
    is_to_stranger: bool = False,
) -> Claim:
    """Take this mail to send it, for as long as `CLAIM`; the first call makes its row.

    A stranger has shown by no payment that they gave us their own address. Beyond a few an hour
    their mails about orders wait for their turn, for a buyer may need the link in one; others,
    each kind counted by itself, fail. The delivery log says why.
    """
    await _store.insert_delivery(
        db,
        delivery_id=uuid7(),
        kind=kind,
        subject_id=subject_id,
        item_id=item_id,
        again_id=again_id,
        recipient=recipient,
        language=language,
        facts=facts or {},
        now=now,
    )
    row = await _store.lock_delivery(
        db,
        kind=kind,
        subject_id=subject_id,
        item_id=item_id,
        again_id=again_id,
        recipient=recipient,
    )
    if row.status in SETTLED:
        return Claim("settled", row.id, now)
    if row.status == DeliveryStatus.SENDING and row.claimed_until and row.claimed_until > now:
        return Claim("elsewhere", row.id, row.claimed_until)
    # One after another from here on: each sees what was claimed before it.
    bucket = await _store.lock_bucket(db, burst=quota.burst, now=now)
    if is_to_stranger:
        free_at = await _free_at(db, row.id, kind=kind, recipient=recipient, now=now)
        if free_at is not None and kind in ORDER_MAIL_KINDS:
            await release(db, row.id, error=TOO_MANY, now=now, until=free_at)
            return Claim("elsewhere", row.id, free_at)
        if free_at is not None:
            await mark_failed(db, row.id, error=TOO_MANY, now=now)
            return Claim("settled", row.id, now)
    until = now + CLAIM
    await _store.claim_delivery(db, row.id, until=until)
    await _store.save_bucket(
        db, _limiting.overdraw(_limiting.refill(bucket, quota, now=now), quota)
    )
    return Claim("yours", row.id, until)


async def _free_at(
    db: AsyncConnection, delivery_id: UUID, *, kind: str, recipient: str, now: datetime
) -> datetime | None:
    """When a stranger may get one more mail of its sort; None where they may now."""
    hour = timedelta(hours=1)
    left = await _store.newest_claimed(
        db,
        delivery_id,
        recipient=recipient,
        kinds=UNPAID_MAIL_KINDS if kind in ORDER_MAIL_KINDS else (kind,),
        since=now - hour,
        made_since=now - hour - MAIL_LIFE,
        limit=limits.STRANGER_MAILS_PER_HOUR,
    )
    return left[-1] + hour if len(left) >= limits.STRANGER_MAILS_PER_HOUR else None


async def is_known(db: AsyncConnection, message: OrderMail) -> bool:
    """Whether this very mail was claimed before."""
    return await _store.has_delivery(
        db, kind=message.kind, subject_id=message.order_id, item_id=message.item_id
    )


async def ask_again(
    db: AsyncConnection,
    *,
    order_id: UUID,
    delivery_id: UUID,
    again_id: UUID,
    recipient: str,
    language: str,
    now: datetime,
) -> OrderMail | None:
    """The message that sends an order's mail once more; None where `again_id` asked before.

    Raises `UnknownMail` where it is no mail of this order, and `MailOnItsWay` while it waits itself.
    """
    said = await _store.delivery_of(db, order_id, delivery_id)
    kind = next((one for one in ORDER_MAIL_KINDS if said and one == said.kind), None)
    if said is None or kind is None:
        raise UnknownMail("there is no such mail of this order")
    if said.status not in SETTLED:
        raise MailOnItsWay("this mail has not left yet")
    is_new = await _store.insert_delivery(
        db,
        delivery_id=uuid7(),
        kind=kind,
        subject_id=order_id,
        item_id=said.item_id,
        again_id=again_id,
        recipient=recipient,
        language=language,
        facts={},
        now=now,
    )
    return OrderMail(order_id, kind, said.item_id, again_id) if is_new else None


async def mark_sent(db: AsyncConnection, delivery_id: UUID, *, now: datetime) -> None:
    await _store.settle_delivery(db, delivery_id, status=DeliveryStatus.SENT, error=None, now=now)


async def mark_failed(db: AsyncConnection, delivery_id: UUID, *, error: str, now: datetime) -> None:
    """The mail server will never take it; the delivery log shows why."""
    await _store.settle_delivery(
        db, delivery_id, status=DeliveryStatus.FAILED, error=error[:2000], now=now
    )


async def release(
    db: AsyncConnection,
    delivery_id: UUID,
    *,
    error: str,
    now: datetime,
    until: datetime | None = None,
) -> None:
    """Give it back unsent; it is retried automatically, at `until` if given."""
    await _store.settle_delivery(
        db,
        delivery_id,
        status=DeliveryStatus.QUEUED,
        error=error[:2000],
        now=now,
        until=until or now,
    )


async def deliveries_of(db: AsyncConnection, subject_id: UUID) -> list[Delivery]:
    """Every mail about an order or a campaign test, oldest first."""
    return await _store.deliveries_of(db, subject_id, limit=DELIVERIES_SHOWN)


async def take_overdue_mails(
    db: AsyncConnection, *, now: datetime, limit: int
) -> list[OverdueMail]:
    """Mails whose message was lost; the caller queues it again. Those of yesterday end as failed."""
    await _store.end_old(db, before=now - MAIL_LIFE, error=GAVE_UP)
    return await _store.take_overdue(db, before=now - MAIL_OVERDUE, now=now, limit=limit)


async def give_up_mail(
    db: AsyncConnection, *, kinds: Sequence[str], subject_id: UUID, item_id: UUID | None = None
) -> None:
    """Its message failed for good: the log of mails says so."""
    await _store.end_waiting(db, kinds=kinds, subject_id=subject_id, item_id=item_id, error=GAVE_UP)


async def wait_for_mail_again(
    db: AsyncConnection,
    *,
    kinds: Sequence[str],
    subject_id: UUID,
    item_id: UUID | None = None,
    now: datetime,
) -> None:
    """The message that had failed is sent again, so the mail it is about may leave."""
    await _store.wait_again(
        db, kinds=kinds, subject_id=subject_id, item_id=item_id, error=GAVE_UP, now=now
    )


async def deliveries_to(db: AsyncConnection, email: str, *, limit: int) -> list[Delivery]:
    """What was sent to an address, the newest first."""
    return await _store.deliveries_to(db, email, limit=limit)


async def forget_recipient(db: AsyncConnection, email: str, *, customer_id: UUID) -> int:
    """Take a person out of the log of mails and of campaigns; how many mails that were."""
    campaigns = await _store.forget_reader(db, customer_id)
    return campaigns + await _store.forget_recipient(db, email)


async def traces(db: AsyncConnection, email: str, *, customer_id: UUID) -> int:
    """Mails that still name the address."""
    return await _store.traces(db, email, customer_id)


async def forget_signups(db: AsyncConnection, *, before: datetime, limit: int) -> int:
    """Take the mails that asked about the news out of the log: most readers never said yes."""
    return await _store.forget_deliveries(db, NEWSLETTER_MAIL, before=before, limit=limit)


async def forget_wish_mails(db: AsyncConnection, *, before: datetime, limit: int) -> int:
    """The same of those that asked whether somebody waits for goods."""
    return await _store.forget_deliveries(db, WISH_MAIL, before=before, limit=limit)


async def count_settled(db: AsyncConnection, *, before: datetime, most: int) -> int:
    """Mails of the log that wait for nothing any more; `most` at the most."""
    return await _store.count_settled(db, before=before, most=most)


async def forget_settled(db: AsyncConnection, *, before: datetime, limit: int) -> int:
    """Take them out of the log. A message that is sent again after that sends its mail again."""
    return await _store.forget_settled(db, before=before, limit=limit)
