"""The outermost layer of both apps: trace, bounds on what comes in, headers on what goes out."""

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from fastapi import HTTPException
from starlette.datastructures import State
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lonja.hosting.problems import of_failure, of_http, problem
from lonja.hosting.request_log import is_slow, named_route, report
from lonja.kernel import limits, tracing
from lonja.kernel.build import release
from lonja.kernel.telemetry import Telemetry

SECURITY_HEADERS: Final[Mapping[bytes, bytes]] = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"strict-origin-when-cross-origin",
    b"x-frame-options": b"DENY",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=(), payment=()",
    # In place of the server's own name and what is known of its versions.
    b"server": b"lonja",
    # Of an answer that does not speak of it: nobody on the way makes up a rule of their own.
    b"cache-control": b"no-store",
}

log = logging.getLogger(__name__)


class BodyTooLarge(HTTPException):
    """More came than any request of ours needs, and its length was not announced.

    FastAPI's own `HTTPException`: whatever reads the body inside the app lets that one through, and
    makes 400 of any other.
    """

    def __init__(self, most: int) -> None:
        super().__init__(413, f"at most {most} bytes")


class BodyTooSlow(HTTPException):
    """The body did not come to its end: who waits for it keeps a place from others."""

    def __init__(self) -> None:
        super().__init__(408, "the body did not come in time", headers={"Connection": "close"})


class Edge:
    """Plain ASGI: one call deep, nothing buffered."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        state: State,
        headers: Mapping[bytes, bytes] | None = None,
        body_bytes: int = limits.BODY_BYTES,
        photos_to: tuple[str, ...] = (),
    ) -> None:
        """`state` is the app's; it holds the process's shop once that is open.

        Paths that end with one of `photos_to` take pictures, which are larger than other bodies.
        """
        self._app = app
        self._body_bytes = body_bytes
        self._photos_to = photos_to
        self._state = state
        ours = {b"x-lonja-release": release().encode()}
        self._headers = list({**SECURITY_HEADERS, **ours, **(headers or {})}.items())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])
        trace = tracing.from_traceparent(headers.get(b"traceparent", b"").decode("latin-1"))
        token = tracing.begin(trace)
        started, status = time.perf_counter(), 0
        began_ns = 0
        telemetry: Telemetry = self._state.shop.telemetry
        if telemetry.is_enabled:
            tracing.begin_span()
            began_ns = time.time_ns()

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                present = {name for name, _ in message["headers"]}
                extra = [pair for pair in self._headers if pair[0] not in present]
                extra.append((b"x-trace-id", tracing.current().encode()))
                message = {**message, "headers": [*message["headers"], *extra]}
            await send(message)

        try:
            most, seconds = self._bounds(scope, headers)
            if refusal := _refusal(scope, headers, most):
                await problem(*refusal)(scope, receive, send_with_headers)
                return
            try:
                await self._app(scope, _bounded(receive, most, seconds), send_with_headers)
            except (BodyTooLarge, BodyTooSlow) as refused:
                if status:
                    raise
                answer = of_http(refused)
                await answer(scope, receive, send_with_headers)
            except Exception as error:
                if status:  # the app has answered and told of it
                    raise
                answer = of_failure(error, named_route(scope))
                await answer(scope, receive, send_with_headers)
        finally:
            seconds = time.perf_counter() - started
            if status >= 500 or is_slow(headers, seconds):
                _log(scope, status, seconds)
            if began_ns:
                report(telemetry, scope, headers, status, began_ns=began_ns, seconds=seconds)
            tracing.end(token)

    def _bounds(self, scope: Scope, headers: Mapping[bytes, bytes]) -> tuple[int, float]:
        """Bytes and seconds that the body of a request may take."""
        kind = headers.get(b"content-type", b"")
        is_file = kind.startswith((b"multipart/form-data", b"image/"))
        if (
            is_file
            and scope["method"] == "POST"
            and scope["path"].endswith(self._photos_to or "\0")
        ):
            return limits.PHOTOS_BODY_BYTES, limits.PHOTOS_BODY_SECONDS
        return self._body_bytes, limits.BODY_SECONDS


def _refusal(scope: Scope, headers: dict[bytes, bytes], most: int) -> tuple[int, str, str] | None:
    """Why a request is not even looked at: its size, or text that nothing of ours can hold."""
    length = headers.get(b"content-length", b"0")
    if not length.isdigit():
        return 400, "bad_request", "the length of the body is not a number"
    if int(length) > most:
        return 413, "body_too_large", f"at most {most} bytes"
    raw = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
    for part in (raw, scope.get("query_string", b"")):
        if part.isascii() and b"%" not in part and b"\0" not in part:
            continue  # nearly every address
        text = unquote_to_bytes(part.replace(b"+", b" "))
        if b"\0" in text:
            return 400, "bad_text", "a NUL has no place in an address"
        try:
            text.decode("utf-8")
        except UnicodeDecodeError:
            return 400, "bad_text", "the address is not UTF-8"
    return None


def _bounded(receive: Receive, most: int, seconds: float) -> Receive:
    taken = 0
    is_whole = False
    ends_at = asyncio.get_running_loop().time() + seconds

    async def bounded() -> Message:
        nonlocal taken, is_whole
        if is_whole:  # what is waited for now is that the client leaves
            return await receive()
        try:
            async with asyncio.timeout_at(ends_at):
                message = await receive()
        except TimeoutError as error:
            raise BodyTooSlow from error
        is_whole = not message.get("more_body", False)
        taken += len(message.get("body", b""))
        if taken > most:
            raise BodyTooLarge(most)
        return message

    return bounded


def _log(scope: Scope, status: int, seconds: float) -> None:
    facts: dict[str, Any] = {
        "method": scope["method"],
        "route": named_route(scope),
        "status": status,
        "seconds": round(seconds, 3),
    }
    log.log(logging.ERROR if status >= 500 else logging.WARNING, "request", extra=facts)
