"""From an empty shop, goods are made by screens alone, and one of them is bought."""

import json
import re
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from tests.support.desk import at_the_desk
from tests.support.topology import EmptyShop, Topology

from lonja_tools.places import CHECKOUT

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

EXAMPLE = CHECKOUT / "docs" / "shop.example.toml"
TYPED = {
    "Nombre y apellidos": "Ana Prueba",
    "Calle y número": "Calle Mayor 1",
    "Código postal": "28001",
    "Población": "Madrid",
}
OPTIONS = {
    "Size": (["250 g", "1 kg"], "Tamaño"),
    "Grind": (["Beans", "Filter"], "Molienda"),
    "Roast": (["Light", "Dark"], "Tueste"),
}


@pytest.fixture(scope="module")
def shop(empty_shop: EmptyShop) -> Topology:
    one = empty_shop.again()
    one.lonja("shop", "init", str(EXAMPLE))
    return one


@pytest.fixture(scope="module")
def owner(shop: Topology, browser: Browser) -> Iterator[Page]:
    """Invited by the command line; from then on it is screens."""
    desk = shop.url("back-office")
    said = shop.lonja("staff", "invite", "owner@norte.example", "--name", "Ana", "--json").stdout
    token = json.loads(said)["link"].partition("#")[2]
    with at_the_desk(browser, width=1440, height=1000) as page:
        page.goto(f"{desk}/sign-in")
        api, headers = f"{desk}/api/v1/invitation", {"origin": desk}
        secret = page.request.post(api, data={"token": token}, headers=headers).json()["secret"]
        asked = {
            "token": token,
            "password": "roasted on tuesdays",
            "code": pyotp.TOTP(secret).now(),
        }
        assert page.request.post(f"{api}/acceptance", data=asked, headers=headers).ok
        yield page


def cell(page: Page, row: str, column: str) -> Locator:
    headings = page.get_by_role("grid").get_by_role("columnheader").all_inner_texts()
    return (
        page.get_by_role("row")
        .filter(has_text=row)
        .locator(f'[aria-colindex="{headings.index(column) + 1}"]')
    )


def test_coffee_with_three_options_is_made_on_one_page(owner: Page, shop: Topology) -> None:
    owner.goto(f"{shop.url('back-office')}/products")
    owner.get_by_role("button", name="New product").first.click()
    owner.get_by_label("Name · English").fill("Huila")
    owner.get_by_label("Name · Spanish").fill("Café de Huila")
    owner.get_by_label("Description · English").fill("Red fruit and cane sugar.")
    owner.get_by_label("Price EUR").fill("12.50")
    owner.get_by_role("combobox", name="Category").click()
    owner.get_by_role("option").nth(0).click()
    owner.get_by_role("button", name="Add options").click()
    dialog = owner.get_by_role("dialog")
    for at, (name, (values, spanish)) in enumerate(OPTIONS.items()):
        if at:
            dialog.get_by_role("button", name="Add another option").click()
        option = dialog.locator("fieldset").nth(at)
        option.get_by_label("Option", exact=True).fill(name)
        option.get_by_label("Option · Spanish").fill(spanish)
        for value in values:
            option.get_by_label("Values", exact=True).fill(value)
            option.get_by_label("Values", exact=True).press("Enter")
    expect(dialog.get_by_text("8 variants")).to_be_visible()
    dialog.get_by_role("button", name="Apply").click()

    expect(owner.get_by_role("row")).to_have_count(9)
    cell(owner, "250 g · Beans · Light", "In stock").click()
    owner.keyboard.type("20")
    owner.keyboard.press("Enter")
    owner.keyboard.press("ArrowUp")
    for _ in range(7):
        owner.keyboard.press("Shift+ArrowDown")
    owner.keyboard.press("Control+d")
    for dear in ("Beans · Light", "Beans · Dark", "Filter · Light", "Filter · Dark"):
        cell(owner, f"1 kg · {dear}", "Price EUR").click()
        owner.keyboard.type("42")
        owner.keyboard.press("Enter")
    owner.get_by_role("button", name="Create product").click()

    expect(owner.get_by_role("heading", level=1, name="Huila")).to_be_visible()
    expect(cell(owner, "1 kg · Filter · Dark", "SKU")).to_have_text("HUILA-1-KG-FILTER-DARK")
    expect(cell(owner, "1 kg · Filter · Dark", "Price EUR")).to_have_text("42.00")
    expect(cell(owner, "1 kg · Filter · Dark", "In stock")).to_have_text("20")


