"""The connections to a database, as the database sees them.

This shows the connections of production without an endpoint in any app: each app signs in with
its own managed identity, and the server shows each client's address and TLS version.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import psycopg


@dataclass(frozen=True, slots=True)
class Session:
    """The oldest connection of an app from one address; what the server hides is empty."""

    app: str
    database: str
    identity: str
    program: str
    address: str
    tls: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Own:
    """Our own connection."""

    database: str
    role: str
    version: str
    tls: str


def seen(db: psycopg.Connection, identities: Mapping[str, str]) -> list[Session]:
    """Connections of the apps; `identities` is the name of each one's managed identity."""
    apps = {identity: app for app, identity in identities.items()}
    row = db.execute(
        """
        SELECT DISTINCT ON (usename, client_addr) usename, current_database(),
            coalesce(application_name, ''),
            CASE WHEN backend_start IS NULL THEN '' ELSE coalesce(host(client_addr), 'socket') END,
            CASE WHEN ssl THEN coalesce(version, '') WHEN ssl IS NULL THEN '' ELSE 'none' END,
            backend_start
        FROM pg_stat_activity LEFT JOIN pg_stat_ssl USING (pid)
        WHERE datname = current_database() AND usename = ANY (%s)
        ORDER BY usename, client_addr, backend_start
        """,
        (list(apps),),
    ).fetchall()
    return [
        Session(apps[identity], database, identity, program, address, tls, since)
        for identity, database, program, address, tls, since in row
    ]


def own(db: psycopg.Connection) -> Own:
    row = db.execute(
        "SELECT current_database(), current_user, current_setting('server_version'),"
        " coalesce((SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()), 'none')"
    ).fetchone()
    assert row is not None
    return Own(*row)
