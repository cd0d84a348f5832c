"""What is told of a request: its method, the route that answered it, the status and the time.

Never the address itself: the id of a cart in it is the cart's key, and a query may hold a token.
"""

import logging
import time
from collections.abc import Mapping
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lonja.kernel import telemetry, tracing

SLOW_S: Final = 1.0
ROUTE: Final = "lonja.route"
"""In a scope: the route of a page that came from memory, so that no router has seen it."""
GONE: Final = 499
"""Whoever asked went away before there was an answer."""

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_PROBES: Final = frozenset({"/healthz", "/readyz"})
_LIVE: Final = b"event-stream"

log = logging.getLogger(__name__)


def is_slow(headers: Mapping[bytes, bytes], seconds: float) -> bool:
    """A live page's answer lasts as long as somebody looks at it."""
    return seconds > SLOW_S and _LIVE not in headers.get(b"accept", b"")


def route_of(scope: Mapping[str, Any]) -> str:
    """The path with the name of each parameter in its place; empty where no route was found.

    Routers do not tell whole templates: one that is included knows no prefix.
    """
    known = scope.get(ROUTE)
    if known is not None:
        return str(known)
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


def tell(
    scope: Scope, headers: Mapping[bytes, bytes], status: int, *, began_ns: int, seconds: float
) -> None:
    """Tell of a request that is over; of probes only when they fail."""
    is_failed = status >= 500
    is_notable = is_failed or is_slow(headers, seconds)
    if not telemetry.is_wanted(is_notable=is_notable):
        return
    if scope["path"] in _PROBES and not is_notable:
        return
    method = scope["method"] if scope["method"] in _METHODS else "_OTHER"
    route = route_of(scope) or "(none)"
    is_live = _LIVE in headers.get(b"accept", b"")
    facts: dict[str, str | int] = {
        "http.request.method": method,
        "http.route": route,
        "http.response.status_code": status or GONE,
    }
    if parent := tracing.parent_of(headers.get(b"traceparent", b"").decode("latin-1")):
        facts["parent"] = parent
    telemetry.tell(
        telemetry.Work(
            kind="request",
            name=f"{method} {route}",
            began_ns=began_ns,
            ended_ns=began_ns + (0 if is_live else int(seconds * 1e9)),
            is_failed=is_failed,
            is_notable=is_notable,
            facts=facts,
        )
    )


class Told:
    """Plain ASGI, for an app without our edge: begins a trace, and tells of each request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not telemetry.is_heard():
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
            tell(scope, headers, status, began_ns=began_ns, seconds=seconds)
            tracing.end(token)
