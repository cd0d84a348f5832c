"""Files as others write them, of our own making, for tests that read such files."""

from pathlib import Path
from typing import Final

SHOPIFY_PRODUCTS: Final = Path(__file__).parent / "shopify_products.csv"
"""In the columns of Shopify's export: 20 products in 22 rows, with a picture each, without SKUs."""

STRIPE_EVENTS: Final = sorted((Path(__file__).parent / "stripe_events").glob("*.json"))
"""Bodies of webhooks, composed of Stripe's own sample objects: one story of order 1042 (49.90 EUR).
Their licence is in `lonja_tools/stripe_server/contract.json`."""
STRIPE_SIGNATURES: Final = Path(__file__).with_name("stripe_signatures.json")
