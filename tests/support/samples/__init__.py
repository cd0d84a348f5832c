"""Files as others write them, of our own making, for tests that read such files."""

from pathlib import Path
from typing import Final

SHOPIFY_PRODUCTS: Final = Path(__file__).parent / "shopify_products.csv"
"""In the columns of Shopify's export: 20 products in 22 rows, with a picture each, without SKUs."""
