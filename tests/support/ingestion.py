"""Application Insights' ingestion endpoint, played on loopback: keeps every item that was sent."""

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, override

HANGS_AT_MOST_S = 20.0


class Ingestion:
    """What arrived, and the connection string that leads here."""

    def __init__(self, port: int) -> None:
        self.connection = (
            "InstrumentationKey=00000000-0000-0000-0000-000000000001;"
            f"IngestionEndpoint=http://127.0.0.1:{port}/"
        )
        self.answers = threading.Event()
        self.answers.set()
        self.raw: list[bytes] = []
        self.paths: set[str] = set()

    @property
    def text(self) -> str:
        return b"\n".join(self.raw).decode()

    def items(self, kind: str = "", **tags: str) -> list[dict[str, Any]]:
        """Items of a kind (Request, Exception, …) as sent, oldest first."""
        found = [item for body in self.raw for item in json.loads(body)]
        found = [item for item in found if item["data"]["baseType"].startswith(kind)]
        found = [item for item in found if tags.items() <= named(item).items()]
        return sorted(found, key=lambda item: str(item["time"]))


def named(item: dict[str, Any]) -> dict[str, str]:
    """Its tags, without the dots that a keyword cannot have: `operation_id`, `cloud_role`."""
    return {name[3:].replace(".", "_"): str(value) for name, value in item["tags"].items()}


def told(item: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = item["data"]["baseData"]
    return data


@contextlib.contextmanager
def ingestion() -> Iterator[Ingestion]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.answers.wait(HANGS_AT_MOST_S)
            kept.raw.append(body)
            kept.paths.add(self.path)
            count = len(json.loads(body))
            answer = {"itemsReceived": count, "itemsAccepted": count, "errors": []}
            content = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        @override
        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    kept = Ingestion(server.server_port)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield kept
    finally:
        kept.answers.set()
        server.shutdown()
        server.server_close()
        thread.join()
