"""Stripe's package on our HTTP library."""

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any

import httpx2
import stripe


class Transport(stripe.HTTPClient):
    name = "httpx2"

    def __init__(self, http: httpx2.AsyncClient) -> None:
        super().__init__()
        self._http = http

    def sleep_async(self, secs: float) -> Awaitable[None]:
        return asyncio.sleep(secs)

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        try:
            answer = await self._http.request(
                method, url, headers=dict(headers), content=post_data or None
            )
        except httpx2.TransportError as error:
            # Stripe's errors carry no annotations.
            failed = stripe.APIConnectionError("no answer")  # type: ignore[no-untyped-call]
            raise failed from error
        return answer.content, answer.status_code, answer.headers

    async def close_async(self) -> None:
        await self._http.aclose()
