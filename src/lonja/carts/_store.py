"""All SQL of carts."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.carts._cart import Kept, Recipient, StoredCart
from lonja.kernel.db import first, one, rows, run

_COLUMNS = (
    "id, version, status, currency, language, country, address, shipping_code, codes,"
    " gift_cards, uses_store_credit, own_shipping_minor, expires_at, email AS proven_email"
)


async def insert(
    db: AsyncConnection,
    *,
    cart_id: UUID,
    currency: str,
    language: str,
    country: str,
    proven_email: str | None,
    now: datetime,
    expires_at: datetime,
) -> StoredCart:
    return await one(
        db,
        StoredCart,
        "INSERT INTO carts (id, currency, language, country, email, created_at, updated_at,"
        " expires_at) VALUES (%(id)s, %(currency)s, %(language)s, %(country)s, %(email)s, %(now)s,"
        f" %(now)s, %(expires_at)s) RETURNING {_COLUMNS}",
        id=cart_id,
        currency=currency,
        language=language,
        country=country,
        email=proven_email,
        now=now,
        expires_at=expires_at,
    )


async def get(db: AsyncConnection, cart_id: UUID, *, lock: bool = False) -> StoredCart | None:
    return await first(
        db,
        StoredCart,
        f"SELECT {_COLUMNS} FROM carts WHERE id = %(id)s" + (" FOR UPDATE" if lock else ""),
        id=cart_id,
    )


async def open_currency(db: AsyncConnection, cart_id: UUID, now: datetime) -> str | None:
    return await first(
        db,
        str,
        "SELECT currency FROM carts WHERE id = %(id)s AND status = 'open' AND expires_at > %(now)s",
        id=cart_id,
        now=now,
    )


async def lines(db: AsyncConnection, cart_id: UUID) -> list[Kept]:
    return await rows(
        db,
        Kept,
        "SELECT l.variant_id, l.quantity, l.seen_minor, l.own_minor, l.own_reason,"
        " coalesce((SELECT jsonb_agg(jsonb_build_object('name', r.name, 'email', r.email,"
        "  'message', r.message, 'language', r.language, 'send_on', r.send_on, 'units', r.units,"
        "  'amount_minor', r.amount_minor)"
        "  ORDER BY r.id) FROM cart_recipients r WHERE r.cart_id = l.cart_id"
        "  AND r.variant_id = l.variant_id), '[]') AS recipients"
        " FROM cart_lines l WHERE l.cart_id = %(id)s ORDER BY l.added_at, l.variant_id",
        id=cart_id,
    )


async def put_line(
    db: AsyncConnection,
    *,
    cart_id: UUID,
    variant_id: UUID,
    quantity: int,
    seen_minor: int | None,
    now: datetime,
    expires_at: datetime,
) -> None:
    """The line, and a new version of its cart."""
    await run(
        db,
        "WITH line AS (INSERT INTO cart_lines (cart_id, variant_id, quantity, seen_minor, added_at)"
        " VALUES (%(cart)s, %(variant)s, %(quantity)s, %(seen)s, %(now)s)"
        " ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = excluded.quantity,"
        " seen_minor = coalesce(excluded.seen_minor, cart_lines.seen_minor))" + _NEW_VERSION,
        cart=cart_id,
        variant=variant_id,
        quantity=quantity,
        seen=seen_minor,
        now=now,
        expires_at=expires_at,
    )


async def add_recipient(
    db: AsyncConnection, *, cart_id: UUID, recipient_id: UUID, variant_id: UUID, to: Recipient
) -> None:
    await run(
        db,
        "INSERT INTO cart_recipients (cart_id, id, variant_id, units, name, email, message,"
        " language, send_on, amount_minor) VALUES (%(cart)s, %(id)s, %(variant)s, %(units)s,"
        " %(name)s, %(email)s, %(message)s, %(language)s, %(send_on)s, %(amount)s)",
        cart=cart_id,
        id=recipient_id,
        variant=variant_id,
        units=to.units,
        name=to.name,
        email=to.email,
        message=to.message,
        language=to.language,
        send_on=to.send_on,
        amount=to.amount_minor,
    )


async def forget_recipients(db: AsyncConnection, *, cart_id: UUID, variant_id: UUID) -> None:
    await run(
        db,
        "DELETE FROM cart_recipients WHERE cart_id = %(cart)s AND variant_id = %(variant)s",
        cart=cart_id,
        variant=variant_id,
    )


async def own_price(
    db: AsyncConnection,
    *,
    cart_id: UUID,
    variant_id: UUID,
    own_minor: int | None,
    reason: str | None,
    now: datetime,
    expires_at: datetime,
) -> None:
    await run(
        db,
        "WITH line AS (UPDATE cart_lines SET own_minor = %(own)s, own_reason = %(reason)s"
        " WHERE cart_id = %(cart)s AND variant_id = %(variant)s)" + _NEW_VERSION,
        cart=cart_id,
        variant=variant_id,
        own=own_minor,
        reason=reason,
        now=now,
        expires_at=expires_at,
    )


async def own_shipping(
    db: AsyncConnection,
    *,
    cart_id: UUID,
    price_minor: int | None,
    now: datetime,
    expires_at: datetime,
) -> None:
    await run(
        db,
        "UPDATE carts SET own_shipping_minor = %(price)s, version = version + 1,"
        " updated_at = %(now)s, expires_at = %(expires_at)s WHERE id = %(cart)s",
        cart=cart_id,
        price=price_minor,
        now=now,
        expires_at=expires_at,
    )


async def delete_line(
    db: AsyncConnection, *, cart_id: UUID, variant_id: UUID, now: datetime, expires_at: datetime
) -> None:
    """Without the line; a new version of its cart."""
    await run(
        db,
        "WITH line AS (DELETE FROM cart_lines"
        " WHERE cart_id = %(cart)s AND variant_id = %(variant)s),"
        " whom AS (DELETE FROM cart_recipients"
        " WHERE cart_id = %(cart)s AND variant_id = %(variant)s)" + _NEW_VERSION,
        cart=cart_id,
        variant=variant_id,
        now=now,
        expires_at=expires_at,
    )


_NEW_VERSION = (
    " UPDATE carts SET version = version + 1, updated_at = %(now)s, expires_at = %(expires_at)s"
    " WHERE id = %(cart)s"
)


async def change(
    db: AsyncConnection,
    *,
    cart_id: UUID,
    now: datetime,
    expires_at: datetime,
    address: dict[str, Any] | None = None,
    shipping_code: str | None = None,
    codes: Sequence[str] | None = None,
    gift_cards: Sequence[UUID] | None = None,
    proven_email: str | None = None,
    uses_store_credit: bool | None = None,
) -> StoredCart | None:
    """A new version of an open cart; None where there is none. An empty address takes it out."""
    return await first(
        db,
        StoredCart,
        "UPDATE carts SET version = version + 1, updated_at = %(now)s, expires_at = %(expires_at)s,"
        " address = coalesce(%(address)s::jsonb, address),"
        " shipping_code = coalesce(%(shipping)s::text, shipping_code),"
        " codes = coalesce(%(codes)s::text[], codes),"
        " gift_cards = coalesce(%(gift_cards)s::uuid[], gift_cards),"
        " uses_store_credit = coalesce(%(credit)s::boolean, uses_store_credit),"
        " email = nullif(coalesce(%(email)s::text, email), '')"
        " WHERE id = %(id)s AND status = 'open' AND expires_at > %(now)s"
        f" RETURNING {_COLUMNS}",
        id=cart_id,
        now=now,
        expires_at=expires_at,
        address=None if address is None else json.dumps(address),
        shipping=shipping_code,
        codes=None if codes is None else list(codes),
        gift_cards=None if gift_cards is None else list(gift_cards),
        credit=uses_store_credit,
        email=proven_email,
    )


async def mark_ordered(db: AsyncConnection, *, cart_id: UUID, now: datetime) -> None:
    await run(
        db,
        "UPDATE carts SET status = 'ordered', version = version + 1, updated_at = %(now)s"
        " WHERE id = %(id)s",
        id=cart_id,
        now=now,
    )


async def count_units(db: AsyncConnection, cart_id: UUID) -> int:
    """0 for a cart that is no more."""
    units = await first(
        db,
        int,
        "SELECT coalesce(sum(l.quantity), 0) FROM carts c"
        " LEFT JOIN cart_lines l ON l.cart_id = c.id"
        " WHERE c.id = %(id)s AND c.status = 'open' GROUP BY c.id",
        id=cart_id,
    )
    return units or 0


async def prune(db: AsyncConnection, *, now: datetime, limit: int) -> int:
    """Throw away expired open carts and their lines, a bounded number at a time."""
    return await run(
        db,
        "WITH old AS (SELECT id FROM carts WHERE expires_at < %(now)s AND status = 'open'"
        " ORDER BY expires_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED),"
        " gone AS (DELETE FROM cart_lines l USING old WHERE l.cart_id = old.id),"
        " whom AS (DELETE FROM cart_recipients r USING old WHERE r.cart_id = old.id)"
        " DELETE FROM carts c USING old WHERE c.id = old.id",
        now=now,
        limit=limit,
    )


async def count_idle(db: AsyncConnection, *, before: datetime, most: int) -> int:
    return await one(
        db,
        int,
        "SELECT count(*) FROM (SELECT FROM carts WHERE status = 'open'"
        " AND updated_at < %(before)s LIMIT %(most)s) AS old",
        before=before,
        most=most,
    )


async def forget_idle(db: AsyncConnection, *, before: datetime, limit: int) -> int:
    return await run(
        db,
        "WITH old AS (SELECT id FROM carts WHERE updated_at < %(before)s AND status = 'open'"
        " ORDER BY expires_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED),"
        " gone AS (DELETE FROM cart_lines l USING old WHERE l.cart_id = old.id)"
        " DELETE FROM carts c USING old WHERE c.id = old.id",
        before=before,
        limit=limit,
    )


async def forget_buyer(
    db: AsyncConnection, order_ids: Sequence[UUID], emails: Sequence[str]
) -> int:
    """An order's cart has its id; open ones have the address, if their buyer proved it."""
    return await run(
        db,
        "WITH whom AS (DELETE FROM cart_recipients WHERE cart_id = ANY(%(ids)s)"
        " OR lower(email) = ANY(%(emails)s))"
        " UPDATE carts SET email = NULL, address = NULL WHERE (id = ANY(%(ids)s)"
        " OR email = ANY(%(emails)s)) AND (email IS NOT NULL OR address IS NOT NULL)",
        ids=list(order_ids),
        emails=list(emails),
    )
