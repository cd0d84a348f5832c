"""Every table could be distributed tomorrow: its metadata says by what, and keeps to it."""

import importlib
import pkgutil

import pytest
from sqlalchemy import Table, UniqueConstraint

import lonja
from lonja.kernel.db import metadata

for module in pkgutil.walk_packages(lonja.__path__, "lonja."):
    # The kernel keeps its few tables beside what uses them.
    if module.name.endswith("._tables") or module.name.startswith("lonja.kernel."):
        importlib.import_module(module.name)

# The columns that may lead the primary key of a group's tables.
KEYS = {
    "orders": {"order_id", "cart_id", "id"},  # an order has its cart's id
    "stock": {"variant_id"},
    "customers": {"customer_id", "id"},
    "codes": None,  # each code is its own key
    "reference": None,  # copied to every node
    "local": None,  # stays on one node
}
# In group "orders" only the two heads may be keyed by plain `id`.
HEADS = {"orders", "carts", "customers"}
TABLES = sorted(metadata.tables.values(), key=lambda table: table.name)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
class TestATable:
    def test_says_its_shard_group(self, table: Table) -> None:
        assert table.info.get("shard") in KEYS

    def test_is_led_by_its_groups_key(self, table: Table) -> None:
        allowed = KEYS[table.info["shard"]]
        leading = next(iter(table.primary_key.columns)).name

        assert allowed is None or leading in allowed
        assert allowed is None or leading != "id" or table.name in HEADS

    def test_refers_to_its_own_group_only(self, table: Table) -> None:
        crossing = [
            key.target_fullname
            for key in table.foreign_keys
            if key.column.table.info["shard"] != table.info["shard"]
        ]

        assert crossing == []

    def test_is_unique_by_its_groups_key_only(self, table: Table) -> None:
        allowed = KEYS[table.info["shard"]]
        if allowed is None:
            return
        unique = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
        wide = [list(c.columns.keys()) for c in unique if not allowed & set(c.columns.keys())]
        wide += [
            list(index.columns.keys())
            for index in table.indexes
            if index.unique and not allowed & set(index.columns.keys())
        ]

        assert wide == []
