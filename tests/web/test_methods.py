"""A method that an address does not take is answered with those that it does (RFC 9110, 15.5.6)."""

import re

import pytest
from tests.support.back_office import back_office
from tests.support.front_office import front_office

from lonja.hosting.problems import methods_of
from lonja.staff.api import Role

pytestmark = pytest.mark.anyio
ID = "0190a3a0-0000-7000-8000-000000000000"


def somewhere(template: str) -> str:
    return re.sub(r"\{[^}]*\}", ID, template)


async def test_of_the_storefronts_api_and_its_pages(
    fresh_database_url: str, storage_connection: str
) -> None:
    async with front_office(fresh_database_url, storage_connection) as (client, _):
        paths = (await client.get("/api/v1/openapi.json")).json()["paths"]
        told = {
            path: (await client.request("OPTIONS", somewhere(path))).headers["allow"].split(", ")
            for path in paths
        }
        pages = {
            path: (await client.request("OPTIONS", path)).headers["allow"]
            for path in ("/es/search", "/es/checkout", "/robots.txt", "/static/default/shop.js")
        }

    for path, methods in told.items():  # `/orders/links` is a number of `/orders/{number}`, too
        assert methods_of(paths[path]) <= set(methods), path
    assert pages == {
        "/es/search": "GET, HEAD",
        "/es/checkout": "GET, HEAD, POST",
        "/robots.txt": "GET, HEAD",
        "/static/default/shop.js": "GET, HEAD",
    }


async def test_of_the_back_office(fresh_database_url: str, storage_connection: str) -> None:
    async with (
        back_office(fresh_database_url, storage_connection) as office,
        office.signed_in(Role.OWNER) as client,
    ):
        paths = (await client.get("/api/v1/openapi.json")).json()["paths"]
        told = {
            path: (await client.request("OPTIONS", somewhere(path))).headers["allow"].split(", ")
            for path in paths
        }

    for path, methods in told.items():  # `/orders/links` is a number of `/orders/{number}`, too
        assert methods_of(paths[path]) <= set(methods), path
