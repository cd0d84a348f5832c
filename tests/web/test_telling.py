"""The name of a request: its path with every parameter's value taken out."""

import pytest

from lonja.hosting.request_log import ROUTE, route_of


@pytest.mark.parametrize(
    ("path", "values", "route"),
    [
        ("/", {}, "/"),
        ("/es/p/sevilla", {"slug": "sevilla"}, "/es/p/{slug}"),
        ("/carts/7f/lines/A-1", {"cart": "7f", "sku": "A-1"}, "/carts/{cart}/lines/{sku}"),
        ("/carts/7f/7f", {"cart": "7f", "sku": "7f"}, "/carts/{cart}/{sku}"),
        ("/es/a/b/", {"rest": "a/b"}, "/es/{rest}/"),
        ("/", {"path": ""}, "/{path}"),
        ("/p/p", {"slug": "p"}, "/p/{slug}"),
    ],
)
def test_holds_names_in_the_place_of_values(path: str, values: dict[str, str], route: str) -> None:
    assert route_of({"endpoint": 1, "path": path, "path_params": values}) == route


def test_is_empty_where_no_route_was_found_or_a_value_is_not_in_the_path() -> None:
    assert route_of({"path": "/ana@example.com"}) == ""
    assert route_of({"endpoint": 1, "path": "/p/A", "path_params": {"slug": "a"}}) == ""


def test_says_of_a_mount_where_it_is() -> None:
    mounted = {"endpoint": 1, "path": "/static/ana.css", "root_path": "/static", "path_params": {}}

    assert route_of(mounted) == "/static/{path}"


def test_is_the_one_that_a_page_was_kept_with() -> None:
    assert route_of({"path": "/es/", ROUTE: "/es/"}) == "/es/"
