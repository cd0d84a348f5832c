"""Every statement in the source is understood by the migrated database, without running its path."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Final

import psycopg
import pytest
from psycopg.pq import ExecStatus
from tests.support.sql_in_source import Found, as_prepared, statements_of_the_product

from lonja.etl import warehouse
from lonja.kernel.rows import Misfit, row_of
from lonja_tools.laptop.postgres import Postgres

BUILT_WHILE_RUNNING: Final = {
    "lonja.adapters.test_refunds:give_back": "one class for the schemas of two test gateways",
    "lonja.adapters.test_refunds:look": "one class for the schemas of two test gateways",
    "lonja.customers._record_store:list_customers": "a page for each order, with words or without",
    "lonja.orders._listing.store:list_orders": "a condition for each filter that is asked",
    "lonja.customers._audiences.segment_store:is_member": "a condition for each that is asked",
    "lonja.customers._audiences.segment_store:readers_after": "a condition for each that is asked",
    "lonja.customers._audiences.segment_store:size": "a condition for each that is asked",
    "lonja.reports._store:choices": "a condition for each row that the person may see",
    "lonja.reports._figures_store:figures": "made of the definitions that a question names",
    "lonja.reports._figures_store:orders_behind": "made of the definitions that a question names",
}
"""Statements that no line of the source holds whole, and why; tests that run them prove them."""

OF_THE_WAREHOUSE: Final = (
    "lonja.reports.",
    "lonja.forecasts.",
    "lonja.insights._run_store",
    "lonja.insights._star_store",
)
OF_A_TRANSACTION: Final = ("lonja.imports._sales.store:open_rows", "CREATE TEMPORARY TABLE")


@pytest.fixture
def built_warehouse(postgres: Postgres) -> Iterator[str]:
    postgres.ask("CREATE DATABASE statements_warehouse")
    url = postgres.url("statements_warehouse")
    with warehouse.connect(url) as db:
        warehouse.apply_schema(db)
    yield url
    postgres.ask("DROP DATABASE statements_warehouse")


class TestEveryStatement:
    def test_is_known_to_the_database_and_fits_the_type_of_its_rows(
        self, fresh_database_url: str, built_warehouse: str
    ) -> None:
        found = list(statements_of_the_product())
        with psycopg.connect(fresh_database_url) as db, psycopg.connect(built_warehouse) as dw:
            make_tables_of_transactions(db, found)
            wrong = [
                complaint
                for one in found
                for statement in one.statements
                for connection in (dw if one.where.startswith(OF_THE_WAREHOUSE) else db,)
                if (complaint := complaint_about(connection, one, statement))
            ]

        assert wrong == []
        assert len(found) > 250

    def test_is_found_out_when_it_names_a_column_that_there_is_not(
        self, fresh_database_url: str
    ) -> None:
        misspelt = Found("here", ("SELECT slgu FROM products WHERE id = %(id)s",), str)
        other_type = Found("here", ("SELECT slug FROM products WHERE id = %(id)s",), int)
        with psycopg.connect(fresh_database_url) as db:
            complaints = [
                complaint_about(db, one, statement)
                for one in (misspelt, other_type)
                for statement in one.statements
            ]

        assert "slgu" in str(complaints[0])
        assert "OID 25" in str(complaints[1])

    def test_stands_whole_in_the_source_or_is_listed_here(self) -> None:
        dynamic = {one.where for one in statements_of_the_product() if one.is_dynamic}

        assert dynamic == set(BUILT_WHILE_RUNNING)


def make_tables_of_transactions(db: psycopg.Connection, found: list[Found]) -> None:
    """The temporary tables that a statement of the source makes before others ask them."""
    where, beginning = OF_A_TRANSACTION
    for one in found:
        for statement in one.statements:
            if one.where == where and statement.startswith(beginning):
                db.execute(statement.encode())


def complaint_about(db: psycopg.Connection, one: Found, statement: str) -> str | None:
    db.execute("SAVEPOINT before")
    prepared = db.pgconn.prepare(b"", as_prepared(statement).encode())
    if prepared.status != ExecStatus.COMMAND_OK:
        db.execute("ROLLBACK TO before")
        return f"{one.where}: {prepared.error_message.decode()}: {statement}"
    described = db.pgconn.describe_prepared(b"")
    if one.of is None or described.nfields == 0:
        return None
    try:
        row_of(one.of)(SimpleNamespace(pgresult=described))
    except Misfit as misfit:
        return f"{one.where}: {misfit}"
    return None
