"""Each managed identity may do its work in the databases, and nothing else."""

import re

import pytest
from psycopg import errors
from tests.support.administrator import Databases

from lonja_tools.deployment import roles
from lonja_tools.places import CHECKOUT


class TestGranting:
    def test_again_makes_nothing_new(self, databases: Databases) -> None:
        assert databases.grant() == []

    def test_takes_back_what_an_older_version_allowed(self, databases: Databases) -> None:
        with databases.connect(roles.SHOP) as db:
            db.execute("GRANT DELETE ON audit_log TO lonja_backoffice")

        databases.grant()

        with pytest.raises(errors.InsufficientPrivilege):
            databases.asks("backoffice", "DELETE FROM audit_log")


class TestEveryAppOfTheShop:
    @pytest.mark.parametrize("app", roles.SHOP_ROLES)
    def test_reads_and_writes_orders(self, databases: Databases, app: str) -> None:
        assert databases.asks(app, "SELECT count(*) FROM orders") == [(0,)]
        databases.asks(app, "UPDATE outbox SET attempts = attempts WHERE false")
        databases.asks(app, "SELECT id FROM carts FOR UPDATE")

    @pytest.mark.parametrize("app", roles.SHOP_ROLES)
    @pytest.mark.parametrize("table", sorted(roles.ONLY_GROWS))
    def test_cannot_rewrite_history(self, databases: Databases, app: str, table: str) -> None:
        for statement in (f"DELETE FROM {table}", f"TRUNCATE {table}", f"DROP TABLE {table}"):
            with pytest.raises(errors.InsufficientPrivilege):
                databases.asks(app, statement)


class TestEveryTable:
    def test_is_either_for_staff_alone_or_for_the_storefront_too(
        self, databases: Databases
    ) -> None:
        with databases.connect(roles.SHOP) as db:
            found = set(
                db.execute(
                    "SELECT schemaname, tablename FROM pg_tables"
                    " WHERE schemaname IN ('public', 'test_gateway')"
                )
            )

        assert set() == roles.STAFF_ONLY & roles.STOREFRONT
        assert {name for schema, name in found if schema == "public"} == {
            "alembic_version",
            *roles.STAFF_ONLY,
            *roles.STOREFRONT,
        }
        assert {name for schema, name in found if schema == "test_gateway"} == roles.TEST_GATEWAY
        assert roles.ONLY_GROWS < roles.STAFF_ONLY | roles.STOREFRONT


class TestTheStorefront:
    @pytest.mark.parametrize("table", sorted(roles.STAFF_ONLY))
    def test_sees_nothing_of_staff(self, databases: Databases, table: str) -> None:
        with pytest.raises(errors.InsufficientPrivilege):
            databases.asks("frontoffice", f"SELECT * FROM {table}")

    def test_does_not_see_the_warehouse(self, databases: Databases) -> None:
        with pytest.raises(errors.InsufficientPrivilege):
            databases.asks("frontoffice", "CREATE SCHEMA mine", roles.WAREHOUSE)


class TestTheEtl:
    def test_reads_the_feed_and_no_table(self, databases: Databases) -> None:
        assert databases.asks("etl", "SELECT count(*) FROM feed.orders") == [(0,)]
        with databases.connect(roles.SHOP) as db:
            tables = [
                name
                for (name,) in db.execute(
                    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
                )
            ]

        seen = []
        for table in tables:
            try:
                databases.asks("etl", f"SELECT 1 FROM public.{table}")
            except errors.InsufficientPrivilege:
                continue
            seen.append(table)

        assert seen == []

    def test_writes_down_what_went_wrong(self, databases: Databases) -> None:
        databases.asks(
            "etl",
            "INSERT INTO message_failures (message_id, at, attempt, error)"
            " VALUES (gen_random_uuid(), now(), 1, 'a test')",
        )


def test_the_code_of_an_app_changes_only_what_its_role_may() -> None:
    """Every statement of the shop that changes history would be refused in Azure, but one that erases a person."""
    source = "\n".join(path.read_text() for path in (CHECKOUT / "src" / "lonja").rglob("*.py"))
    changed = set(re.findall(r"\b(?:UPDATE|DELETE FROM) (\w+)", source))

    assert changed & roles.ONLY_GROWS == roles.ERASED
