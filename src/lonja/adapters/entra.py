"""Signing in to PostgreSQL in Azure: a token of the process's identity replaces the password.

libpq reads a password file at each connect, so pool, LISTEN and COPY need no password in their
address, and an expired token harms no open connection.
"""

import asyncio
import contextlib
import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError

from lonja.adapters.own_identity import own_identity
from lonja.kernel import clock
from lonja.kernel.db import outside_call

SCOPE: Final = "https://ossrdbms-aad.database.windows.net/.default"
AGAIN_AFTER_S: Final = 30.0
"""After a failure, and the least between two tokens."""

log = logging.getLogger(__name__)


class DatabaseTokens:
    """Keeps a fresh token where libpq looks for passwords; `open` it before the first connection."""

    def __init__(self, credential: AsyncTokenCredential | None = None) -> None:
        self._credential = credential or own_identity()
        self._folder = Path(tempfile.mkdtemp(prefix="lonja-"))  # only its owner can look into it
        self._file = self._folder / "passwords"
        self._refreshing: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Fetch the first token, and keep fetching; raises where the identity gets none."""
        life_s = await self.refresh()
        os.environ["PGPASSFILE"] = str(self._file)
        self._refreshing = asyncio.get_running_loop().create_task(self._for_ever(life_s))

    async def refresh(self) -> float:
        """Put a fresh token in the place of the last; how many seconds it lives."""
        outside_call("Entra")
        token = await self._credential.get_token(SCOPE)
        fresh = self._folder / "fresh"
        fresh.touch(mode=0o600)
        fresh.write_text(f"*:*:*:*:{token.token}\n")
        fresh.replace(self._file)  # atomic: no reader sees half a token
        return token.expires_on - clock.now().timestamp()

    async def close(self) -> None:
        if self._refreshing is not None:
            self._refreshing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._refreshing
        await self._credential.close()
        if os.environ.get("PGPASSFILE") == str(self._file):
            del os.environ["PGPASSFILE"]
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _for_ever(self, life_s: float) -> None:
        while True:
            await asyncio.sleep(max(life_s / 2, AGAIN_AFTER_S))
            try:
                life_s = await self.refresh()
            except AzureError as error:
                log.warning("no fresh token for the database", extra={"error": str(error)})
                life_s = 0
