"""Caches the generated rows on disk, so that a fresh start need not generate them again."""

import contextlib
import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from lonja_tools.demo._plan import Plan
from lonja_tools.demo._rows import COLUMNS
from lonja_tools.places import Places

_KEEP = 3


def folder() -> Path:
    """Beside the checkout's tools, whatever state is run: a shop is the same in all of them."""
    return Places.here().checkout / ".lonja" / "cache" / "demo"


def stored(plan: Plan) -> Mapping[str, bytes] | None:
    """The cached blocks of each table, or None without a complete file for this plan."""
    try:
        with zipfile.ZipFile(_file(plan)) as archive:
            return {table: archive.read(table) for table in COLUMNS}
    except (OSError, KeyError, zipfile.BadZipFile):
        return None


def store(plan: Plan, blocks: Mapping[str, bytes]) -> None:
    """Store them; the file is renamed when complete, and a full disk only costs speed."""
    with contextlib.suppress(OSError):
        folder().mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=folder(), suffix=".part")
        try:
            with (
                os.fdopen(descriptor, "wb") as file,
                zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            ):
                for table, block in blocks.items():
                    archive.writestr(table, block)
            Path(name).replace(_file(plan))
        finally:
            Path(name).unlink(missing_ok=True)
        _forget_old()


def _file(plan: Plan) -> Path:
    return folder() / f"rows-{plan.key}.zip"


def _forget_old() -> None:
    files = sorted(folder().glob("rows-*.zip"), key=lambda file: file.stat().st_mtime)
    for file in files[:-_KEEP]:
        file.unlink(missing_ok=True)
