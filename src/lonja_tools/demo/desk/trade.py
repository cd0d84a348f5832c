"""Marks on orders, drafts that staff write, and returns in each of their states."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypedDict
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import return_goods, send_quote, settle_return, write_draft
from lonja.actions.return_goods import Decision
from lonja.actions.settle_return import Settling
from lonja.drafts import api as drafts
from lonja.kernel.address import Address
from lonja.kernel.db import rows
from lonja.orders import api as orders
from lonja.orders.api import HoldReason
from lonja.returns.api import Received, ReturnSource
from lonja_tools.demo.desk._desk import CLERK, Desk

_BY_BUYER: Final = 10
"""Returns that buyers ask for; what becomes of each is its place."""


_STUDIO: Final = Address(
    "Estudio Patio y Luz", "Calle Cuarteles 8", "Málaga", "29002", "ES", phone="+34 952 000 000"
)


async def write(db: AsyncConnection, desk: Desk) -> None:
    await _mark(db, desk)
    await _draft(db, desk)
    await _return(db, desk)


async def _mark(db: AsyncConnection, desk: Desk) -> None:
    waiting = await rows(
        db,
        UUID,
        "SELECT id FROM orders WHERE status = 'confirmed' ORDER BY placed_at DESC, id LIMIT 8",
    )
    clerk = desk.people[CLERK]
    for at, order_id in enumerate(waiting):
        tags = (("llamar",), ("obra", "palé"), ("muestra",))[at % 3]
        await orders.set_tags(db, order_id, tags, **desk.clerk)
        if at in {0, 3}:
            await orders.assign(db, order_id, clerk.id, name=clerk.name, **desk.clerk)
        if at == 1:
            text = "El camión no entra en la calle: avisar el día antes."
            await orders.add_note(db, order_id, desk.id(), text=text, **desk.clerk)
        if at == 2:
            note = "Pide cambiar la dirección: esperamos su respuesta."
            await orders.hold(
                db, order_id, reason=HoldReason.BUYER_REQUEST, note=note, **desk.clerk
            )


async def _draft(db: AsyncConnection, desk: Desk) -> None:
    """A quote that a studio has by mail, and a draft that is only begun."""
    there = await rows(
        db,
        str,
        "SELECT v.sku FROM variants v JOIN stock_levels l ON l.variant_id = v.id"
        " JOIN products p ON p.id = v.product_id WHERE l.on_hand - l.held > 80"
        " ORDER BY p.featured DESC, v.sku LIMIT 6",
    )
    quote = await write_draft.begin(
        db, email="estudio@patioyluz.example", name="Estudio Patio y Luz", **desk.clerk
    )
    for at, sku in enumerate(there[:3]):
        await write_draft.set_line(db, quote, sku=sku, quantity=18 + 4 * at, now=desk.opened)
    await write_draft.change(
        db,
        quote,
        note="Obra de la calle Cuarteles: quieren empezar en enero.",
        address=_STUDIO,
        shipping_code="pallet",
        limit_minor=None,
        version=(await drafts.get(db, quote)).version,
        **desk.clerk,
    )
    message = "Le guardamos estos precios tres semanas. El palé sale de Valencia en dos días."
    await send_quote.send(
        db,
        quote,
        send_quote.Offer(desk.days(21), message),
        version=(await drafts.get(db, quote)).version,
        limit_minor=None,
        **desk.clerk,
    )
    begun = await write_draft.begin(
        db, email="casa@riovivo.example", name="Casa Río Vivo", **desk.clerk
    )
    await write_draft.set_line(db, begun, sku=there[4], quantity=6, now=desk.opened)


@dataclass(frozen=True, slots=True)
class _Sent:
    order_id: UUID
    line: int
    quantity: int
    sku: str
    other: str


async def _return(db: AsyncConnection, desk: Desk) -> None:
    """Asked for, approved, declined, on the way, received, exchanged, settled."""
    for at, one in enumerate(await _delivered(db)):
        case_id = desk.id()
        is_exchange = at in {1, 5, 7}
        await return_goods.request(
            db,
            order_id=one.order_id,
            case_id=case_id,
            units={one.line: 1},
            reasons={one.line: ("changed_mind", "does_not_fit", "damaged")[at % 3]},
            note=("", "El tono no combina con el suelo.", "Llegó una caja rota.")[at % 3],
            source=ReturnSource.BUYER,
            actor="buyer",
            now=desk.opened,
            exchanges={one.line: one.other} if is_exchange else None,
        )
        if at > 2:
            await _go_on(db, desk, one, case_id, at)


class _Of(TypedDict):
    order_id: UUID
    case_id: UUID


async def _go_on(db: AsyncConnection, desk: Desk, one: _Sent, case_id: UUID, at: int) -> None:
    of = _Of(order_id=one.order_id, case_id=case_id)
    is_declined = at == 3
    answer = "Se usó y se cortó: así no podemos aceptarla." if is_declined else ""
    decision = Decision({one.line: 0 if is_declined else 1}, {}, answer)
    await return_goods.decide(db, **of, decision=decision, limit_minor=None, **desk.clerk)
    if at in {3, 4}:
        return
    await return_goods.say_sent(
        db, **of, tracking=f"RET{at:03d}55810", actor="buyer", now=desk.opened
    )
    if at in {5, 6}:
        return
    await return_goods.receive(
        db,
        **of,
        receipt_id=desk.id(),
        received=[Received(one.line, resellable=1, damaged=0)],
        location=None,
        **desk.clerk,
    )
    if at == _BY_BUYER - 1:
        await settle_return.settle(
            db,
            order_id=one.order_id,
            case_id=case_id,
            refund_id=desk.id(),
            asked=Settling(),
            limit_minor=None,
            **desk.clerk,
        )


async def _delivered(db: AsyncConnection) -> Sequence[_Sent]:
    """Orders that came in the last days and of which nothing went back, with another variant in stock."""
    return await rows(
        db,
        _Sent,
        "SELECT DISTINCT ON (o.delivered_at, o.id) o.id AS order_id, l.line::integer AS line,"
        " l.quantity::integer AS quantity, l.sku, v.sku AS other FROM orders o"
        " JOIN order_lines l ON l.order_id = o.id"
        " JOIN variants v ON v.product_id = l.product_id AND v.id <> l.variant_id"
        " JOIN stock_levels s ON s.variant_id = v.id AND s.on_hand - s.held > 10"
        " WHERE o.status = 'delivered' AND o.discount_minor = 0 AND o.total_minor < 30000"
        " AND NOT EXISTS (SELECT FROM refunds r WHERE r.order_id = o.id)"
        " ORDER BY o.delivered_at DESC, o.id, l.line, v.sku LIMIT %(limit)s",
        limit=_BY_BUYER,
    )
