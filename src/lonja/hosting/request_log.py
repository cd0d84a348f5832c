"""Reports a finished request: its method, route, status and duration.

Never the URL: a cart id in the path is the key to that cart, and a query may hold a token.
"""

import logging
import time
from collections.abc import Mapping
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lonja.kernel import tracing
from lonja.kernel.telemetry import Telemetry, Work

SLOW_S: Final = 1.0
ROUTE: Final = "lonja.route"
"""Scope key: the route of a page served from the page cache, which no router has seen."""
CLIENT_CLOSED_REQUEST: Final = 499
"""The client disconnected before the response started."""

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_PROBES: Final = frozenset({"/healthz", "/readyz"})
_LIVE: Final = b"event-stream"

log = logging.getLogger(__name__)


def is_slow(headers: Mapping[bytes, bytes], seconds: float) -> bool:
    """Event streams never count as slow: they stay open as long as the page."""
    return seconds > SLOW_S and _LIVE not in headers.get(b"accept", b"")


def route_of(scope: Mapping[str, Any]) -> str:
    """The path with parameter names in place of their values; empty if no route matched.

    We rebuild it because an included router's template lacks the prefix.
    """
    cached = scope.get(ROUTE)
    if cached is not None:
        return str(cached)
    if "endpoint" not in scope:
        return ""
    root = str(scope.get("root_path", ""))
    if root and scope["path"].startswith(root):
        return f"{root}/{{path}}"  # mounted: the rest is a file's name
    left, right = str(scope["path"]), ""
    for name, value in reversed(scope.get("path_params", {}).items()):
        at = f"{left}/".rfind(f"/{value}/")
        if at < 0:
            return ""
        right = f"/{{{name}}}{left[at + 1 + len(str(value)) :]}{right}"
        left = left[:at]
    return left + right


def named_route(scope: Mapping[str, Any]) -> str:
    """What a log says of where a request went."""
    return route_of(scope) or "(none)"


def report(
    telemetry: Telemetry,
    scope: Scope,
    headers: Mapping[bytes, bytes],
    status: int,
    *,
    began_ns: int,
    seconds: float,
) -> None:
    """Report a finished request; health probes only if they fail or are slow."""
    is_failed = status >= 500
    is_notable = is_failed or is_slow(headers, seconds)
    if not telemetry.is_wanted(is_notable=is_notable):
        return
    if scope["path"] in _PROBES and not is_notable:
        return
    method = scope["method"] if scope["method"] in _METHODS else "_OTHER"
    route = named_route(scope)
    is_live = _LIVE in headers.get(b"accept", b"")
    facts: dict[str, str | int] = {
        "http.request.method": method,
        "http.route": route,
        "http.response.status_code": status or CLIENT_CLOSED_REQUEST,
    }
    if parent := tracing.parent_of(headers.get(b"traceparent", b"").decode("latin-1")):
        facts["parent"] = parent
    telemetry.record(
        Work(
            kind="request",
            name=f"{method} {route}",
            began_ns=began_ns,
            ended_ns=began_ns + (0 if is_live else int(seconds * 1e9)),
            is_failed=is_failed,
            is_notable=is_notable,
            facts=facts,
        )
    )


class ReportRequests:
    """ASGI middleware for an app without our edge, whose state holds `telemetry`: begins a trace and reports each request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        telemetry: Telemetry | None = getattr(scope["app"].state, "telemetry", None)
        if scope["type"] != "http" or telemetry is None or not telemetry.is_enabled:
            await self._app(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])
        trace = tracing.from_traceparent(headers.get(b"traceparent", b"").decode("latin-1"))
        token = tracing.begin(trace)
        tracing.begin_span()
        began_ns, started, status = time.time_ns(), time.perf_counter(), 0

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        except Exception:
            status = 500
            log.exception("unexpected failure")
            raise
        finally:
            seconds = time.perf_counter() - started
            report(telemetry, scope, headers, status, began_ns=began_ns, seconds=seconds)
            tracing.end(token)
