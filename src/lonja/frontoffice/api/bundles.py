"""What goes together for less than one by one."""

from uuid import UUID

from fastapi import APIRouter

from lonja.catalog import api as catalog
from lonja.frontoffice.api.products import AskedCurrency, AskedLanguage, sold_in, spoken_in
from lonja.hosting.deps import Facts, ListOut, MoneyOut, Out, PathText, Reading
from lonja.kernel import clock
from lonja.promotions import api as promotions
from lonja.promotions.api import Promotion

router = APIRouter(tags=["products"])


class BundlePieceOut(Out):
    """So many of a product, whichever its variants."""

    product: str
    name: str
    quantity: int


class BundleOut(Out):
    """All pieces together cost `price`, or `percent_off` less than one by one.

    Put them into the cart like any others: it finds the bundle by itself.
    """

    id: UUID
    name: str
    pieces: list[BundlePieceOut]
    price: MoneyOut | None
    percent_off: int | None


@router.get("/bundles", operation_id="listBundles")
async def list_bundles(
    facts: Facts, db: Reading, language: AskedLanguage = None, currency: AskedCurrency = None
) -> ListOut[BundleOut]:
    """Those that anybody gets now, without a code."""
    return await _bundles(facts, db, language, currency)


@router.get("/products/{slug}/bundles", operation_id="listBundlesOfProduct")
async def list_bundles_of_product(
    slug: PathText,
    facts: Facts,
    db: Reading,
    language: AskedLanguage = None,
    currency: AskedCurrency = None,
) -> ListOut[BundleOut]:
    """Those that it is a piece of."""
    found = await catalog.product_by_slug(db, slug, language=spoken_in(facts, language))
    return await _bundles(facts, db, language, currency, found.id)


async def _bundles(
    facts: Facts,
    db: Reading,
    language: AskedLanguage,
    currency: AskedCurrency,
    product_id: UUID | None = None,
) -> ListOut[BundleOut]:
    spoken, sold = spoken_in(facts, language), sold_in(facts, currency)
    found = await promotions.bundles(
        db, product_id, country=facts.country_of(sold), currency=sold, now=clock.now()
    )
    ids = {part.product_id for one in found.running for part in one.rule.reward.parts}
    known = {one.id: one for one in (await catalog.products_by_ids(db, sorted(ids)) if ids else ())}
    items = [_bundle(one, known, spoken, sold, facts.language) for one in found.running]
    return ListOut(items=[one for one in items if one is not None], next_cursor=None)


def _bundle(
    one: Promotion,
    known: dict[UUID, catalog.Product],
    language: str,
    currency: str,
    shop_language: str,
) -> BundleOut | None:
    """None where a piece of it is not on sale."""
    pieces = []
    for part in one.rule.reward.parts:
        product = known.get(part.product_id)
        if product is None or product.status != catalog.ProductStatus.ACTIVE:
            return None
        pieces.append(
            BundlePieceOut(
                product=product.address(language),
                name=product.text(language, "name", default=shop_language),
                quantity=part.quantity,
            )
        )
    amount = one.rule.reward.amounts.get(currency)
    return BundleOut(
        id=one.id,
        name=one.name(language),
        pieces=pieces,
        price=None if amount is None else MoneyOut.of(amount, currency),
        percent_off=one.rule.reward.percent,
    )
