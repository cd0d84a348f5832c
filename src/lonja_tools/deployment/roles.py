"""Permissions in the databases: a role per app, of which its managed identity is a member.

Runs after every migration and as often as one likes: what is there already stays. What an app may
not do is part of the promise, too: history is only added to, the storefront sees nothing of staff,
and the ETL sees schema `feed` and nothing else.
"""

from collections.abc import Callable, Mapping
from typing import Final, LiteralString

import psycopg
from psycopg import sql

from lonja.etl.source import ROLE as ETL
from lonja.etl.warehouse import READERS

SHOP: Final = "lonja"
WAREHOUSE: Final = "lonja_warehouse"
SHOP_ROLES: Final = {
    "frontoffice": "lonja_frontoffice",
    "backoffice": "lonja_backoffice",
    "background": "lonja_background",
}
# Rows of these are history: added, read, never changed.
ONLY_GROWS: Final = frozenset(
    {
        "audit_log", "content_versions", "credit_entries", "documents", "fiscal_events", "fiscal_records", "manual_receipts", "marketing_choices", "order_events", "order_numbers", "payment_moves",
        "price_history", "shop_versions", "stock_movements", "stock_order_receipts",
    }
)  # fmt: skip
# The back office may take a person out of these, and puts a digest there.
ERASED: Final = frozenset({"marketing_choices"})
# Every table is in one of these two; the storefront sees nothing of one that is not (a test).
STAFF_ONLY: Final = frozenset(
    {
        "alert_events", "alert_rules", "api_keys", "audit_log", "bank_columns", "bank_lines", "bulk_edit_items", "bulk_edits", "customer_notes", "dead_letters", "drafts", "export_files", "import_changes", "import_chunks", "import_errors",
        "import_mappings", "imports", "insight_answers", "insight_settings", "manual_payments", "manual_receipts", "order_notes", "order_tags", "report_mail_runs", "report_mails", "report_notes", "retention_rules", "retention_runs", "saved_views", "skipped_steps",
        "staff_connections", "staff_invitations", "staff_roles", "staff_sessions", "staff_throttles", "staff_users", "stock_order_receipts", "stock_orders", "supply_terms", "webhook_deliveries", "webhook_endpoints", "webhook_events",
    }
)  # fmt: skip
STOREFRONT: Final = frozenset(
    {
        "allocations", "backorder_terms", "backorders", "bought_together", "campaign_recipients", "campaigns", "cart_lines", "cart_recipients", "carts", "categories", "code_batches", "collection_products", "collection_redirects", "collections",
        "consent_counts", "content_files", "content_previews", "content_versions",
        "credit_accounts", "credit_codes", "credit_entries", "credit_sales", "credit_throttles",
        "customer_emails", "customer_group_members", "customer_groups", "customer_products", "customer_scores", "customer_segments",
        "customer_spending", "customers", "deliveries", "desk_products", "document_requests", "document_series", "documents", "fiscal_chains", "fiscal_events", "fiscal_records", "fiscal_submissions", "disputes", "fulfilment_policies", "holds", "holiday_years", "idempotency_keys",
        "inbox", "incoming_stock", "line_units", "locations", "marketing_choices", "media", "message_failures", "order_discounts", "order_edits", "order_events",
        "order_lines", "order_numbers", "orders", "outbox", "page_texts", "pages", "payment_attempts", "payment_methods", "payment_moves", "payment_references",
        "price_history", "price_list_prices", "price_lists", "prices", "prints", "product_addresses", "product_redirects", "product_types", "products", "promotion_codes", "promotion_counts", "promotion_uses", "promotions",
        "quotes", "redirects", "related_products", "refund_lines", "refunds", "return_case_lines", "return_cases",
        "return_exclusions", "return_lines", "return_photos", "return_policies", "return_receipts", "returns",
        "reviews", "scheduled_prices", "send_budgets", "shelf", "shelf_words", "shipment_lines", "shipments", "shipping_methods",
        "shipping_rates", "shipping_zones", "shop_opening", "shop_password_attempts", "shop_versions", "stock_at", "stock_levels", "stock_movements", "stock_wishes",
        "suppressions", "tax_classes", "tax_rates", "traffic_counts", "unpaid_orders", "variants", "vat_checks",
        "withdrawal_statements",
    }
)  # fmt: skip
TEST_GATEWAY: Final = frozenset({"calls", "payments", "refunds"})

