"""Whether a queue holds messages.

Asked of the storage by hand, because its SDK is heavy and the supervisor stays small.
"""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import http.client
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final
from urllib.parse import urlsplit

VERSION: Final = "2021-12-02"
COUNT: Final = "x-ms-approximate-messages-count"
WITHIN_S: Final = 2.0


async def waits(connection: str, queue: str) -> bool:
    """Messages that are hidden count as well; a storage that does not answer has none for now."""
    return await asyncio.to_thread(_length, connection, queue) > 0


def _length(connection: str, queue: str) -> int:
    parts = dict(part.partition("=")[::2] for part in connection.split(";") if part)
    place = urlsplit(f"{parts['QueueEndpoint'].rstrip('/')}/{queue}")
    kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
    asking = kind(place.netloc, timeout=WITHIN_S)
    headers = signed(parts["AccountName"], parts["AccountKey"], place.path, now=datetime.now(UTC))
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(asking):
        asking.request("GET", f"{place.path}?comp=metadata", headers=headers)
        return int(asking.getresponse().headers.get(COUNT, "0"))
    return 0


def signed(account: str, key: str, path: str, *, now: datetime) -> Mapping[str, str]:
    """The headers of a question for a queue's metadata (Shared Key, as of 2009-09-19)."""
    date = format_datetime(now, usegmt=True)
    headers = f"x-ms-date:{date}\nx-ms-version:{VERSION}\n"
    text = "GET" + "\n" * 12 + headers + f"/{account}{path}\ncomp:metadata"
    digest = hmac.new(base64.b64decode(key), text.encode(), hashlib.sha256).digest()
    signature = base64.b64encode(digest).decode()
    return {
        "x-ms-date": date,
        "x-ms-version": VERSION,
        "Authorization": f"SharedKey {account}:{signature}",
    }
