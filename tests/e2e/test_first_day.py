"""A merchant's first day: by screens alone, from an empty shop to the first sale."""

import re

import httpx2
import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.support.desk import at_the_desk, until
from tests.support.topology import EmptyShop, Topology

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def link_and_shop(empty_shop: EmptyShop) -> tuple[str, Topology]:
    """An empty shop, and the link for its first owner as `up` prints it."""
    one, said = empty_shop.again(), empty_shop.said
    link = re.search(rf"{one.url('back-office')}/invitation#\S+", said)
    assert link is not None, said
    return link.group(0), one


def test_from_an_empty_shop_to_the_first_sale(
    browser: Browser, link_and_shop: tuple[str, Topology]
) -> None:
    link, shop = link_and_shop
    with at_the_desk(browser) as page:
        _join(page, link)
        _set_up(page)
        _skip(page, "Your colleagues", "The look", "Legal pages")
        assert "Abrimos pronto" in httpx2.get(f"{shop.url()}/es/", timeout=30).text
        page.get_by_role("button", name=re.compile("^Your first product")).click()
        page.get_by_role("button", name="Add example products").click()
        expect(
            page.get_by_role("button", name=re.compile("^Your first product.*Done"))
        ).to_be_visible()
        with page.expect_popup() as opened:
            page.get_by_role("button", name=re.compile("^A test order")).click()
            page.get_by_role("button", name="Preview the shop").click()
        _buy(opened.value)
        opened.value.close()
        page.reload()
        expect(page.get_by_role("button", name=re.compile("^A test order.*Done"))).to_be_visible()
        page.get_by_role("button", name="Open the shop", exact=True).last.click()
        expect(page.get_by_text("Set up your shop")).to_have_count(0)

        page.get_by_role("link", name="Customers").click()
        page.get_by_role("link", name="Ana Prueba").click()
        expect(page.get_by_text("ana@example.com").first).to_be_visible()

    def is_open() -> bool:
        return "Café de ejemplo" in httpx2.get(f"{shop.url()}/es/search", timeout=30).text

    assert until("everyone sees the shop", is_open)


def _join(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("Your name").fill("Ana Roca")
    page.get_by_role("textbox", name="Email").fill("ana@norte.example")
    page.get_by_role("textbox", name="New password").fill("roasted on tuesdays")
    secret = page.locator("code").inner_text().replace(" ", "")
    page.get_by_role("textbox", name="Code").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Open the back office").click()
    page.get_by_role("navigation", name="Main menu").wait_for()


def _set_up(page: Page) -> None:
    """Country first; what it proposes is on the page before anything is saved."""
    page.get_by_role("link", name="Set up the shop").click()
    country = page.get_by_role("combobox", name=re.compile("Where is your business"))
    country.click()
    country.fill("Spain")
    page.get_by_role("option", name="Spain", exact=True).click()
    expect(page.get_by_role("cell", name="21%")).to_be_visible()
    for label, text in (
        ("Name of the shop", "Norte"),
        ("Legal name", "Norte Coffee Roasters S.L."),
        ("E-mail for buyers", "hola@norte.example"),
        ("Street and number", "Muelle de Ejemplo 3"),
        ("Postal code", "48001"),
        ("Town", "Bilbao"),
    ):
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Set up the shop").click()
    expect(page.get_by_role("button", name=re.compile("^Shipping.*Done"))).to_be_visible()


def _skip(page: Page, *steps: str) -> None:
    for step in steps:
        page.get_by_role("button", name=re.compile(f"^{step}")).click()
        page.get_by_role("button", name="Skip this step").click()
        expect(page.get_by_role("button", name=re.compile(f"^{step}.*Skipped"))).to_be_visible()


def _buy(shop: Page) -> None:
    """In the closed shop, as staff see it by their preview link."""
    shop.get_by_text("Esta tienda todavía no está abierta").wait_for()
    base = shop.url.split("/es/")[0]
    shop.goto(f"{base}/es/p/example-mug")
    shop.get_by_role("button", name="Añadir a la cesta").click()
    shop.get_by_role("link", name="Tramitar el pedido").click()
    shop.get_by_label("Correo electrónico").fill("ana@example.com")
    for label, text in (
        ("Nombre y apellidos", "Ana Prueba"),
        ("Calle y número", "Calle Mayor 1"),
        ("Código postal", "28001"),
        ("Población", "Madrid"),
    ):
        shop.get_by_label(label, exact=True).fill(text)
    shop.get_by_label("Tarjeta", exact=True).select_option("approved")
    shop.get_by_role("button", name="Hacer el pedido y pagar").click()
    expect(shop.get_by_role("heading", name="Su pedido está confirmado")).to_be_visible()
