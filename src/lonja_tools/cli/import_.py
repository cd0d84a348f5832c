"""`./lonja import`: products, stock and sales of the past, from files."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from lonja.kernel.errors import Refused
from lonja.kernel.settings import Settings
from lonja_tools.cli.environment import peak_mib, settings_here
from lonja_tools.user_error import UserError

app = typer.Typer(no_args_is_help=True, help="Bring products, stock and past sales in from files.")

FOLLOW_S = 600
SHOWN_PROBLEMS = 50
ACTOR = "command line"

File = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file to bring in.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check the file, change nothing.")]
AsJson = Annotated[bool, typer.Option("--json", help="For a program.")]
Encoding = Annotated[str, typer.Option(help="utf-8, cp1252 or utf-16.")]
ProductsEncoding = Annotated[str, typer.Option(help="auto, utf-8, cp1252 or utf-16.")]


@app.command()
def products(
    file: File,
    *,
    dry_run: DryRun = False,
    currency: Annotated[str, typer.Option(help="Of the file's prices.")] = "EUR",
    language: Annotated[str, typer.Option(help="Of the file's texts.")] = "en",
    encoding: ProductsEncoding = "auto",
    as_json: AsJson = False,
) -> None:
    """Products from Shopify's product CSV; exit code 1 when a row was refused."""
    from lonja.imports.products import ProductsSource

    source = ProductsSource(currency=currency, language=language, encoding=encoding)
    console = Console(stderr=as_json)
    with console.status("reading …") as status:

        def show_progress(done: int, total: int) -> None:
            status.update(f"{done:,} of {total:,} products …")

        report = _run(
            lambda settings: _products(
                settings, file, source, dry_run=dry_run, on_progress=show_progress
            )
        )
    if as_json:
        problems = [_problem(one) for one in report.problems]
        print(json.dumps({**report.facts(), "rows": report.rows, "problems": problems}))
    else:
        _show_products(console, report)
    if report.refused:
        raise typer.Exit(1)


async def _products(
    settings: Settings,
    file: Path,
    source: Any,
    *,
    dry_run: bool,
    on_progress: Callable[[int, int], None],
) -> Any:
    from lonja.adapters.web_pictures import WebPictures
    from lonja.bootstrap import open_shop
    from lonja.imports.products import import_products
    from lonja.kernel import clock
    from lonja.kernel.ids import uuid7

    async with open_shop(settings, "import") as shop:
        return await import_products(
            shop.database,
            shop.blobs,
            WebPictures(),
            file,
            source=source,
            import_id=uuid7(),
            actor=ACTOR,
            now=clock.now(),
            dry_run=dry_run,
            tell=on_progress,
        )


def _problem(one: Any) -> dict[str, Any]:
    return {
        "row": one.row,
        "column": one.column,
        "code": one.code,
        "message": one.message,
        "is_error": one.is_error,
    }


def _show_products(console: Console, report: Any) -> None:
    if report.problems:
        table = Table("Row", "Column", "What", "Why", box=None, pad_edge=False)
        for one in report.problems[:SHOWN_PROBLEMS]:
            colour = "red" if one.is_error else "yellow"
            what = f"[{colour}]{one.code}[/]"
            table.add_row(str(one.row), one.column, what, one.message)
        console.print(table, highlight=False)
        if len(report.problems) > SHOWN_PROBLEMS:
            console.print(f"… and {len(report.problems) - SHOWN_PROBLEMS:,} more (--json has all).")
    for what, columns in (
        ("Unknown columns", report.unknown_columns),
        ("Unused columns", report.unused_columns),
    ):
        if columns:
            console.print(f"{what}: {', '.join(columns)}", highlight=False, markup=False)
    if report.dry_run:
        console.print(f"{report.rows:,} rows checked, {report.refused:,} refused, nothing changed.")
        return
    console.print(
        f"{report.rows:,} rows: {report.products_new:,} new products with {report.variants_new:,}"
        f" variants, {report.products_known:,} known, {report.refused:,} rows refused,"
        f" {report.pictures:,} pictures ({report.pictures_generated:,} drawn)."
    )


@app.command()
def sales(
    file: File,
    *,
    dry_run: DryRun = False,
    channel: Annotated[
        str, typer.Option(help="Name of the source: a-z, 0-9, hyphens.")
    ] = "history",
    currency: Annotated[str, typer.Option(help="Of the file's prices.")] = "GBP",
    time_zone: Annotated[str, typer.Option(help="Of the file's times.")] = "Europe/London",
    dates: Annotated[str, typer.Option(help="iso, day-first or month-first.")] = "iso",
    encoding: Encoding = "utf-8",
    as_json: AsJson = False,
) -> None:
    """Past sales in the Online Retail II layout (CSV, XLSX, Parquet), all of the file or nothing."""
    from lonja.imports.sales import SalesSource

    source = SalesSource(
        channel=channel, currency=currency, zone=time_zone, dates=dates, encoding=encoding
    )
    console = Console(stderr=as_json)
    with console.status("reading …") as status:

        def show_progress(stage: str, count: int) -> None:
            status.update(f"{stage}: {count:,} …")

        report = _run(
            lambda settings: _sales(
                settings, file, source, dry_run=dry_run, on_progress=show_progress
            )
        )
    if as_json:
        errors = [{"row": row, "code": code, "message": why} for row, code, why in report.errors]
        facts = {**report.facts(), "errors": errors, "peak_mib": peak_mib()}
        print(json.dumps(facts))
    else:
        _show_sales(console, report)


