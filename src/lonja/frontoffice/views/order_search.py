"""The form of whoever lost the link of their order."""

from collections.abc import Mapping
from dataclasses import dataclass

from lonja.frontoffice.views.frame import Frame


@dataclass(frozen=True, slots=True)
class OrderSearchPage:
    frame: Frame
    typed: Mapping[str, str]
    errors: Mapping[str, str]
    is_sent: bool
