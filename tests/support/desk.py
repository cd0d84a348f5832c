"""A person of the staff at a real browser, and what the rest of the shop says meanwhile."""

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from playwright.sync_api import Browser, Page
from tests.support.topology import Topology

ADDRESS = {
    "name": "Ana Prueba",
    "line1": "Calle Mayor 1",
    "city": "Madrid",
    "postal_code": "28001",
    "country": "ES",
}


def chosen_topology(request: pytest.FixtureRequest) -> Topology:
    """The suite's own, or one that runs already: `LONJA_TEST_RUNNING=STATE_FOLDER:PORT_BASE`."""
    running = os.environ.get("LONJA_TEST_RUNNING")
    if running:
        state, base = running.rsplit(":", 1)
        return Topology(state=Path(state), base=int(base))
    found: Topology = request.getfixturevalue("running_topology")
    return found


@contextlib.contextmanager
def at_the_desk(browser: Browser, *, width: int = 1280, height: int = 900) -> Iterator[Page]:
    """A page in English without a session; an uncaught error in it fails the test."""
    troubles: list[str] = []
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="en-GB", accept_downloads=True
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    yield page
    context.close()
    assert troubles == []


def sign_in(page: Page, topology: Topology, account: str, *, desk: str = "") -> None:
    """As a person does with the demo's sign-ins: choose one, the form is filled, press the button.

    A code works once, and its next comes with the clock; so the last is forgotten before.
    """
    email = f"{account}@azulejo.example"
    topology.ask(f"UPDATE staff_users SET totp_last_step = 0 WHERE email = '{email}'")
    page.goto(f"{desk or topology.url('back-office')}/sign-in")
    page.get_by_text(email).click()
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("navigation", name="Main menu").wait_for()


def until[T](what: str, ask: Callable[[], T | None], *, within_s: float = 60) -> T:
    """What `ask` answers once it answers something."""
    ends = time.monotonic() + within_s
    while True:
        found = ask()
        if found:
            return found
        assert time.monotonic() < ends, f"{what}: not within {within_s} s"
        time.sleep(0.1)


@dataclass(frozen=True, slots=True)
class Shop:
    """The storefront's API and the mail inbox of a running topology."""

    topology: Topology

    def get(self, path: str, **params: str) -> Any:
        answer = httpx2.get(f"{self.topology.url()}/api/v1{path}", params=params, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def product(self, *, skip: int = 0) -> dict[str, Any]:
        """A product of which there is some."""
        items = self.get("/products", limit="50")["items"]
        plenty = [item for item in items if item["availability"] == "in_stock"]
        found: dict[str, Any] = self.get(f"/products/{plenty[skip]['slug']}")
        return found

    def buy(self, sku: str, email: str) -> dict[str, Any]:
        """A guest's order over the JSON API; `{number, token, status}`."""
        url = f"{self.topology.url()}/api/v1"
        with httpx2.Client(timeout=30) as buyer:
            cart = buyer.post(f"{url}/carts", json={}).json()["id"]
            added = buyer.post(f"{url}/carts/{cart}/lines", json={"sku": sku, "quantity": 1})
            assert added.status_code < 300, added.text
            buyer.put(f"{url}/carts/{cart}/address", json=ADDRESS)
            method = buyer.get(f"{url}/carts/{cart}/shipping-methods").json()["items"][0]["code"]
            buyer.put(f"{url}/carts/{cart}/shipping-method", json={"code": method})
            placed = buyer.post(
                f"{url}/carts/{cart}/checkout",
                headers={"Idempotency-Key": uuid4().hex},
                json={"email": email, "payment": {"method": "test", "token": "approved"}},
            )
        assert placed.status_code == 202, placed.text
        order: dict[str, Any] = json.loads(placed.text)
        return order

    def mails(self, **query: str) -> list[dict[str, Any]]:
        answer = httpx2.get(
            f"{self.topology.url('mail-inbox')}/api/messages", params={"limit": "2000", **query}
        )
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def mail(self, number: int) -> dict[str, Any]:
        read: dict[str, Any] = httpx2.get(
            f"{self.topology.url('mail-inbox')}/api/messages/{number}"
        ).json()
        return read
