"""A fake of Communication Services Email: the two calls that Lonja uses."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self, override
from urllib.parse import urlsplit

from azure.core.credentials import AccessToken

TOKEN = "test-token"


class Identity:
    """A managed identity that gets its token."""

    scopes: list[str]

    def __init__(self) -> None:
        self.scopes = []

    async def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        self.scopes += scopes
        return AccessToken(TOKEN, 4_102_444_800)

    async def close(self) -> None: ...

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None: ...


@dataclass(slots=True)
class Service:
    """What the service took, and how it is in the mood to answer."""

    port: int = 0
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    looks: int = 0
    # What an operation shows: the last one stays.
    statuses: list[dict[str, Any]] = field(default_factory=lambda: [{"status": "Succeeded"}])
    # Answered to the next mails instead: (status, body, headers).
    refusals: list[tuple[int, dict[str, Any], dict[str, str]]] = field(default_factory=list)
    # The next mail is taken, but its answer never arrives.
    loses_answers: bool = False
    refuses_looks: bool = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def message_ids(self) -> set[str]:
        return {mail["headers"]["Message-ID"] for mail in self.taken.values()}


class _Handler(BaseHTTPRequestHandler):
    service: Service
    protocol_version = "HTTP/1.1"

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Silent: what matters is in `service`."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        if not self._is_let_in():
            return
        if self.service.refusals:
            self._answer(*self.service.refusals.pop(0))
            return
        if body["headers"]["Message-ID"] in self.service.message_ids():
            self._answer(400, _error("BadRequest", "Duplicate internet message id"))
            return
        operation = self.headers["Operation-Id"]
        self.service.taken[operation] = body
        if self.service.loses_answers:
            self.service.loses_answers = False
            self.close_connection = True
            return
        place = f"{self.service.url}/emails/operations/{operation}?api-version=2023-03-31"
        self._answer(202, {"id": operation, "status": "Running"}, {"Operation-Location": place})

    def do_GET(self) -> None:
        if not self._is_let_in():
            return
        self.service.looks += 1
        operation = urlsplit(self.path).path.removeprefix("/emails/operations/")
        if self.service.refuses_looks:
            self._answer(429, _error("TooManyRequests", "later"), {"Retry-After": "60"})
        elif operation not in self.service.taken:
            self._answer(404, _error("NotFound", "no such operation"))
        else:
            statuses = self.service.statuses
            reported = statuses.pop(0) if len(statuses) > 1 else statuses[0]
            self._answer(200, {"id": operation, **reported})

    def _is_let_in(self) -> bool:
        query = urlsplit(self.path).query
        if query == "api-version=2023-03-31" and self.headers["Authorization"] == f"Bearer {TOKEN}":
            return True
        self._answer(401, _error("Denied", "who are you?"))
        return False

    def _answer(
        self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None
    ) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def _error(code: str, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}


@contextmanager
def running() -> Iterator[Service]:
    service = Service()
    handler = type("Handler", (_Handler,), {"service": service})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        service.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield service
        finally:
            server.shutdown()
            thread.join()
