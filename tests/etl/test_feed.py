"""What the ETL may see of the shop, column by column. A new column is a decision: pin it here."""

import psycopg
import pytest

FEED = {
    "change": "xid seq entity key op",
    "campaign_sends": "campaign_id customer_id status sent_at",
    "campaigns": "campaign_id name created_at started_at",
    "carts": "cart_id status currency language country has_address has_shipping is_draft created_at"
    " updated_at first_line_at lines units value_minor",
    "credit_entries": "account_id entry_id account_kind kind currency amount_minor balance_minor at",
    "customers": "customer_id language country segment marketing_consent created_at",
    "holidays": "day",
    "order_discounts": "order_id line position promotion_id level amount_minor has_code",
    "order_lines": "order_id line variant_id sku name quantity unit_milli total_minor"
    " discount_minor tax_minor tax_basis_points service is_gift_card",
    "orders": "order_id number channel status currency language customer_id country region"
    " is_business shipping_code items_minor discount_minor shipping_minor tax_minor total_minor"
    " refusal placed_at confirmed_at shipped_at delivered_at cancelled_at",
    "payment_attempts": "order_id attempt_id method status amount_minor currency at",
    "payments": "order_id payment_id method kind amount_minor currency at",
    "prices": "variant_id currency amount_minor",
    "promotions": "promotion_id level name",
    "rates": "currency valid_from rate",
    "report_questions": "kind id subject search scopes period_start period_end due_at time_zone currency",
    "return_lines": "return_id line variant_id sku name quantity unit_milli total_minor reason"
    " tax_basis_points is_gift_card received resellable",
    "returns": "return_id order_id number channel kind currency customer_id country total_minor"
    " returned_at",
    "shop": "time_zone currency language",
    "reader": "only_one read_below",
    "stock_levels": "variant_id location on_hand",
    "stock_movements": "movement_id variant_id location kind quantity at order_id",
    "traffic": "day channel step device language subject count",
    "variants": "variant_id sku product_id product product_name category options cost_minor"
    " weight_g is_sold",
}


def test_the_feed_has_these_columns_and_no_person_in_them(database_url: str) -> None:
    with psycopg.connect(database_url) as db:
        found = db.execute(
            "SELECT table_name, string_agg(column_name, ' ' ORDER BY ordinal_position)"
            " FROM information_schema.columns WHERE table_schema = 'feed' GROUP BY 1 ORDER BY 1"
        ).fetchall()

    assert dict(found) == FEED


def test_its_role_reads_the_feed_and_nothing_else(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as db:
        tables = db.execute(
            "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
        ).fetchall()
        db.execute("SET ROLE lonja_etl")
        readable = set()
        for (table,) in tables:
            try:
                db.execute(f"SELECT 1 FROM {table} LIMIT 1")
                readable.add(table)
            except psycopg.errors.InsufficientPrivilege:
                continue

    assert readable == {f"feed.{name}" for name in FEED}


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO feed.change (entity, key, op) VALUES ('order', 'x', 'I')",
        "DELETE FROM feed.change",
        "UPDATE feed.customers SET country = 'XX'",
        "CREATE TABLE feed.mine (a integer)",
        "CREATE TABLE public.mine (a integer)",
    ],
)
def test_its_role_writes_nothing(database_url: str, statement: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as db:
        db.execute("SET ROLE lonja_etl")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            db.execute(statement)


@pytest.mark.parametrize(
    ("statement", "noted"),
    [
        (("INSERT INTO customers (id, email, language, created_at) VALUES"
         " ('00000000-0000-7000-8000-000000000001', 'a', 'es', now())"), "I"),
        ("UPDATE customers SET country = 'ES'", "U"),
        ("DELETE FROM customers", "D"),
    ],
)  # fmt: skip
def test_a_hand_on_the_table_is_noted_too(database_url: str, statement: str, noted: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as db:
        db.execute(statement)
        row = db.execute("SELECT entity, op FROM feed.change ORDER BY seq DESC LIMIT 1").fetchone()

    assert row == ("customer", noted)
