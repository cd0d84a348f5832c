"""The host's status and control endpoints, over loopback.

    GET  /healthz                 200 while every listener lives
    GET  /readyz                  200 when each has reached its storage
    GET  /status                  per function: last poll, in flight, succeeded, failed, poisoned
    POST /wake/{queue}            poll this queue now
    POST /admin/functions/{name}  run it now with the body's `input`, as Azure's host does
    *    /api/{route}             the app's HTTP functions

`/wake` has no counterpart in Azure, where a queue is found full by polling alone. It lets an
idle laptop poll rarely and still confirm an order at once; nothing may depend on it.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol

from aiohttp import web

MAX_BODY_BYTES = 1024 * 1024
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class FunctionStatus:
    """One function's counts since the host started."""

    name: str
    trigger: str
    source: str
    last_poll_at: datetime | None = None
    queue_exists: bool | None = None
    in_flight: int = 0
    succeeded: int = 0
    failed: int = 0
    poisoned: int = 0
    last_error: str | None = None
    unreachable: str | None = None
    is_ready: bool = False
    next_due_at: datetime | None = None

    def polled(self, at: datetime, *, queue_exists: bool) -> None:
        self.last_poll_at, self.queue_exists, self.is_ready = at, queue_exists, True

    def finished(self, *, succeeded: bool, error: str | None) -> None:
        if succeeded:
            self.succeeded += 1
        else:
            self.failed += 1
            self.last_error = error


class Running(Protocol):
    """What these endpoints need of the host."""

    @property
    def statuses(self) -> Sequence[FunctionStatus]: ...

    @property
    def dead(self) -> Sequence[str]: ...

    def wake(self, queue: str) -> bool: ...

    def run_now(self, name: str, text: str) -> bool: ...


class StatusServer:
    def __init__(self, host: Running, routes: Mapping[tuple[str, str], _Handler]) -> None:
        self._host = host
        application = web.Application(client_max_size=MAX_BODY_BYTES)
        application.router.add_get("/healthz", self._healthz)
        application.router.add_get("/readyz", self._readyz)
        application.router.add_get("/status", self._status)
        application.router.add_post("/wake/{queue}", self._wake)
        application.router.add_post("/admin/functions/{name}", self._run_now)
        for (method, path), handler in routes.items():
            application.router.add_route(method, path, handler)
        self._runner = web.AppRunner(application, access_log=None, handle_signals=False)

    async def start(self, port: int) -> int:
        """Listen on loopback and return the port; with 0 the system chooses one."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port, reuse_address=True)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def close(self) -> None:
        await self._runner.cleanup()

    async def _healthz(self, _: web.Request) -> web.Response:
        dead = list(self._host.dead)
        return _json({"status": "dead" if dead else "ok", "dead": dead}, 503 if dead else 200)

    async def _readyz(self, _: web.Request) -> web.Response:
        waiting = [
            each.name for each in self._host.statuses if each.unreachable or not each.is_ready
        ]
        return _json({"ready": not waiting, "waiting": waiting}, 503 if waiting else 200)

    async def _status(self, _: web.Request) -> web.Response:
        return _json({"functions": [asdict(each) for each in self._host.statuses]})

    async def _wake(self, request: web.Request) -> web.Response:
        _refuse_browsers(request)
        is_known = self._host.wake(request.match_info["queue"])
        return web.Response(status=204 if is_known else 404)

    async def _run_now(self, request: web.Request) -> web.Response:
        _refuse_browsers(request)
        try:
            body: Any = await request.json() if request.can_read_body else {}
            text = str(body.get("input", ""))
        except (ValueError, AttributeError):
            return _json({"error": 'the body is {"input": "..."} or nothing'}, 400)
        is_known = self._host.run_now(request.match_info["name"], text)
        return web.Response(status=202 if is_known else 404)


def _refuse_browsers(request: web.Request) -> None:
    # A web page of another site must not start work on a developer's machine.
    if "Origin" in request.headers:
        raise web.HTTPForbidden


def _json(document: object, status: int = 200) -> web.Response:
    text = json.dumps(document, default=str)
    return web.Response(text=text, status=status, content_type="application/json")
