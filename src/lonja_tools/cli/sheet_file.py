"""A file from the command line goes the way of the import centre: matched, checked, brought in."""

import asyncio
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from lonja.bootstrap import Shop
from lonja.imports import api as imports
from lonja.imports import centre
from lonja.imports.api import Import, ImportStatus
from lonja.kernel import clock, limits
from lonja.kernel.settings import Settings
from lonja.sheets import api as sheets
from lonja.sheets.api import Setting
from lonja.shop import api as facts
from lonja_tools.cli.meant import Meant
from lonja_tools.user_error import UserError

LOOK_EVERY_S = 0.2
MAX_ERRORS = 10_000
ACTOR = "command line"


@dataclass(frozen=True, slots=True)
class Follower:
    """Looks at one import until it is somewhere."""

    shop: Shop
    on_progress: Callable[[str], None]
    within_s: float

    async def until(self, import_id: UUID, among: Collection[ImportStatus]) -> Import:
        ends_at = time.monotonic() + self.within_s
        while True:
            async with self.shop.database.reading() as db:
                now = await imports.get(db, import_id)
            rows = f"{now.rows_done + now.rows_failed:,} of {now.rows_total:,} rows"
            self.on_progress(f"{now.status}: {rows} …")
            if now.status is ImportStatus.FAILED:
                raise UserError(f"Refused: {now.error}.")
            if now.status in among:
                return now
            if time.monotonic() > ends_at:
                raise UserError(
                    f"The import {import_id} is still {now.status}: is the functions host running?",
                    todo="It continues in the background; the back office shows it.",
                )
            await asyncio.sleep(LOOK_EVERY_S)


async def send(
    settings: Settings,
    file: Path,
    meant: Meant,
    *,
    on_progress: Callable[[str], None],
    within_s: float,
) -> dict[str, Any]:
    """Upload the file, match its columns by their headings, check it, and bring it in."""
    from lonja.bootstrap import open_shop

    size = file.stat().st_size
    if size > limits.UPLOAD_BYTES:
        raise UserError(f"The file has {size:,} bytes; {limits.UPLOAD_BYTES:,} are taken.")
    async with open_shop(settings, "import") as shop:
        follower = Follower(shop, on_progress, within_s)
        import_id = await _upload(shop, file, meant)
        found = await follower.until(import_id, {ImportStatus.MATCHING})
        await _match(shop, found, meant)
        found = await follower.until(import_id, {ImportStatus.CHECKED})
        if not meant.dry_run:
            async with shop.database.transaction() as db:
                await centre.go(db, import_id, actor=ACTOR, now=clock.now())
            found = await follower.until(import_id, {ImportStatus.DONE})
        async with shop.database.reading() as db:
            errors = await imports.error_rows(db, import_id, limit=MAX_ERRORS)
    return {
        "id": str(found.id),
        "status": str(found.status),
        "rows": found.rows_total,
        "failed": found.rows_failed,
        "new": found.things_new,
        "changed": found.things_changed,
        "same": found.things_same,
        "errors": [
            {"row": one.row, "code": one.code, "message": one.message, "is_error": one.is_error}
            for one in errors
        ],
    }


async def _upload(shop: Shop, file: Path, meant: Meant) -> UUID:
    async with shop.database.transaction() as db:
        started = await centre.start_sheet(
            db, file_name=file.name, encoding=meant.encoding, actor=ACTOR, now=clock.now()
        )
    assert started.blob is not None
    content = await asyncio.to_thread(file.read_bytes)
    await shop.blobs.write(
        "uploads", started.blob, content, content_type="application/octet-stream"
    )
    async with shop.database.transaction() as db:
        await imports.uploaded(db, started.id, now=clock.now())
    return started.id


async def _match(shop: Shop, found: Import, meant: Meant) -> None:
    async with shop.database.transaction() as db:
        here = await facts.current(db)
        currency, language = meant.currency or here.currency, meant.language or here.language
        if currency not in here.currency_codes:
            raise UserError(f"The shop does not sell in {currency!r}.")
        if language not in here.languages:
            raise UserError(f"The shop has no texts in {language!r}.")
        columns = sheets.columns_of(meant.kind, Setting(here, currency, language))
        proposal = sheets.propose(found.facts["headings"], columns)
        if proposal.missing:
            names = ", ".join(one.heading for one in columns if one.code in proposal.missing)
            raise UserError(f"This is no file of {meant.kind}: a column is missing: {names}.")
        await centre.match(
            db,
            found.id,
            kind=meant.kind,
            columns=proposal.columns,
            currency=currency,
            language=language,
            clears_empty=meant.clears_empty,
            now=clock.now(),
        )
