"""Rows of the shop as its nouns would write them, for proofs and tests that read what came of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from lonja.kernel.conversion import Conversion
from lonja.kernel.ids import uuid7
from lonja.shop.api import Currency, Shop, as_json


@dataclass(frozen=True, slots=True)
class ShopRows:
    """Writes through one connection, in whatever transaction that is in."""

    db: psycopg.Connection

    def variant(self, sku: str, *, price_minor: int = 1250, cost_minor: int = 500) -> UUID:
        product, variant = uuid7(), uuid7()
        now = datetime.fromisoformat("2026-01-01T00:00:00Z")
        self.db.execute(
            "INSERT INTO products (id, slug, texts, created_at, updated_at)"
            " VALUES (%s, %s, %s, %s, %s)",
            (product, sku.lower(), Jsonb({"en": {"name": f"Tile {sku}"}}), now, now),
        )
        self.db.execute(
            "INSERT INTO variants (id, product_id, sku, cost_minor) VALUES (%s, %s, %s, %s)",
            (variant, product, sku, cost_minor),
        )
        self.db.execute(
            "INSERT INTO prices (variant_id, currency, amount_minor, updated_at)"
            " VALUES (%s, 'EUR', %s, %s)",
            (variant, price_minor, now),
        )
        return variant

    def reprice(self, variant: UUID, amount_minor: int) -> None:
        self.db.execute(
            "UPDATE prices SET amount_minor = %s WHERE variant_id = %s", (amount_minor, variant)
        )

    def price(self, variant: UUID, currency: str, amount_minor: int) -> None:
        self.db.execute(
            "INSERT INTO prices (variant_id, currency, amount_minor, updated_at)"
            " VALUES (%s, %s, %s, now())",
            (variant, currency, amount_minor),
        )

    def become(
        self,
        time_zone: str,
        currency: str,
        *,
        language: str = "es",
        rates: Mapping[str, str] | None = None,
        at: str | None = None,
    ) -> None:
        """A next version of the shop's facts; `rates` of its other currencies."""
        others = [
            Currency(code, "ES", conversion=Conversion(rate, "2026-01-01"))
            for code, rate in (rates or {}).items()
        ]
        facts = replace(
            Shop(),
            time_zone=time_zone,
            currencies=(Currency(currency, "ES"), *others),
            languages=(language,),
        )
        self.db.execute(
            "INSERT INTO shop_versions (version, facts, changed_at, changed_by)"
            " SELECT coalesce(max(version), 0) + 1, %s, coalesce(%s, now()), 'test'"
            " FROM shop_versions",
            (Jsonb(as_json(facts)), None if at is None else datetime.fromisoformat(at)),
        )

    def gift_card(
        self, order: UUID, amount_minor: int, *, at: str = "2026-03-02T10:05:00Z"
    ) -> UUID:
        """A line of an order that is there buys a gift card of this amount."""
        account = uuid7()
        self.db.execute(
            "INSERT INTO order_lines (order_id, line, sku, name, quantity, unit_milli, total_minor,"
            " is_gift_card) SELECT %s, 1 + max(line), 'GIFT', 'Gift card', 1, %s, %s, true"
            " FROM order_lines WHERE order_id = %s",
            (order, amount_minor * 1000, amount_minor, order),
        )
        self.db.execute(
            "UPDATE orders SET items_minor = items_minor + %s, total_minor = total_minor + %s"
            " WHERE id = %s",
            (amount_minor, amount_minor, order),
        )
        self.db.execute(
            "INSERT INTO credit_accounts (id, kind, currency, initial_minor, balance_minor,"
            " issued_by, issued_at) VALUES (%s, 'gift_card', 'EUR', %s, 0, 'shop', %s)",
            (account, amount_minor, datetime.fromisoformat(at)),
        )
        self.credit(account, "sold", amount_minor, at=at)
        return account

    def credit(self, account: UUID, kind: str, amount_minor: int, *, at: str) -> None:
        self.db.execute(
            "WITH a AS (UPDATE credit_accounts SET balance_minor = balance_minor + %s WHERE id = %s"
            " RETURNING balance_minor) INSERT INTO credit_entries (account_id, id, kind,"
            " amount_minor, balance_minor, actor, at)"
            " SELECT %s, %s, %s, %s, balance_minor, 'test', %s FROM a",
            (
                *(amount_minor, account, account, uuid7(), kind, amount_minor),
                datetime.fromisoformat(at),
            ),
        )

    def customer(self, country: str = "ES") -> UUID:
        customer = uuid7()
        self.db.execute(
            "INSERT INTO customers (id, email, name, language, country, created_at)"
            " VALUES (%s, %s, 'Ana Ruiz', 'es', %s, '2026-01-01')",
            (customer, f"{customer}@example.org", country),
        )
        return customer

    def order(
        self,
        variant: UUID,
        *,
        at: str = "2026-03-02T10:00:00Z",
        quantities: tuple[int, ...] = (2,),
        unit_minor: int = 1250,
        currency: str = "EUR",
        country: str = "ES",
        customer: UUID | None = None,
        status: str = "confirmed",
    ) -> UUID:
        """A web order; `quantities` are those of its lines. A confirmed one is paid as well."""
        order, placed = uuid7(), datetime.fromisoformat(at)
        total = sum(quantities) * unit_minor
        confirmed = placed + timedelta(minutes=1) if status == "confirmed" else None
        self.db.execute(
            "INSERT INTO orders (id, number, channel, status, currency, language, customer_id,"
            " email, country, items_minor, shipping_minor, tax_minor, total_minor, placed_at,"
            " updated_at, confirmed_at) VALUES (%s, %s, 'web', %s, %s, 'es', %s,"
            " 'ana@example.org', %s, %s, 500, %s, %s, %s, %s, %s)",
            (
                *(order, str(order), status, currency, customer, country, total),
                *(total * 21 // 121, total + 500, placed, placed, confirmed),
            ),
        )
        for line, quantity in enumerate(quantities, start=1):
            self.db.execute(
                "INSERT INTO order_lines (order_id, line, variant_id, sku, name, quantity,"
                " unit_milli, total_minor) VALUES (%s, %s, %s, 'T', 'Tile', %s, %s, %s)",
                (order, line, variant, quantity, unit_minor * 1000, quantity * unit_minor),
            )
        if confirmed is not None:
            self.pay(order, total + 500, currency, confirmed)
        return order

    def line(
        self, order: UUID, line: int, variant: UUID, *, quantity: int = 1, unit_minor: int = 1250
    ) -> None:
        """One more line of an order, which costs that much more."""
        amount = quantity * unit_minor
        self.db.execute(
            "INSERT INTO order_lines (order_id, line, variant_id, sku, name, quantity,"
            " unit_milli, total_minor) VALUES (%s, %s, %s, 'T', 'Tile', %s, %s, %s)",
            (order, line, variant, quantity, unit_minor * 1000, amount),
        )
        self.db.execute(
            "UPDATE orders SET items_minor = items_minor + %s, total_minor = total_minor + %s"
            " WHERE id = %s",
            (amount, amount, order),
        )

    def discount(self, order: UUID, line: int, amount_minor: int, *, name: str = "Ten") -> UUID:
        """A promotion of its own takes something off a line of an order, off its shipping for 0."""
        promotion = uuid7()
        self.db.execute(
            "INSERT INTO promotions (id, status, names, rule, level, needs_code, created_at,"
            " updated_at) VALUES (%s, 'active', jsonb_build_object('en', %s::text), '{}', 'order',"
            " false, now(), now())",
            (promotion, name),
        )
        self.db.execute(
            "INSERT INTO order_discounts (order_id, line, position, promotion_id, name, level,"
            " amount_minor) VALUES (%s, %s, 0, %s, %s, 'order', %s)",
            (order, line, promotion, name, amount_minor),
        )
        if line:
            self.db.execute(
                "UPDATE order_lines SET discount_minor = discount_minor + %s"
                " WHERE order_id = %s AND line = %s",
                (amount_minor, order, line),
            )
            self.db.execute(
                "UPDATE orders SET discount_minor = discount_minor + %s,"
                " total_minor = total_minor - %s WHERE id = %s",
                (amount_minor, amount_minor, order),
            )
        return promotion

    def pay(self, order: UUID, amount_minor: int, currency: str, at: datetime) -> None:
        for kind in ("authorised", "captured"):
            self.db.execute(
                "INSERT INTO payment_moves (order_id, id, kind, amount_minor, currency, at)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                (order, uuid7(), kind, amount_minor, currency, at),
            )

    def attempt(
        self, order: UUID, *, status: str, method: str, currency: str, at: datetime
    ) -> None:
        self.db.execute(
            "INSERT INTO payment_attempts (order_id, id, method, amount_minor, currency, status,"
            " created_at, late) VALUES (%s, %s, %s, 1000, %s, %s, %s, false)",
            (order, uuid7(), method, currency, status, at),
        )

    def drop_line(self, order: UUID, line: int) -> None:
        """Take a line off an order and its price out of the order's totals."""
        row = self.db.execute(
            "DELETE FROM order_lines WHERE order_id = %s AND line = %s RETURNING total_minor",
            (order, line),
        ).fetchone()
        assert row is not None
        self.db.execute(
            "UPDATE orders SET items_minor = items_minor - %s, total_minor = total_minor - %s"
            " WHERE id = %s",
            (row[0], row[0], order),
        )

    def give_back(
        self, order: UUID, variant: UUID, *, at: str, units: int, unit_minor: int
    ) -> UUID:
        given = uuid7()
        total = -units * unit_minor
        self.db.execute(
            "INSERT INTO returns (order_id, id, number, channel, kind, currency, country,"
            " total_minor, returned_at) VALUES (%s, %s, %s, 'web', 'return', 'EUR', 'ES', %s, %s)",
            (order, given, str(given), total, datetime.fromisoformat(at)),
        )
        self.db.execute(
            "INSERT INTO return_lines (order_id, return_id, line, variant_id, sku, name, quantity,"
            " unit_milli, total_minor) VALUES (%s, %s, 1, %s, 'T', 'Tile', %s, %s, %s)",
            (order, given, variant, -units, unit_minor * 1000, total),
        )
        return given

    def move_stock(
        self,
        variant: UUID,
        quantity: int,
        *,
        at: str = "2026-03-01T00:00:00Z",
        location: str = "main",
        order: UUID | None = None,
    ) -> None:
        """A movement, and the level that it makes."""
        self.db.execute(
            "WITH level AS (INSERT INTO stock_at AS s (variant_id, location, on_hand)"
            " VALUES (%(variant)s, %(location)s, greatest(%(quantity)s, 0))"
            " ON CONFLICT (variant_id, location) DO UPDATE SET on_hand = s.on_hand + %(quantity)s)"
            " INSERT INTO stock_movements (variant_id, location, kind, quantity, at, order_id, actor)"
            " VALUES (%(variant)s, %(location)s, CASE WHEN %(quantity)s > 0 THEN 'receipt' ELSE 'sale'"
            " END, %(quantity)s, %(at)s, %(order)s, 'test')",
            {
                "variant": variant,
                "location": location,
                "quantity": quantity,
                "at": datetime.fromisoformat(at),
                "order": order,
            },
        )

    def traffic(self, day: str, step: str, count: int, *, subject: str = "") -> None:
        """Adds to what a process wrote down of a day."""
        self.db.execute(
            "INSERT INTO traffic_counts AS c (day, channel, step, device, language, subject, count)"
            " VALUES (%s, 'web', %s, %s, 'es', %s, %s) ON CONFLICT (day, channel, step, device,"
            " language, subject) DO UPDATE SET count = c.count + excluded.count",
            (day, step, "" if subject else "phone", subject, count),
        )

    def cart(
        self, variant: UUID, *, order: UUID | None = None, at: str = "2026-03-02T09:00:00Z"
    ) -> UUID:
        """A cart with two of it; the one that became an order has its id."""
        cart, created = order or uuid7(), datetime.fromisoformat(at)
        self.db.execute(
            "INSERT INTO carts (id, status, currency, language, country, created_at, updated_at,"
            " expires_at) VALUES (%s, %s, 'EUR', 'es', 'ES', %s, %s, %s)",
            (cart, "ordered" if order else "open", created, created, created + timedelta(days=90)),
        )
        self.db.execute(
            "INSERT INTO cart_lines (cart_id, variant_id, quantity, seen_minor, added_at)"
            " VALUES (%s, %s, 2, 1250, %s)",
            (cart, variant, created + timedelta(minutes=5)),
        )
        return cart

    def campaign(
        self, *customers: UUID, name: str = "Spring", at: str = "2026-03-01T09:00:00Z"
    ) -> UUID:
        """A campaign that went to each of them."""
        campaign, sent = uuid7(), datetime.fromisoformat(at)
        self.db.execute(
            "INSERT INTO campaigns (id, name, segment, texts, status, created_at, created_by,"
            " started_at) VALUES (%s, %s, '{}', '{}', 'sent', %s, 'test', %s)",
            (campaign, name, sent, sent),
        )
        for customer in customers:
            self.db.execute(
                "INSERT INTO campaign_recipients (campaign_id, customer_id, email, language, status,"
                " message_id, sent_at) VALUES (%s, %s, 'ana@example.org', 'es', 'sent', %s, %s)",
                (campaign, customer, uuid7(), sent),
            )
        return campaign
