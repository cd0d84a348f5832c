"""Migrations make what the nouns declare: neither can be edited without the other."""

import importlib
import pkgutil
from collections.abc import Iterator

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

import lonja
from lonja.kernel.db import as_psycopg
from lonja.kernel.metadata import metadata
from lonja_tools.laptop.postgres import Postgres
from lonja_tools.places import CHECKOUT

# Of the shop's own schema: columns in their order, constraints, indexes.
MADE = """
SELECT format('%s %s %s %s', attrelid::regclass, attnum, attname, format_type(atttypid, atttypmod)),
       format('not null %s, default %s, identity %s', attnotnull, pg_get_expr(adbin, adrelid), attidentity)
  FROM pg_attribute
  JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r' AND relnamespace = 'public'::regnamespace
  LEFT JOIN pg_attrdef ON (adrelid, adnum) = (attrelid, attnum)
 WHERE attnum > 0 AND relname <> 'alembic_version'
UNION ALL SELECT format('%s %s', conrelid::regclass, conname), pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 'alembic_version'::regclass
UNION ALL SELECT indexname::text, indexdef
  FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""


@pytest.fixture
def declared(postgres: Postgres, fresh_database_url: str) -> Iterator[str]:
    """A database that the declarations made, without migrations but for the function of an index."""
    for module in pkgutil.walk_packages(lonja.__path__, "lonja."):
        if module.name.endswith("._tables"):
            importlib.import_module(module.name)
    postgres.ask("CREATE DATABASE declared")
    postgres.ask("CREATE EXTENSION pg_trgm; CREATE TABLE alembic_version ()", database="declared")
    with psycopg.connect(fresh_database_url) as migrated:
        found = migrated.execute(
            "SELECT pg_get_functiondef('folded(text)'::regprocedure)"
        ).fetchone()
    assert found is not None
    postgres.ask(found[0], database="declared")
    engine = create_engine(as_psycopg(postgres.url("declared")))
    metadata.create_all(engine)
    engine.dispose()
    yield postgres.url("declared")
    postgres.ask("DROP DATABASE declared")


class TestTheMigratedDatabase:
    def test_has_what_the_nouns_declare_in_their_order(
        self, fresh_database_url: str, declared: str
    ) -> None:
        migrated, expected = made(fresh_database_url), made(declared)

        assert migrated == expected
        assert len(migrated) > 400

    def test_leaves_alembic_nothing_to_write(self, fresh_database_url: str) -> None:
        config = Config(CHECKOUT / "alembic.ini")
        config.attributes["url"] = fresh_database_url

        config.attributes["command"] = command.check
        command.check(config)


def made(url: str) -> dict[str, str]:
    with psycopg.connect(url) as db:
        return {str(name): str(definition) for name, definition in db.execute(MADE)}
