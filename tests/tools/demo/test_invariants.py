"""COPY goes round every door, so the demo shop must prove that it kept all their promises."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from lonja.inventory import api as inventory
from lonja.kernel import audit
from lonja.kernel.db import Database

# Each finds what must not be there.
BROKEN = {
    "an order without lines": """
        SELECT number FROM orders o
         WHERE NOT EXISTS (SELECT FROM order_lines l WHERE l.order_id = o.id)""",
    "an order that is not the sum of its lines": """
        SELECT o.number FROM orders o JOIN order_lines l ON l.order_id = o.id
         GROUP BY o.id HAVING sum(l.total_minor) <> o.items_minor
            OR sum(l.discount_minor) <> o.discount_minor
            OR o.total_minor <> o.items_minor - o.discount_minor + o.shipping_minor""",
    "a line that is not its unit price times its quantity": """
        SELECT order_id FROM order_lines WHERE unit_milli * quantity <> total_minor * 1000""",
    "a line whose tax is not inside what is paid for it": """
        SELECT order_id FROM order_lines WHERE tax_minor <> (total_minor - discount_minor)
            - round((total_minor - discount_minor) * 10000.0 / (10000 + tax_basis_points))""",
    "an order whose tax is not that of its lines and its shipping": """
        SELECT o.number FROM orders o JOIN order_lines l ON l.order_id = o.id
         GROUP BY o.id HAVING o.tax_minor <> sum(l.tax_minor) + o.shipping_minor
            - round(o.shipping_minor * 10000.0 / (10000 + max(l.tax_basis_points)))""",
    "a line taxed unlike its country": """
        SELECT o.number FROM orders o JOIN order_lines l ON l.order_id = o.id
          LEFT JOIN tax_rates t ON t.place = o.country AND t.tax_class = 'standard'
         WHERE l.tax_basis_points <> coalesce(t.basis_points, 0)""",
    "a price that was not the price of that moment": """
        SELECT o.number FROM orders o JOIN order_lines l ON l.order_id = o.id
         CROSS JOIN LATERAL (SELECT h.amount_minor FROM price_history h
              WHERE h.variant_id = l.variant_id AND h.currency = o.currency
                AND h.at <= o.placed_at ORDER BY h.at DESC, h.id DESC LIMIT 1) p
         WHERE p.amount_minor * 1000 <> l.unit_milli""",
    "a line sold before its product was out": """
        SELECT o.number FROM orders o JOIN order_lines l ON l.order_id = o.id
          JOIN products p ON p.id = l.product_id WHERE o.placed_at < p.created_at""",
    "a price that is not the last of its history": """
        SELECT p.variant_id FROM prices p CROSS JOIN LATERAL (
            SELECT h.amount_minor, h.at FROM price_history h WHERE h.variant_id = p.variant_id
               AND h.currency = p.currency ORDER BY h.id DESC LIMIT 1) h
         WHERE (h.amount_minor, h.at) <> (p.amount_minor, p.updated_at)""",
    "a reduction that is none": """
        SELECT variant_id FROM prices WHERE compare_at_minor <= amount_minor""",
    "a variant without a price in both currencies": """
        SELECT id FROM variants v
         WHERE (SELECT count(*) FROM prices p WHERE p.variant_id = v.id) <> 2""",
    "a warehouse that owed boxes at some moment": """
        SELECT variant_id FROM (SELECT variant_id, sum(quantity) OVER (
            PARTITION BY variant_id, location ORDER BY at, id) AS on_hand FROM stock_movements) m
         WHERE on_hand < 0""",
    "a movement numbered out of time": """
        SELECT id FROM (SELECT id, at, lag(at) OVER (ORDER BY id) AS before FROM stock_movements) m
         WHERE at < before""",
    "a place that is not the sum of its movements": """
        SELECT 1 FROM stock_at s FULL JOIN (SELECT variant_id, location, sum(quantity) AS moved
            FROM stock_movements GROUP BY 1, 2) m USING (variant_id, location)
         WHERE coalesce(s.on_hand, 0) <> coalesce(m.moved, 0)""",
    "a confirmed order whose boxes did not leave the stock": """
        SELECT o.number FROM orders o JOIN order_lines l ON l.order_id = o.id
          LEFT JOIN (SELECT order_id, variant_id, -sum(quantity) AS gone FROM stock_movements
              WHERE kind = 'sale' GROUP BY 1, 2) m ON m.order_id = o.id AND m.variant_id = l.variant_id
         WHERE coalesce(m.gone, 0) <> CASE WHEN o.confirmed_at IS NULL THEN 0 ELSE l.quantity END""",
    "boxes that were sold to no order": """
        SELECT m.id FROM stock_movements m LEFT JOIN order_lines l
            ON l.order_id = m.order_id AND l.variant_id = m.variant_id
         WHERE m.kind = 'sale' AND l.order_id IS NULL""",
    "a payment ledger that is not what was captured": """
        SELECT o.number FROM orders o LEFT JOIN payment_moves m ON m.order_id = o.id
         GROUP BY o.id HAVING coalesce(sum(m.amount_minor) FILTER (WHERE m.kind = 'captured'), 0)
            <> CASE WHEN o.confirmed_at IS NULL THEN 0 ELSE o.total_minor END""",
    "a captured attempt without its money": """
        SELECT o.number FROM orders o WHERE (o.confirmed_at IS NOT NULL) <> EXISTS (
            SELECT FROM payment_attempts a JOIN payment_moves m ON m.attempt_id = a.id
             WHERE a.order_id = o.id AND a.status = 'captured' AND m.kind = 'captured'
               AND m.amount_minor = a.amount_minor)""",
    "an attempt that still waits or keeps a token": """
        SELECT order_id FROM payment_attempts
         WHERE token IS NOT NULL OR settled_at IS NULL OR status NOT IN ('captured', 'declined')""",
    "more money back than came in": """
        SELECT order_id FROM payment_moves GROUP BY order_id
        HAVING sum(amount_minor) FILTER (WHERE kind = 'refunded')
            > sum(amount_minor) FILTER (WHERE kind = 'captured')""",
    "money that went back without a refund, or a refund without its money": """
        SELECT 1 FROM refunds r FULL JOIN (SELECT * FROM payment_moves WHERE kind = 'refunded') m
            ON m.order_id = r.order_id AND m.id = r.id
         WHERE r.status IS DISTINCT FROM 'requested' AND (r.status IS DISTINCT FROM 'succeeded'
            OR r.amount_minor IS DISTINCT FROM m.amount_minor OR r.attempt_id IS DISTINCT FROM m.attempt_id)""",
    "a refunded line above its units or its price": """
        SELECT l.order_id FROM order_lines l JOIN (SELECT order_id, line, sum(quantity) AS units,
            sum(amount_minor) AS minor FROM refund_lines GROUP BY 1, 2) r USING (order_id, line)
         WHERE r.units > l.quantity OR r.minor > l.total_minor - l.discount_minor""",
    "a refund of more than its lines, but for the shipping of a whole order": """
        SELECT r.id FROM refunds r JOIN refund_lines l ON l.order_id = r.order_id
            AND l.refund_id = r.id JOIN orders o ON o.id = r.order_id
         GROUP BY r.order_id, r.id, o.id HAVING r.amount_minor - sum(l.amount_minor)
            <> CASE r.source WHEN 'cancellation' THEN o.shipping_minor ELSE 0 END""",
    "books of the gateway that are not the shop's": """
        SELECT 1 FROM test_gateway.payments g FULL JOIN (SELECT * FROM payment_attempts
            WHERE status = 'captured') a ON a.id = g.attempt_id
         WHERE g.amount_minor IS DISTINCT FROM a.amount_minor OR g.state <> 'captured'""",
    "an order that arrived without a date, or has one and did not": """
        SELECT number FROM orders WHERE (status = 'delivered') <> (delivered_at IS NOT NULL)""",
    "a return that is not its lines, or not what was paid back": """
        SELECT r.number FROM returns r WHERE r.total_minor
            <> (SELECT sum(total_minor) FROM return_lines l WHERE l.return_id = r.id)
            OR -r.total_minor <> (SELECT sum(amount_minor) FROM payment_moves m
                 WHERE m.order_id = r.order_id AND m.kind = 'refunded')""",
    "a returned line that is not its unit price times its units": """
        SELECT return_id FROM return_lines
         WHERE round(unit_milli * quantity / 1000.0) <> total_minor OR quantity >= 0""",
    "more units back than were bought": """
        SELECT l.sku FROM return_lines r JOIN order_lines l USING (order_id, variant_id)
         WHERE -r.quantity > l.quantity""",
    "a number that does not find its order": """
        SELECT o.number FROM orders o FULL JOIN order_numbers n
            ON n.number = o.number AND n.order_id = o.id
         WHERE o.id IS NULL OR n.order_id IS NULL""",
    "an address that does not find its customer": """
        SELECT c.email FROM customers c FULL JOIN customer_emails e
            ON e.email = lower(c.email) AND e.customer_id = c.id
         WHERE c.id IS NULL OR e.customer_id IS NULL""",
    "an order of nobody, or an address that could be somebody's": """
        SELECT number FROM orders o LEFT JOIN customers c ON c.id = o.customer_id
         WHERE (o.confirmed_at IS NOT NULL AND c.email IS DISTINCT FROM o.email)
            OR o.email !~ '(\\.example|@example\\.(com|org|net))$'""",
    "consent without its date": """
        SELECT id FROM customers WHERE marketing_consent <> (consent_at IS NOT NULL)""",
    "a code counted wrong": """
        SELECT c.code FROM promotion_codes c WHERE c.used <> (SELECT count(*) FROM promotion_uses u
            WHERE u.code = c.code AND u.released_at IS NULL)""",
    "a code of an order that was not spent, or spent and not in the order": """
        SELECT o.number FROM orders o FULL JOIN promotion_uses u ON u.order_id = o.id
         WHERE coalesce(o.codes, '{}')
            IS DISTINCT FROM CASE WHEN u.code IS NULL THEN '{}' ELSE ARRAY[u.code] END""",
    "a promotion in use by an order that was cancelled": """
        SELECT o.number FROM orders o JOIN promotion_uses u ON u.order_id = o.id
         WHERE (o.status = 'cancelled') <> (u.released_at IS NOT NULL)""",
    "a promotion used outside its days, or below its minimum": """
        SELECT o.number FROM orders o JOIN promotion_uses u ON u.order_id = o.id
          JOIN promotions p ON p.id = u.promotion_id
         WHERE o.placed_at < p.starts_at OR o.placed_at >= p.ends_at OR o.items_minor
             < coalesce((p.rule -> 'conditions' -> 'minimum' ->> o.currency)::bigint, 0)""",
    "a line that does not say why it costs less": """
        SELECT l.sku FROM order_lines l JOIN orders o ON o.id = l.order_id
         WHERE o.channel = 'web' AND l.discount_minor <> coalesce((SELECT sum(d.amount_minor)
             FROM order_discounts d WHERE d.order_id = l.order_id AND d.line = l.line), 0)""",
    "a use of another amount than its order's": """
        SELECT u.order_id FROM promotion_uses u WHERE u.amount_minor <> (SELECT sum(amount_minor)
            FROM order_discounts d
           WHERE d.order_id = u.order_id AND d.promotion_id = u.promotion_id)""",
    "an order that went another way than its events": """
        SELECT o.number FROM orders o CROSS JOIN LATERAL (SELECT e.kind FROM order_events e
            WHERE e.order_id = o.id AND e.kind IN (SELECT DISTINCT status FROM orders) ORDER BY e.at DESC, e.id DESC LIMIT 1) e
         WHERE e.kind <> o.status""",
    "an order whose story does not begin with being placed": """
        SELECT o.number FROM orders o CROSS JOIN LATERAL (SELECT e.kind, e.at FROM order_events e
            WHERE e.order_id = o.id ORDER BY e.at, e.id LIMIT 1) e
         WHERE (e.kind, e.at) <> ('placed', o.placed_at)""",
    "a shipped order without a parcel, or a parcel of one that never left": """
        SELECT o.number FROM orders o LEFT JOIN shipments s ON s.order_id = o.id
         WHERE (o.status IN ('shipped', 'delivered')) <> (s.id IS NOT NULL)
            OR o.shipped_at IS DISTINCT FROM s.shipped_at""",
    "a review of what its order did not hold, or that was written before it arrived": """
        SELECT r.title FROM reviews r LEFT JOIN orders o ON o.id = r.order_id
         WHERE o.number IS DISTINCT FROM r.order_number OR o.status <> 'delivered'
            OR o.language <> r.language
            OR r.written_at < (SELECT min(e.at) FROM order_events e
                WHERE e.order_id = o.id AND e.kind = 'delivered')
            OR NOT EXISTS (SELECT FROM order_lines l
                WHERE l.order_id = r.order_id AND l.product_id = r.product_id)""",
    "a product whose stars are not those of its published reviews": """
        SELECT p.slug FROM products p WHERE p.ratings <> (SELECT array_agg(
            (SELECT count(*)::int FROM reviews r WHERE r.product_id = p.id AND r.rating = star
                AND r.status = 'published') ORDER BY star) FROM generate_series(1, 5) AS star)
        UNION ALL SELECT s.slug FROM shelf s JOIN products p ON p.id = s.product_id
         WHERE s.review_count <> (SELECT sum(n) FROM unnest(p.ratings) AS n)""",
    "a review that reads like another of the same product": """
        SELECT body FROM reviews WHERE status <> 'rejected' GROUP BY product_id, body
        HAVING count(*) > 1""",
    "a review decided before it was written, or answered before it was decided": """
        SELECT title FROM reviews WHERE decided_at < written_at OR replied_at < decided_at
            OR (status = 'waiting' AND version <> 1)""",
    "anything from the future": """
        SELECT placed_at FROM orders WHERE updated_at >= %(end)s OR placed_at >= %(end)s
        UNION ALL SELECT at FROM order_events WHERE at >= %(end)s
        UNION ALL SELECT at FROM stock_movements WHERE at >= %(end)s
        UNION ALL SELECT at FROM payment_moves WHERE at >= %(end)s
        UNION ALL SELECT at FROM price_history WHERE at >= %(end)s
        UNION ALL SELECT written_at FROM reviews WHERE written_at >= %(end)s OR decided_at >= %(end)s
        UNION ALL SELECT created_at FROM carts WHERE updated_at >= %(end)s""",
    "a product that is not on the shelf in each language and currency": """
        SELECT id FROM products p
         WHERE (SELECT count(*) FROM shelf s WHERE s.product_id = p.id AND s.visible) <> 4""",
}


@pytest.fixture(scope="module")
def shop(demo_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(demo_url, autocommit=True) as connection:
        yield connection


class TestTheDemoShopHasNot:
    @pytest.mark.parametrize("what", BROKEN)
    def test(self, shop: psycopg.Connection[Any], what: str) -> None:
        found = shop.execute(f"{BROKEN[what]} LIMIT 5", {"end": "2026-11-22"}).fetchall()

        assert found == []


@pytest.mark.anyio
class TestTheDemoShop:
    async def test_has_a_ledger_that_explains_every_level(self, demo_url: str) -> None:
        database = Database(demo_url)
        async with database.reading() as db:
            assert await inventory.imbalances(db) == []
        await database.close()

    async def test_has_an_audit_chain_without_a_hole(self, demo_url: str) -> None:
        database = Database(demo_url)
        async with database.reading() as db:
            assert await audit.first_broken(db) is None
        await database.close()


class TestTheDemoShopHasSomethingToSay:
    def one(self, shop: psycopg.Connection[Any], sql: str) -> Any:
        row = shop.execute(sql).fetchone()
        assert row is not None
        return row[0]

    def test_in_the_numbers_of_the_design(self, shop: psycopg.Connection[Any]) -> None:
        assert self.one(shop, "SELECT count(*) FROM products WHERE kind = 'goods'") == 300
        assert self.one(shop, "SELECT count(*) FROM variants") >= 1500
        assert self.one(shop, "SELECT count(*) FROM categories") == 12
        assert self.one(shop, "SELECT count(*) FROM locations") == 3
        assert self.one(shop, "SELECT count(DISTINCT currency) FROM prices") == 2
        assert self.one(shop, "SELECT count(*) FROM customers") == 6000
        assert self.one(shop, "SELECT count(*) FROM orders") >= 20_000
        assert (
            self.one(shop, "SELECT max(placed_at)::date - min(placed_at)::date FROM orders") > 540
        )

    def test_in_every_category(self, shop: psycopg.Connection[Any]) -> None:
        least = "SELECT min(n) FROM (SELECT count(*) AS n FROM products WHERE category_id IS NOT NULL GROUP BY category_id) c"

        assert self.one(shop, least) >= 12

    def test_about_each_product_in_both_languages(self, shop: psycopg.Connection[Any]) -> None:
        same = """SELECT count(*) FROM products WHERE length(texts -> 'es' ->> 'description') < 150
            OR length(texts -> 'en' ->> 'description') < 150
            OR texts -> 'es' ->> 'description' = texts -> 'en' ->> 'description'"""
        different = "SELECT count(DISTINCT texts -> 'es' ->> 'description') FROM products"

        assert self.one(shop, same) == 0
        assert self.one(shop, different) == 301
        assert self.one(shop, "SELECT count(*) FROM products WHERE texts::text ~ '[{}]{2}'") <= 301
        assert self.one(shop, "SELECT count(*) FROM products WHERE texts::text ~ 'colours}'") == 0

    def test_about_what_runs_out(self, shop: psycopg.Connection[Any]) -> None:
        sold_out = "SELECT count(*) FROM stock_levels WHERE on_hand - held = 0"
        low = "SELECT count(*) FROM stock_levels WHERE on_hand - held BETWEEN 1 AND low_at"

        assert 40 <= self.one(shop, sold_out) <= 260
        assert 40 <= self.one(shop, low) <= 260

    def test_about_people_who_come_back(self, shop: psycopg.Connection[Any]) -> None:
        back = """SELECT count(*) FILTER (WHERE n > 1)::float / count(*) FROM
            (SELECT count(*) AS n FROM orders WHERE customer_id IS NOT NULL GROUP BY customer_id) c"""
        consent = "SELECT avg(marketing_consent::int)::float FROM customers"

        assert 0.45 <= self.one(shop, back) <= 0.75
        assert 0.57 <= self.one(shop, consent) <= 0.65

    def test_about_black_friday_and_growth(self, shop: psycopg.Connection[Any]) -> None:
        friday = "SELECT count(*) FROM orders WHERE placed_at::date = '2025-11-28'"
        usual = "SELECT count(*) FROM orders WHERE placed_at::date BETWEEN '2025-11-03' AND '2025-11-21'"
        october = "SELECT count(*) FROM orders WHERE date_trunc('month', placed_at) = %s"

        assert self.one(shop, friday) > 1.6 * self.one(shop, usual) / 19
        grown = [
            shop.execute(october, (month,)).fetchall()[0][0]
            for month in ("2025-10-01", "2026-10-01")
        ]
        assert grown[1] > 1.2 * grown[0]

    def test_in_the_words_of_its_buyers(self, shop: psycopg.Connection[Any]) -> None:
        assert 1_500 <= self.one(shop, "SELECT count(*) FROM reviews") <= 4_000
        assert self.one(shop, "SELECT count(*) FROM reviews WHERE status = 'waiting'") >= 5
        assert self.one(shop, "SELECT count(*) FROM reviews WHERE status = 'rejected'") >= 5
        assert self.one(shop, "SELECT count(*) FROM reviews WHERE reply IS NOT NULL") >= 100
        mean = "SELECT avg(rating)::float FROM reviews WHERE status = 'published'"
        assert 4.0 <= self.one(shop, mean) <= 4.5
        critical = "SELECT avg((rating < 4)::int)::float FROM reviews WHERE status = 'published'"
        assert 0.1 <= self.one(shop, critical) <= 0.3
        silent = "SELECT count(*) FROM products WHERE ratings = '{0,0,0,0,0}'"
        assert 1 <= self.one(shop, silent) <= 60
        both = "SELECT array_agg(DISTINCT language ORDER BY language) FROM reviews"
        assert self.one(shop, both) == ["en", "es"]
        assert self.one(shop, "SELECT count(*) FROM reviews WHERE body ~ '[{}]'") == 0
        different = (
            "SELECT count(DISTINCT body)::float / count(*) FROM reviews WHERE status <> 'rejected'"
        )
        assert self.one(shop, different) > 0.97

    def test_about_returns_and_payments_that_failed(self, shop: psycopg.Connection[Any]) -> None:
        share = """SELECT (SELECT count(*) FROM returns)::float
            / (SELECT count(*) FROM orders WHERE status = 'delivered')"""
        failed = "SELECT count(*) FROM order_events WHERE kind = 'payment_failed'"
        states = "SELECT array_agg(DISTINCT status ORDER BY status) FROM orders"

        assert 0.03 <= self.one(shop, share) <= 0.05
        assert self.one(shop, failed) > 500
        assert self.one(shop, states) == ["cancelled", "confirmed", "delivered", "shipped"]
