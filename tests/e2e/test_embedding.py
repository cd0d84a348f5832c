"""The report that Power BI would draw, in a real browser: our own test server stands in for it."""

import contextlib
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.support import powerbi_test_server, servers
from tests.support.desk import at_the_desk, chosen_topology, sign_in
from tests.support.powerbi_test_server import Kept
from tests.support.topology import Topology

from lonja_tools.laptop import topology
from lonja_tools.places import CHECKOUT, Places

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


@contextlib.contextmanager
def back_office(shop: Topology, power_bi: Kept, folder: Path) -> Iterator[str]:
    """Another back office beside the shop's own: the same, but that Power BI is configured."""
    base = servers.free_port_base()
    api, desk = topology.address("back-office-api", base), topology.address("back-office", base)
    env = {
        **topology.settings(Places(checkout=CHECKOUT, state=shop.state), shop.base),
        **power_bi.settings(),
        "LONJA_BACKOFFICE_API_URL": api,
        "LONJA_BACKOFFICE_URL": desk,
    }
    with contextlib.ExitStack() as running:
        for package, address in (("backoffice", api), ("spa_host", desk)):
            command = [
                sys.executable,
                "-m",
                "granian",
                "--interface",
                "asgi",
                "--host",
                "127.0.0.1",
            ]
            command += ["--port", address.rpartition(":")[2], f"lonja.{package}.app:app"]
            running.enter_context(
                servers.process(
                    command,
                    ready=partial(servers.answers, f"{address}/readyz"),
                    log=folder / f"{package}.log",
                    env=env,
                )
            )
        yield desk


def test_an_owner_sees_the_report_that_power_bi_draws(
    request: pytest.FixtureRequest, browser: Browser, tmp_path: Path
) -> None:
    shop = chosen_topology(request)
    with (
        powerbi_test_server.running() as power_bi,
        back_office(shop, power_bi, tmp_path) as desk,
        at_the_desk(browser) as owner,
    ):
        shop.lonja("etl", "run")  # our own charts need one; a new shop's first may still be at work
        sign_in(owner, shop, "owner", desk=desk)
        owner.goto(f"{desk}/reports")

        report = owner.frame_locator("iframe[title='Power BI report']")
        expect(report.get_by_text("Power BI test server")).to_be_visible(timeout=60_000)
        expect(owner.get_by_role("link", name="Sales over time")).to_be_visible()

    assert power_bi.embed_tokens == [
        {
            "reports": [{"id": "test-report", "allowEdit": False}],
            "datasets": [{"id": "test-dataset"}],
            "targetWorkspaces": [{"id": "test-workspace"}],
            "identities": [
                {
                    "username": "owner@azulejo.example",
                    "roles": ["Whole"],
                    "datasets": ["test-dataset"],
                }
            ],
        }
    ]
