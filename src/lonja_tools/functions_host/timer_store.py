"""A timer's blobs: the lease that makes it a singleton, and its schedule status.

The names are Azure's: container `azure-webjobs-hosts`, `locks/{host}/{function}.Listener` and
`timers/{host}/{function}/status`.
"""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from azure.core.exceptions import AzureError, HttpResponseError, ResourceExistsError
from azure.storage.blob.aio import BlobClient, BlobLeaseClient, BlobServiceClient

from lonja_tools.functions_host.queues import Unavailable

CONTAINER = "azure-webjobs-hosts"
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class TimerStatus:
    last: datetime
    next: datetime
    last_updated: datetime

    def as_dict(self) -> dict[str, str]:
        return {
            "Last": self.last.isoformat(),
            "Next": self.next.isoformat(),
            "LastUpdated": self.last_updated.isoformat(),
        }


class TimerStore:
    def __init__(self, service: BlobServiceClient, *, host_id: str, function: str) -> None:
        full_name = f"Host.Functions.{function}"
        container = service.get_container_client(CONTAINER)
        self._container = container
        self._lock = container.get_blob_client(f"locks/{host_id}/{full_name}.Listener")
        self._status = container.get_blob_client(f"timers/{host_id}/{full_name}/status")
        self._lease: BlobLeaseClient | None = None

    async def acquire(self, seconds: int) -> bool:
        """Acquire the timer's lease; False while another host holds it."""
        with _in_our_words():
            await _create_if_missing(self._container, self._lock)
            try:
                self._lease = await self._lock.acquire_lease(seconds, retry_total=0)
            except HttpResponseError as error:
                if error.status_code == 409:
                    return False
                raise
        return True

    async def renew(self) -> bool:
        """Renew the lease; False if it is lost."""
        if self._lease is None:
            return False
        with _in_our_words():
            try:
                await self._lease.renew()
            except HttpResponseError as error:
                if error.status_code in {404, 409, 412}:
                    self._lease = None
                    return False
                raise
        return True

    async def release(self) -> None:
        lease, self._lease = self._lease, None
        if lease is not None:
            # If this fails, the lease expires by itself.
            with contextlib.suppress(AzureError):
                await lease.release(retry_total=0)

    async def read(self) -> TimerStatus | None:
        with _in_our_words():
            try:
                text = await (await self._status.download_blob()).readall()
            except HttpResponseError as error:
                if error.status_code == 404:
                    return None
                raise
        try:
            stored = json.loads(text)
            moments = [datetime.fromisoformat(stored[name]) for name in _NAMES]
        except (ValueError, KeyError, TypeError):
            return None  # treat an unreadable status as missing
        last, following, updated = (
            each if each.tzinfo else each.replace(tzinfo=UTC) for each in moments
        )
        return TimerStatus(last, following, updated)

    async def write(self, status: TimerStatus) -> None:
        with _in_our_words():
            await self._status.upload_blob(json.dumps(status.as_dict()), overwrite=True)


_NAMES = ("Last", "Next", "LastUpdated")


async def _create_if_missing(container: object, lock: BlobClient) -> None:
    with contextlib.suppress(ResourceExistsError):
        await container.create_container(retry_total=0)  # type: ignore[attr-defined]
    try:
        await lock.upload_blob(b"", overwrite=False, retry_total=0)
    except HttpResponseError as error:
        # 409: it is there; 412: it is there and leased.
        if error.status_code not in {409, 412}:
            raise


@contextlib.contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except AzureError as error:
        raise Unavailable(str(error.message).splitlines()[0]) from error
