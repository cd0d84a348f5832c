"""Blob Storage: by managed identity in Azure, by Azurite's published key on the laptop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError, ResourceNotFoundError
from azure.storage.blob import BlobSasPermissions, ContentSettings, generate_blob_sas
from azure.storage.blob.aio import BlobServiceClient

from lonja.adapters.own_identity import own_identity
from lonja.kernel import clock
from lonja.kernel.blobs import BlobFacts, BlobMissing, BlobTooLarge, Container, UploadTicket
from lonja.kernel.db import outside_call
from lonja.kernel.errors import Unavailable

TICKET_LIFE: Final = timedelta(minutes=15)
CLOCKS_DIFFER_BY: Final = timedelta(minutes=5)
DELEGATION_LIFE: Final = timedelta(hours=6)
_OPTIONS: Final[dict[str, Any]] = {
    "connection_timeout": 5,
    "read_timeout": 30,
    "retry_total": 3,
    "max_single_get_size": 4 * 1024 * 1024,
    "max_chunk_get_size": 4 * 1024 * 1024,
    "max_single_put_size": 1024 * 1024,  # larger bodies would hold the loop while they are sent
    "max_block_size": 1024 * 1024,
}


class AzureBlobs:
    """Give `connection`, or `account` for the identity that the process runs as.

    Where the account has no public address, browsers reach it by `media_url` and `uploads_url`:
    a signature is made for a path, not for a host.
    """

    def __init__(
        self,
        *,
        connection: str = "",
        account: str = "",
        media_url: str = "",
        uploads_url: str = "",
    ) -> None:
        self._media_url, self._uploads_url = media_url.rstrip("/"), uploads_url.rstrip("/")
        self._credential: AsyncTokenCredential | None = None
        if connection:
            self._client = BlobServiceClient.from_connection_string(connection, **_OPTIONS)
        else:
            self._credential = own_identity()
            self._client = BlobServiceClient(
                f"https://{account}.blob.core.windows.net", credential=self._credential, **_OPTIONS
            )
        self._public = f"{self._media_url or self._client.url.rstrip('/')}/media/"
        self._delegation: tuple[datetime, Any] | None = None
        self._delegating = asyncio.Lock()

    async def close(self) -> None:
        await self._client.close()
        if self._credential is not None:
            await self._credential.close()

    async def upload_ticket(
        self, container: Container, name: str, *, content_type: str
    ) -> UploadTicket:
        """Only `create` is granted: what was uploaded can be neither read nor replaced with it."""
        outside_call("Blob Storage")
        now = clock.now()
        signature = generate_blob_sas(
            account_name=str(self._client.account_name),
            container_name=container,
            blob_name=name,
            permission=BlobSasPermissions(create=True),
            start=now - CLOCKS_DIFFER_BY,
            expiry=now + TICKET_LIFE,
            **await self._signer(now),
        )
        url = f"{self._uploads_url or self._client.url.rstrip('/')}/{container}/{quote(name)}"
        return UploadTicket(
            url=f"{url}?{signature}",
            headers={"x-ms-blob-type": "BlockBlob", "Content-Type": content_type},
            expires_at=now + TICKET_LIFE,
        )

    async def _signer(self, now: datetime) -> dict[str, Any]:
        """The account's key where we have it (the laptop), else a user delegation key."""
        if self._credential is None:
            return {"account_key": self._client.credential.account_key}
        async with self._delegating:
            if self._delegation is None or self._delegation[0] < now + TICKET_LIFE:
                until = now + DELEGATION_LIFE
                with_clock = now - CLOCKS_DIFFER_BY
                key = await self._client.get_user_delegation_key(with_clock, until)
                self._delegation = (until, key)
            return {"user_delegation_key": self._delegation[1]}

    async def facts(self, container: Container, name: str) -> BlobFacts | None:
        async with _asking():
            try:
                found = await self._client.get_blob_client(container, name).get_blob_properties()
            except ResourceNotFoundError:
                return None
        return BlobFacts(int(found.size), str(found.content_settings.content_type or ""))

    async def read(self, container: Container, name: str, *, max_bytes: int) -> bytes:
        pieces = [piece async for piece in self.pieces(container, name, max_bytes)]
        return b"".join(pieces)

    async def save(self, container: Container, name: str, path: Path, *, max_bytes: int) -> int:
        size = 0
        with path.open("wb") as target:
            async for piece in self.pieces(container, name, max_bytes):
                size += len(piece)
                await asyncio.to_thread(target.write, piece)
        return size

    async def pieces(
        self, container: Container, name: str, max_bytes: int | None = None
    ) -> AsyncIterator[bytes]:
        async with _asking():
            try:
                found = await self._client.get_blob_client(container, name).download_blob()
            except ResourceNotFoundError as error:
                raise BlobMissing(f"{container}/{name}") from error
            if max_bytes is not None and found.size > max_bytes:
                raise BlobTooLarge(int(found.size))
            async for piece in found.chunks():
                yield piece

    async def write(
        self,
        container: Container,
        name: str,
        data: bytes,
        *,
        content_type: str,
        cache_control: str = "",
    ) -> None:
        async with _asking():
            await self._client.get_blob_client(container, name).upload_blob(
                data,
                overwrite=True,
                content_settings=ContentSettings(
                    content_type=content_type, cache_control=cache_control or None
                ),
            )

    async def write_file(
        self, container: Container, name: str, path: Path, *, content_type: str
    ) -> None:
        async with _asking():
            with path.open("rb") as source:
                await self._client.get_blob_client(container, name).upload_blob(
                    source,
                    overwrite=True,
                    content_settings=ContentSettings(content_type=content_type),
                )

    async def delete(self, container: Container, name: str) -> None:
        async with _asking():
            try:
                await self._client.get_blob_client(container, name).delete_blob()
            except ResourceNotFoundError:
                return

    async def older_than(
        self,
        container: Container,
        prefix: str,
        before: datetime,
        *,
        limit: int,
        larger_than: int = -1,
    ) -> list[str]:
        names: list[str] = []
        client = self._client.get_container_client(container)
        async with _asking():
            async for blob in client.list_blobs(name_starts_with=prefix):
                if blob.last_modified < before and blob.size > larger_than:
                    names.append(str(blob.name))
                if len(names) >= limit:
                    break
        return names

    def public_url(self, name: str) -> str:
        return f"{self._public}{_quoted(name)}"


@lru_cache(maxsize=8_000)
def _quoted(name: str) -> str:
    """A page of a list names a few hundred pictures."""
    return quote(name)


@asynccontextmanager
async def _asking() -> AsyncIterator[None]:
    outside_call("Blob Storage")
    try:
        yield
    except AzureError as error:
        raise Unavailable(f"Blob Storage: {error}") from error
