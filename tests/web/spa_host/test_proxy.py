"""What passes between the browser and the API, with a real server on each side."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.support.servers import free_port

from lonja.kernel import limits
from lonja.spa_host.proxy import MAX_CONNECTIONS, end_to_end

pytestmark = pytest.mark.enable_socket


@contextmanager
def served(target: str, port: int, **environment: str) -> Iterator[str]:
    here = Path(__file__).parents[3]
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1"),
            *("--port", str(port), "--workers-kill-timeout", "8", target),
        ],
        env={**os.environ, "PYTHONPATH": str(here), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 20
        while True:
            assert time.monotonic() < until, f"{target} did not start"
            with suppress(httpx2.TransportError):
                httpx2.get(f"{url}/healthz", timeout=1)
                break
        yield url
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    built = tmp_path_factory.mktemp("dist")
    (built / "index.html").write_text("<title>desk</title>")
    with ExitStack() as stack:
        api = stack.enter_context(served("tests.web.spa_host.echo:app", free_port()))
        host = stack.enter_context(
            served(
                "lonja.spa_host.app:app",
                free_port(),
                LONJA_SPA_FOLDER=str(built),
                LONJA_BACKOFFICE_API_URL=api,
            )
        )
        yield host, api


def asked(url: str, request: str) -> bytes:
    """What a server says to these very bytes."""
    at = httpx2.URL(url)
    with socket.create_connection((at.host, at.port or 80), timeout=10) as line:
        line.sendall(request.encode())
        return b"".join(iter(lambda: line.recv(65536), b""))


def echoed(answer: httpx2.Response) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(answer.text)
    return body


class TestARequest:
    def test_arrives_as_it_was_sent(self, host: tuple[str, str]) -> None:
        got = echoed(httpx2.post(f"{host[0]}/api/echo/a%2Fb?q=%C3%B1&x=1", content=b"\xff\0raw"))

        assert got["method"] == "POST"
        assert got["path"] == "/api/echo/a%2Fb"
        assert got["query"] == "q=%C3%B1&x=1"
        assert bytes.fromhex(got["body"]) == b"\xff\0raw"

    @pytest.mark.parametrize(
        "path", ["/api/../streams", "/api/x/../../streams", "/api/./streams", "/api/.."]
    )
    def test_reaches_nothing_of_the_api_but_what_stands_under_its_name(
        self, host: tuple[str, str], path: str
    ) -> None:
        """Typed as bytes: a client would tidy the path up by itself."""
        answer = asked(host[0], f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

        assert answer.startswith(b"HTTP/1.1 404 ")
        assert b"closed" not in answer

    def test_that_brings_a_body_where_none_belongs_arrives_without_it(
        self, host: tuple[str, str]
    ) -> None:
        answer = asked(
            host[0],
            "GET /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nConnection: close\r\n\r\nabcde",
        )

        assert answer.startswith(b"HTTP/1.1 200 ")
        got = json.loads(answer.partition(b"\r\n\r\n")[2])
        assert (got["method"], got["body"]) == ("GET", "")
        assert "content-length" not in got["headers"]

    def test_says_for_whom_it_comes_and_drops_what_spoke_of_one_hop(
        self, host: tuple[str, str]
    ) -> None:
        got = echoed(
            httpx2.get(
                f"{host[0]}/api/echo",
                headers={"x-secret-hop": "1", "connection": "x-secret-hop", "cookie": "a=b"},
            )
        )["headers"]

        assert got["x-forwarded-for"] == "127.0.0.1"
        assert got["cookie"] == "a=b"
        assert "x-secret-hop" not in got

    @pytest.mark.parametrize("named", ["x-forwarded-for", "close, X-Forwarded-For"])
    def test_cannot_hide_whom_the_proxies_before_us_saw(
        self, host: tuple[str, str], named: str
    ) -> None:
        got = echoed(
            httpx2.get(
                f"{host[0]}/api/echo",
                headers={"x-forwarded-for": "203.0.113.7", "connection": named},
            )
        )["headers"]

        assert got["x-forwarded-for"] == "203.0.113.7, 127.0.0.1"

    def test_with_too_much_in_it_is_refused_before_it_is_read(self, host: tuple[str, str]) -> None:
        def endless() -> Iterator[bytes]:
            for _ in range(limits.STAFF_BODY_BYTES // 65536 + 2):
                yield b"x" * 65536

        answer = httpx2.post(f"{host[0]}/api/echo", content=endless())

        assert answer.status_code == 413
        assert answer.json()["code"] == "body_too_large"
        assert answer.json()["trace"] == answer.headers["x-trace-id"]

    def test_that_never_ends_takes_no_place_from_those_that_do(self, host: tuple[str, str]) -> None:
        """Anybody can open a few hundred lines and say one letter on each."""
        at = httpx2.URL(host[0])
        slow = b"POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"
        with ExitStack() as lines:
            for _ in range(MAX_CONNECTIONS + 20):
                line = socket.create_connection((at.host, at.port or 80), timeout=10)
                lines.enter_context(line).sendall(slow)

            answer = httpx2.get(f"{host[0]}/api/echo", timeout=20)

        assert answer.status_code == 200

    def test_whose_body_does_not_come_is_told_so(self, host: tuple[str, str]) -> None:
        at = httpx2.URL(host[0])
        with socket.create_connection(
            (at.host, at.port or 80), timeout=limits.BODY_SECONDS + 10
        ) as line:
            line.sendall(b"POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")

            assert line.recv(65536).startswith(b"HTTP/1.1 408 ")


class TestAnAnswer:
    def test_to_one_browser_gives_nothing_to_the_next(self, host: tuple[str, str]) -> None:
        for _ in range(2):
            httpx2.get(f"{host[0]}/api/cookies")

        got = echoed(httpx2.get(f"{host[0]}/api/echo"))["headers"]
        mine = echoed(httpx2.get(f"{host[0]}/api/echo", headers={"cookie": "mine=1"}))["headers"]

        assert "cookie" not in got
        assert mine["cookie"] == "mine=1"

    def test_keeps_its_status_and_every_cookie(self, host: tuple[str, str]) -> None:
        answer = httpx2.get(f"{host[0]}/api/cookies")

        assert answer.status_code == 418
        assert answer.headers.get_list("set-cookie") == ["one=1; Path=/", "two=2; Path=/"]

    def test_streams_event_by_event(self, host: tuple[str, str]) -> None:
        with httpx2.stream("GET", f"{host[0]}/api/events", timeout=10) as answer:
            first = next(answer.iter_raw())
            # The stream never ends by itself: having the first event proves nobody collected them.
            assert first == b"data: 0\n\n"

    def test_of_an_api_that_is_away_is_a_problem_to_retry(self, tmp_path: Path) -> None:
        (tmp_path / "index.html").write_text("x")
        away = f"http://127.0.0.1:{free_port()}"
        with served(
            "lonja.spa_host.app:app",
            free_port(),
            LONJA_SPA_FOLDER=str(tmp_path),
            LONJA_BACKOFFICE_API_URL=away,
        ) as url:
            answer = httpx2.get(f"{url}/api/echo", timeout=10)

        assert answer.status_code == 502
        assert answer.json()["code"] == "unreachable"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("POST", "/", 405),
        ("GET", "/assets/none.js", 404),
        ("GET", "/healthz", 200),
        ("GET", "/api/echo", 200),
        ("GET", "/api/a/../b", 404),
    ],
)
def test_every_answer_says_what_a_browser_may_do_with_it(
    host: tuple[str, str], method: str, path: str, status: int
) -> None:
    answer = asked(host[0], f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 %d " % status)
    said = answer.partition(b"\r\n\r\n")[0].lower()
    assert said.count(b"\r\nx-content-type-options: nosniff") == 1
    assert said.count(b"\r\ncontent-security-policy: ") == 1


def test_a_browser_that_leaves_ends_the_stream_at_the_api(host: tuple[str, str]) -> None:
    before = httpx2.get(f"{host[1]}/streams").json()["closed"]
    with httpx2.stream("GET", f"{host[0]}/api/events", timeout=10) as answer:
        next(answer.iter_raw())

    until = time.monotonic() + 10
    while httpx2.get(f"{host[1]}/streams").json()["closed"] == before:
        assert time.monotonic() < until, "the API still streams to nobody"


def test_a_host_that_is_asked_to_stop_ends_its_streams_within_two_seconds(
    host: tuple[str, str], tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text("x")
    with ExitStack() as stack:
        url = stack.enter_context(
            served(
                "lonja.spa_host.app:app",
                free_port(),
                LONJA_SPA_FOLDER=str(tmp_path),
                LONJA_BACKOFFICE_API_URL=host[1],
            )
        )
        with httpx2.stream("GET", f"{url}/api/events", timeout=10) as answer:
            pieces = answer.iter_raw()
            next(pieces)
            asked = time.monotonic()
            stack.close()
            assert time.monotonic() - asked < 2
            # A whole end, not a cut connection: that would raise.
            assert all(piece.startswith(b"data: ") for piece in pieces)


def test_headers_named_by_connection_go_no_further() -> None:
    headers = [(b"Connection", b"close, X-Hop"), (b"x-hop", b"1"), (b"TE", b"x"), (b"accept", b"*")]

    assert end_to_end(headers) == [(b"accept", b"*")]