async def _sales(
    settings: Settings,
    file: Path,
    source: Any,
    *,
    dry_run: bool,
    on_progress: Callable[[str, int], None],
) -> Any:
    from lonja.imports.sales import import_sales
    from lonja.kernel import clock
    from lonja.kernel.db import Database
    from lonja.kernel.ids import uuid7

    database = Database(settings.database_url, pool_size=1, application="lonja import")
    try:
        return await import_sales(
            database,
            file,
            source=source,
            import_id=uuid7(),
            actor=ACTOR,
            now=clock.now(),
            dry_run=dry_run,
            tell=on_progress,
        )
    finally:
        await database.close()


def _show_sales(console: Console, report: Any) -> None:
    from lonja.imports.sales import meaning

    if report.repeated_file:
        console.print("This very file has been brought in before: nothing was done.")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("Rule", "Rows", "Units", f"Amount {report.currency}", "What it means"):
        table.add_column(heading, justify="left" if heading[0] in "RW" and heading != "Rows" else "right")  # fmt: skip
    for one in report.tallies:
        amount = f"{one.milli / 100_000:,.5f}"
        table.add_row(one.fate, f"{one.rows:,}", f"{one.units:,}", amount, meaning(one.fate))
    console.print(table, highlight=False)
    for row, code, why in report.errors[:SHOWN_PROBLEMS]:
        console.print(f"row {row}: {code}: {why}", highlight=False, markup=False)
    odd = report.oddities
    console.print(
        f"Kept although odd: {odd.repeated_lines:,} repeated lines"
        f" ({odd.repeated_milli / 100_000:,.2f}), {odd.without_customer:,} lines without customer,"
        f" {odd.without_name:,} without description, {odd.codes_by_case:,} codes that differ by"
        f" case, {odd.invoices_over_minutes:,} invoices over several minutes."
    )
    lines = sum(one.lines for one in report.rounding)
    console.print(
        f"Rounding: {lines:,} lines are no whole minor unit; their totals differ by"
        f" {report.rounding_milli / 100_000:+.5f} {report.currency} in all."
    )
    done = "would make" if report.dry_run else "made"
    console.print(
        f"{report.rows:,} rows, {report.kept:,} kept; {done} {report.orders:,} orders,"
        f" {report.returns:,} returns, {report.adjustments:,} adjustments,"
        f" {report.customers:,} customers."
        if not report.dry_run
        else f"{report.rows:,} rows, {report.kept:,} would be kept; nothing changed."
    )


@app.command()
def stock(
    file: File,
    *,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Stock levels from CSV or XLSX, through the same queue as the back office's upload."""
    console = Console(stderr=as_json)
    with console.status("reading …") as status:
        outcome = _run(
            lambda settings: _stock(settings, file, dry_run=dry_run, on_progress=status.update)
        )
    if as_json:
        print(json.dumps(outcome))
    else:
        for one in outcome["errors"][:SHOWN_PROBLEMS]:
            text = f"row {one['row']}: {one['code']}: {one['message']}"
            console.print(text, highlight=False, markup=False)
        by_code = Counter(one["code"] for one in outcome["errors"])
        why = "".join(f", {code} {count:,}" for code, count in sorted(by_code.items()))
        console.print(
            f"{outcome['rows']:,} rows, {outcome['failed']:,} refused{why};"
            + (
                " nothing changed."
                if dry_run
                else f" import {outcome['id']} is {outcome['status']}."
            )
        )
    if outcome["failed"] or outcome["status"] == "failed":
        raise typer.Exit(1)


async def _stock(
    settings: Settings, file: Path, *, dry_run: bool, on_progress: Callable[[str], None]
) -> dict[str, Any]:
    from lonja_tools.cli.stock_file import judge, send

    return await (
        judge(file) if dry_run else send(settings, file, on_progress=on_progress, within_s=FOLLOW_S)
    )


def _run[T](work: Callable[[Settings], Awaitable[T]]) -> T:
    """Run `work`, and turn a refusal into a `UserError`."""
    settings = settings_here()

    async def doing() -> T:
        return await work(settings)

    try:
        return asyncio.run(doing())
    except Refused as refused:
        raise UserError(f"Refused: {refused.detail}.") from refused
