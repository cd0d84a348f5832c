"""Sends one delivery of a webhook: to the public internet, and nowhere else.

The name is resolved here and the connection goes to the very address that was looked at, so that a
name that changes between the two leads nowhere. No redirects, no proxy, a bounded answer.
"""

import asyncio
import logging
import socket
import time
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import httpx2

from lonja.adapters.authorities import believed
from lonja.kernel.db import outside_call
from lonja.webhooks.api import Answer, Ask, is_allowed

log = logging.getLogger(__name__)

TIMEOUT_S: Final = 15.0
_ANSWER_BYTES: Final = 2_000


class _Refused(Exception):
    """The name leads to an address where no delivery may go, or nowhere."""


class WebhookSender:
    def __init__(self, *, allows_local: bool, timeout_s: float = TIMEOUT_S) -> None:
        """`allows_local` is for a laptop: this very machine, and http, are allowed as well."""
        self._allows_local = allows_local
        self._timeout_s = timeout_s
        self._client = httpx2.AsyncClient(
            verify=believed(environment=False),
            timeout=timeout_s,
            follow_redirects=False,
            trust_env=False,
        )

    async def send(self, ask: Ask) -> Answer:
        """What came back, whatever it was; it never raises."""
        outside_call("a webhook")
        started = time.perf_counter()
        status: int | None = None
        try:
            async with asyncio.timeout(self._timeout_s):
                status, excerpt = await self._sent(ask)
        except TimeoutError:
            excerpt = f"no answer in {self._timeout_s:g} s"
        except _Refused as error:
            excerpt = str(error)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
            excerpt = f"{type(error).__name__}: {error}"
        return Answer(status, _plain(excerpt), round((time.perf_counter() - started) * 1000))

    async def _sent(self, ask: Ask) -> tuple[int, str]:
        parts = urlsplit(ask.url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = await self._address(host, port)
        literal = f"[{address}]" if ":" in address else address
        url = urlunsplit((parts.scheme, f"{literal}:{port}", parts.path or "/", parts.query, ""))
        headers = {**ask.headers, "host": parts.netloc}
        async with self._client.stream(
            "POST", url, content=ask.body.encode(), headers=headers,
            extensions={"sni_hostname": host},
        ) as answer:  # fmt: skip
            taken = b""
            async for piece in answer.aiter_raw():
                taken += piece
                if len(taken) >= _ANSWER_BYTES:
                    break
            return answer.status_code, taken[:_ANSWER_BYTES].decode("utf-8", "replace")

    async def _address(self, host: str, port: int) -> str:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(one[4][0]) for one in found]
        if not addresses:
            raise _Refused("the name leads nowhere")
        # One that is forbidden among others that are not is no mistake, but an attempt.
        if not all(is_allowed(one, allows_local=self._allows_local) for one in addresses):
            raise _Refused("the name leads to an address where no delivery goes")
        return addresses[0]

    async def close(self) -> None:
        await self._client.aclose()


def _plain(text: str) -> str:
    return "".join(letter if letter.isprintable() or letter == "\n" else "�" for letter in text)
