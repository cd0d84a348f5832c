"""Passes `/api` on to the back office API, byte for byte in both directions.

A request is small and goes on when it is whole, so that a slow one takes no connection from others.
No answer is buffered, so server-sent events arrive when they are sent. When the browser goes away
the answer's iterator is closed, and with it the connection to the API.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final

import httpx2
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse

from lonja.adapters.authorities import believed
from lonja.kernel import limits, tracing

CONNECT_TIMEOUT_S: Final = 3.0
READ_TIMEOUT_S: Final = 45.0
"""Three heartbeats of a live stream; every other answer is far quicker."""
MAX_CONNECTIONS: Final = limits.LIVE_STREAMS_PER_PROCESS + 100

_HOP_BY_HOP: Final = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
_OURS: Final = frozenset({b"host", b"forwarded", b"x-forwarded-proto", b"x-forwarded-host"})
_BODILESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_TRACE: Final = b"traceparent"
_CHAIN: Final = b"x-forwarded-for"
"""Whom each proxy before us saw; a browser that names it in `Connection` takes nothing away."""

type Headers = list[tuple[bytes, bytes]]


class BodyTooLarge(Exception):
    pass


class Streams:
    """The open event streams of this process; they end when it is asked to."""

    def __init__(self) -> None:
        self.ending = asyncio.Event()

    async def pieces(self, answer: httpx2.Response) -> AsyncIterator[bytes]:
        """The answer as it comes, until it ends or the process does."""
        coming = answer.aiter_raw()
        ending = asyncio.ensure_future(self.ending.wait())
        try:
            while True:
                piece = asyncio.ensure_future(anext(coming, None))
                try:
                    await asyncio.wait({piece, ending}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    if not piece.done():
                        piece.cancel()
                if not piece.done() or (found := piece.result()) is None:
                    return
                yield found
        finally:
            ending.cancel()


def client(base_url: str, transport: httpx2.AsyncBaseTransport | None = None) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        base_url=base_url,
        transport=transport,
        verify=believed(environment=False),
        # A client's own jar would send one browser's session with the request of the next.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        timeout=httpx2.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S, pool=CONNECT_TIMEOUT_S),
        limits=httpx2.Limits(max_connections=MAX_CONNECTIONS, max_keepalive_connections=50),
        follow_redirects=False,
        trust_env=False,
    )


def end_to_end(headers: Headers) -> Headers:
    """Headers without those that speak of one connection, the ones `Connection` names included."""
    named = {
        name.strip().lower()
        for key, value in headers
        if key.lower() == b"connection"
        for name in value.split(b",")
    }
    return [
        (key, value)
        for key, value in headers
        if key.lower() not in _HOP_BY_HOP and key.lower() not in named
    ]


def _onwards(request: Request) -> Headers:
    headers = [
        (key, value) for key, value in end_to_end(request.headers.raw) if key.lower() not in _OURS
    ]
    peer = request.client.host if request.client else "unknown"
    chain = [value.decode("latin-1") for key, value in request.headers.raw if key.lower() == _CHAIN]
    headers = [(key, value) for key, value in headers if key.lower() != _CHAIN]
    if request.app.state.telemetry.is_enabled:  # the API's span becomes a child of ours
        headers = [(key, value) for key, value in headers if key.lower() != _TRACE]
        headers.append((_TRACE, tracing.traceparent().encode()))
    if request.method in _BODILESS:  # what was announced is not passed on, so neither is its length
        headers = [(key, value) for key, value in headers if key.lower() != b"content-length"]
    return [
        *headers,
        (_CHAIN, ", ".join([*chain, peer]).encode("latin-1")),
        (b"x-forwarded-host", request.headers.get("host", "").encode("latin-1")),
        (b"x-forwarded-proto", request.url.scheme.encode()),
    ]


async def _body(request: Request) -> bytes:
    body = bytearray()
    async with asyncio.timeout(limits.BODY_SECONDS):
        async for chunk in request.stream():
            body += chunk
            if len(body) > limits.STAFF_BODY_BYTES:
                raise BodyTooLarge
    return bytes(body)


def _problem(status: int, code: str, title: str, detail: str) -> Response:
    body = {
        "type": f"urn:lonja:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
        "trace": tracing.current(),
    }
    return Response(
        json.dumps(body),
        status_code=status,
        media_type="application/problem+json",
        headers={"cache-control": "no-store", "x-trace-id": tracing.current()},
    )


def _too_large() -> Response:
    return _problem(
        413,
        "body_too_large",
        "Body too large",
        f"a body is at most {limits.STAFF_BODY_BYTES} bytes",
    )


async def pass_on(request: Request, api: httpx2.AsyncClient, streams: Streams) -> Response:
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > limits.STAFF_BODY_BYTES:
        return _too_large()
    path = request.scope.get("raw_path") or request.url.path.encode()
    # The client below would tidy such a path up, and out of `/api`.
    if not {b".", b".."}.isdisjoint(path.split(b"?")[0].split(b"/")):
        return _problem(404, "not_found", "Not found", "there is no such address")
    query = request.scope["query_string"]
    target = path.split(b"?")[0] + (b"?" + query if query else b"")
    try:
        body = None if request.method in _BODILESS else await _body(request)
    except BodyTooLarge:
        return _too_large()
    except TimeoutError:
        return _problem(
            408, "timeout", "Too slow", "the request did not come to its end; try again"
        )
    except ClientDisconnect:
        return Response(status_code=499)
    outgoing = api.build_request(
        request.method,
        api.base_url.copy_with(raw_path=target),
        headers=_onwards(request),
        content=body,
    )
    try:
        answer = await api.send(outgoing, stream=True)
    except httpx2.TimeoutException:
        return _problem(504, "timeout", "No answer in time", "the API took too long; try again")
    except httpx2.TransportError:
        return _problem(502, "unreachable", "No answer", "the API does not answer; try again soon")
    return _StreamedAnswer(answer, streams)


class _StreamedAnswer(StreamingResponse):
    """The API's answer with its own headers, closed whichever way it ends."""

    def __init__(self, answer: httpx2.Response, streams: Streams) -> None:
        is_live = answer.headers.get("content-type", "").startswith("text/event-stream")
        pieces = streams.pieces(answer) if is_live else answer.aiter_raw()
        super().__init__(self._body(answer, pieces), status_code=answer.status_code)
        self.raw_headers = end_to_end(answer.headers.raw)

    @staticmethod
    async def _body(answer: httpx2.Response, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        try:
            async for chunk in pieces:
                yield chunk
        except httpx2.TransportError:
            # The API went away in the middle; the browser sees a cut stream and asks again.
            return
        finally:
            await answer.aclose()
