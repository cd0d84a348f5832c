"""`./lonja shop`: set a shop up from a file, and read or change its facts."""

import asyncio
import json
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from lonja.actions.open_shop import close_shop, open_shop
from lonja.actions.set_up_shop import Change, SetupRefused, set_up_shop
from lonja.actions.setup_document import SetupDocument
from lonja.adapters.themes import ThemeError, Themes
from lonja.bootstrap import known_methods
from lonja.kernel import clock
from lonja.kernel.db import Database
from lonja.kernel.errors import Refused
from lonja.kernel.settings import Settings
from lonja.shelf import api as shelf
from lonja.shop import api as shop
from lonja_tools.cli.environment import settings_here
from lonja_tools.cli.toml_lines import line_of
from lonja_tools.user_error import UserError

app = typer.Typer(no_args_is_help=True)
ACTOR = "command line"
MAX_PROBLEMS = 20


class _DryRun(Exception):
    """Ends a transaction without writing anything."""


@app.callback()
def _shop() -> None:
    """The facts of the shop, and what it needs before it can sell."""


@app.command()
def init(
    file: Annotated[Path, typer.Argument(help="A TOML file like docs/shop.example.toml.")],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Change nothing, only report.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Bring the shop to what FILE says; running it again changes nothing."""
    document, text = read_document(file)
    settings = settings_here()
    try:
        changes = asyncio.run(_apply(settings, document, dry_run=dry_run))
    except SetupRefused as refused:
        place = tuple(str(refused.facts["field"]).split("."))
        raise UserError(
            f"{file}{_line(text, place)}: {'.'.join(place)}: {refused.detail}.",
            todo="Nothing was written. Correct the file and run this again.",
            code=2,
        ) from refused
    _show_changes(changes, dry_run=dry_run, as_json=as_json)


@app.command()
def show(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """The facts of the shop as they are now."""
    facts = asyncio.run(_current(settings_here().database_url))
    named = shop.as_json(facts)
    if as_json:
        print(json.dumps({"version": facts.version, **named}, ensure_ascii=False))
        return
    if not facts.is_set_up:
        print("Nobody has set this shop up yet; these are the defaults.")
    table = Table(show_header=False)
    for name, value in named.items():
        table.add_row(
            name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        )
    Console().print(table, highlight=False)


@app.command(name="set")
def set_(
    key: Annotated[str, typer.Argument(help="A name of `shop show`, like name or address.city.")],
    value: Annotated[str, typer.Argument(help='Text, or TOML: 5, true, ["es", "en"].')],
) -> None:
    """Change one fact of the shop."""
    settings = settings_here()
    try:
        outcome = asyncio.run(_set(settings.database_url, key, _value(value)))
    except Refused as refused:
        raise UserError(
            f"Refused: {refused.detail}.", todo=f"Field: {refused.facts.get('field')}", code=2
        ) from refused
    except ThemeError as error:
        raise UserError(
            f"Refused: {error}.", todo="`./lonja theme list` names them.", code=2
        ) from error
    print(f"{key}: {outcome}")


@app.command(name="open")
def open_() -> None:
    """Open the storefront to everyone; refused while nobody could buy."""
    outcome = asyncio.run(_open(settings_here()))
    print("The shop is open." if outcome == "updated" else "The shop was open already.")


@app.command()
def close() -> None:
    """Close the storefront: every page says that it opens soon."""
    outcome = asyncio.run(_close(settings_here().database_url))
    print("The shop is closed." if outcome == "updated" else "The shop was closed already.")


async def _open(settings: Settings) -> str:
    from lonja.bootstrap import open_shop as open_process

    try:
        async with open_process(settings, "shop") as process, process.database.transaction() as db:
            return await open_shop(
                db, methods=process.payment_methods, actor=ACTOR, now=clock.now()
            )
    except Refused as refused:
        raise UserError(
            f"The shop cannot sell yet; {refused.detail}.",
            todo="The back office leads through these steps.",
        ) from refused


async def _close(url: str) -> str:
    database = _database(url)
    try:
        async with database.transaction() as db:
            return await close_shop(db, actor=ACTOR, now=clock.now())
    finally:
        await database.close()


def read_document(file: Path) -> tuple[SetupDocument, str]:
    """The document in a file, and its text; `UserError` names each wrong line and field."""
    try:
        text = file.read_text(encoding="utf-8")
        raw = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{file} cannot be read: {error}", code=2) from error
    except tomllib.TOMLDecodeError as error:
        raise UserError(
            f"{file} is not TOML: {error}.",
            todo="docs/shop.example.toml is a complete example.",
            code=2,
        ) from error
    try:
        return SetupDocument.model_validate(raw), text
    except ValidationError as error:
        problems = [
            f"{file}{_line(text, _place(item['loc']))}: {'.'.join(_place(item['loc']))}:"
            f" {item['msg'].removeprefix('Value error, ')}"
            for item in error.errors()[:MAX_PROBLEMS]
        ]
        raise UserError(
            "\n".join(problems),
            todo="Nothing was written. Correct the file and run this again.",
            code=2,
        ) from error


def _place(location: tuple[int | str, ...]) -> tuple[str, ...]:
    return tuple(str(part) for part in location if part != "[key]")


def _line(text: str, place: tuple[str, ...]) -> str:
    line = line_of(text, place)
    return "" if line is None else f", line {line}"


def _database(url: str) -> Database:
    return Database(url, pool_size=1, application="lonja shop", refresh=shelf.refresh)


async def _apply(settings: Settings, document: SetupDocument, *, dry_run: bool) -> list[Change]:
    changes: list[Change] = []
    database = _database(settings.database_url)
    try:
        methods = await known_methods(settings, database)
        async with database.transaction() as db:
            changes = await set_up_shop(db, document, methods=methods, actor=ACTOR, now=clock.now())
            _take_back(dry_run=dry_run)
    except _DryRun:
        return changes
    finally:
        await database.close()
    return changes


def _take_back(*, dry_run: bool) -> None:
    if dry_run:
        raise _DryRun


async def _current(url: str) -> shop.Shop:
    database = _database(url)
    try:
        async with database.reading() as db:
            return await shop.current(db)
    finally:
        await database.close()


async def _set(url: str, key: str, value: Any) -> str:
    database = _database(url)
    try:
        async with database.transaction() as db:
            before = await shop.current(db)
            after = shop.changed_by_name(before, {key: value})
            theme = Themes().get(after.theme)  # raises if the theme does not exist
            return await shop.save(
                db,
                after,
                version=before.version,
                offered=theme.languages,
                actor=ACTOR,
                now=clock.now(),
            )
    finally:
        await database.close()


def _value(text: str) -> Any:
    """Parse the value as TOML if possible, else take it as text."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _show_changes(changes: list[Change], *, dry_run: bool, as_json: bool) -> None:
    counts = {
        outcome: sum(change.outcome == outcome for change in changes)
        for outcome in ("created", "updated", "unchanged")
    }
    if as_json:
        items = [{"kind": c.kind, "name": c.name, "outcome": c.outcome} for c in changes]
        print(json.dumps({"dry_run": dry_run, "changes": items, **counts}))
        return
    table = Table(show_header=False, box=None)
    for change in changes:
        if change.outcome != "unchanged":
            table.add_row(change.outcome, change.kind, change.name)
    Console().print(table, highlight=False)
    summary = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
    print(f"{summary}{'; nothing was written (dry run)' if dry_run else ''}")
