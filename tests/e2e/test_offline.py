"""A buyer whose connection goes away."""

import re

import pytest
from playwright.sync_api import Browser, expect
from tests.e2e.conftest import PHONE
from tests.support.topology import Topology

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


def test_reads_our_own_page_and_goes_on_once_it_is_back(
    running_topology: Topology, browser: Browser
) -> None:
    context = browser.new_context(**{**PHONE, "service_workers": "allow"})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    shop = running_topology.url()
    page.goto(f"{shop}/es/")
    page.evaluate("navigator.serviceWorker.ready.then((worker) => worker.scope)")

    context.set_offline(True)
    page.goto(f"{shop}/en/cart")
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    page.goto(f"{shop}/es/cart")
    expect(page.get_by_role("heading", name="Sin conexión")).to_be_visible()
    styled = page.locator("body").evaluate("body => getComputedStyle(body).fontFamily")
    context.set_offline(False)

    expect(page).to_have_title(re.compile("^Su cesta|^Cesta"))
    assert "Instrument Sans" in styled
    assert [line for line in said if "Content Security Policy" in line] == []
    context.close()
