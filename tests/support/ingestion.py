"""Application Insights' ingestion endpoint, played on loopback: keeps every item that was sent."""

import contextlib
import ipaddress
import json
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, override
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HANGS_AT_MOST_S = 20.0


class Ingestion:
    """What arrived, and the connection string that leads here."""

    def __init__(self, port: int, scheme: str = "http") -> None:
        self.url = f"{scheme}://127.0.0.1:{port}/"
        self.connection = (
            f"InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint={self.url}"
        )
        self.answers = threading.Event()
        self.answers.set()
        self.raw: list[bytes] = []
        self.paths: set[str] = set()
        self.authorised: set[str] = set()

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
def ingestion(certificate: Path | None = None) -> Iterator[Ingestion]:
    """With a path for its certificate it speaks TLS, which a sender of tokens requires."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.answers.wait(HANGS_AT_MOST_S)
            kept.raw.append(body)
            kept.paths.add(self.path)
            kept.authorised.add(self.headers.get("Authorization", ""))
            count = len(json.loads(body))
            self.say({"itemsReceived": count, "itemsAccepted": count, "errors": []})

        def do_GET(self) -> None:
            """Also the endpoint where apps of App Service get tokens of their identities."""
            query = {name: found[0] for name, found in parse_qs(urlsplit(self.path).query).items()}
            token = f"{query['resource']} of {query.get('client_id')}"
            answer = {"access_token": token, "expires_on": "4102444800", "token_type": "Bearer"}
            self.say({**answer, "resource": query["resource"]})

        def say(self, answer: object) -> None:
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
    if certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(_certified(certificate))
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    kept = Ingestion(server.server_port, "https" if certificate else "http")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield kept
    finally:
        kept.answers.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _certified(path: Path) -> Path:
    """A key and a certificate for 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "ingestion")])
    now = datetime.now(UTC)
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(alternative, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(plain + made.public_bytes(serialization.Encoding.PEM))
    return path
