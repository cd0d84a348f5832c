"""Rows in the text format of COPY, a list of lines per table."""

import json
from collections.abc import Mapping
from typing import Any, Final

# Identity columns are left out: the server numbers the rows in the order in which they come.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "categories": ("id", "slug", "position", "texts"),
    "products": (
        "id", "slug", "category_id", "status", "tax_class", "texts", "attributes", "featured",
        "version", "ratings", "created_at", "updated_at",
    ),
    "variants": (
        "id", "product_id", "sku", "position", "options", "weight_g", "cost_minor", "active",
    ),
    "media": (
        "id", "product_id", "position", "blob", "width", "height", "alt", "renditions", "status", "created_at",
    ),
    "prices": ("variant_id", "currency", "amount_minor", "compare_at_minor", "updated_at"),
    "price_history": ("variant_id", "currency", "amount_minor", "at", "actor"),
    "tax_rates": ("place", "tax_class", "basis_points"),
    "promotions": (
        "id", "status", "names", "rule", "level", "needs_code", "combines_with", "priority",
        "starts_at", "ends_at", "created_at", "updated_at",
    ),
    "promotion_codes": ("code", "promotion_id", "batch_id", "max_uses", "used", "created_at"),
    "promotion_uses": (
        "promotion_id", "order_id", "code", "buyer", "currency", "amount_minor", "at", "released_at",
    ),
    "order_discounts": (
        "order_id", "line", "position", "promotion_id", "name", "code", "level", "amount_minor",
    ),
    "shipping_methods": ("code", "position", "names", "days_min", "days_max"),
    "shipping_rates": ("method_code", "place", "currency", "amount_minor", "free_from_minor"),
    "locations": ("code", "name", "country", "sellable", "position"),
    "stock_levels": ("variant_id", "on_hand", "held", "low_at"),
    "stock_at": ("variant_id", "location", "on_hand"),
    "stock_movements": (
        "variant_id", "location", "kind", "quantity", "at", "order_id", "actor", "note",
    ),
    "customers": (
        "id", "email", "name", "language", "country", "segment", "marketing_consent",
        "consent_at", "created_at",
    ),
    "customer_emails": ("email", "customer_id"),
    "suppressions": ("email", "reason", "at"),
    "campaigns": (
        "id", "name", "segment", "texts", "status", "version", "created_at", "created_by",
        "started_at", "fanned_out_at", "ended_at", "total",
    ),
    "campaign_recipients": (
        "campaign_id", "customer_id", "email", "name", "language", "status", "message_id",
        "attempts", "sent_at",
    ),
    "carts": (
        "id", "version", "status", "currency", "language", "country", "email", "address",
        "shipping_code",
        "codes", "created_at", "updated_at", "expires_at",
    ),
    "cart_lines": ("cart_id", "variant_id", "quantity", "seen_minor", "added_at"),
    "orders": (
        "id", "number", "channel", "status", "currency", "language", "customer_id", "email",
        "address", "country", "shipping_code", "codes", "items_minor", "discount_minor",
        "shipping_minor", "tax_minor", "total_minor", "refusal", "trace", "placed_at",
        "updated_at", "confirmed_at", "shipped_at", "delivered_at", "cancelled_at",
    ),
    "order_lines": (
        "order_id", "line", "variant_id", "product_id", "sku", "name", "options", "picture",
        "quantity", "unit_milli", "total_minor", "discount_minor", "tax_minor",
        "tax_basis_points",
    ),
    "order_events": ("order_id", "id", "kind", "at", "actor", "facts", "trace"),
    "order_numbers": ("number", "order_id"),
    "payment_attempts": (
        "order_id", "id", "method", "amount_minor", "currency", "status", "reason", "created_at",
        "settled_at", "captured_at",
    ),
    "payment_moves": ("order_id", "id", "attempt_id", "kind", "amount_minor", "currency", "at"),
    "refunds": (
        "order_id", "id", "attempt_id", "source", "status", "amount_minor", "currency", "reason",
        "restock", "asked", "actor", "vendor_id", "requested_at", "sent_at", "looked_at",
        "settled_at",
    ),
    "refund_lines": ("order_id", "refund_id", "line", "quantity", "amount_minor"),
    "line_units": (
        "order_id", "line", "variant_id", "ordered", "allocated", "shipped", "cancelled",
        "placed_at",
    ),
    "allocations": ("order_id", "line", "location", "quantity", "since"),
    "shipments": (
        "order_id", "id", "location", "status", "carrier", "tracking", "created_at", "shipped_at",
        "delivered_at", "actor",
    ),
    "shipment_lines": ("order_id", "shipment_id", "line", "quantity"),
    "returns": (
        "order_id", "id", "number", "channel", "kind", "currency", "customer_id", "country",
        "total_minor", "returned_at",
    ),
    "return_lines": (
        "order_id", "return_id", "line", "variant_id", "sku", "name", "quantity", "unit_milli",
        "total_minor", "reason",
    ),
    "reviews": (
        "id", "product_id", "order_id", "order_number", "rating", "title", "body", "name",
        "language", "status", "reason", "reply", "replied_at", "version", "written_at",
        "decided_at", "decided_by",
    ),
}  # fmt: skip


class Sheets:
    """Lines for each table, in the order of `COLUMNS`."""

    def __init__(self) -> None:
        self.lines: dict[str, list[str]] = {table: [] for table in COLUMNS}

    def add(self, table: str, *values: Any) -> None:
        """One row; a `str` that may hold tabs, backslashes or breaks goes through `text`."""
        assert len(values) == len(COLUMNS[table]), table
        self.lines[table].append("\t".join(map(_field, values)))

    def block(self, table: str) -> bytes:
        lines = self.lines[table]
        return ("\n".join(lines) + "\n").encode() if lines else b""


def _field(value: Any) -> str:
    if value is None:
        return "\\N"
    if value.__class__ is str:
        return value
    if value is True:
        return "t"
    if value is False:
        return "f"
    return str(value)


def text(value: str) -> str:
    escaped = value.replace("\\", "\\\\")
    return escaped.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def json_text(value: Any) -> str:
    """JSON holds no raw tab or break, so its own backslashes are all that COPY might misread."""
    return _encoder.encode(value).replace("\\", "\\\\")


def array(values: list[str]) -> str:
    """A text[] of plain codes."""
    return "{" + ",".join(values) + "}"
