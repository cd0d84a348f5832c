"""What Application Insights is told of the storefront: enough to find a failure, nothing of a person."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, NoReturn
from uuid import uuid4

import httpx2
import pytest
from tests.support.front_office import (
    ADDRESS,
    fill_cart,
    front_office,
    pay,
    until_it_hears,
)
from tests.support.ingestion import Ingestion, ingestion, named, told
from tests.support.messages import waiting
from tests.support.servers import until_true
from tests.support.terraform import hcl
from tests.web.frontoffice.browsing import form

from lonja.bootstrap import Shop
from lonja.hosting.messages import take
from lonja.jobs.background import HANDLERS
from lonja.kernel import outbox, telemetry
from lonja.kernel.telemetry import Work
from lonja.notifications.api import OrderMail
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = [pytest.mark.anyio, pytest.mark.enable_socket]

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CALLER = "00f067aa0ba902b7"
HEADERS = {
    "traceparent": f"00-{TRACE}-{CALLER}-01",
    "x-forwarded-for": "203.0.113.77",
    "user-agent": "telephone of Ana",
}
BUYER = {"email": "ana@example.com", **ADDRESS}


class Telling:
    """A storefront that reports; what it told is read once it has closed."""

    def __init__(self, database_url: str, storage: str, ingestion: Ingestion) -> None:
        self._parts = (database_url, storage)
        self.ingestion = ingestion

    def shop(self, **more: Any) -> AbstractAsyncContextManager[tuple[httpx2.AsyncClient, Shop]]:
        connection = self.ingestion.connection
        return front_office(*self._parts, **{"insights_connection": connection, **more})


@pytest.fixture
def telling(fresh_database_url: str, storage_connection: str) -> Iterator[Telling]:
    with ingestion() as played:
        yield Telling(fresh_database_url, storage_connection, played)


def broken(*_: object, **__: object) -> NoReturn:
    raise ValueError("Ana Prueba, Calle Mayor 1") from LookupError("ana@example.com")


async def work(shop: Shop, queue: str) -> None:
    """Do what the function would do with each message that this shop wrote."""
    for envelope in await waiting(shop.database, queue):
        await take(shop, HANDLERS, envelope.to_json(), queue=queue, attempt=1)
        async with shop.database.transaction() as db:
            await outbox.forget_sent(db, [envelope.id])


class TestARequest:
    async def test_is_told_with_its_route_and_the_trace_that_the_answer_names(
        self, telling: Telling
    ) -> None:
        async with telling.shop() as (client, _):
            page = await client.get("/es/p/nowhere?q=ana@example.com", headers=HEADERS)

        assert (page.status_code, page.headers["x-trace-id"]) == (404, TRACE)
        [item] = telling.ingestion.items("Request")
        assert named(item)["operation_id"] == TRACE
        assert named(item)["operation_parentId"] == CALLER
        assert named(item)["cloud_role"] == "front-office"
        assert (told(item)["name"], told(item)["responseCode"], told(item)["url"]) == (
            "GET /{language}/p/{slug}", "404", "",
        )  # fmt: skip
        assert telling.ingestion.paths == {"/v2.1/track"}

    async def test_of_the_api_is_told_with_the_whole_route(self, telling: Telling) -> None:
        async with telling.shop() as (client, _):
            await client.get(f"/api/v1/carts/{uuid4()}/shipping-methods")

        [item] = telling.ingestion.items("Request")
        assert told(item)["name"] == "GET /api/v1/carts/{cart_id}/shipping-methods"

    async def test_from_memory_is_told_like_the_one_that_was_made(self, telling: Telling) -> None:
        async with telling.shop() as (client, shop):
            await open_small_shop(shop.database, {"A": 5})
            await until_it_hears(shop)
            for _ in range(2):
                assert (await client.get("/es/c/hidraulicos")).status_code == 200

        requests = telling.ingestion.items("Request")
        assert [told(item)["name"] for item in requests] == ["GET /{language}/c/{category}"] * 2

    async def test_of_an_address_that_no_route_knows_is_not_told_with_it(
        self, telling: Telling
    ) -> None:
        async with telling.shop() as (client, _):
            for path in ("/ana@example.com", "/static/ana@example.com", "/healthz"):
                await client.get(path)

        assert [told(item)["name"] for item in telling.ingestion.items()] == [
            "GET (none)", "GET /static/{path}",
        ]  # fmt: skip

    async def test_that_went_well_is_told_for_as_many_as_it_stands_for(
        self, telling: Telling
    ) -> None:
        """Chosen by its trace, so that each process chooses the same."""
        traces = [f"{first:08x}".rjust(32, "a") for first in (0, 2**30 - 1, 2**30, 2**32 - 1)]
        async with telling.shop(insights_percent=25) as (client, _):
            for trace in traces:
                await client.get("/robots.txt", headers={"traceparent": f"00-{trace}-{CALLER}-01"})

        items = telling.ingestion.items()
        assert [named(item)["operation_id"] for item in items] == traces[:2]
        assert [item["sampleRate"] for item in items] == [25.0, 25.0]


class TestAFailure:
    async def test_is_told_with_its_place_and_its_trace_whatever_the_share(
        self, telling: Telling, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with telling.shop(insights_percent=1) as (client, shop):
            opening = await shop.facts.opening()
            with monkeypatch.context() as patch:
                # The routes are reached without another look.
                patch.setattr(type(shop.facts), "kept_opening", opening)
                patch.setattr(shop.database, "reading", broken)
                answer = await client.get("/api/v1/products", headers=HEADERS)
                page = await client.get("/es/search?q=tile", headers=HEADERS)

        assert (answer.status_code, page.status_code) == (500, 500)
        requests = telling.ingestion.items("Request", operation_id=TRACE)
        failures = telling.ingestion.items("Exception", operation_id=TRACE)
        assert [(told(item)["success"], item["sampleRate"]) for item in requests] == [
            (False, 100.0), (False, 100.0),
        ]  # fmt: skip
        assert [named(item)["operation_parentId"] for item in failures] == [
            told(item)["id"] for item in requests
        ]
        details = [told(item)["exceptions"][0] for item in failures]
        assert [(one["typeName"], one["message"]) for one in details] == [
            ("ValueError", "unexpected failure"), ("ValueError", "a page failed"),
        ]  # fmt: skip
        stack = details[0]["stack"].splitlines()
        assert (stack[0], stack[-1]) == ("ValueError", "LookupError")
        assert stack[-2].endswith("in broken")

    async def test_before_any_route_is_told_too(
        self, telling: Telling, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with telling.shop(is_open=None) as (client, shop):
            with monkeypatch.context() as patch:
                patch.setattr(shop.database, "reading", broken)
                answer = await client.get("/api/v1/products", headers=HEADERS)

        assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
        [item] = telling.ingestion.items("Request", operation_id=TRACE)
        assert told(item)["success"] is False
        assert len(telling.ingestion.items("Exception", operation_id=TRACE)) == 1


class TestAnOrder:
    async def test_is_one_operation_from_the_page_to_the_mail(
        self, telling: Telling, mail: tuple[int, str]
    ) -> None:
        async with telling.shop(smtp_port=mail[0]) as (client, shop):
            await open_small_shop(shop.database, {"A": 5})
            await client.post("/es/cart/lines", data={"sku": "A", "quantity": "1"})
            typed = {**form(await client.get("/es/checkout"), "/es/checkout"), **BUYER}
            placed = await client.post(
                "/es/checkout", data={**typed, "card": "approved"}, headers=HEADERS
            )
            assert placed.status_code == 303, placed.text
            await work(shop, "orders")
            await work(shop, "notifications")

        done = telling.ingestion.items(operation_id=TRACE)
        assert [(item["data"]["baseType"], told(item)["name"]) for item in done] == [
            ("RequestData", "POST /{language}/checkout"),
            ("RemoteDependencyData", "order.confirm"),
            ("RemoteDependencyData", "order.mail"),
        ]
        assert {told(item)["success"] for item in done} == {True}

    async def test_leaves_nothing_of_the_buyer_there(
        self, telling: Telling, mail: tuple[int, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Not in what went well, not in what failed, nor the keys to a cart or an order."""
        async with telling.shop(smtp_port=mail[0]) as (client, shop):
            await open_small_shop(shop.database, {"A": 5})
            client.headers.update(HEADERS)
            cart_id = await fill_cart(client, {"A": 1})
            placed = (await pay(client, cart_id)).json()
            page = f"/es/orders/{placed['number']}"
            for path in (page, f"/api/v1/orders/{placed['number']}", f"{page}/review"):
                await client.get(path, params={"token": placed["token"]})
            await work(shop, "orders")
            await work(shop, "notifications")
            with pytest.raises(telemetry.Failed, match=r"^ValueError in operation [0-9a-f]{32}$"):
                await take(
                    shop,
                    {OrderMail: broken},
                    f'{{"id": "{uuid4()}", "type": "order.mail", "version": 1, "body": {{}}}}',
                    queue="notifications",
                    attempt=5,
                )
            with monkeypatch.context() as patch:
                patch.setattr(shop.database, "reading", broken)
                failed = await client.get(f"/api/v1/carts/{cart_id}")

        assert failed.status_code == 500
        assert len(telling.ingestion.items("Exception")) == 2
        assert len(telling.ingestion.items("Request")) == 9
        secret = [*BUYER.values(), *HEADERS.values(), cart_id, placed["token"], placed["number"]]
        secret = [one for one in secret if one not in {"ES", HEADERS["traceparent"]}]
        assert [one for one in secret if str(one) in telling.ingestion.text] == []


