"""A person asks to be forgotten: what would go, then it goes, then it is looked for once more.

What bookkeeping and tax law ask for stays, without the person: numbers, lines, totals, taxes, the
country and region of the delivery, the provider's reference of each payment, the proof of consent
under a keyed digest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.carts import api as carts
from lonja.credit import api as credit
from lonja.customers import api as customers
from lonja.drafts import api as drafts
from lonja.imports import centre
from lonja.kernel import audit
from lonja.kernel.errors import Conflict
from lonja.notifications import api as notifications
from lonja.orders import api as orders
from lonja.promotions import api as promotions
from lonja.returns import api as returns
from lonja.reviews import api as reviews
from lonja.waitlist import api as waitlist

MAILS: Final = 1_000
KEPT: Final = (
    "order_amounts",
    "delivery_country",
    "payment_references",
    "consent_proof",
    "review_words",
)
"""What stays, as codes that screens and documents name."""


class CustomerHasOpenOrders(Conflict):
    """`facts["orders"]` are under way: finish or cancel them first."""

    code: ClassVar[str] = "customer_has_open_orders"


class CustomerErased(Conflict):
    """They are forgotten already."""

    code: ClassVar[str] = "customer_erased"


class NotForgotten(AssertionError):
    """Something still names the person: nothing of the erasure is kept."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is taken out, or would be; `open_orders` stand in the way."""

    orders: int
    mails: int
    reviews: int
    notes: int
    choices: int
    open_orders: Sequence[str]
    kept: Sequence[str] = KEPT


async def preview(db: AsyncConnection, customer_id: UUID) -> Erasure:
    """What `erase_customer` would do; changes nothing."""
    person = await customers.person(db, customer_id)
    return await _plan(db, person)


async def erase_customer(
    db: AsyncConnection, customer_id: UUID, *, secret: str, actor: str, now: datetime
) -> Erasure:
    """Take the person out of every noun, in one transaction, and make sure of it."""
    person = await customers.person(db, customer_id)
    if person.record.erased_at is not None:
        raise CustomerErased("this customer was erased already")
    plan = await _plan(db, person)
    if plan.open_orders:
        raise CustomerHasOpenOrders(
            "finish or cancel these orders first", orders=list(plan.open_orders)
        )
    email = person.record.email
    addresses = sorted({email, *await customers.addresses_of(db, customer_id)})
    order_ids: set[UUID] = set()
    for address in addresses:
        order_ids |= set(await orders.lock_of(db, customer_id, email=address))
    theirs = sorted(order_ids)
    await orders.forget_buyer(db, theirs, now=now)
    await reviews.forget_writer(db, theirs)
    await returns.forget_words(db, theirs)
    await returns.forget_statements(db, theirs)
    for address in addresses:
        await carts.forget_buyer(db, theirs, email=address)
        await drafts.forget_buyer(db, email=address)
        await credit.forget_recipient(db, address)
        await promotions.forget_buyer(db, address)
        await waitlist.forget(db, address)
        for record in (customer_id, *await customers.merged_from(db, customer_id)):
            await notifications.forget_recipient(db, address, customer_id=record)
    await customers.erase(db, customer_id, email=email, secret=secret, now=now)
    for address in addresses:  # after the customer: a file that comes in locks in this order
        await centre.forget_person(db, address)
    left = 0
    for address in addresses:
        left += (
            await customers.traces(db, address)
            + await orders.traces(db, address)
            + await promotions.traces(db, address)
            + await waitlist.traces(db, address)
            + await notifications.traces(db, address, customer_id=customer_id)
        )
    if left:
        raise NotForgotten(f"{left} rows still name the person")
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="customer_erased",
        subject=f"customer:{customer_id}",
        orders=plan.orders,
        mails=plan.mails,
        reviews=plan.reviews,
    )
    return plan


async def _plan(db: AsyncConnection, person: customers.Person) -> Erasure:
    record = person.record
    order_ids = await orders.lock_of(db, record.id, email=record.email) if record.email else []
    mails = await notifications.deliveries_to(db, record.email, limit=MAILS) if record.email else []
    return Erasure(
        orders=len(order_ids),
        mails=len(mails),
        reviews=len(await reviews.reviews_of(db, order_ids, limit=MAILS)),
        notes=len(person.notes),
        choices=len(person.choices),
        open_orders=await orders.under_way(db, order_ids),
    )
