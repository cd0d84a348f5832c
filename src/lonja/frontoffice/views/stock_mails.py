"""Asking for a mail when something is there again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lonja.frontoffice.views.frame import Frame

type Step = Literal["form", "sent", "opened", "waiting", "there", "gone", "over", "ending", "ended"]


@dataclass(frozen=True, slots=True)
class StockMailPage:
    """`step`: the form, a mail is on its way, its link was opened, they wait, it is there already, it
    is sold no more, the link is over, the wish is to end, it has ended.

    `name` and `options` say what is waited for, `product_url` leads to it.
    """

    frame: Frame
    step: Step
    name: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    product_url: str = ""
    sku: str = ""
    email: str = ""
    error: str = ""
    action: str = ""
    months: int = 0
