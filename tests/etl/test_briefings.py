"""What staff want to be told is answered after a run, through the feed."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest
from tests.etl.reading import ask

from lonja.etl.briefings import answer_all
from lonja.etl.records import Settings
from lonja.etl.run import run
from lonja.kernel.db import Database
from lonja_tools.proofs.shop_rows import ShopRows

pytestmark = pytest.mark.anyio


async def answer(settings: Settings) -> int:
    warehouse = Database(settings.warehouse_url, pool_size=1)
    shop = Database(settings.shop_url, pool_size=1)
    try:
        return await answer_all(warehouse, shop)
    finally:
        await shop.close()
        await warehouse.close()


async def test_a_report_and_an_alert_are_answered_with_what_was_sold(
    settings: Settings, shop: ShopRows
) -> None:
    tile = shop.variant("T-1")
    shop.order(tile, at="2026-03-02T10:00:00Z", quantities=(2,))
    shop.order(tile, at=datetime.now(UTC).isoformat(), quantities=(3,))
    mail, rule = uuid4(), uuid4()
    shop.db.execute(
        "INSERT INTO report_mails (id, name, report, search, cadence, hour, recipients, owner_id)"
        " VALUES (%s, 'M', 'sales_by_product', '{}', 'daily', 7, '{}', %s)",
        (mail, uuid4()),
    )
    for start, due in (("2026-03-02", "2026-03-03"), ("2026-03-03", "2039-01-01")):
        shop.db.execute(
            "INSERT INTO report_mail_runs (id, mail_id, period_start, period_end, state, due_at)"
            " VALUES (%s, %s, %s, %s::date + 1, 'asked', %s)",
            (uuid4(), mail, start, start, due),
        )
    shop.db.execute(
        "INSERT INTO alert_rules (id, name, metric, search, compare, bound, days, recipients,"
        " owner_id, is_on) VALUES (%s, 'A', 'orders', '{}', 'above', 1, 1, '{}', %s, true)",
        (rule, uuid4()),
    )
    nothing_yet = await answer(settings)
    run(settings)

    count = await answer(settings)
    again = await answer(settings)

    (found,) = shop.db.execute(
        "SELECT answer FROM report_mail_runs WHERE state = 'answered'"
    ).fetchall()
    (days,) = shop.db.execute("SELECT answer -> 'days' FROM alert_rules").fetchone() or (None,)
    assert (nothing_yet, count, again) == (0, 2, 1)
    assert found[0]["rows"][0][0] == ["Tile T-1"]
    assert dict(map(tuple, [one[:2] for one in found[0]["figures"]]))["product_units"] == 2
    assert len(json.loads(json.dumps(days))) == 36
    assert set(days.values()) == {0}  # today is not over
    assert ask(settings, "SELECT count(*) FROM dw.fact_order") == [(2,)]


def test_the_role_of_the_etl_hands_answers_over_and_writes_nothing_else(shop: ShopRows) -> None:
    shop.db.execute("SET ROLE lonja_etl")
    try:
        shop.db.execute("SELECT * FROM feed.report_questions")
        shop.db.execute("SELECT feed.answer_report('mail', %s, now(), '{}')", (uuid4(),))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            shop.db.execute("UPDATE report_mail_runs SET told = 1")
    finally:
        shop.db.execute("RESET ROLE")
