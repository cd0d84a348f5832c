"""Brings the database to the schema of this checkout, and refuses one that is ahead of it."""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from lonja_tools.laptop.postgres import Postgres
from lonja_tools.laptop.tools import run_tool
from lonja_tools.places import Places
from lonja_tools.trouble import Trouble

_REVISION = re.compile(r"^revision\b[^=\n]*=\s*[\"']([^\"']+)[\"']", re.MULTILINE)
_UNKNOWN = re.compile(r"Can't locate revision identified by '([^']+)'")
_DOWN = re.compile(r"^down_revision\b[^=\n]*=\s*[\"']([^\"']+)[\"']", re.MULTILINE)


def known(checkout: Path) -> tuple[set[str], set[str]]:
    """All versions in `migrations/`, and those that none other builds on."""
    texts = [path.read_text() for path in sorted(checkout.glob("migrations/versions/*.py"))]
    versions = {match for text in texts for match in _REVISION.findall(text)}
    below = {match for text in texts for match in _DOWN.findall(text)}
    return versions, versions - below


def current(postgres: Postgres) -> set[str]:
    exists = postgres.ask("SELECT to_regclass('public.alembic_version')", database="lonja")
    if exists != ["alembic_version"]:
        return set()
    return set(postgres.ask("SELECT version_num FROM public.alembic_version", database="lonja"))


def is_current(postgres: Postgres, checkout: Path) -> bool:
    """Whether nothing is to be done; raise when the database is ahead of us."""
    versions, heads = known(checkout)
    found = current(postgres)
    ahead = sorted(found - versions)
    if ahead:
        raise _newer(", ".join(ahead))
    return found == heads


def is_filled(postgres: Postgres) -> bool:
    """Whether the demo shop is there; every start waits for the answer, so it is asked the short way."""
    if postgres.ask("SELECT to_regclass('demo.shop')", database="lonja") == [""]:
        return False
    return postgres.ask("SELECT 1 FROM demo.shop LIMIT 1", database="lonja") == ["1"]


async def upgrade(places: Places, settings: Mapping[str, str]) -> None:
    log = places.logs / "migrations.log"
    try:
        await run_tool(
            [sys.executable, "-m", "alembic", "upgrade", "head"],
            what="The database's schema",
            cwd=places.checkout,
            log=log,
            env={**os.environ, **settings},
        )
    except Trouble:
        unknown = _UNKNOWN.search(log.read_text())
        if unknown is None:
            raise
        raise _newer(unknown[1]) from None


def _newer(version: str) -> Trouble:
    return Trouble(
        f"The database was made by a newer Lonja: it is at version {version},"
        " which this checkout does not know.",
        todo="Take the newer code (git pull), or start with an empty shop: ./lonja up --fresh --yes"
        " (what is in the database is lost). Nothing was changed.",
    )
