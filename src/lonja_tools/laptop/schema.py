"""Migrates the database to this checkout's schema, and refuses one created by other code."""

import ast
import hashlib
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from lonja_tools.laptop.postgres import Postgres
from lonja_tools.laptop.tools import run_tool
from lonja_tools.places import Places
from lonja_tools.user_error import UserError

_REVISION = re.compile(r"^revision\b[^=\n]*=\s*[\"']([^\"']+)[\"']", re.MULTILINE)
_UNKNOWN = re.compile(r"Can't locate revision identified by '([^']+)'")
_DOWN = re.compile(r"^down_revision\b[^=\n]*=\s*[\"']([^\"']+)[\"']", re.MULTILINE)
_AFRESH: Final = (
    "Start afresh: ./lonja up --fresh --yes (deletes the database's contents);"
    " or run the code that made it. Nothing was changed."
)


def known(checkout: Path) -> tuple[set[str], set[str]]:
    """All versions in `migrations/`, and the heads among them."""
    texts = _texts(checkout)
    below = {match for text in texts.values() for match in _DOWN.findall(text)}
    return set(texts), set(texts) - below


def current(postgres: Postgres) -> set[str]:
    exists = postgres.ask("SELECT to_regclass('public.alembic_version')", database="lonja")
    if exists != ["alembic_version"]:
        return set()
    return set(postgres.ask("SELECT version_num FROM public.alembic_version", database="lonja"))


def is_current(postgres: Postgres, checkout: Path) -> bool:
    """Whether the schema is current; raise `UserError` if other code created it."""
    versions, heads = known(checkout)
    applied = current(postgres)
    foreign = sorted(applied - versions)
    if foreign:
        raise _unknown(", ".join(foreign), todo=_AFRESH)
    if not applied:
        return False
    version, _, made_by = _recorded(postgres).partition(" ")
    if made_by and made_by != fingerprint(checkout, version):
        raise UserError(
            "The database was made by migrations that have been edited since,"
            " so its tables are not those of this checkout.",
            todo=_AFRESH,
        )
    return applied == heads and {version} == heads


def record(postgres: Postgres, checkout: Path) -> None:
    """Write down which migrations made the database: until a release they are edited in place."""
    [version] = current(postgres)
    made_by = f"{version} {fingerprint(checkout, version)}"
    postgres.ask(f"COMMENT ON TABLE public.alembic_version IS '{made_by}'", database="lonja")


def fingerprint(checkout: Path, version: str) -> str:
    """A digest of all migrations up to `version`, without comments and layout."""
    texts = _texts(checkout)
    digest = hashlib.sha256()
    while version in texts:
        code = [one for one in ast.parse(texts[version]).body if not isinstance(one, ast.Expr)]
        digest.update(ast.unparse(ast.Module(code, type_ignores=[])).encode())
        version = next(iter(_DOWN.findall(texts[version])), "")
    return digest.hexdigest()


def _texts(checkout: Path) -> dict[str, str]:
    texts = [path.read_text() for path in checkout.glob("migrations/versions/*.py")]
    return {match: text for text in texts for match in _REVISION.findall(text)}


def _recorded(postgres: Postgres) -> str:
    """What `record` wrote; empty if it was killed before."""
    row = postgres.ask(
        "SELECT obj_description('public.alembic_version'::regclass, 'pg_class')", database="lonja"
    )
    return row[0] if row else ""


def is_filled(postgres: Postgres) -> bool:
    """Whether the demo shop is loaded; one cheap query, as every start waits for it."""
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
    except UserError:
        unknown = _UNKNOWN.search(log.read_text())
        if unknown is None:
            raise
        raise _unknown(
            unknown[1], todo="Run the code that made it, or name an empty database."
        ) from None


def _unknown(version: str, *, todo: str) -> UserError:
    return UserError(
        f"The database's schema is at version {version}, which this checkout does not know.",
        todo=todo,
    )
