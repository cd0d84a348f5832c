"""Everything the shop knows of a person, as one document that they can be sent."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.credit import api as credit
from lonja.customers import api as customers
from lonja.kernel import audit
from lonja.notifications import api as notifications
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.reviews import api as reviews
from lonja.waitlist import api as waitlist

MOST: Final = 1_000


async def export_customer(
    db: AsyncConnection, customer_id: UUID, *, actor: str, now: datetime
) -> dict[str, Any]:
    """The document; that it was made is in the audit log."""
    person = await customers.person(db, customer_id)
    theirs = await orders.orders_of(db, customer_id, limit=MOST)
    written = await reviews.reviews_of(db, [one.id for one in theirs], limit=MOST)
    addresses = await customers.addresses_of(db, customer_id)
    sent = [
        mail
        for address in sorted({person.record.email, *addresses} - {""})
        for mail in await notifications.deliveries_to(db, address, limit=MOST)
    ]
    records = (customer_id, *await customers.merged_from(db, customer_id))
    wishes = [
        one
        for address in sorted({person.record.email, *addresses} - {""})
        for one in await waitlist.of_email(db, address, limit=MOST)
    ]
    balances = await credit.store_credit(db, records)
    balances += await credit.sent_to(db, [person.record.email, *addresses], limit=MOST)
    document = {
        "made_at": now,
        "customer": asdict(person.record),
        "marketing": {
            "choices": [asdict(choice) for choice in person.choices],
            "stopped": asdict(person.suppression) if person.suppression else None,
        },
        "notes": [asdict(note) for note in person.notes],
        "orders": [await _order(db, one.id) for one in theirs],
        "reviews": [asdict(review) for review in written],
        "mails": [asdict(mail) for mail in sent],
        "waiting_for": [asdict(one) for one in wishes],
        "credit": [await _credit(db, one) for one in balances],
    }
    await audit.record(
        db, at=now, actor=actor, action="customer_exported", subject=f"customer:{customer_id}"
    )
    return document


async def _credit(db: AsyncConnection, one: credit.Account) -> dict[str, Any]:
    """Store credit, or a gift card that was sent to them: never its code."""
    return {
        **asdict(one),
        "entries": [asdict(entry) for entry in await credit.entries(db, one.id)],
    }


async def _order(db: AsyncConnection, order_id: UUID) -> dict[str, Any]:
    order = await orders.get(db, order_id)
    told = asdict(order)
    del told["trace"], told["events"]
    return {
        **told,
        "payments": [asdict(move) for move in await payments.moves(db, order_id)],
    }
