"""Into the warehouse: the shop's rows to `stg` as blocks of COPY, then one SQL file per target."""

import json
import time
from typing import LiteralString

import psycopg
from psycopg import sql

from lonja.etl import source, warehouse
from lonja.etl.records import Difference, EntityRun, Run, Step
from lonja.kernel.money import EXPONENTS

SHOWN_ROWS = 20
# Their columns are in the target of another entity; a check makes sure that none is left over.
_LOADED_WITH_ANOTHER = frozenset(
    {"returns", "prices", "promotions", "rates", "holidays", "traffic", "campaigns"}
)


def stage(
    shop: psycopg.Connection,
    target: psycopg.Connection,
    facts: source.ShopFacts,
    window: source.Window,
    since: str | None,
    result: Run,
    step: Step,
) -> None:
    """Fill `stg` with what is to be merged: all of it, or what changed."""
    target.execute("SET LOCAL work_mem = '64MB'")
    told = {
        "zone": facts.time_zone,
        "currency": facts.currency,
        "minor_digits": json.dumps(dict(EXPONENTS)),
        "as_of": window.as_of.isoformat(),
    }
    for name, value in told.items():
        target.execute("SELECT set_config(%s, %s, true)", (f"etl.{name}", value))
    target.execute(
        "TRUNCATE stg.orders, stg.order_lines, stg.order_discounts, stg.promotions, stg.payments, stg.payment_attempts,"
        " stg.returns, stg.return_lines, stg.credit_entries, stg.customers, stg.variants,"
        " stg.traffic, stg.carts, stg.campaigns, stg.campaign_sends, stg.prices, stg.rates, stg.holidays, stg.stock_movements, stg.touched,"
        " stg.touched_day, stg.visit_change, stg.touched_stock, stg.stock_change, stg.touched_customer, stg.rate_change, stg.variant_change, stg.customer_change,"
        " stg.dropped"
    )
    if since is None:
        _build_beside(target)
        target.execute(
            "INSERT INTO stg.touched SELECT DISTINCT 'customer', natural_key FROM dw.dim_customer"
            " WHERE customer_key > 0 AND NOT inferred"
        )
    else:
        changed = source.changes(shop, since=since)
        result.changed_keys = len(changed)
        with target.cursor() as cursor, cursor.copy("COPY stg.touched FROM STDIN") as copy:
            for change in changed:
                copy.write_row(change)
    for entity in source.ENTITIES:
        began = time.perf_counter()
        read = _pipe(shop, target, entity, since)
        seconds = round(time.perf_counter() - began, 3)
        result.entities[entity.name] = EntityRun(read=read, seconds=seconds)
        step(f"staged {entity.name}")
    target.execute("ANALYZE stg.touched")


def _pipe(
    shop: psycopg.Connection,
    target: psycopg.Connection,
    entity: source.Entity,
    since: str | None,
) -> int:
    """Blocks as they come, never a row in Python: memory stays flat and every type is exact."""
    columns = [
        row[0]
        for row in target.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            (f"stg.{entity.name}",),
        )
    ]
    table = sql.Identifier("stg", entity.name)
    read = sql.SQL("COPY ({}) TO STDOUT (FORMAT BINARY)").format(
        source.query(entity, columns, since=since)
    )
    write = sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(table)
    with shop.cursor() as out, target.cursor() as into:
        with out.copy(read) as blocks, into.copy(write) as copy:
            for block in blocks:
                copy.write(block)
        target.execute(sql.SQL("ANALYZE {}").format(table))
        return into.rowcount


def _build_beside(target: psycopg.Connection) -> None:
    """A full load fills tables of its own while readers keep theirs."""
    target.execute("DROP SCHEMA IF EXISTS build CASCADE")
    target.execute("CREATE SCHEMA build")
    for fact in warehouse.FACTS:
        target.execute(
            sql.SQL("CREATE TABLE build.{0} (LIKE dw.{0} INCLUDING ALL EXCLUDING INDEXES)").format(
                sql.Identifier(fact)
            )
        )


