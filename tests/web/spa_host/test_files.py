"""What the host of the SPA gives a browser that asks for a file."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from lonja.spa_host.app import create_app
from lonja.spa_host.files import NotBuilt
from lonja.spa_host.policy import security_headers


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>desk</title>")
    (tmp_path / "assets" / "main-a1b2.js").write_text("let desk = 1;")
    (tmp_path / "assets" / "main-a1b2.js.br").write_bytes(b"as brotli")
    (tmp_path / "assets" / "main-a1b2.js.gz").write_bytes(b"as gzip")
    return tmp_path


@pytest.fixture
def browser(built: Path) -> TestClient:
    headers = security_headers(connect_to=["http://blobs"], images_from=[], frames_from=[])
    return TestClient(create_app(built=built, api_url="http://127.0.0.1:9", headers=headers))


class TestAssets:
    def test_are_kept_for_a_year(self, browser: TestClient) -> None:
        answer = browser.get("/assets/main-a1b2.js", headers={"accept-encoding": "identity"})

        assert answer.text == "let desk = 1;"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"

    @pytest.mark.parametrize(
        ("accepts", "encoding", "body"),
        [
            ("gzip, br", "br", b"as brotli"),
            ("gzip", "gzip", b"as gzip"),
            ("br;q=0, gzip", "gzip", b"as gzip"),
            ("identity", None, b"let desk = 1;"),
        ],
    )
    def test_come_in_the_smallest_form_that_is_taken(
        self, browser: TestClient, accepts: str, encoding: str | None, body: bytes
    ) -> None:
        with browser.stream(
            "GET", "/assets/main-a1b2.js", headers={"accept-encoding": accepts}
        ) as answer:
            assert answer.headers.get("content-encoding") == encoding
            assert b"".join(answer.iter_raw()) == body

    def test_that_are_gone_are_not_answered_with_a_page(self, browser: TestClient) -> None:
        answer = browser.get("/assets/main-0000.js")

        assert answer.status_code == 404
        assert answer.text == "not found"


class TestPages:
    @pytest.mark.parametrize("path", ["/", "/orders", "/orders/0190-ab", "/no/such/screen"])
    def test_are_all_the_one_page_and_asked_for_again(self, browser: TestClient, path: str) -> None:
        answer = browser.get(path)

        assert answer.text == "<title>desk</title>"
        assert answer.headers["cache-control"] == "no-cache"

    def test_that_did_not_change_are_not_sent_again(self, browser: TestClient) -> None:
        etag = browser.get("/").headers["etag"]

        assert browser.get("/", headers={"if-none-match": etag}).status_code == 304

    def test_run_our_scripts_and_stand_in_no_frame(self, browser: TestClient) -> None:
        policy = browser.get("/").headers["content-security-policy"]

        assert "script-src 'self';" in policy
        assert "connect-src 'self' http://blobs;" in policy
        assert "frame-src 'none';" in policy
        assert "frame-ancestors 'none'" in policy

    @pytest.mark.parametrize(
        "path", ["/../app.py", "/%2e%2e/app.py", "/assets/%00.js", "//etc/x.y"]
    )
    def test_lead_to_no_other_file(self, browser: TestClient, path: str) -> None:
        assert browser.get(path).status_code == 404


def test_a_folder_without_a_build_says_how_to_build(tmp_path: Path) -> None:
    with pytest.raises(NotBuilt, match="npm run build"):
        create_app(built=tmp_path, api_url="http://127.0.0.1:9", headers={})
