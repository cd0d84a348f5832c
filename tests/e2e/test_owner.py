"""An owner looks at the numbers, in a real browser over the whole topology."""

import json
import re
from collections.abc import Iterator
from uuid import uuid4

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.support.desk import Shop, at_the_desk, chosen_topology, sign_in, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

RUN_MS = 180_000


@pytest.fixture(scope="module")
def shop(request: pytest.FixtureRequest) -> Shop:
    return Shop(chosen_topology(request))


@pytest.fixture(scope="module")
def owner(shop: Shop, browser: Browser) -> Iterator[Page]:
    with at_the_desk(browser) as page:
        sign_in(page, shop.topology, "owner")
        yield page


@pytest.fixture
def desk(shop: Shop) -> str:
    return shop.topology.url("back-office")


def run_etl(owner: Page, desk: str) -> None:
    """Press the button and wait for the run that it began."""
    owner.goto(f"{desk}/warehouse")
    page = owner.get_by_role("article")
    page.get_by_text("in all").or_(page.get_by_text("was never filled")).first.wait_for()
    newest = owner.locator("tbody tr").first
    known = newest.locator("td").first.inner_text() if newest.is_visible() else "none"
    owner.get_by_role("button", name="Run now").click()
    expect(newest.locator("td").first).not_to_have_text(known, timeout=RUN_MS)
    expect(newest).to_contain_text("Done", timeout=RUN_MS)


def orders_reported(owner: Page, desk: str) -> int:
    owner.goto(f"{desk}/reports/sales?currency=EUR")
    orders = owner.get_by_role("listitem").filter(has=owner.get_by_text("Orders", exact=True))
    figure = orders.get_by_role("button")
    expect(figure).to_be_visible()
    return int(figure.inner_text().replace(",", ""))


def test_a_sale_is_in_the_report_after_a_run_that_the_owner_starts(
    owner: Page, shop: Shop, desk: str
) -> None:
    run_etl(owner, desk)
    owner.goto(f"{desk}/reports")
    expect(owner.get_by_text("Power BI is not configured.", exact=False)).to_be_visible()
    order = shop.buy(
        shop.product(skip=1)["variants"][0]["sku"], f"owner-{uuid4().hex[:8]}@example.com"
    )
    owner.goto(f"{desk}/orders/{order['number']}")
    expect(owner.get_by_role("heading", level=1)).to_contain_text("Confirmed", timeout=60_000)
    # From today's first sale on, the report's period ends today in both readings.
    run_etl(owner, desk)
    before = orders_reported(owner, desk)

    again = shop.buy(
        shop.product(skip=1)["variants"][0]["sku"], f"owner-{uuid4().hex[:8]}@example.com"
    )
    owner.goto(f"{desk}/orders/{again['number']}")
    expect(owner.get_by_role("heading", level=1)).to_contain_text("Confirmed", timeout=60_000)
    run_etl(owner, desk)

    assert orders_reported(owner, desk) == before + 1
    chart = owner.locator("section", has=owner.get_by_role("heading", name="Net sales: day"))
    expect(chart.locator("svg path").first).to_be_attached()


def test_what_staff_did_is_in_a_chain_that_can_be_verified(owner: Page, desk: str) -> None:
    owner.goto(f"{desk}/audit")
    expect(owner.get_by_role("row").nth(1)).to_contain_text("owner")

    owner.get_by_role("button", name="Check integrity").click()

    expect(owner.get_by_text("The audit log is intact")).to_be_visible()


def test_the_palette_goes_anywhere_by_keyboard(owner: Page, desk: str) -> None:
    owner.goto(f"{desk}/")
    expect(owner.get_by_role("heading", level=1)).to_contain_text("Hello")

    owner.keyboard.press("Control+k")
    owner.get_by_placeholder("Search orders, customers, products, SKUs and pages").fill("audit")
    owner.keyboard.press("Enter")
    owner.wait_for_url(f"{desk}/audit")
    expect(
        owner.get_by_placeholder("Search orders, customers, products, SKUs and pages")
    ).to_be_hidden()

    owner.keyboard.press("g")
    owner.keyboard.press("s")
    owner.wait_for_url(f"{desk}/stock")


def test_somebody_without_a_permission_sees_why(browser: Browser, shop: Shop) -> None:
    with at_the_desk(browser, width=390, height=844) as page:
        sign_in(page, shop.topology, "analyst")
        page.get_by_role("button", name="Open the menu").click()
        place = page.get_by_role("navigation").get_by_role("link", name="Orders")

        expect(place).to_have_attribute("aria-disabled", "true")
        page.get_by_role("link", name="Home").focus()
        page.keyboard.press("Tab")
        expect(place).to_be_focused()
        expect(page.get_by_role("tooltip")).to_contain_text("see orders")


def test_a_colleague_joins_by_the_link_of_an_invitation(
    browser: Browser, owner: Page, shop: Shop, desk: str
) -> None:
    email = f"lola-{uuid4().hex[:8]}@azulejo.example"
    owner.goto(f"{desk}/staff")
    owner.get_by_role("button", name="Invite staff").click()
    owner.get_by_label("Name").fill("Lola Núñez")
    owner.get_by_label("Email").fill(email)
    owner.get_by_role("button", name="Send invitation").click()
    expect(owner.get_by_role("alert")).to_contain_text("Choose at least one role")
    owner.get_by_role("checkbox", name="Inventory").check()
    owner.get_by_role("button", name="Send invitation").click()
    expect(owner.get_by_text(f"An email with the link is on its way to {email}.")).to_be_visible()

    mails = until("the mail of the invitation", lambda: shop.mails(to=email))
    link = re.search(r"https?://\S+/invitation#\S+", shop.mail(mails[0]["id"])["text"])
    assert link is not None
    with at_the_desk(browser) as colleague:
        colleague.goto(link[0])
        secret = colleague.locator("code").inner_text().replace(" ", "")
        colleague.get_by_label("New password").fill("clay, water and fire")
        colleague.get_by_label("Code").fill("000000")
        colleague.get_by_role("button", name="Open the back office").click()
        expect(colleague.get_by_role("alert")).to_contain_text("The code is wrong")
        colleague.get_by_label("Code").fill(pyotp.TOTP(secret).now())
        colleague.get_by_role("button", name="Open the back office").click()
        expect(colleague.get_by_role("heading", level=1)).to_contain_text("Lola")

        owner.goto(f"{desk}/staff")
        row = owner.get_by_role("row").filter(has_text=email)
        row.get_by_role("button", name="Edit").click()
        owner.get_by_role("button", name="Revoke access").click()
        expect(row).to_contain_text("access revoked")
        colleague.reload()
        expect(colleague.get_by_role("button", name="Sign in")).to_be_visible()


def test_the_first_owner_comes_from_the_command_line(
    browser: Browser, shop: Shop, desk: str
) -> None:
    email = f"owner-{uuid4().hex[:8]}@azulejo.example"
    said = shop.topology.lonja("staff", "invite", email, "--name", "Ana", "--json").stdout
    link = json.loads(said)["link"]

    with at_the_desk(browser) as first:
        first.goto(link)
        expect(first.get_by_role("heading", level=1)).to_contain_text("Welcome, Ana")
        expect(first.get_by_text(f"{email} · Owner")).to_be_visible()

    assert link.startswith(f"{desk}/invitation#")
