from datetime import UTC, datetime
from uuid import UUID

import pytest

from lonja.catalog import api as catalog
from lonja.pricing import api as pricing
from lonja.shelf._facts import facts_of

PRODUCT, VARIANT = UUID(int=1), UUID(int=2)
SOLD = catalog.Variant(
    VARIANT, PRODUCT, "A", {"size": "20x20"}, 0, True, None, None, None, None, None
)  # fmt: skip


def product() -> catalog.Product:
    return catalog.Product(
        id=PRODUCT,
        slug="a",
        status=catalog.ProductStatus.ACTIVE,
        version=1,
        tax_class="standard",
        category_slug=None,
        category_id=None,
        category_texts={},
        texts={},
        attributes={},
        featured=0,
        created_at=datetime(2026, 5, 1, tzinfo=UTC),
        ratings=catalog.Ratings((0, 0, 0, 0, 0)),
        variants=[SOLD],
    )


class TestWhatIsOnSale:
    @pytest.mark.parametrize(
        ("country", "compare_at", "lowest", "is_on_sale"),
        [
            ("ES", 20_00, 18_00, True),
            ("ES", 20_00, None, False),
            ("ES", 20_00, 10_00, False),
            ("ES", None, 18_00, False),
            ("US", 20_00, None, True),
            ("US", None, None, False),
        ],
    )
    def test_is_what_a_page_of_the_shop_may_call_reduced(
        self, country: str, compare_at: int | None, lowest: int | None, is_on_sale: bool
    ) -> None:
        price = pricing.Price(VARIANT, "EUR", 10_00, compare_at, lowest)

        facts = facts_of(product(), {VARIANT: [price]}, {}, {}, country)

        assert facts.is_on_sale is is_on_sale