type Connect = Callable[[str], psycopg.Connection]
"""A database's name -> a connection to it as administrator, in autocommit."""


def grant_shop(shop: Connect, *, identities: Mapping[str, str]) -> list[str]:
    """Apply these permissions to the shop's server; return the new principals.

    `identities` is the name of each app's managed identity.
    """
    created = _principals(shop, identities, (*SHOP_ROLES, "etl"))
    # In one transaction, so that the running version never lacks its permissions.
    with shop(SHOP) as db, db.transaction():
        for app, role in SHOP_ROLES.items():
            _make_group(db, role)
            _open_schema(db, role)
            _open_tables(db, app, role)
            _add_member(db, role, identities[app])
        _make_group(db, ETL)
        _add_member(db, ETL, identities["etl"])
        # What went wrong is written down beside the message; the ETL may add there and not look.
        db.execute(sql.SQL("GRANT INSERT ON message_failures TO {}").format(sql.Identifier(ETL)))
    return created


def grant_warehouse(warehouse: Connect, *, identities: Mapping[str, str]) -> list[str]:
    """The same for the server of the warehouse, which may be the shop's."""
    created = _principals(warehouse, identities, ("backoffice", "etl"))
    with warehouse(WAREHOUSE) as db, db.transaction():
        _make_group(db, READERS)
        _add_member(db, READERS, identities["backoffice"])
        db.execute(
            sql.SQL("GRANT CREATE ON DATABASE {} TO {}").format(
                sql.Identifier(WAREHOUSE), sql.Identifier(identities["etl"])
            )
        )
    return created


def _principals(server: Connect, identities: Mapping[str, str], apps: tuple[str, ...]) -> list[str]:
    """A sign-in for each managed identity; the function for it stands in database `postgres` only."""
    created = []
    with server("postgres") as db:
        for name in (identities[app] for app in apps):
            if not _exists(db, name):
                db.execute("SELECT * FROM pgaadauth_create_principal(%s, false, false)", (name,))
                created.append(name)
    return created


def _exists(db: psycopg.Connection, role: str) -> bool:
    row = db.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
    return row is not None


def _make_group(db: psycopg.Connection, role: str) -> None:
    if not _exists(db, role):
        db.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))


def _add_member(db: psycopg.Connection, role: str, member: str) -> None:
    names = (sql.Identifier(role), sql.Identifier(member))
    db.execute(sql.SQL("GRANT {} TO {}").format(*names))


def _open_schema(db: psycopg.Connection, role: str) -> None:
    for schema in ("public", "test_gateway"):
        names = (sql.Identifier(schema), sql.Identifier(role))
        db.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(*names))


def _open_tables(db: psycopg.Connection, app: str, role: str) -> None:
    tables = db.execute(
        "SELECT schemaname, tablename FROM pg_tables"
        " WHERE schemaname IN ('public', 'test_gateway') ORDER BY 1, 2"
    ).fetchall()
    for schema, table in tables:
        allowed = verbs(app, table)
        place = sql.Identifier(schema, table)
        # Revoke what a former version allowed.
        db.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(place, sql.Identifier(role)))
        if allowed:
            db.execute(
                sql.SQL("GRANT {} ON {} TO {}").format(
                    sql.SQL(", ").join(map(sql.SQL, allowed)), place, sql.Identifier(role)
                )
            )


def verbs(app: str, table: str) -> tuple[LiteralString, ...]:
    """What an app may do with a table of the shop."""
    if table == "alembic_version":
        return ("SELECT",)
    if app == "frontoffice" and table not in STOREFRONT | TEST_GATEWAY:
        return ()
    if app == "backoffice" and table in ERASED:
        return ("SELECT", "INSERT", "UPDATE")
    if table in ONLY_GROWS:
        return ("SELECT", "INSERT")
    return ("SELECT", "INSERT", "UPDATE", "DELETE")
