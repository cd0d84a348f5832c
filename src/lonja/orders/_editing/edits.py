"""Edits of orders as they are saved and read; the caller holds the order's lock."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.errors import Conflict
from lonja.orders._editing import store
from lonja.orders._editing.rule import Content, content_of
from lonja.orders._editing.status import EditStatus, OnExpiry
from lonja.orders._order import Order, OrderDiscount, OrderLine


class OrderEdited(Conflict):
    """Somebody edited it since it was read; `facts["version"]` is what it is now."""

    code: ClassVar[str] = "order_edited"


@dataclass(frozen=True, slots=True)
class Awaited:
    """Until when the difference of an edit may be paid, and what happens then.

    `waits`: nothing of the order is sent before.
    """

    pay_by: datetime
    waits: bool
    on_expiry: OnExpiry


@dataclass(frozen=True, slots=True)
class OrderEdit:
    order_id: UUID
    id: UUID
    version: int
    status: EditStatus
    before: Content
    after: Content
    difference_minor: int
    reason: str
    actor: str
    at: datetime
    awaited: Awaited | None
    settled_at: datetime | None


async def edits(db: AsyncConnection, order_id: UUID) -> list[OrderEdit]:
    """All of an order, oldest first; their number is the order's version."""
    return [_edit(row) for row in await store.of_order(db, order_id)]


def awaited_edit(found: Sequence[OrderEdit]) -> OrderEdit | None:
    """The one whose difference is still to be paid."""
    return next((one for one in found if one.status is EditStatus.AWAITING_PAYMENT), None)


def check_version(found: Sequence[OrderEdit], version: int) -> None:
    if len(found) != version:
        raise OrderEdited("this order was edited since you read it", version=len(found))


async def save_edit(
    db: AsyncConnection,
    order: Order,
    made: Content,
    *,
    edit_id: UUID,
    version: int,
    reason: str,
    awaited: Awaited | None,
    actor: str,
    now: datetime,
) -> OrderEdit:
    """The order, which was read whole and is locked, is what was made of it from now on."""
    before = content_of(order)
    difference = made.total_minor - before.total_minor
    status = EditStatus.DONE if awaited is None else EditStatus.AWAITING_PAYMENT
    await store.insert(
        db,
        {
            "order": order.id,
            "id": edit_id,
            "version": version,
            "status": status,
            "before": _json(before),
            "after": _json(made),
            "difference": difference,
            "reason": reason,
            "actor": actor,
            "at": now,
            "pay_by": awaited.pay_by if awaited else None,
            "waits": awaited.waits if awaited else False,
            "on_expiry": awaited.on_expiry if awaited else None,
        },
    )
    await store.rewrite(db, order.id, made, now)
    return OrderEdit(
        order.id, edit_id, version, status, before, made, difference, reason, actor, now, awaited, None
    )  # fmt: skip


async def settle_edit(
    db: AsyncConnection, edit: OrderEdit, status: EditStatus, *, now: datetime
) -> bool:
    """Its difference came, or never will; False where that was settled before."""
    return await store.settle(db, edit.order_id, edit.id, status, now)


async def overdue_edits(db: AsyncConnection, *, now: datetime, limit: int) -> list[UUID]:
    """Orders with an edit whose difference was not paid in time."""
    return await store.overdue(db, now=now, limit=limit)


def _json(one: Content) -> str:
    return json.dumps(asdict(one), default=str)


def _edit(row: store.EditRow) -> OrderEdit:
    awaited = None
    if row.pay_by is not None and row.on_expiry is not None:
        awaited = Awaited(row.pay_by, row.waits, row.on_expiry)
    return OrderEdit(
        row.order_id,
        row.id,
        row.version,
        row.status,
        _content(row.before),
        _content(row.after),
        row.difference_minor,
        row.reason,
        row.actor,
        row.at,
        awaited,
        row.settled_at,
    )


def _content(value: Mapping[str, Any]) -> Content:
    return Content(
        **{
            **value,
            "lines": tuple(_line(one) for one in value["lines"]),
            "discounts": tuple(_discount(one) for one in value["discounts"]),
            "tax_groups": tuple(value["tax_groups"]),
        }
    )


def _line(value: Mapping[str, Any]) -> OrderLine:
    ids = {name: value[name] and UUID(value[name]) for name in ("variant_id", "product_id")}
    return OrderLine(**{**value, **ids})


def _discount(value: Mapping[str, Any]) -> OrderDiscount:
    return OrderDiscount(**{**value, "promotion_id": UUID(value["promotion_id"])})