class TestWhoTells:
    async def test_is_the_identity_that_terraform_names(
        self, telling: Telling, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        by = re.search(r'AUTHENTICATION_STRING += "(.*)"', hcl("modules/web_app"))
        assert by
        certificate = tmp_path / "certificate.pem"
        with ingestion(certificate) as played, ingestion() as identities:
            monkeypatch.setenv(
                "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
                by[1].replace("${var.identity.client_id}", "the-storefront"),
            )
            monkeypatch.setenv("IDENTITY_ENDPOINT", f"{identities.url}msi/token")
            monkeypatch.setenv("IDENTITY_HEADER", "any")
            monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
            async with telling.shop(insights_connection=played.connection) as (client, _):
                await client.get("/robots.txt")

            assert played.authorised == {"Bearer https://monitor.azure.com/ of the-storefront"}
            assert [told(item)["name"] for item in played.items()] == ["GET /robots.txt"]


class TestAnIngestionThatIsDown:
    async def test_costs_the_shop_nothing_but_what_it_would_have_told(
        self, telling: Telling
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as deaf:
            url = f"http://127.0.0.1:{deaf.getsockname()[1]}/"
            connection = f"InstrumentationKey={uuid4()};IngestionEndpoint={url}"
            async with telling.shop(insights_connection=connection) as (client, _):
                for _ in range(50):
                    assert (await client.get("/robots.txt")).status_code == 200
                stopping = time.monotonic()

        assert time.monotonic() - stopping < 8

    def test_leaves_a_bounded_number_waiting(self, telling: Telling) -> None:
        from lonja.adapters.insights import BATCH_ITEMS, QUEUE_ITEMS, Insights

        telling.ingestion.answers.clear()
        insights = Insights(telling.ingestion.connection, role="front-office", percent=100)
        request = Work("request", "GET /", 1, 2, is_failed=False, is_notable=False, facts={})
        for _ in range(QUEUE_ITEMS + 3 * BATCH_ITEMS):
            insights.record(request)
        telling.ingestion.answers.set()

        # Closing waits for two seconds only; what fits into whole batches is sent without it.
        until_true(lambda: len(telling.ingestion.items()) >= QUEUE_ITEMS, what="the queue is sent")
        insights.close()
        assert len(telling.ingestion.items()) <= QUEUE_ITEMS + 2 * BATCH_ITEMS


class TestALaptop:
    def test_imports_nothing_of_it(self) -> None:
        """No connection, no cost: neither the exporter nor what it stands on."""
        code = (
            "import sys, lonja.frontoffice.app, lonja.jobs.background, lonja.spa_host.app\n"
            "print([n for n in sys.modules if n.split('.')[0] == 'msrest'"
            " or n.startswith(('azure.monitor', 'opentelemetry.sdk'))])"
        )
        said = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, text=True
        )

        assert said.stdout.strip() == "[]"
