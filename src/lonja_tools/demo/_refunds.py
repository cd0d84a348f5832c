"""Refunds of the demo's past: rows as the shop's own action writes them, all of them succeeded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lonja_tools.demo._plan import Plan, stamp, uuid7
from lonja_tools.demo._rows import Sheets, json_text

REASONS: Final = {
    "surplus": "changed_mind",
    "damaged": "damaged",
    "wrong_size": "wrong_item",
    "shade": "other",
    "changed_mind": "changed_mind",
}
"""Why something came back, in the words of the tile trade and in those of a refund."""


@dataclass(frozen=True, slots=True)
class Back:
    """What goes back of one order; `lines` are (line, units, money of them)."""

    id: str
    source: str
    reason: str
    amount_minor: int
    lines: Sequence[tuple[int, int, int]]
    restock: bool
    clerk: str


class Refunds:
    """Uses its own random source, so that the orders do not change."""

    def __init__(self, plan: Plan, sheets: Sheets) -> None:
        self._dice = plan.dice("refunds")
        self._sheets = sheets

    def write(
        self,
        back: Back,
        *,
        order_id: str,
        attempt: str | None,
        currency: str,
        trace: str,
        at_ms: int,
    ) -> None:
        at = stamp(at_ms)
        request = {
            "reason": back.reason,
            "amount_minor": back.amount_minor,
            "lines": {str(line): units for line, units, _ in back.lines},
            "restock": back.restock,
        }
        self._sheets.add(
            "refunds",
            order_id, back.id, attempt, back.source, "succeeded", back.amount_minor, currency,
            back.reason, back.restock, json_text(request), back.clerk, back.id, at, at, at, at,
        )  # fmt: skip
        for line, units, minor in back.lines:
            self._sheets.add("refund_lines", order_id, back.id, line, units, minor)
        facts = {"amount_minor": back.amount_minor, "currency": currency, "reason": back.reason}
        self._sheets.add(
            "order_events",
            order_id, uuid7(self._dice, at_ms), "refunded", at, "shop", json_text(facts), trace,
        )  # fmt: skip
