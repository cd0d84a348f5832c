"""A bank's file is taken in: what names an order pays it, the rest waits for a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions.receive_payment import AlreadyPaid, NotPaidByHand, receive_payment
from lonja.bank import api as bank
from lonja.bank.api import LineStatus
from lonja.kernel import audit
from lonja.kernel.errors import Conflict, Invalid
from lonja.manual_payments import api as manual_payments
from lonja.manual_payments.api import ManualPayment, ReceivedBy
from lonja.orders import api as orders
from lonja.shop import api as shop


class OtherCurrency(Conflict):
    code: ClassVar[str] = "other_currency"


@dataclass(frozen=True, slots=True)
class Imported:
    """`known` stood in a file before; `matched` are booked, `left` wait for a person."""

    lines: int
    known: int
    matched: int
    left: int


async def import_bank_file(
    db: AsyncConnection,
    *,
    name: str,
    text: str,
    columns: Mapping[str, str],
    actor: str,
    now: datetime,
) -> Imported:
    """Take a CAMT.053 or CSV file in. The same file again, or one that overlaps, books nothing twice.

    A line pays the one order that it names, whatever its sum: less leaves the rest awaited, more
    goes back. One that names none or several, or an order that has its money, waits.
    """
    facts = await shop.current(db)
    found = await bank.read_file(db, text, columns=columns, currency=facts.currency)
    new = await bank.add_lines(db, found, file_name=name, actor=actor, now=now)
    matches = await _matches(db, new, prefix=facts.order_prefix)
    matched = 0
    # Orders are locked in one order, whichever file names them.
    for line_id, payment in sorted(matches.items(), key=lambda one: (one[1].order_id, one[0])):
        if await _book(db, line_id, new[line_id], payment, actor=actor, now=now):
            matched += 1
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="bank_file_imported",
        subject=f"bank_file:{name}",
        lines=len(found),
        known=len(found) - len(new),
        matched=matched,
    )
    return Imported(len(found), len(found) - len(new), matched, len(new) - matched)


async def assign_line(
    db: AsyncConnection, *, line_id: UUID, number: str, actor: str, now: datetime
) -> None:
    """A person says which order the money is for."""
    order_id = await orders.find(db, number)
    order = await orders.lock(db, order_id)
    line = await bank.lock_open(db, line_id)
    if line.currency != order.currency:
        raise OtherCurrency(f"this order is paid in {order.currency}", currency=order.currency)
    await receive_payment(
        db,
        order_id=order_id,
        receipt_id=line_id,
        amount_minor=line.amount_minor,
        received_on=line.booked_on,
        received_by=ReceivedBy.TRANSFER,
        reference=line.bank_reference or line.concept,
        actor=actor,
        now=now,
    )
    await bank.decide(db, line_id, LineStatus.ASSIGNED, number=order.number, actor=actor, now=now)


async def set_line_aside(
    db: AsyncConnection,
    *,
    line_id: UUID,
    outcome: Literal["ignored", "returned"],
    note: str,
    actor: str,
    now: datetime,
) -> None:
    """It pays no order: it is not for the shop's sales, or somebody sent it back. Why is kept."""
    if not note.strip():
        raise Invalid("say why", field="note")
    await bank.lock_open(db, line_id)
    await bank.decide(db, line_id, LineStatus(outcome), note=note.strip(), actor=actor, now=now)
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="bank_line_set_aside",
        subject=f"bank_line:{line_id}",
        outcome=outcome,
        note=note.strip(),
    )


async def _matches(
    db: AsyncConnection, new: Mapping[UUID, bank.Credit], *, prefix: str
) -> dict[UUID, ManualPayment]:
    """Line → the newest payment of the one order that it names, in its currency."""
    named = {line_id: bank.numbers_in(one.concept, prefix=prefix) for line_id, one in new.items()}
    every = sorted({number for numbers in named.values() for number in numbers})
    payments: dict[str, ManualPayment] = {}
    for at in range(0, len(every), 300):
        for payment in await manual_payments.by_numbers(db, every[at : at + 300]):
            payments.setdefault(payment.number, payment)
    found = {}
    for line_id, numbers in named.items():
        number = bank.only(number for number in numbers if number in payments)
        if number is not None and payments[number].currency == new[line_id].currency:
            found[line_id] = payments[number]
    return found


async def _book(
    db: AsyncConnection,
    line_id: UUID,
    line: bank.Credit,
    payment: ManualPayment,
    *,
    actor: str,
    now: datetime,
) -> bool:
    try:
        await receive_payment(
            db,
            order_id=payment.order_id,
            receipt_id=line_id,
            amount_minor=line.amount_minor,
            received_on=line.booked_on,
            received_by=ReceivedBy.TRANSFER,
            reference=line.bank_reference or line.concept,
            actor=actor,
            now=now,
        )
    except (AlreadyPaid, NotPaidByHand, Invalid):
        return False  # a person looks at it
    await bank.decide(db, line_id, LineStatus.MATCHED, number=payment.number, actor=actor, now=now)
    return True
