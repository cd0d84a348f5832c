"""A fake of the few calls of Power BI's REST API that Lonja uses. For tests and trying out.

`python -m tests.support.powerbi_test_server PORT` prints the settings that point to it. It records
its requests, refuses what Power BI refuses, and its "report" is a page that says so.
"""

import json
import secrets
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, override
from urllib.parse import parse_qs, urlsplit

TENANT, CLIENT, WORKSPACE = "test-tenant", "test-client", "test-workspace"
REPORT, DATASET = "test-report", "test-dataset"
SECRET = "test-secret"
TOKEN_LIFE = timedelta(hours=1)


@dataclass(slots=True)
class Kept:
    """The tokens that the server issued and the requests that it received."""

    port: int = 0
    bearers: set[str] = field(default_factory=set)
    embed_tokens: list[dict[str, Any]] = field(default_factory=list)
    refreshes: int = 0
    sign_ins: int = 0
    # Every call is answered with this status while it is set: throttling, an outage.
    broken: int = 0
    # Whether the model has roles for rows: then a token needs an identity, and else takes none.
    has_roles: bool = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def settings(self) -> dict[str, str]:
        return {
            "LONJA_POWERBI_URL": self.url,
            "LONJA_POWERBI_LOGIN_URL": f"{self.url}/login",
            "LONJA_POWERBI_TENANT": TENANT,
            "LONJA_POWERBI_CLIENT_ID": CLIENT,
            "LONJA_POWERBI_CLIENT_SECRET": SECRET,
            "LONJA_POWERBI_WORKSPACE": WORKSPACE,
            "LONJA_POWERBI_REPORT": REPORT,
            "LONJA_POWERBI_DATASET": DATASET,
        }


class _Handler(BaseHTTPRequestHandler):
    kept: Kept
    protocol_version = "HTTP/1.1"

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Silent: what matters is in `kept`."""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/reportEmbed":
            self._page()
        elif self._is_let_in():
            if path == f"/v1.0/myorg/groups/{WORKSPACE}/reports/{REPORT}":
                address = f"{self.kept.url}/reportEmbed?reportId={REPORT}&groupId={WORKSPACE}"
                self._answer(
                    200,
                    {"id": REPORT, "name": "Sales", "datasetId": DATASET, "embedUrl": address},
                )
            elif path == f"/v1.0/myorg/groups/{WORKSPACE}/datasets/{DATASET}":
                self._answer(
                    200, {"id": DATASET, "isEffectiveIdentityRequired": self.kept.has_roles}
                )
            else:
                self._refuse(404, "PowerBIEntityNotFound")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path
        if path == f"/login/{TENANT}/oauth2/v2.0/token":
            self._sign_in(parse_qs(body.decode()))
        elif self._is_let_in():
            if path == "/v1.0/myorg/GenerateToken":
                self._generate_token(json.loads(body))
            elif path == f"/v1.0/myorg/groups/{WORKSPACE}/datasets/{DATASET}/refreshes":
                self.kept.refreshes += 1
                self._answer(202, None)
            else:
                self._refuse(404, "PowerBIEntityNotFound")

    def _sign_in(self, form: dict[str, list[str]]) -> None:
        if form.get("client_id") != [CLIENT] or form.get("client_secret") != [SECRET]:
            self._answer(401, {"error": "invalid_client"})
            return
        if form.get("grant_type") != ["client_credentials"]:
            self._answer(400, {"error": "unsupported_grant_type"})
            return
        bearer = secrets.token_urlsafe(16)
        self.kept.bearers.add(bearer)
        self.kept.sign_ins += 1
        self._answer(200, {"token_type": "Bearer", "expires_in": 3599, "access_token": bearer})

    def _is_let_in(self) -> bool:
        if self.kept.broken:
            self._refuse(self.kept.broken, "Broken")
            return False
        if self.headers.get("Authorization", "").removeprefix("Bearer ") in self.kept.bearers:
            return True
        self._refuse(403, "TokenExpired")
        return False

    def _generate_token(self, body: dict[str, Any]) -> None:
        if body.get("reports") != [{"id": REPORT, "allowEdit": False}]:
            self._refuse(400, "InvalidRequest")
            return
        if body.get("datasets") != [{"id": DATASET}]:
            self._refuse(400, "InvalidRequest")
            return
        if self.kept.has_roles != bool(body.get("identities")):
            self._refuse(400, "InvalidRequest")
            return
        self.kept.embed_tokens.append(body)
        ends = (datetime.now(UTC) + TOKEN_LIFE).strftime("%Y-%m-%dT%H:%M:%SZ")
        token = {"token": secrets.token_urlsafe(24), "tokenId": secrets.token_hex(8)}
        self._answer(200, {**token, "expiration": ends})

    def _refuse(self, status: int, code: str) -> None:
        self._answer(status, {"error": {"code": code, "message": "refused by the test server"}})

    def _answer(self, status: int, content: dict[str, Any] | None) -> None:
        body = b"" if content is None else json.dumps(content).encode()
        self._send(status, "application/json; charset=utf-8", body)

    def _page(self) -> None:
        """Fills the frame where Power BI would draw; it posts no message to the page around it."""
        page = "<!doctype html><title>Sales</title><h1>Sales</h1><p>Power BI test server</p>"
        self._send(200, "text/html; charset=utf-8", page.encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running(port: int = 0) -> Iterator[Kept]:
    """Serve on this machine until the block ends; port 0 takes a free one."""
    kept = Kept()
    handler = type("Handler", (_Handler,), {"kept": kept})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    kept.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def main() -> None:
    with running(int(sys.argv[1]) if len(sys.argv) > 1 else 0) as kept:
        for name, value in kept.settings().items():
            print(f"export {name}={value}", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
