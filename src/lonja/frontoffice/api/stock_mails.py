"""A mail when something that is sold out is there again."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import StringConstraints

from lonja.actions import wait_for_goods
from lonja.credit import api as credit
from lonja.frontoffice.api.products import AskedLanguage, spoken_in
from lonja.hosting.deps import Email, Facts, In, Storable, TheShop
from lonja.hosting.request_origin import client_address
from lonja.kernel import clock

router = APIRouter(tags=["catalog"])


class StockMailAsked(In):
    sku: Annotated[str, StringConstraints(min_length=1, max_length=100), Storable]
    email: Email


@router.post("/stock-mails", status_code=202, operation_id="askForStockMail")
async def ask_for_stock_mail(
    asked: StockMailAsked,
    request: Request,
    facts: Facts,
    shop: TheShop,
    language: AskedLanguage = None,
) -> None:
    """Mail a link by which they agree; the answer is the same for every address."""
    now = clock.now()
    client = client_address(request, proxies=shop.settings.frontoffice_proxies)
    visitor = f"stock {asked.email.lower()} {asked.sku}"
    async with shop.database.transaction() as db:
        await credit.count_lookup(db, visitor=visitor, address=client, now=now)
    async with shop.database.transaction() as db:
        await wait_for_goods.ask(
            db,
            sku=asked.sku,
            email=asked.email,
            language=spoken_in(facts, language),
            now=now,
        )