def test_a_dripper_without_options_is_made_and_then_changed_in_its_grid(
    owner: Page, shop: Topology
) -> None:
    owner.goto(f"{shop.url('back-office')}/products/new")
    owner.get_by_label("Name · English").fill("Dripper")
    owner.get_by_label("Name · Spanish").fill("Cafetera de goteo")
    owner.get_by_label("Price EUR").fill("19.90")
    owner.get_by_label("In stock").fill("3")
    owner.get_by_role("button", name="Create product").click()
    expect(owner.get_by_role("heading", level=1, name="Dripper")).to_be_visible()
    expect(owner.get_by_label("SKU")).to_have_value("DRIPPER")

    owner.get_by_label("Barcode").fill("4006381333932")
    owner.get_by_role("button", name="Save variants").click()
    expect(owner.get_by_text("the last one does not fit the others")).to_be_visible()
    owner.get_by_label("Barcode").fill("4006381333931")
    owner.get_by_role("button", name="Save variants").click()

    expect(owner.get_by_role("region", name="Unsaved variants")).to_be_hidden()
    history = owner.locator("section", has=owner.get_by_role("heading", name="History"))
    expect(history).to_contain_text("4006381333931")


def test_a_buyer_chooses_and_buys_the_coffee(
    owner: Page, shop: Topology, phone: BrowserContext
) -> None:
    assert owner
    shop.lonja("shop", "open")
    page = phone.new_page()
    page.goto(f"{shop.url()}/es/search?q=huila")
    page.locator(".card a").first.click()
    expect(page.get_by_role("heading", level=1, name="Café de Huila")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("^Molienda:"))).to_be_visible()
    for value in ("1 kg", "Filter", "Dark"):
        page.locator(f'.choice[data-value="{value}"]').click()
        expect(page.locator(f'.choice[data-value="{value}"]')).to_have_class(
            re.compile("is-chosen")
        )
    expect(page.locator("input[name=sku]")).to_have_value("HUILA-1-KG-FILTER-DARK")
    page.get_by_role("button", name="Añadir a la cesta").click()
    page.get_by_role("link", name="Tramitar el pedido").click()
    page.get_by_label("Correo electrónico").fill("ana@example.com")
    for label, text in TYPED.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Tarjeta", exact=True).select_option("approved")
    page.get_by_role("button", name="Hacer el pedido y pagar").click()

    expect(page.get_by_role("heading", name="Su pedido está confirmado")).to_be_visible()
    expect(page.get_by_text("42,00 €").first).to_be_visible()


def test_an_address_that_changes_leads_on_and_what_was_sold_stays(
    owner: Page, shop: Topology, phone: BrowserContext
) -> None:
    owner.goto(f"{shop.url('back-office')}/products")
    owner.get_by_role("link", name="Huila").click()
    panel = owner.locator("section", has=owner.get_by_role("heading", name="Address and search"))
    panel.get_by_role("button", name="Edit").click()
    panel.get_by_label("Address", exact=True).fill("huila-natural")
    owner.get_by_role("button", name="Save", exact=True).click()
    expect(owner.get_by_text("Saved.")).to_be_visible()
    owner.get_by_role("button", name="Delete", exact=True).click()
    dialog = owner.get_by_role("dialog")
    dialog.get_by_role("button", name="Delete").click()

    expect(dialog.get_by_role("alert")).to_contain_text("stands on orders")
    page = phone.new_page()
    page.goto(f"{shop.url()}/es/p/huila")
    expect(page).to_have_url(re.compile("/es/p/huila-natural$"))
