"""Clients that connect and say nothing keep nobody else out."""

import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx2
import pytest
from tests.support.front_office import open_the_shop_of
from tests.support.servers import answers, free_port, process

from lonja.kernel import limits
from lonja_tools.laptop.topology import PATIENCE

pytestmark = pytest.mark.enable_socket
SILENT = 700
"""More than Granian lets one worker serve by itself: 512 where two share a backlog of 1,024."""


@pytest.fixture(scope="module")
def storefront(
    database_url: str, storage_connection: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, int]]:
    open_the_shop_of(database_url)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    serve = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1"]
    with process(
        [*serve, "--port", str(port), "--backlog", "512", *PATIENCE, "lonja.frontoffice.app:app"],
        ready=lambda: answers(f"{url}/healthz"),
        log=tmp_path_factory.mktemp("silent") / "log",
        env={
            "LONJA_DATABASE_URL": database_url,
            "LONJA_STORAGE_CONNECTION": storage_connection,
            "LONJA_WAKE_URL": "",
        },
    ):
        yield url, port


def connected(port: int, stack: ExitStack, says: bytes = b"") -> socket.socket:
    line = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
    if says:
        line.sendall(says)
    return line


class TestSilentClients:
    def test_do_not_keep_a_buyer_out(self, storefront: tuple[str, int]) -> None:
        url, port = storefront
        with ExitStack() as stack:
            for _ in range(SILENT):
                connected(port, stack)

            opened = httpx2.post(f"{url}/api/v1/carts", json={}, timeout=8)

        assert opened.status_code == 201

    def test_have_so_long_for_a_body(self, storefront: tuple[str, int]) -> None:
        _, port = storefront
        head = (
            b"POST /api/v1/carts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 20\r\n\r\n{"
        )
        started = time.monotonic()
        with ExitStack() as stack:
            line = connected(port, stack, head)

            answer = line.recv(4_000)

        assert answer.startswith(b"HTTP/1.1 408")
        assert b"body_too_slow" in answer
        assert limits.BODY_SECONDS <= time.monotonic() - started + 1 < limits.BODY_SECONDS + 10

    def test_are_told_when_a_body_without_a_length_is_too_long(
        self, storefront: tuple[str, int]
    ) -> None:
        url, _ = storefront
        parts = (b" " * 65_536 for _ in range(limits.BODY_BYTES // 65_536 + 1))

        answer = httpx2.post(
            f"{url}/api/v1/carts", content=parts, headers={"content-type": "application/json"}
        )

        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
