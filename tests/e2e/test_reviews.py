"""A review from the phone it is written on to the product's page, in real browsers."""

import re
from collections.abc import Iterator
from uuid import uuid4

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.support.desk import Shop, at_the_desk, chosen_topology, sign_in, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

SOON_MS = 60_000


@pytest.fixture(scope="module")
def shop(request: pytest.FixtureRequest) -> Shop:
    return Shop(chosen_topology(request))


@pytest.fixture(scope="module")
def clerk(shop: Shop, browser: Browser) -> Iterator[Page]:
    with at_the_desk(browser) as page:
        sign_in(page, shop.topology, "clerk")
        yield page


def ship(clerk: Page, desk: str, number: str) -> None:
    clerk.goto(f"{desk}/orders/{number}")
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("Confirmed", timeout=SOON_MS)
    clerk.get_by_role("button", name="Ship", exact=True).click()
    clerk.get_by_role("combobox", name="Carrier").fill("Correos")
    clerk.get_by_role("option", name="Correos", exact=True).click()
    clerk.get_by_role("button", name="Ship and notify the customer").click()
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("Shipped")


def write(page: Page, order_url: str, title: str) -> None:
    """By keyboard where it matters: the stars are radio buttons, and what is missing is told."""
    page.goto(order_url)
    page.get_by_role("link", name=re.compile("^Escribir una opinión")).click()
    page.get_by_label("Título").fill(title)
    page.get_by_role("button", name="Enviar la opinión").click()
    expect(page.get_by_role("alert")).to_contain_text("Elija de una a cinco estrellas.")
    expect(page.get_by_label("Título")).to_have_value(title)
    page.get_by_role("radio").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="4 estrellas: Buena")).to_be_checked()
    page.get_by_role("textbox", name="Su opinión").fill(
        "Se cortan bien.\n\nEl tono varía algo entre cajas."
    )
    page.get_by_role("button", name="Enviar la opinión").click()
    expect(page.get_by_text("Leeremos su opinión antes de publicarla.")).to_be_visible()
    expect(page.get_by_text("Estamos leyendo su opinión.")).to_be_visible()


def publish(clerk: Page, desk: str, title: str) -> None:
    clerk.goto(f"{desk}/")
    to_read = clerk.get_by_role("link", name="reviews to moderate")
    expect(to_read).to_be_visible()
    to_read.click()
    more = clerk.get_by_role("button", name="Show more")
    clerk.get_by_role("article").nth(1).wait_for()
    while more.is_visible():
        more.click()
        clerk.wait_for_load_state("networkidle")
    review = clerk.get_by_role("article", name=title)
    expect(review.get_by_role("img", name="4 stars of 5")).to_be_visible()
    review.get_by_role("button", name="Publish").click()
    expect(clerk.get_by_text("Published. It is visible in the store.")).to_be_visible()
    expect(review).to_be_hidden()


def answer(clerk: Page, desk: str, title: str, said: str) -> None:
    clerk.goto(f"{desk}/reviews?show=published")
    clerk.get_by_role("article", name=title).get_by_role("button", name="Reply").click()
    clerk.get_by_label("Reply from the store").fill(said)
    clerk.get_by_role("button", name="Save reply").click()
    expect(clerk.get_by_text("Saved. It is visible in the store.")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_buyer_writes_a_clerk_publishes_and_shoppers_read(
    shop: Shop, clerk: Page, request: pytest.FixtureRequest, *, script: bool
) -> None:
    name = "phone" if script else "phone_without_script"
    phone: BrowserContext = request.getfixturevalue(name)
    desk, title = shop.topology.url("back-office"), f"Bonitas {uuid4().hex[:8]}"
    product = shop.product(skip=5)
    rating = product["rating"] or {"count": 0}
    order = shop.buy(product["variants"][0]["sku"], f"opina-{uuid4().hex[:8]}@example.com")
    buyer = phone.new_page()
    ship(clerk, desk, order["number"])
    write(
        buyer,
        f"{shop.topology.url()}/es/orders/{order['number']}?token={order['token']}",
        title,
    )
    page_url = f"{shop.topology.url()}/es/p/{product['slug']}"
    assert title not in httpx2.get(page_url).text

    publish(clerk, desk, title)

    # Each request is a connection of its own, so both processes are asked.
    def counted() -> bool:
        seen = {shop.get(f"/products/{product['slug']}")["rating"]["count"] for _ in range(12)}
        return seen == {rating["count"] + 1}

    until("both processes count it", counted, within_s=10)
    until(
        "both processes show it",
        lambda: all(title in httpx2.get(page_url).text for _ in range(12)),
        within_s=10,
    )
    said = f"Gracias {uuid4().hex[:8]}"
    answer(clerk, desk, title, said)

    def shown() -> bool:
        return said in httpx2.get(page_url).text

    until("the answer", shown, within_s=2)
    buyer.goto(page_url)
    buyer.locator("a[href='#reviews']").click()
    first = buyer.locator("article.review").first
    expect(first.get_by_role("heading", name=title)).to_be_visible()
    expect(first).to_contain_text("Compra verificada")
    expect(first).to_contain_text(said)
    buyer.get_by_role("link", name="Las mejores").click()
    expect(buyer).to_have_url(re.compile("reviews=highest"))
