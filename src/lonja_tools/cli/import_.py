"""`./lonja import`: files of the import centre, and sales of the past."""

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
from lonja_tools.cli.meant import Meant
from lonja_tools.user_error import UserError

app = typer.Typer(
    no_args_is_help=True,
    help="Bring files in: products, prices, stock, categories, customers, past sales.",
)

FOLLOW_S = 3_600
SHOWN_PROBLEMS = 50
ACTOR = "command line"

File = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file to bring in.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check the file, change nothing.")]
AsJson = Annotated[bool, typer.Option("--json", help="For a program.")]
Encoding = Annotated[str, typer.Option(help="utf-8, cp1252 or utf-16.")]
SheetEncoding = Annotated[str, typer.Option(help="auto, utf-8, cp1252 or utf-16.")]
Currency = Annotated[str, typer.Option(help="Of the file's prices; the shop's where left out.")]
TextLanguage = Annotated[str, typer.Option(help="Of the file's texts; the shop's where left out.")]
ClearEmpty = Annotated[bool, typer.Option("--clear-empty", help="An empty cell clears its field.")]


@app.command()
def products(
    file: File,
    *,
    dry_run: DryRun = False,
    currency: Currency = "",
    language: TextLanguage = "",
    encoding: SheetEncoding = "auto",
    clear_empty: ClearEmpty = False,
    as_json: AsJson = False,
) -> None:
    """Products, of Shopify, WooCommerce or this shop; exit code 1 when a row was refused."""
    meant = Meant("products", dry_run, currency, language, encoding, clear_empty)
    _bring(file, meant, as_json=as_json)


@app.command()
def prices(
    file: File,
    *,
    dry_run: DryRun = False,
    currency: Currency = "",
    encoding: SheetEncoding = "auto",
    clear_empty: ClearEmpty = False,
    as_json: AsJson = False,
) -> None:
    """Prices by SKU and currency."""
    meant = Meant("prices", dry_run, currency, "", encoding, clear_empty)
    _bring(file, meant, as_json=as_json)


@app.command()
def stock(
    file: File,
    *,
    dry_run: DryRun = False,
    encoding: SheetEncoding = "auto",
    as_json: AsJson = False,
) -> None:
    """Stock levels, as counts or as what came in."""
    _bring(file, Meant("stock", dry_run, encoding=encoding), as_json=as_json)


@app.command()
def categories(
    file: File,
    *,
    dry_run: DryRun = False,
    language: TextLanguage = "",
    encoding: SheetEncoding = "auto",
    clear_empty: ClearEmpty = False,
    as_json: AsJson = False,
) -> None:
    """Categories, the upper ones first."""
    meant = Meant("categories", dry_run, "", language, encoding, clear_empty)
    _bring(file, meant, as_json=as_json)


@app.command()
def customers(
    file: File,
    *,
    dry_run: DryRun = False,
    encoding: SheetEncoding = "auto",
    clear_empty: ClearEmpty = False,
    as_json: AsJson = False,
) -> None:
    """Customers, with the proof of their consent or without consent."""
    _bring(
        file,
        Meant("customers", dry_run, encoding=encoding, clears_empty=clear_empty),
        as_json=as_json,
    )


@app.command()
def redirects(
    file: File,
    *,
    dry_run: DryRun = False,
    encoding: SheetEncoding = "auto",
    as_json: AsJson = False,
) -> None:
    """Old addresses and where they lead, as Shopify exports them."""
    _bring(file, Meant("redirects", dry_run, encoding=encoding), as_json=as_json)


def _bring(file: Path, meant: Meant, *, as_json: bool) -> None:
    """Through the same queue as the back office's upload; undone there, too."""
    from lonja_tools.cli.sheet_file import send

    console = Console(stderr=as_json)
    with console.status("reading …") as status:
        outcome = _run(
            lambda settings: send(
                settings, file, meant, on_progress=status.update, within_s=FOLLOW_S
            )
        )
    if as_json:
        print(json.dumps(outcome))
    else:
        _show(console, outcome, meant)
    if outcome["failed"]:
        raise typer.Exit(1)


def _show(console: Console, outcome: dict[str, Any], meant: Meant) -> None:
    for one in outcome["errors"][:SHOWN_PROBLEMS]:
        text = f"row {one['row']}: {one['code']}: {one['message']}"
        console.print(text, highlight=False, markup=False)
    by_code = Counter(one["code"] for one in outcome["errors"] if one["is_error"])
    why = "".join(f", {code} {count:,}" for code, count in sorted(by_code.items()))
    console.print(
        f"{outcome['rows']:,} rows: {outcome['new']:,} new, {outcome['changed']:,} changed,"
        f" {outcome['same']:,} the same; {outcome['failed']:,} rows refused{why};"
        + (
            " nothing changed yet."
            if meant.dry_run
            else f" import {outcome['id']} is {outcome['status']}."
        )
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


def _run[T](work: Callable[[Settings], Awaitable[T]]) -> T:
    """Run `work`, and turn a refusal into a `UserError`."""
    settings = settings_here()

    async def doing() -> T:
        return await work(settings)

    try:
        return asyncio.run(doing())
    except Refused as refused:
        raise UserError(f"Refused: {refused.detail}.") from refused
