"""Reads the shop: its feed, in one snapshot, as the role that can see nothing else.

All reads of a run share one snapshot. Visible entries of the change log at or above the watermark
are read again; the next run begins at the oldest transaction that was still open, so that late
commits are read then.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final, LiteralString

import psycopg
from psycopg import sql

from lonja.shop.api import Shop

ROLE = "lonja_etl"


@dataclass(frozen=True, slots=True)
class Entity:
    """A view of the feed and the table of `stg` that receives it."""

    name: LiteralString
    # The log's name of the entity with this key; without one it is small and read whole.
    logged_as: LiteralString = ""
    key: LiteralString = ""
    key_type: LiteralString = "uuid"


ENTITIES: Final = (
    Entity("orders", "order", "order_id"),
    Entity("order_lines", "order", "order_id"),
    Entity("order_discounts", "order", "order_id"),
    Entity("payments", "order", "order_id"),
    Entity("payment_attempts", "order", "order_id"),
    Entity("returns", "return", "return_id"),
    Entity("return_lines", "return", "return_id"),
    Entity("customers", "customer", "customer_id"),
    Entity("credit_entries", "credit", "account_id"),
    Entity("traffic", "traffic", "day", "date"),
    Entity("carts", "cart", "cart_id"),
    Entity("campaign_sends", "campaign", "campaign_id"),
    Entity("stock_movements", "movement", "movement_id", "bigint"),
    Entity("variants"),
    Entity("prices"),
    Entity("promotions"),
    Entity("rates"),
    Entity("holidays"),
    Entity("campaigns"),
)


@dataclass(frozen=True, slots=True)
class Window:
    """The snapshot of a run; `next_xid` is where the following run begins."""

    source: str
    as_of: datetime
    next_xid: str
    read_below: str | None
    """The watermark of the last run in this database."""


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """The time zone whose midnight ends a day, and the currency of list prices and costs."""

    time_zone: str
    currency: str


@contextmanager
def snapshot(url: str) -> Iterator[psycopg.Connection]:
    """One moment of the shop, for as long as the block lasts; nothing can be written."""
    with _connect(url) as connection:
        with connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield connection


def _connect(url: str) -> psycopg.Connection:
    options = f"-c role={ROLE} -c statement_timeout=900000 -c timezone=UTC"
    return psycopg.connect(url, autocommit=True, application_name="lonja-etl", options=options)


def window(connection: psycopg.Connection) -> Window:
    row = connection.execute(
        "SELECT feed.source(), now(), pg_snapshot_xmin(pg_current_snapshot())::text,"
        " (SELECT read_below::text FROM feed.reader)"
    ).fetchone()
    assert row is not None
    return Window(*row)


def shop_facts(connection: psycopg.Connection) -> ShopFacts:
    """Of the shop at this moment; its defaults before anybody set it up."""
    row = connection.execute("SELECT time_zone, currency FROM feed.shop").fetchone()
    return ShopFacts(*row) if row else ShopFacts(Shop().time_zone, Shop().currency)


def changes(connection: psycopg.Connection, *, since: str) -> list[tuple[str, str]]:
    """(entity, key) of all that changed at or after transaction `since`."""
    return connection.execute(
        "SELECT DISTINCT entity, key FROM feed.change WHERE xid >= %s::xid8", (since,)
    ).fetchall()


def query(entity: Entity, columns: list[str], *, since: str | None) -> sql.Composed:
    """The rows of an entity, all or those whose key changed, in the columns that `stg` has."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    every = sql.SQL("SELECT {} FROM feed.{}").format(names, sql.Identifier(entity.name))
    if since is None or not entity.logged_as:
        return every
    return sql.SQL(
        "{} WHERE {} IN (SELECT key::{} FROM feed.change WHERE entity = {} AND xid >= {}::xid8)"
    ).format(
        every,
        sql.Identifier(entity.key),
        sql.SQL(entity.key_type),
        sql.Literal(entity.logged_as),
        sql.Literal(since),
    )


def prune(url: str, *, below: str) -> None:
    """Let the shop forget what every later run is past, and remember that it is."""
    with _connect(url) as connection:
        connection.execute("SELECT feed.prune(%s::xid8)", (below,))
