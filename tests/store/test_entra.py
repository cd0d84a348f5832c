"""Signing in with a token: every way to the database takes the fresh one, and no address holds any."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import psycopg
import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError

from lonja.adapters.entra import SCOPE, DatabaseTokens
from lonja.kernel.db import Database, as_libpq

pytestmark = pytest.mark.anyio


class Identity:
    """Issues a new database token on each request."""

    def __init__(self) -> None:
        self.given = 0
        self.closed = False

    async def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        assert scopes == (SCOPE,)
        self.given += 1
        ends = datetime.now(UTC) + timedelta(hours=1)
        return AccessToken(f"token-{self.given}", int(ends.timestamp()))

    async def close(self) -> None:
        self.closed = True

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class Nobody(Identity):
    async def get_token(self, *_: str, **__: Any) -> AccessToken:
        raise ClientAuthenticationError("no identity here")


async def password_of(database: Database) -> str:
    """The password that libpq would send to the server."""
    async with database.reading() as db:
        return db.info.password


class TestATokenForThePassword:
    async def test_is_taken_by_every_connection_and_by_those_after_it_changed(
        self, database_url: str
    ) -> None:
        identity = Identity()
        tokens = DatabaseTokens(identity)
        await tokens.open()
        pool = Database(database_url, pool_size=1)
        try:
            first = await password_of(pool)
            life_s = await tokens.refresh()
            kept = await password_of(pool)
            async with await psycopg.AsyncConnection.connect(as_libpq(database_url)) as listener:
                fresh = listener.info.password
        finally:
            await pool.close()
            await tokens.close()

        assert (first, kept, fresh) == ("token-1", "token-1", "token-2")
        assert 3500 < life_s <= 3600
        assert identity.closed

    async def test_is_readable_by_this_process_s_user_alone_and_gone_afterwards(self) -> None:
        tokens = DatabaseTokens(Identity())
        await tokens.open()
        file = Path(os.environ["PGPASSFILE"])
        modes = [oct(path.stat().st_mode & 0o777) for path in (file.parent, file)]

        await tokens.close()

        assert modes == ["0o700", "0o600"]
        assert not file.parent.exists()
        assert "PGPASSFILE" not in os.environ

    async def test_that_is_not_issued_stops_the_start(self) -> None:
        tokens = DatabaseTokens(Nobody())

        with pytest.raises(ClientAuthenticationError, match="no identity here"):
            await tokens.open()

        await tokens.close()
        assert "PGPASSFILE" not in os.environ
