"""A buyer's documents behind the link of their order, and a full invoice by a form without scripts."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from tests.support.front_office import front_office
from tests.support.papers import work_documents
from tests.support.sales import order_of, sell
from tests.web.frontoffice.browsing import form, read, words

from lonja.bootstrap import Shop
from lonja.documents import api as documents
from lonja.kernel.ids import sealed
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


@pytest.fixture
async def shop(
    fresh_database_url: str, storage_connection: str
) -> AsyncIterator[tuple[httpx2.AsyncClient, Shop]]:
    async with front_office(fresh_database_url, storage_connection) as (buyer, opened):
        await open_small_shop(opened.database, {"A": 5})
        yield buyer, opened


async def test_a_buyer_downloads_the_invoice_and_asks_for_a_full_one(
    shop: tuple[httpx2.AsyncClient, Shop],
) -> None:
    buyer, opened = shop
    number = await sell(buyer, opened, {"A": 2})
    order = await order_of(opened.database, number)
    token = sealed(opened.settings.secret_key, "order", str(order.id))
    page = f"/es/orders/{number}"

    await work_documents(opened)
    first = await buyer.get(f"{page}?token={token}")
    (link,) = [one for one in read(first).links if "/documents/" in one]
    pdf = await buyer.get(link)
    stranger = await buyer.get(link.split("?")[0] + "?token=x")
    fields = form(first, f"{page}/invoice")
    wrong = await buyer.post(f"{page}/invoice?token={token}", data=fields | {"tax_id": "ES1"})
    right = await buyer.post(
        f"{page}/invoice?token={token}",
        data=fields | {"tax_id": "b-12345678", "name": "Obras S.L."},
    )
    after = await buyer.get(right.headers["location"])
    early = await buyer.get(next(one for one in read(after).links if "/documents/" in one))
    again = await buyer.post(f"{page}/invoice?token={token}", data=fields | {"tax_id": "B12345678"})

    assert "Factura simplificada S20" in words(first)
    assert (pdf.headers["content-type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert stranger.status_code == 404
    assert fields["name"] == "Ana Prueba"
    assert wrong.status_code == 422
    assert "número fiscal" in words(wrong)
    assert form(wrong, f"{page}/invoice")["tax_id"] == "ES1"
    assert right.status_code == 303
    assert "Factura F20" in words(after)
    assert "/invoice" not in [where for where, _ in read(after).forms]
    assert early.status_code == 409
    assert again.status_code == 409
    async with opened.database.reading() as db:
        simplified, full = await documents.documents_of(db, order.id)
    assert full.replaces == simplified.id
    assert (full.facts.buyer.name, full.facts.buyer.tax_id) == ("Obras S.L.", "ESB12345678")
