"""One run: read the shop at one moment, build the star, compare to the cent, move the watermark.

The star, its checks, the watermark and the end of the run are one transaction in the warehouse: a
run that dies anywhere has changed nothing and is simply run again. A run that finds a difference is
red, says which, and keeps what the run before it built.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.types.json import Jsonb

from lonja.etl import load, reconcile, source, warehouse
from lonja.etl.records import Run, Settings, Step


def run(settings: Settings, *, full: bool = False, step: Step = lambda _name: None) -> Run:
    """Bring the warehouse up to the shop; `step` is called with each stage as it begins."""
    began = time.perf_counter()
    result = Run()
    with warehouse.connect(settings.warehouse_url) as target, _alone(target) as is_alone:
        if not is_alone:
            return result
        with source.snapshot(settings.shop_url) as shop:
            window, facts = source.window(shop), source.shop_facts(shop)
            models = warehouse.digest(facts.time_zone, facts.currency)
            since = _since(target, window, models, result, full=full)
            result.id = _begin(target, result, window, since)
            try:
                step("begun")
                with target.transaction():
                    since = _build(shop, target, facts, window, since, result, step)
                    result.differences = load.failed_checks(target)
                    result.differences += reconcile.differences(
                        shop, target, zone=facts.time_zone, everything=since is None
                    )
                    step("reconciled")
                    if result.differences:
                        raise psycopg.Rollback  # noqa: TRY301 - leaves this very block
                    load.publish(target, result)
                    _finish(target, result, window, models)
                    step("before commit")
            except BaseException as error:
                _end(target, result, "failed", f"{type(error).__name__}: {error}"[:2000])
                raise
        result.state = "red" if result.differences else "done"
        if result.differences:
            _end(target, result, "red", f"{len(result.differences)} differences")
        result.seconds = time.perf_counter() - began
    if result.state == "done":
        step("committed")
        source.prune(settings.shop_url, below=window.next_xid)
    return result


class _RowsAhead(Exception):
    """What was built is taken back: it is built from everything."""


def _build(
    shop: psycopg.Connection,
    target: psycopg.Connection,
    facts: source.ShopFacts,
    window: source.Window,
    since: str | None,
    result: Run,
    step: Step,
) -> str | None:
    """Build what changed, or all of it where rows are dated ahead of what changed; since when."""
    try:
        with target.transaction():
            load.stage(shop, target, facts, window, since, result, step)
            load.build(target, result, step)
            if since is not None and load.has_rows_ahead(target):
                raise _RowsAhead  # noqa: TRY301 - leaves this very block
    except _RowsAhead:
        pass
    else:
        return since
    result.mode, result.reason = "full", "rows are dated ahead of a change: the shop's clock was"
    result.entities.clear()
    target.execute("UPDATE etl.run SET mode = 'full', from_xid = NULL WHERE id = %s", (result.id,))
    load.stage(shop, target, facts, window, None, result, step)
    load.build(target, result, step)
    return None


@contextmanager
def _alone(target: psycopg.Connection) -> Iterator[bool]:
    """One run at a time; yield whether this is the one.

    A session's lock ends with its process, however that ends. But a server notices the end of a
    session late, and the next run must not be turned away by one that is over: so it is given back.
    """
    warehouse.apply_schema(target)
    row = target.execute("SELECT pg_try_advisory_lock(%s)", (warehouse.RUN_LOCK,)).fetchone()
    if row is None or not row[0]:
        yield False
        return
    target.execute(
        "UPDATE etl.run SET state = 'failed', reason = 'its process ended', ended_at = now()"
        " WHERE state = 'running'"
    )
    try:
        yield True
    finally:
        if not target.broken:
            target.execute("SELECT pg_advisory_unlock(%s)", (warehouse.RUN_LOCK,))


def _since(
    target: psycopg.Connection,
    window: source.Window,
    models: str,
    result: Run,
    *,
    full: bool,
) -> str | None:
    """Where to begin, or None for everything, with the reason."""
    found = target.execute("SELECT source, next_xid::text, models FROM etl.watermark").fetchone()
    if full:
        result.reason = "asked for"
    elif found is None:
        result.reason = "the first run"
    elif found[0] != window.source:
        result.reason = "the shop's database is another one"
    elif found[1] != window.read_below:
        result.reason = "the shop was restored to an earlier day, or the last run died at its end"
    elif found[2] != models:
        result.reason = "the models changed, or the shop's time zone or currency"
    else:
        result.mode = "incremental"
        return str(found[1])
    return None


def _begin(
    target: psycopg.Connection, result: Run, window: source.Window, since: str | None
) -> int:
    row = target.execute(
        "INSERT INTO etl.run (mode, state, reason, as_of, from_xid, to_xid)"
        " VALUES (%s, 'running', %s, %s, %s::xid8, %s::xid8) RETURNING id",
        (result.mode, result.reason, window.as_of, since, window.next_xid),
    ).fetchone()
    assert row is not None
    return int(row[0])


def _finish(target: psycopg.Connection, result: Run, window: source.Window, models: str) -> None:
    _write_entities(target, result)
    target.execute(
        "INSERT INTO etl.watermark (source, next_xid, models, run_id) VALUES (%s, %s::xid8, %s, %s)"
        " ON CONFLICT (only_one) DO UPDATE SET source = EXCLUDED.source,"
        " next_xid = EXCLUDED.next_xid, models = EXCLUDED.models, run_id = EXCLUDED.run_id",
        (window.source, window.next_xid, models, result.id),
    )
    _end(target, result, "done", result.reason)


def _write_entities(target: psycopg.Connection, result: Run) -> None:
    with target.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO etl.run_entity (run_id, entity, read, loaded, dropped, seconds)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [
                (result.id, name, one.read, one.loaded, Jsonb(one.dropped), one.seconds)
                for name, one in result.entities.items()
            ],
        )


def _end(target: psycopg.Connection, result: Run, state: str, reason: str) -> None:
    with target.transaction():
        target.execute(
            "UPDATE etl.run SET state = %s, reason = %s, ended_at = clock_timestamp()"
            " WHERE id = %s",
            (state, reason, result.id),
        )
        details = [(one.check, one.facts) for one in result.differences]
        for name in dict.fromkeys(name for name, _ in details):
            found = [detail for other, detail in details if other == name]
            target.execute(
                "INSERT INTO etl.check_result (run_id, name, passed, detail)"
                " VALUES (%s, %s, false, %s)",
                (result.id, name, Jsonb(found[:50])),
            )
