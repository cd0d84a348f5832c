"""Every table could be distributed tomorrow: its metadata says by what, and keeps to it."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import get_args

from sqlalchemy import Table, UniqueConstraint

import lonja
from lonja.kernel.metadata import ShardGroup, metadata

for module in pkgutil.walk_packages(lonja.__path__, "lonja."):
    if module.name.endswith("._tables"):
        importlib.import_module(module.name)

# The columns that may lead the primary key of a group's tables.
KEYS = {
    "orders": {"draft_id", "order_id", "cart_id", "id"},  # an order has its cart's id
    "stock": {"variant_id"},
    "customers": {"customer_id", "id"},
    "codes": None,  # each code is its own key
    "reference": None,  # copied to every node
    "local": None,  # stays on one node
}
# In group "orders" only the two heads may be keyed by plain `id`.
HEADS = {"orders", "carts", "drafts", "customers"}
TABLES = sorted(metadata.tables.values(), key=lambda table: table.name)


class TestEveryTable:
    def test_says_its_shard_group(self) -> None:
        assert set(get_args(ShardGroup)) == KEYS.keys()
        assert {
            t.name: t.info.get("shard") for t in TABLES if t.info.get("shard") not in KEYS
        } == {}

    def test_is_led_by_its_groups_key(self) -> None:
        wrong = {}
        for table, allowed in keyed():
            leading = next(iter(table.primary_key.columns)).name
            if leading not in allowed or (leading == "id" and table.name not in HEADS):
                wrong[table.name] = leading

        assert wrong == {}

    def test_refers_to_its_own_group_only(self) -> None:
        crossing = [
            f"{table.name} -> {key.target_fullname}"
            for table in TABLES
            for key in table.foreign_keys
            if key.column.table.info["shard"] != table.info["shard"]
        ]

        assert crossing == []

    def test_is_unique_by_its_groups_key_only(self) -> None:
        wide = [
            f"{table.name}: {', '.join(columns)}"
            for table, allowed in keyed()
            for columns in unique_columns(table)
            if not allowed & set(columns)
        ]

        assert wide == []


def keyed() -> Iterator[tuple[Table, set[str]]]:
    """Tables that are split by a key, each with the keys of its group."""
    for table in TABLES:
        allowed = KEYS[table.info["shard"]]
        if allowed is not None:
            yield table, allowed


def unique_columns(table: Table) -> Iterator[list[str]]:
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield list(constraint.columns.keys())
    for index in table.indexes:
        if index.unique:
            yield list(index.columns.keys())