def build(target: psycopg.Connection, result: Run, step: Step) -> None:
    """Run the models; every staged row is loaded or dropped by a rule, or this is a fault."""
    is_full = result.mode == "full"
    target.execute(
        "SET LOCAL search_path = build, dw, pg_catalog"
        if is_full
        else "SET LOCAL search_path = dw, pg_catalog"
    )
    for model in warehouse.MODELS:
        began = time.perf_counter()
        entities = _run_model(target, model, result)
        if is_full and model in warehouse.FACTS:
            _index(target, model)
        for entity in entities:
            result.entities[entity].seconds += round(time.perf_counter() - began, 3)
        step(f"built {model}")
    for fact in set(warehouse.FACTS) - set(warehouse.MODELS) if is_full else ():
        _index(target, fact)  # of a model that fills several
    for name, rule, rows in target.execute("SELECT entity, rule, n FROM stg.dropped"):
        if rows:
            result.entities[name].dropped[rule] = rows
    for name, one in result.entities.items():
        if name in _LOADED_WITH_ANOTHER:
            one.loaded = one.read
        lost = one.read - one.loaded - sum(one.dropped.values())
        assert lost == 0, f"{lost} rows of {name} were neither loaded nor dropped by a rule"


def _run_model(target: psycopg.Connection, model: str, result: Run) -> set[str]:
    """Run one model, count what it loads, and say which entities that was."""
    entities = set()
    for block in warehouse.blocks(model):
        # The server splits the statements; the cursor is on the first one's result.
        done = target.execute(block.sql, prepare=False)
        if block.loads is not None:
            result.entities[block.loads].loaded += done.rowcount
            entities.add(block.loads)
    return entities


def _index(target: psycopg.Connection, fact: str) -> None:
    """The indexes that readers have, made after the rows: half the time of keeping them."""
    found = target.execute(
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'dw' AND tablename = %s", (fact,)
    ).fetchall()
    for (definition,) in found:
        target.execute(definition.replace(" ON dw.", " ON build."))
    target.execute(sql.SQL("ANALYZE build.{}").format(sql.Identifier(fact)))


# Rows that the shop dated after the change of a version that they are of: its clock was ahead.
_ROWS_AHEAD: LiteralString = """
WITH now AS (SELECT current_setting('etl.as_of')::timestamptz AS at)
SELECT EXISTS (SELECT FROM now, fact_order AS o JOIN dim_customer AS c USING (customer_key)
                WHERE o.placed_date_key >= etl.date_key(now.at) AND o.placed_at >= c.valid_to)
    OR EXISTS (SELECT FROM now, fact_order AS o JOIN fact_order_line AS l USING (order_id)
                 JOIN dim_variant AS v USING (variant_key)
                WHERE o.placed_date_key >= etl.date_key(now.at) AND o.placed_at >= v.valid_to)
    OR EXISTS (SELECT FROM now, fact_return_line AS r JOIN dim_variant AS v USING (variant_key)
                 JOIN dim_customer AS c USING (customer_key)
                WHERE r.date_key >= etl.date_key(now.at)
                  AND (r.returned_at >= v.valid_to OR r.returned_at >= c.valid_to))
    OR EXISTS (SELECT FROM stg.variant_change AS v JOIN fact_stock_movement AS m
                   ON m.variant_id = etl.uuid_of(v.natural_key)
                WHERE NOT v.is_new AND m.moved_at >= v.changed_at)
    OR EXISTS (SELECT FROM now, stg.customer_change AS c JOIN fact_campaign_send AS s
                   ON s.customer_id = etl.uuid_of(c.natural_key)
                WHERE NOT c.is_new AND s.sent_at >= now.at)
"""


def has_rows_ahead(target: psycopg.Connection) -> bool:
    """Whether a version ended before the day of a row that an earlier run gave it to."""
    row = target.execute(_ROWS_AHEAD).fetchone()
    return row is not None and bool(row[0])


def failed_checks(target: psycopg.Connection) -> list[Difference]:
    return [
        Difference(check.name, {column: str(value) for column, value in row.items()})
        for model in warehouse.MODELS
        for check in warehouse.checks(model)
        for row in _rows(target, check.sql)
    ]


def _rows(target: psycopg.Connection, query: LiteralString) -> list[dict[str, object]]:
    from psycopg.rows import dict_row

    with target.cursor(row_factory=dict_row) as cursor:
        cursor.execute(query)
        return cursor.fetchmany(SHOWN_ROWS)


def publish(target: psycopg.Connection, result: Run) -> None:
    """Change places: readers wait for the rest of this transaction, which is milliseconds."""
    if result.mode != "full":
        return
    for fact in warehouse.FACTS:
        name = sql.Identifier(fact)
        target.execute(sql.SQL("DROP TABLE dw.{}").format(name))
        target.execute(sql.SQL("ALTER TABLE build.{} SET SCHEMA dw").format(name))
    target.execute("DROP SCHEMA build")
