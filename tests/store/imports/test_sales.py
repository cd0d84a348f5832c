"""A sales history, from a dirty file to orders and returns."""

from pathlib import Path

import pytest
from tests.support.asking import first, rows

from lonja.imports.sales import SalesReport, SalesSource, import_sales
from lonja.imports.sales import meaning as meaning_of_rule
from lonja.kernel import clock
from lonja.kernel.db import Database
from lonja.kernel.errors import Refused
from lonja.kernel.ids import uuid7
from lonja_tools.proofs.sales_file import HEADER, a_sales_file

pytestmark = pytest.mark.anyio


async def bring_in(
    database: Database, path: Path, source: SalesSource | None = None, *, dry_run: bool = False
) -> SalesReport:
    return await import_sales(
        database,
        path,
        source=source or SalesSource(),
        import_id=uuid7(),
        actor="test",
        now=clock.now(),
        dry_run=dry_run,
    )


def by_rule(report: SalesReport) -> dict[str, int]:
    return {str(one.fate): one.rows for one in report.tallies}


async def history(database: Database) -> list[object]:
    async with database.reading() as db:
        return [
            await rows(db, f"SELECT t::text FROM {table} AS t ORDER BY 1")
            for table in ("orders", "order_lines", "returns", "return_lines", "customers")
        ]


def a_file(path: Path, *lines: str) -> Path:
    path.write_text("\n".join((",".join(HEADER), *lines)) + "\n")
    return path


SALE = "600001,10001,TILE,6,2024-03-01 10:00:00,2.955,13001,United Kingdom"
CREDIT = "C600002,10001,TILE,-2,2024-03-05 10:00:00,2.955,13001,United Kingdom"
DEBT = "A600003,B,Adjust bad debt,1,2024-03-06 10:00:00,-100.50,,United Kingdom"


