"""Requests to Stripe through its official package, over the HTTP library that we have.

The package is imported on first use: it costs half a second and 24 MB, and the pages of the
storefront need none of it.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NoReturn

import httpx2

from lonja.adapters.authorities import believed
from lonja.adapters.stripe_gateway._answers import Failure, error_of, failure_of
from lonja.kernel.db import outside_call
from lonja.kernel.errors import Unavailable

if TYPE_CHECKING:
    import stripe

API_VERSION: Final = "2026-10-28.endive"
ADDRESS: Final = "https://api.stripe.com"
TIMEOUT_S: Final = 20.0

type Thing = dict[str, Any]


class Failed(Exception):
    """Stripe answered with an error that something can be concluded from."""

    def __init__(self, failure: Failure, error: Mapping[str, Any]) -> None:
        super().__init__(f"{failure}: {error.get('code') or error.get('type') or 'no code'}")
        self.failure, self.error = failure, error


@dataclass(frozen=True, slots=True)
class Page:
    """Of a list; `more` when older ones follow."""

    things: list[Thing]
    more: bool


class Client:
    """`get` and `post`, as dictionaries; raises `Failed`, or `Unavailable` where nothing is known."""

    def __init__(
        self, *, secret: str, address: str = ADDRESS, timeout_s: float = TIMEOUT_S
    ) -> None:
        self._secret, self._address, self._timeout_s = secret, address.rstrip("/"), timeout_s
        self._client: stripe.StripeClient | None = None
        self._http: httpx2.AsyncClient | None = None

    async def post(self, path: str, params: Mapping[str, Any], *, key: str) -> Thing:
        return await self._request("post", path, params, idempotency_key=key)

    async def get(self, path: str, params: Mapping[str, Any]) -> Thing:
        return await self._request("get", path, params)

    async def page(self, path: str, params: Mapping[str, Any]) -> Page:
        found = await self.get(path, params)
        return Page(list(found["data"]), bool(found.get("has_more")))

    async def close(self) -> None:
        if self._http is not None:
            await self._http.aclose()
            self._http = self._client = None

    async def _request(
        self, method: str, path: str, params: Mapping[str, Any], **options: str
    ) -> Thing:
        outside_call("Stripe")
        import stripe

        client = self._client or self._connect()
        self._client = client
        try:
            answer = await client.raw_request_async(method, path, **dict(params), **options)
            return dict(answer.data)
        except stripe.StripeError as error:
            _fail(error.http_status, error.json_body, error)

    def _connect(self) -> "stripe.StripeClient":
        # A notice would be a Python warning, in the middle of a payment.
        os.environ.setdefault("STRIPE_SUPPRESS_NOTICES", "true")
        import stripe

        from lonja.adapters.stripe_gateway._transport import Transport

        stripe.enable_telemetry = False
        self._http = httpx2.AsyncClient(
            verify=believed(), timeout=self._timeout_s, follow_redirects=False
        )
        return stripe.StripeClient(
            self._secret,
            stripe_version=API_VERSION,
            base_addresses={"api": self._address},
            # The queue repeats, and looks before it does.
            max_network_retries=0,
            http_client=Transport(self._http),
        )


def _fail(status: int | None, body: object, error: Exception) -> NoReturn:
    failure = failure_of(status, body)
    if failure is Failure.LATER:
        raise Unavailable("Stripe does not say") from error
    raise Failed(failure, error_of(body)) from error
