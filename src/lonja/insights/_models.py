"""Each model, its version and its parameters. Pure.

A run writes both down, so that a figure can be traced to what made it. Change the version with the
SQL or the method, and the next run makes its answers again at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Model:
    """`code` is also its table, and its file in `warehouse/insights/` where it is SQL alone."""

    code: str
    version: int
    parameters: Mapping[str, int | float] = field(default_factory=dict)


MODELS: Final = (
    Model("customer_score", 1),
    Model("cohort_month", 1),
    Model("item_class", 1, {"weeks": 52}),
    Model(
        "basket_pair",
        1,
        {
            "days": 730,
            "least_baskets": 5,
            "least_share": 0.0005,
            "most_items": 2_000,
            "most_lines": 200,
            "most_pairs": 20_000,
        },
    ),
    Model("stock_cover", 1),
)
BY_CODE: Final = {model.code: model for model in MODELS}
