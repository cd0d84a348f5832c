"""Pictures from strangers' addresses, over real HTTP on this machine."""

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image

from lonja.adapters import web_pictures
from lonja.adapters.web_pictures import WebPictures, is_public
from lonja.imports.pictures import PictureUnavailable

pytestmark = pytest.mark.anyio


def a_picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (100, 100), "navy").save(target, "PNG")
    return target.getvalue()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/inward":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/metadata")
            self.end_headers()
            return
        if self.path == "/round":
            self.send_response(302)
            self.send_header("Location", "/round")
            self.end_headers()
            return
        bodies = {"/a.png": a_picture(), "/page": b"<html>not here</html>", "/big": b"x" * 300_000}
        body = bodies.get(self.path)
        self.send_response(200 if body is not None else 404)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


OPEN = WebPictures(allowed=lambda address: address.startswith(("127.", "::1")), ports=None)


class TestADownload:
    async def test_is_the_picture(self, web: str) -> None:
        assert await OPEN.download(f"{web}/a.png") == a_picture()

    @pytest.mark.parametrize(
        ("path", "reason"),
        [
            ("/missing", "answered 404"),
            ("/page", "no picture"),
            ("/inward", "not on the public Internet"),
            ("/round", "more than 3 redirects"),
        ],
    )
    async def test_is_refused_with_the_reason(self, web: str, path: str, reason: str) -> None:
        with pytest.raises(PictureUnavailable, match=reason):
            await OPEN.download(f"{web}{path}")

    async def test_is_bounded(self, web: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(web_pictures, "MAX_BYTES", 100_000)

        with pytest.raises(PictureUnavailable, match="more than"):
            await OPEN.download(f"{web}/big")

    async def test_never_reaches_this_machine(self, web: str) -> None:
        with pytest.raises(PictureUnavailable, match="not on the public Internet"):
            await WebPictures(ports=None).download(f"{web}/a.png")
        with pytest.raises(PictureUnavailable, match="not on the public Internet"):
            await WebPictures(ports=None).download(f"{web.replace('localhost', '127.0.0.1')}/a.png")

    @pytest.mark.parametrize(
        "address",
        [
            "file:///etc/passwd",
            "ftp://example.org/a.png",
            "http://user:secret@example.org/a.png",
            "http://example.org:22/a.png",
            "http://10.0.0.1/a.png",
            "http://[::1]/a.png",
            "http://[::ffff:127.0.0.1]/a.png",
            "http://１２７.０.０.１/a.png",  # full-width digits become digits
            "http://127。0。0。1/a.png",
            "http://0x7f.1/a.png",
            "http:///a.png",
            "http://[bad/a.png",
        ],
    )
    async def test_of_a_strange_address_is_refused(self, address: str) -> None:
        with pytest.raises(PictureUnavailable):
            await WebPictures().download(address)


@pytest.mark.parametrize(
    "address",
    ["168.63.129.16", "64:ff9b::a9fe:a9fe", "127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "100.64.0.1", "::1", "fe80::1", "fd00::1",
     "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "224.0.0.1", "0.0.0.0", "name"],
)  # fmt: skip
def test_these_are_not_public(address: str) -> None:
    assert not is_public(address)
