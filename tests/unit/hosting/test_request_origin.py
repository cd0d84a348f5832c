"""Which requests come from a page of our own."""

import pytest
from starlette.requests import Request

from lonja.hosting.request_origin import UNSAFE, CrossSite, check_same_site

OURS = "https://Shop.example/"


def request(method: str = "POST", **headers: str) -> Request:
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": method, "headers": sent})


class TestARequestThatChangesSomething:
    @pytest.mark.parametrize("method", sorted(UNSAFE))
    @pytest.mark.parametrize(
        "headers",
        [
            {"sec_fetch_site": "same-origin"},
            {"sec_fetch_site": "same-origin", "origin": "http://behind-a-proxy:8000"},
            {"origin": "https://shop.example"},
            {"origin": "https://shop.example", "referer": "https://elsewhere.example/"},
            {"referer": "https://shop.example/es/cart"},
        ],
    )
    def test_passes_from_our_own_page(self, method: str, headers: dict[str, str]) -> None:
        check_same_site(request(method, **headers), OURS)

    @pytest.mark.parametrize("method", sorted(UNSAFE))
    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"origin": ""},
            {"sec_fetch_site": "cross-site", "origin": "https://shop.example"},
            {"sec_fetch_site": "same-site", "origin": "https://shop.example"},
            {"sec_fetch_site": "none"},
            {"sec_fetch_site": ""},
            {"origin": "null"},
            {"origin": "null", "referer": "https://shop.example/"},
            {"origin": "http://shop.example"},
            {"origin": "https://shop.example.evil.example"},
            {"origin": "https://shop.example:8443"},
            {"origin": "https://[", "referer": "https://shop.example/"},
            {"referer": "https://evil.example/?https://shop.example/"},
            {"referer": "https://shop.example@evil.example/"},
        ],
    )
    def test_is_refused_from_anywhere_else(self, method: str, headers: dict[str, str]) -> None:
        with pytest.raises(CrossSite):
            check_same_site(request(method, **headers), OURS)


class TestARequestThatChangesNothing:
    @pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
    def test_passes_from_anywhere(self, method: str) -> None:
        check_same_site(request(method, sec_fetch_site="cross-site"), OURS)