class TestASalesFile:
    async def test_becomes_delivered_orders_of_its_channel(
        self, database: Database, tmp_path: Path
    ) -> None:
        path = a_file(tmp_path / "a.csv", SALE, SALE.replace("10001", "POST"))

        report = await bring_in(database, path, SalesSource(channel="shop-uk"))

        assert (report.orders, report.customers, report.kept) == (1, 1, 2)
        async with database.reading() as db:
            order = await first(db, "SELECT * FROM orders")
            lines = await rows(
                db,
                "SELECT line, sku, quantity, unit_milli, total_minor, options FROM order_lines"
                " ORDER BY line",
            )
            customer = await first(db, "SELECT * FROM customers")
        assert order is not None
        assert customer is not None
        assert (order.number, order.channel, order.status) == (
            "shop-uk-600001",
            "shop-uk",
            "delivered",
        )
        assert (order.currency, order.country, order.total_minor) == ("GBP", "GB", 3546)
        assert order.placed_at.isoformat() == "2024-03-01T10:00:00+00:00"
        assert order.customer_id == customer.id
        assert (customer.external_ref, customer.email, customer.marketing_consent) == (
            "shop-uk-13001",
            "",
            False,
        )
        assert [tuple(line) for line in lines] == [
            (1, "10001", 6, 295_500, 1773, {}),
            (2, "POST", 6, 295_500, 1773, {"service": "postage"}),
        ]

    async def test_makes_returns_of_credit_notes_and_adjustments_of_bad_debt(
        self, database: Database, tmp_path: Path
    ) -> None:
        report = await bring_in(database, a_file(tmp_path / "a.csv", SALE, CREDIT, DEBT))

        assert (report.orders, report.returns, report.adjustments) == (1, 1, 1)
        async with database.reading() as db:
            found = await rows(
                db, "SELECT number, kind, total_minor FROM returns ORDER BY returned_at"
            )
        assert [tuple(one) for one in found] == [
            ("history-C600002", "cancellation", -591),
            ("history-A600003", "adjustment", -10050),
        ]

    async def test_gives_every_row_one_fate(self, database: Database, tmp_path: Path) -> None:
        made = a_sales_file()

        report = await bring_in(database, made.write_csv(tmp_path / "a.csv"))

        assert report.rows == sum(by_rule(report).values()) == 2_000
        assert by_rule(report)["overlap"] == made.overlap == 60
        assert report.oddities is not None
        assert 0 < report.oddities.repeated_lines <= made.repeated
        assert all(meaning_of_rule(rule) for rule in by_rule(report))
        async with database.reading() as db:
            kept = await first(
                db,
                "SELECT (SELECT count(*) FROM order_lines) + (SELECT count(*) FROM return_lines)"
                " AS lines, (SELECT count(*) FROM import_errors) AS errors FROM imports",
            )
        assert kept is not None
        assert (kept.lines, kept.errors) == (report.kept, 8)

    async def test_reports_by_how_much_it_was_rounded(
        self, database: Database, tmp_path: Path
    ) -> None:
        odd = SALE.replace("2.955", "0.001").replace("600001", "600009")

        report = await bring_in(database, a_file(tmp_path / "a.csv", SALE, odd))

        (march,) = report.rounding
        assert (march.month, march.lines) == ("2024-03", 1)
        assert (march.exact_milli, march.rounded_minor) == (600, 1)
        assert report.rounding_milli == 400

    async def test_twice_changes_nothing(self, database: Database, tmp_path: Path) -> None:
        path = a_sales_file().write_csv(tmp_path / "a.csv")
        await bring_in(database, path)
        before = await history(database)

        again = await bring_in(database, path)

        assert again.repeated_file
        assert await history(database) == before

    async def test_with_a_longer_second_edition_adds_what_is_new(
        self, database: Database, tmp_path: Path
    ) -> None:
        await bring_in(database, a_file(tmp_path / "a.csv", SALE, CREDIT))
        longer = a_file(tmp_path / "b.csv", SALE, CREDIT, SALE.replace("600001", "600010"), DEBT)

        report = await bring_in(database, longer)

        assert by_rule(report) == {"adjustment": 1, "already_imported": 2, "sale": 1}
        assert (report.orders, report.customers) == (1, 1)
        async with database.reading() as db:
            assert len(await rows(db, "SELECT 1 FROM customers")) == 1

    async def test_of_two_channels_are_two_histories(
        self, database: Database, tmp_path: Path
    ) -> None:
        path = a_file(tmp_path / "a.csv", SALE)

        await bring_in(database, path, SalesSource(channel="one"))
        await bring_in(database, path, SalesSource(channel="two", currency="EUR"))

        async with database.reading() as db:
            found = await rows(db, "SELECT number, currency FROM orders ORDER BY number")
        assert [tuple(one) for one in found] == [("one-600001", "GBP"), ("two-600001", "EUR")]

    async def test_is_only_judged_in_a_dry_run(self, database: Database, tmp_path: Path) -> None:
        path = a_sales_file().write_csv(tmp_path / "a.csv")

        report = await bring_in(database, path, dry_run=True)

        assert report.rows == 2_000
        assert all(found == [] for found in await history(database))

    async def test_that_breaks_off_leaves_nothing(self, database: Database, tmp_path: Path) -> None:
        path = a_sales_file().write_csv(tmp_path / "a.csv")
        path.write_bytes(path.read_bytes() + b"\xff\n")

        with pytest.raises(Refused, match="line 2002 is not UTF-8"):
            await bring_in(database, path)

        assert all(found == [] for found in await history(database))

    @pytest.mark.parametrize(
        "wrong",
        [
            SalesSource(currency="XYZ"),
            SalesSource(zone="Nowhere/Land"),
            SalesSource(channel="Big Shop!"),
            SalesSource(dates="backwards"),
        ],
    )
    async def test_is_refused_with_nonsensical_options(
        self, database: Database, tmp_path: Path, wrong: SalesSource
    ) -> None:
        with pytest.raises(Refused):
            await bring_in(database, a_file(tmp_path / "a.csv", SALE), wrong)
