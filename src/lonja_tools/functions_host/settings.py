"""App settings as Azure resolves them: `%NAME%` in names, and the connections of triggers.

A connection `NAME` is the setting `NAME` holding a connection string, or, keyless as in Azure,
`NAME__queueServiceUri` / `NAME__blobServiceUri` / `NAME__accountName` with the identity of
whoever runs the host (`NAME__clientId` picks one).
"""

import re
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Protocol, Self

from azure.core.pipeline.transport import AioHttpTransport
from azure.storage.blob.aio import BlobServiceClient
from azure.storage.queue.aio import QueueServiceClient

from lonja_tools.functions_host.queues import StorageQueue

DEVELOPMENT_STORAGE = (
    "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
    "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
    "BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;"
    "QueueEndpoint=http://127.0.0.1:10001/devstoreaccount1;"
)
_PERCENT = re.compile(r"%([^%]+)%")
CONNECT_TIMEOUT_S = 5
READ_TIMEOUT_S = 30


class SettingMissing(Exception):
    """A trigger names a setting that is not set."""


class _Closes(Protocol):
    async def close(self) -> None: ...


def resolve(text: str, settings: Mapping[str, str]) -> str:
    """Replace each `%NAME%` by its setting; raise if one is missing, as Azure does."""

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in settings:
            raise SettingMissing(f'"{text}" needs the app setting {name}')
        return settings[name]

    return _PERCENT.sub(value, text)


class Connections:
    """The storage clients of one host, one per connection, closed together."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self._settings = settings
        self._queues: dict[str, QueueServiceClient] = {}
        self._blobs: dict[str, BlobServiceClient] = {}
        self._closing: list[_Closes] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for client in self._closing:
            await client.close()

    def queue(self, connection: str, name: str) -> StorageQueue:
        if connection not in self._queues:
            account, credential = self._account(connection, "queue")
            options = {**_patience(), "credential": credential, "transport": _transport()}
            service = (
                QueueServiceClient.from_connection_string(account, **options)
                if credential is None
                else QueueServiceClient(account, **options)
            )
            self._queues[connection] = service
            self._closing.append(service)
        return StorageQueue(self._queues[connection].get_queue_client(name))

    def blobs(self, connection: str) -> BlobServiceClient:
        if connection not in self._blobs:
            account, credential = self._account(connection, "blob")
            options = {**_patience(), "credential": credential, "transport": _transport()}
            service = (
                BlobServiceClient.from_connection_string(account, **options)
                if credential is None
                else BlobServiceClient(account, **options)
            )
            self._blobs[connection] = service
            self._closing.append(service)
        return self._blobs[connection]

    def check(self, connection: str, service: str) -> None:
        """Raise SettingMissing unless this connection can be resolved."""
        self._find(connection, service)

    def _account(self, connection: str, service: str) -> tuple[str, Any]:
        account, is_string = self._find(connection, service)
        if is_string:
            return account, None
        from azure.identity.aio import DefaultAzureCredential  # slow, and only needed keyless

        credential = DefaultAzureCredential(
            managed_identity_client_id=self._settings.get(f"{connection}__clientId")
        )
        self._closing.append(credential)
        return account, credential

    def _find(self, connection: str, service: str) -> tuple[str, bool]:
        # Azure looks for `AzureWebJobsNAME` before `NAME`, and so do we.
        for name in (f"AzureWebJobs{connection}", connection):
            text = self._settings.get(name)
            if text:
                is_development = text.strip().rstrip(";").lower() == "usedevelopmentstorage=true"
                return (DEVELOPMENT_STORAGE if is_development else text), True
        uri = self._settings.get(f"{connection}__{service}ServiceUri")
        if uri:
            return uri, False
        account = self._settings.get(f"{connection}__accountName")
        if account:
            return f"https://{account}.{service}.core.windows.net", False
        raise SettingMissing(
            f"the connection {connection} needs the app setting {connection} "
            f"(a connection string) or {connection}__{service}ServiceUri"
        )


def _transport() -> AioHttpTransport:
    # Without it every call asks two threads for proxies and a .netrc, for half its CPU.
    return AioHttpTransport(use_env_settings=False)


def _patience() -> dict[str, Any]:
    # The SDK's own first pause is 15 s; here a message waits hidden meanwhile.
    return {
        "initial_backoff": 1,
        "increment_base": 2,
        "retry_total": 3,
        "random_jitter_range": 0,
        "connection_timeout": CONNECT_TIMEOUT_S,
        "read_timeout": READ_TIMEOUT_S,
    }
