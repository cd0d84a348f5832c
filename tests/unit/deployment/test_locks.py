"""A migration that would stop the shop is refused with a sentence; one that only adds is not."""

import pytest

from lonja.deployment.locks import Gone, gone, refusals, statements

REFUSED = {
    "ALTER TABLE orders ADD COLUMN gift boolean NOT NULL": "orders.gift is added NOT NULL without a default",
    "ALTER TABLE orders ADD COLUMN key uuid DEFAULT gen_random_uuid() NOT NULL": "differs by row",
    "ALTER TABLE orders ADD COLUMN parent uuid REFERENCES orders (id)": "orders.parent is added with REFERENCES",
    "CREATE INDEX ix_orders_gift ON orders (gift)": "an index on orders is made without CONCURRENTLY",
    "CREATE UNIQUE INDEX uq ON public.orders USING btree (number)": "an index on orders",
    "ALTER TABLE orders ALTER COLUMN total_minor TYPE bigint": "the type of orders.total_minor changes",
    "ALTER TABLE orders ALTER COLUMN total_minor SET DATA TYPE text USING x::text": "the type of orders",
    "ALTER TABLE orders ALTER COLUMN email SET NOT NULL": "orders.email becomes NOT NULL",
    "ALTER TABLE orders RENAME COLUMN email TO mail": "the running version knows the old name",
    "ALTER TABLE orders RENAME TO sales": "the running version knows the old name",
    "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES b (id)": "a FOREIGN KEY is added to orders",
    "ALTER TABLE ONLY orders ADD CONSTRAINT ck CHECK (total_minor >= 0)": "a CHECK is added to orders",
    "ALTER TABLE orders ADD CONSTRAINT uq UNIQUE (number)": "UNIQUE on orders builds its index",
    "ALTER TABLE orders ADD COLUMN a numeric(10, 2), ADD COLUMN b text NOT NULL": "orders.b is added NOT NULL",
    "LOCK TABLE orders": "locks a whole table",
    "REINDEX TABLE orders": "locks a whole table",
    "REFRESH MATERIALIZED VIEW best_sellers": "locks a whole table",
}  # fmt: skip
ALLOWED = (
    "ALTER TABLE orders ADD COLUMN gift boolean",
    "ALTER TABLE orders ADD COLUMN gift boolean DEFAULT false NOT NULL",
    "ALTER TABLE orders ADD COLUMN placed_on timestamptz NOT NULL DEFAULT now()",
    "CREATE INDEX CONCURRENTLY ix_orders_gift ON orders (gift)",
    "ALTER TABLE orders ADD CONSTRAINT ck CHECK (total_minor >= 0) NOT VALID",
    "ALTER TABLE orders ADD CONSTRAINT uq UNIQUE USING INDEX uq_orders_number",
    "ALTER TABLE orders VALIDATE CONSTRAINT ck",
    "ALTER TABLE orders ALTER COLUMN email DROP NOT NULL",
    "ALTER TABLE orders DROP CONSTRAINT ck",
    "REINDEX INDEX CONCURRENTLY ix_orders_gift",
    (
        "CREATE TABLE gifts (id uuid PRIMARY KEY); CREATE INDEX ix ON gifts (id);"
        " ALTER TABLE gifts ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES orders (id)"
    ),
    "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ LOCK TABLE orders; SELECT 'a;b' $$",
    "-- LOCK TABLE orders;\nSELECT 1",
)


def said(sql: str) -> list[str]:
    return refusals(statements("0031", sql))


class TestAMigration:
    @pytest.mark.parametrize("sql", REFUSED)
    def test_that_would_stop_the_shop_is_refused(self, sql: str) -> None:
        [why] = said(sql)

        assert why.startswith("0031: ")
        assert REFUSED[sql] in why

    @pytest.mark.parametrize("sql", ALLOWED)
    def test_that_only_adds_is_allowed(self, sql: str) -> None:
        assert said(sql) == []

    def test_may_do_to_a_new_table_what_it_likes(self) -> None:
        made = statements("0031", "CREATE TABLE gifts (id uuid)")
        changed = statements(
            "0032", "ALTER TABLE gifts ADD COLUMN b text NOT NULL; DROP TABLE gifts"
        )

        assert refusals([*made, *changed]) == []
        assert gone([*statements("0031", "CREATE TABLE gifts (id uuid)"), *changed]) == []

    def test_tells_what_it_takes_away(self) -> None:
        sql = "ALTER TABLE orders DROP COLUMN email; DROP TABLE IF EXISTS holds; DROP INDEX ix"

        assert gone(statements("0031", sql)) == [
            Gone("0031", "email", "column orders.email"),
            Gone("0031", "holds", "table holds"),
        ]
