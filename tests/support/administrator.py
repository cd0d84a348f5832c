"""Databases as a deployment finds and leaves them in Azure: no superuser, a sign-in for each app."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql
from tests.support import servers

from lonja_tools.deployment import roles
from lonja_tools.laptop.postgres import Postgres
from lonja_tools.places import CHECKOUT

ADMINISTRATOR: Final = "lonja-dev-database-administrators"
IDENTITIES: Final = {
    app: f"id-lonja-dev-{app}" for app in ("frontoffice", "backoffice", "background", "etl")
}

# All that a deployment makes of a database: its version, its contents and its rights.
MADE: Final = """
SELECT 'version', version_num FROM public.alembic_version
UNION ALL SELECT 'relation', format('%s %s %s', oid::regclass, relkind, (SELECT array_agg(one::text ORDER BY one::text) FROM unnest(relacl) one))
    FROM pg_class WHERE relnamespace::regnamespace::text IN ('public', 'feed', 'test_gateway')
UNION ALL SELECT 'column', format('%s %s %s %s', attrelid::regclass, attname, atttypid::regtype, attnotnull)
    FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid
    WHERE attnum > 0 AND relnamespace::regnamespace::text IN ('public', 'feed', 'test_gateway')
UNION ALL SELECT 'constraint', format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace::regnamespace::text IN ('public', 'test_gateway')
UNION ALL SELECT 'index', format('%s %s', indexrelid::regclass, indisvalid)
    FROM pg_index JOIN pg_class ON indexrelid = pg_class.oid
    WHERE relnamespace::regnamespace::text IN ('public', 'test_gateway')
UNION ALL SELECT 'trigger', format('%s %s', tgrelid::regclass, tgname)
    FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'schema', format('%s %s', nspname, nspacl) FROM pg_namespace
    WHERE nspname IN ('public', 'feed', 'test_gateway')
UNION ALL SELECT 'role', format('%s %s', rolname, rolcanlogin) FROM pg_roles WHERE rolname LIKE '%lonja%'
UNION ALL SELECT 'member', format('%s %s', roleid::regrole, member::regrole)
    FROM pg_auth_members WHERE roleid::regrole::text LIKE '%lonja%'
UNION ALL SELECT 'database', format('%s %s', datname, datacl) FROM pg_database
ORDER BY 1, 2
"""

# As Azure's does, it makes a role that can sign in; ours asks no directory.
STAND_IN: Final = """
CREATE FUNCTION pgaadauth_create_principal(name text, is_admin boolean, is_mfa boolean)
RETURNS TABLE (said text) LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    EXECUTE format('CREATE ROLE %I LOGIN', name);
    RETURN QUERY SELECT 'Created role for ' || name;
END $$
"""


@dataclass(frozen=True, slots=True)
class Databases:
    """The databases of one small environment, and who signs in to them."""

    server: Postgres

    def url(self, database: str, user: str) -> str:
        return self.server.url(database).replace("//lonja@", f"//{user}@", 1)

    def connect(self, database: str, user: str = ADMINISTRATOR) -> psycopg.Connection:
        return psycopg.connect(self.url(database, user), autocommit=True)

    def empty(self) -> None:
        """As on the first day: no deployment has been here."""
        with psycopg.connect(self.server.url("postgres"), autocommit=True) as db:
            for name in (roles.SHOP, roles.WAREHOUSE):
                db.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            # Roles belong to the server; the administrator, who granted some to others, goes last.
            there = db.execute(
                "SELECT rolname FROM pg_roles WHERE rolname LIKE '%lonja%' AND NOT rolsuper"
                " ORDER BY rolcreatedb, rolname"
            ).fetchall()
            for (role,) in there:
                db.execute(f'DROP ROLE "{role}"')
            db.execute(f'CREATE ROLE "{ADMINISTRATOR}" LOGIN CREATEROLE CREATEDB')
            # As Azure's administrators, it sees who is connected.
            db.execute(f'GRANT pg_read_all_stats TO "{ADMINISTRATOR}"')
            for name in (roles.SHOP, roles.WAREHOUSE):
                db.execute(f'CREATE DATABASE {name} OWNER "{ADMINISTRATOR}"')

    def grant(self) -> list[str]:
        return [
            *roles.grant_shop(self.connect, identities=IDENTITIES),
            *roles.grant_warehouse(self.connect, identities=IDENTITIES),
        ]

    def made(self) -> list[tuple[object, ...]]:
        with self.connect(roles.SHOP) as db:
            return db.execute(sql.SQL(MADE)).fetchall()

    def asks(
        self, app: str, statement: str, database: str = roles.SHOP
    ) -> list[tuple[object, ...]]:
        with self.connect(database, IDENTITIES[app]) as db:
            cursor = db.execute(sql.SQL(statement))
            return cursor.fetchall() if cursor.description else []

    def settings(self, app: str) -> dict[str, str]:
        """The app's settings, with its own sign-in; the host of the SPA has no database."""
        identity = IDENTITIES.get("etl" if app == "models" else app)
        if identity is None:
            return {}
        return {
            "LONJA_DATABASE_URL": self.url(roles.SHOP, identity),
            "LONJA_WAREHOUSE_URL": self.url(roles.WAREHOUSE, identity),
        }


@contextlib.contextmanager
def azures_server() -> Iterator[Databases]:
    """Empty databases whose administrator is not a superuser."""
    with servers.postgres_server() as server:
        with psycopg.connect(server.url("postgres"), autocommit=True) as db:
            db.execute(STAND_IN)
        databases = Databases(server)
        databases.empty()
        yield databases


@contextlib.contextmanager
def deployed() -> Iterator[Databases]:
    """Migrated, and with the rights of every app."""
    with azures_server() as databases:
        config = Config(CHECKOUT / "alembic.ini")
        config.attributes["url"] = databases.url(roles.SHOP, ADMINISTRATOR)
        command.upgrade(config, "head")
        assert sorted(databases.grant()) == sorted(IDENTITIES.values())
        yield databases
