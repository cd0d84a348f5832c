"""The apps as they are started, each a process of its own: an order is one operation in all of them."""

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from tests.support.front_office import fill_cart, pay
from tests.support.ingestion import Ingestion, ingestion, named, told
from tests.support.mail import Inbox
from tests.support.servers import answers, free_port_base, process, storage_server, until_true

from lonja.kernel.db import Database
from lonja.shelf import api as shelf
from lonja_tools.laptop import topology
from lonja_tools.places import Places
from lonja_tools.proofs.small_shop import open_small_shop

ORDER, LOOK = "1" * 32, "2" * 32
APPS = (topology.STOREFRONT, topology.API, topology.SPA_HOST, topology.FUNCTIONS[0])
BUYER = "reported@example.com"


def traced(trace: str) -> dict[str, str]:
    return {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"}


async def buy(address: str, database_url: str) -> None:
    database = Database(database_url, refresh=shelf.refresh)
    await open_small_shop(database, {"A": 5})
    await database.close()
    async with httpx2.AsyncClient(base_url=address, headers=traced(ORDER)) as client:
        placed = await pay(client, await fill_cart(client, {"A": 1}), email=BUYER)
        assert placed.status_code == 202, placed.text


@contextlib.contextmanager
def running(folder: Path, base: int, settings: dict[str, str]) -> Iterator[None]:
    with contextlib.ExitStack() as started:
        for app in APPS:
            ready = topology.address(app.port, base) + app.ready_path
            started.enter_context(
                process(
                    topology.filled(app, Places.here(), base),
                    ready=lambda url=ready: answers(url),  # type: ignore[misc]
                    log=folder / app.name,
                    env={**settings, "LONJA_INSIGHTS_ROLE": f"app-{app.name}"},
                )
            )
        yield


@pytest.fixture(scope="module")
def reported(
    tmp_path_factory: pytest.TempPathFactory, database_url: str, mail: tuple[int, str]
) -> Iterator[Ingestion]:
    """Read once they have ended: what waited in them is sent first."""
    folder = tmp_path_factory.mktemp("reporting")
    (folder / "dist").mkdir()
    (folder / "dist" / "index.html").write_text("<title>desk</title>")
    base = free_port_base()
    with ingestion() as played, storage_server() as storage:
        settings = {
            "APPLICATIONINSIGHTS_CONNECTION_STRING": played.connection,
            "LONJA_DATABASE_URL": database_url,
            **dict.fromkeys(
                ("LONJA_STORAGE_CONNECTION", "AzureWebJobsStorage", "QueueStorage"), storage
            ),
            "LONJA_SMTP_PORT": str(mail[0]),
            "LONJA_WAKE_URL": topology.address("functions-background", base),
            "LONJA_BACKOFFICE_API_URL": topology.address("back-office-api", base),
            "LONJA_SPA_FOLDER": str(folder / "dist"),
        }
        with running(folder, base, settings):
            asyncio.run(buy(topology.address("front-office", base), database_url))
            look = topology.address("back-office", base) + "/api/v1/orders/NONE-SUCH?q=secret"
            assert httpx2.get(look, headers=traced(LOOK)).status_code == 401
            until_true(
                lambda: bool(asyncio.run(Inbox(mail[1]).received(BUYER))), what="the mail came"
            )
        yield played


class TestAnOrderThroughAllProcesses:
    def test_is_one_operation_of_storefront_and_functions(self, reported: Ingestion) -> None:
        found = [
            (named(i)["cloud_role"], told(i)["name"]) for i in reported.items(operation_id=ORDER)
        ]

        until_the_mail = [
            ("app-front-office", "POST /api/v1/carts/{cart_id}/checkout"),
            ("app-functions-background", "order.confirm"),
            ("app-functions-background", "order.mail"),
        ]
        assert [step for step in found if step in until_the_mail] == until_the_mail
        # Its invoice is made beside the mail, sooner or later.
        beside = {step for step in found if step[0] == "app-functions-background"}
        assert beside - {*until_the_mail} <= {
            ("app-functions-background", name) for name in ("document.issue", "print.make")
        }

    def test_names_the_process_and_the_release(self, reported: Ingestion) -> None:
        tags = [named(item) for item in reported.items()]

        assert {tag["cloud_role"] for tag in tags} == {f"app-{app.name}" for app in APPS}
        assert all(tag["application_ver"] for tag in tags)
        kinds = {item["data"]["baseType"] for item in reported.items()}
        assert kinds == {"RequestData", "RemoteDependencyData"}

    def test_leaves_no_query_there(self, reported: Ingestion) -> None:
        assert "secret" not in reported.text
        assert BUYER not in reported.text


class TestARequestThroughTheHostOfThePages:
    def test_has_the_apis_part_below_the_hosts(self, reported: Ingestion) -> None:
        pages, api = reported.items(operation_id=LOOK)

        assert (named(pages)["cloud_role"], told(pages)["name"]) == (
            "app-back-office", "GET /api/{rest}",
        )  # fmt: skip
        assert (named(api)["cloud_role"], told(api)["name"]) == (
            "app-back-office-api", "GET /api/v1/orders/{number}",
        )  # fmt: skip
        assert named(api)["operation_parentId"] == told(pages)["id"]
