"""A real browser over the whole topology."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from lonja_tools.laptop import browser as browsers

# What keeps Chromium from asking the network for anything but our pages.
_ALONE = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 30_000
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "locale": "es-ES",
    "has_touch": True,
    "service_workers": "block",  # requests that tests hold do not pass by one
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Of one module: while it is open its loop counts as running, and other tests have loops too."""
    found = browsers.find()
    if found is None:
        pytest.skip("no browser is here: install Chromium, or set LONJA_BROWSER")
    # As long as an action waits; what is expected comes when the shop has done it, not by a clock.
    expect.set_options(timeout=PATIENCE_MS)
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(found), args=[*_ALONE, *as_root])
        yield opened
        opened.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(**PHONE)
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def phone_without_script(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(**PHONE, java_script_enabled=False)
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()
