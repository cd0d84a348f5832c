"""A guest on a phone, from the front page to the mail that opens the order."""

import re

import httpx2
import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from tests.support.desk import until
from tests.support.topology import Topology

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

_ORDER_LINK = r"http://[\w.:]+/es/orders/[0-9A-Z-]+\?token=[0-9a-f]{32}"
TYPED = {
    "Nombre y apellidos": "Ana Prueba",
    "Calle y número": "Calle Mayor 1",
    "Código postal": "28001",
    "Población": "Madrid",
}


def find_a_tile(page: Page, shop: str) -> None:
    """Filter a category, then look for something else with a typing error, and open it."""
    page.goto(f"{shop}/es/c/andalusi")
    filters = page.locator(".filters-box > summary")
    if not page.get_by_role("link", name=re.compile("^Azul ")).first.is_visible():
        filters.click()
    page.get_by_role("link", name=re.compile("^Azul ")).first.click()
    expect(page).to_have_url(re.compile("colour=blue"))
    expect(page.locator(".card").first).to_be_visible()

    page.locator("#q").fill("zelige")  # a combobox once the script has run
    page.get_by_role("button", name="Buscar").click()
    expect(page.get_by_text("Estos son los resultados de zellige")).to_be_visible()
    page.locator(".card a").first.click()
    expect(page).to_have_url(re.compile("/es/p/"))


def pick_and_add(page: Page) -> None:
    """Another variant that can be had, three of it."""
    page.locator(".choice:not(.is-chosen):not(.is-sold-out)").first.click()
    expect(page).to_have_url(re.compile(r"\?sku="))
    page.get_by_label("Cantidad").fill("3")
    page.get_by_role("button", name="Añadir a la cesta").click()
    expect(page.get_by_text("Añadido a su cesta.")).to_be_visible()
    expect(page.locator(".cart-count")).to_have_text("3")


def test_suggestions_are_chosen_by_keyboard_and_read_out(
    running_topology: Topology, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto(f"{running_topology.url()}/es/")
    box = page.get_by_role("combobox", name="Buscar azulejos")
    options = page.get_by_role("listbox").get_by_role("option")

    box.press_sequentially("zelli")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Escape")
    expect(options.first).to_be_hidden()
    expect(box).to_have_value("zelli")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "suggested-0")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    box.press("Enter")

    expect(page).to_have_url(re.compile("/es/p/"))
    page.get_by_role("combobox", name="Buscar azulejos").press_sequentially("zelli")
    expect(options.first).to_be_visible()
    page.get_by_role("combobox", name="Buscar azulejos").press("Enter")
    expect(page).to_have_url(re.compile(r"/es/search\?q=zelli"))


def test_on_a_slow_network_the_last_choice_is_what_goes_into_the_cart(
    running_topology: Topology, phone: BrowserContext
) -> None:
    """Two taps while no response has come: both count, and nothing can be bought before it agrees."""
    page = phone.new_page()
    page.goto(f"{running_topology.url()}/es/search")
    for card in page.locator(".card-link").all():
        address = str(card.get_attribute("href"))
        page.goto(f"{running_topology.url()}{address}")
        if page.locator(".option").count() > 1:
            break
        page.go_back()
    options = page.locator(".option")
    first, second = (
        options.nth(at).locator(".choice:not(.is-chosen):not(.is-sold-out)").first for at in (0, 1)
    )
    wanted = [str(choice.get_attribute("data-value")) for choice in (first, second)]
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/p/*?sku=*", hold)

    first.evaluate("link => link.click()")
    expect(page.locator(".choice.is-chosen").first).to_have_attribute("data-value", wanted[0])
    expect(page.get_by_role("button", name="Añadir a la cesta")).to_be_disabled()
    second.evaluate("link => link.click()")
    expect(page.locator(".choice.is-chosen").nth(1)).to_have_attribute("data-value", wanted[1])
    # The browser hands a request over only while it is spoken to.
    until("both are requested", lambda: page.evaluate("true") and len(held) > 1, within_s=10)
    for route in held:
        route.continue_()

    expect(page.get_by_role("button", name="Añadir a la cesta")).to_be_enabled()
    chosen = [
        str(one.get_attribute("data-value")) for one in page.locator(".choice.is-chosen").all()
    ]
    assert chosen[:2] == wanted
    sku = page.locator("input[name=sku]").input_value()
    assert page.url.endswith(f"?sku={sku}")
    page.get_by_role("button", name="Añadir a la cesta").click()
    line = page.locator(".line a")
    expect(line.first).to_have_attribute("href", re.compile(re.escape(sku)))


def check_out(page: Page, email: str, card: str) -> None:
    page.get_by_role("link", name="Tramitar el pedido").click()
    page.get_by_role("button", name="Hacer el pedido y pagar").click()
    expect(page.get_by_role("alert")).to_contain_text("Escriba su correo electrónico.")
    page.get_by_label("Correo electrónico").fill(email)
    for label, text in TYPED.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Tarjeta", exact=True).select_option(card)
    page.get_by_role("button", name="Hacer el pedido y pagar").click()
    expect(page).to_have_url(re.compile("/es/orders/"))


def mails_to(topology: Topology, recipient: str) -> list[dict[str, object]]:
    answer = httpx2.get(
        f"{topology.url('mail-inbox')}/api/messages", params={"to": recipient, "limit": 100}
    )
    items: list[dict[str, object]] = answer.json()["items"]
    return items


def test_a_guest_buys_on_a_phone_and_the_mail_opens_the_order(
    running_topology: Topology, phone: BrowserContext
) -> None:
    page = phone.new_page()
    find_a_tile(page, running_topology.url())
    pick_and_add(page)
    check_out(page, "ana.movil@example.com", "declined")

    expect(page.get_by_role("heading", name="El pago no se ha podido hacer")).to_be_visible()
    expect(page.get_by_text("El banco ha rechazado la tarjeta.")).to_be_visible()
    page.get_by_label("Tarjeta", exact=True).select_option("approved")
    page.get_by_role("button", name="Pagar ahora").click()
    page.evaluate("window.sameDocument = true")
    expect(page.get_by_role("heading", name="Su pedido está confirmado")).to_be_visible()
    assert page.evaluate("window.sameDocument") is True

    found = poll_mail(running_topology, "ana.movil@example.com")
    page.goto(found)
    expect(page.get_by_role("heading", name="Su pedido está confirmado")).to_be_visible()


def poll_mail(topology: Topology, recipient: str) -> str:
    """The order's link in the confirmation, once it has arrived."""
    items = until("the mail comes", lambda: mails_to(topology, recipient), within_s=30)
    address = f"{topology.url('mail-inbox')}/api/messages/{items[0]['id']}"
    link = re.search(_ORDER_LINK, httpx2.get(address).text)
    assert link is not None
    return link.group(0)


def test_a_guest_buys_with_every_script_switched_off(
    running_topology: Topology, phone_without_script: BrowserContext
) -> None:
    page = phone_without_script.new_page()
    find_a_tile(page, running_topology.url())
    pick_and_add(page)
    check_out(page, "ana.sinscript@example.com", "approved")

    expect(page.get_by_role("heading", name="Su pedido está confirmado")).to_be_visible()
