"""Files of what a shop offers beside its goods: price lists, prices with a time, collections, gift cards."""

from datetime import timedelta

from tests.support.sheets import a_file, imported
from tests.support.shop import NOON

from lonja.customers import api as customers
from lonja.imports.api import Import
from lonja.jobs.imports import ImportContext

LISTS = a_file("Price list,Customer group,Active", "Wholesale,Trade,", '"=Ten, or more",,FALSE')
TIERS = a_file(
    "Price list,SKU,Currency,From quantity,Price",
    "Wholesale,SEVILLA-1,EUR,1,20",
    "Wholesale,SEVILLA-1,EUR,10,17.50",
    "Wholesale,sevilla-2,,,19.00",
    '"=Ten, or more",SEVILLA-3,EUR,10,22.00',
)
SALES = a_file(
    "SKU,Currency,Price,Starts,Ends",
    f"SEVILLA-1,EUR,15.00,{(NOON + timedelta(days=10)).isoformat()},2027-02-01",
    f"SEVILLA-2,,15.00,{(NOON + timedelta(days=10)).isoformat()},2027-02-01",
    f"SEVILLA-3,EUR,30.00,{(NOON + timedelta(days=20)).isoformat()},",
)
COLLECTIONS = a_file(
    "Collection,Rule,Sort,Starts,Name (es),Name (en),Description (es),Product,Condition",
    'picks,hand,,2026-12-01T10:00,Elegidos,Picks,"Dos, y más",plain-cup,',
    "picks,,,,,,,blue-jug,",
    "calm,any,name,,Calma,,,,tag = summer | a\\|b",
    "calm,,,,,,,,category = mesas",
    "calm,,,,,,,,price EUR = 10.00 -",
    "calm,,,,,,,,new = 30",
    "calm,,,,,,,,on_sale",
    "nothing,hand,,,Nada,,,,",
)
GIFT_CARDS = a_file(
    "Handle,Title,Gift Card,Option1 Name,Option1 Value,Variant SKU,Variant Price,Gift card up to",
    "gift-card,Tarjeta,TRUE,Amount,Fixed,CARD-25,25.00,",
    "gift-card,,,,Own,CARD-OWN,10.00,200.00",
)


async def add_group(context: ImportContext, name: str = "Trade") -> None:
    async with context.database.transaction() as db:
        await customers.add_group(db, name=name, description="", actor="clerk", now=NOON)


async def fill_offers(context: ImportContext) -> list[Import]:
    """All of them; the products and categories that collections name are there."""
    await add_group(context)
    return [await imported(context, one) for one in (LISTS, TIERS, SALES, COLLECTIONS, GIFT_CARDS)]
