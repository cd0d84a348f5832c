"""What `./lonja test --quick` runs: what most changes need, in three minutes.

All that is quick by its kind, but for what starts Terraform: that is for a change of `infra/`. Of
the web and the jobs the path of an order: a cart is priced and paid, the order confirmed, sent,
cancelled and refunded, with its mails, by a buyer and a clerk.
"""

from pathlib import Path
from typing import Final

from lonja_tools.places import CHECKOUT

QUICK: Final = (
    "tests/architecture",
    "tests/unit",
    "tests/store",
    "tests/web/frontoffice/test_buying_pages.py",
    "tests/web/frontoffice/test_cancelling.py",
    "tests/web/frontoffice/test_checkout_api.py",
    "tests/web/frontoffice/test_payment_pages.py",
    "tests/web/frontoffice/test_statements.py",
    "tests/web/backoffice/test_goods.py",
    "tests/web/backoffice/test_order_verbs.py",
    "tests/web/backoffice/test_orders.py",
    "tests/web/backoffice/test_session.py",
    "tests/jobs/test_notifications.py",
    "tests/jobs/test_order_mail_facts.py",
    "tests/jobs/test_refunds.py",
)
TERRAFORM: Final = (
    "tests/architecture/test_cost_figures.py",
    "tests/architecture/test_infra_applied.py",
    "tests/architecture/test_split.py",
)


def is_left_out(path: Path) -> bool:
    """Whether nothing at this path, a folder or a file, is quick."""
    if path in [CHECKOUT / one for one in TERRAFORM]:
        return True
    chosen = [CHECKOUT / one for one in QUICK]
    return not any(path.is_relative_to(one) or one.is_relative_to(path) for one in chosen)
