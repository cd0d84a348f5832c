"""Two records turn out to be one person: what belongs to the second moves to the first.

Orders with their reviews and returns, notes, tags and groups move; the second's address leads to
the first from now on. Consent stays with the address that it was given for: who agreed under one
address did not agree under the other, and who said no last is not written to. Nothing of it can be
undone, so a preview says what would move.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions.count_buyer import count
from lonja.customers import api as customers
from lonja.kernel import audit
from lonja.kernel.errors import Conflict, Invalid
from lonja.notifications import api as notifications
from lonja.orders import api as orders
from lonja.returns import api as returns
from lonja.reviews import api as reviews

SHOWN: Final = 1_000
KEPT: Final = ("order_addresses", "consent_proof", "mail_log")
"""What stays under the second's own name or address, as codes that screens name."""


class CustomerMerged(Conflict):
    """One of them is gone already: erased, or merged into another."""

    code: ClassVar[str] = "customer_merged"


@dataclass(frozen=True, slots=True)
class Merge:
    """What moves, or would; `consents` is whether the person gets marketing mail afterwards."""

    orders: int
    reviews: int
    notes: int
    tags: Sequence[str]
    groups: Sequence[str]
    choices: int
    mails: int
    email: str
    other_email: str
    consents: bool
    kept: Sequence[str] = KEPT


async def preview(db: AsyncConnection, kept_id: UUID, *, other_id: UUID) -> Merge:
    """What `merge_customers` would do; changes nothing."""
    return await _plan(db, *await _both(db, kept_id, other_id))


async def merge_customers(
    db: AsyncConnection,
    kept_id: UUID,
    *,
    other_id: UUID,
    version: int,
    actor: str,
    now: datetime,
) -> Merge:
    """Refused where the kept record changed since `version`; a second time finds the other gone."""
    kept, other = await _both(db, kept_id, other_id)
    await orders.lock_of(db, other_id, email=other.record.email)
    for customer_id in sorted((kept_id, other_id)):
        await customers.lock_record(db, customer_id)
    kept, other = await _both(db, kept_id, other_id)
    if kept.record.version != version:
        raise customers.CustomerChanged(
            "somebody changed this customer meanwhile", version=kept.record.version
        )
    plan = await _plan(db, kept, other)
    await orders.move_buyer(db, other_id, to=kept_id, now=now)
    await returns.move_buyer(db, other_id, to=kept_id)
    await customers.take_over(db, kept_id, other=other.record, now=now)
    if kept.record.marketing_consent and not plan.consents:
        await customers.suppress(db, email=kept.record.email, reason="unsubscribed", now=now)
    await count(db, kept_id)
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="customers_merged",
        subject=f"customer:{kept_id}",
        other=other_id,
        orders=plan.orders,
        notes=plan.notes,
        choices=plan.choices,
    )
    return plan


async def _both(
    db: AsyncConnection, kept_id: UUID, other_id: UUID
) -> tuple[customers.Person, customers.Person]:
    if kept_id == other_id:
        raise Invalid("choose another customer", field="other")
    kept, other = await customers.person(db, kept_id), await customers.person(db, other_id)
    if not kept.record.email or not other.record.email:
        raise CustomerMerged("one of these customers is erased or merged already")
    return kept, other


async def _plan(db: AsyncConnection, kept: customers.Person, other: customers.Person) -> Merge:
    theirs = await orders.orders_of(db, other.record.id, limit=SHOWN)
    mails = await notifications.deliveries_to(db, other.record.email, limit=SHOWN)
    mine = {one.id for one in await customers.memberships(db, kept.record.id)}
    added = await customers.memberships(db, other.record.id)
    return Merge(
        orders=len(theirs),
        reviews=len(await reviews.reviews_of(db, [one.id for one in theirs], limit=SHOWN)),
        notes=len(other.notes),
        tags=[tag for tag in other.record.tags if tag not in kept.record.tags],
        groups=[one.name for one in added if one.id not in mine],
        choices=len(other.choices),
        mails=len(mails),
        email=kept.record.email,
        other_email=other.record.email,
        consents=kept.record.marketing_consent and not _said_no_since(kept, other),
    )


def _said_no_since(kept: customers.Person, other: customers.Person) -> bool:
    """Whether the other address left after the kept one agreed."""
    left = other.suppression
    if left is None or left.reason != "unsubscribed":
        return False
    return kept.record.consent_at is None or left.at >= kept.record.consent_at
