"""The stock ledger of eighteen months, moved forward in time: nothing is sold before it is there."""

import heapq
from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from lonja_tools.demo._goods import Product, Variant
from lonja_tools.demo._people import WORLD
from lonja_tools.demo._plan import DAY_MS, Plan, stamp
from lonja_tools.demo._rows import Sheets, text

PLACES: Final[Sequence[str]] = tuple(place["code"] for place in WORLD["locations"])
_SHARES: Final[Sequence[float]] = tuple(place["share"] for place in WORLD["locations"])

# Which warehouse serves a country first.
_NEAREST: Final[Mapping[str, tuple[str, ...]]] = {
    "FR": ("LYS", "VLC", "SVQ"),
    "DE": ("LYS", "VLC", "SVQ"),
    "NL": ("LYS", "VLC", "SVQ"),
    "BE": ("LYS", "VLC", "SVQ"),
    "IT": ("LYS", "VLC", "SVQ"),
    "PT": ("SVQ", "VLC", "LYS"),
}
_OTHERWISE: Final = ("VLC", "SVQ", "LYS")
_LAYER: Final = 12
"""Boxes on one layer of a pallet: suppliers send whole layers."""
_COVER_DAYS: Final = 80
_REORDER_DAYS: Final = 34
_WORTH_SPREADING: Final = 36
"""A smaller delivery goes to the main warehouse whole."""
_SUPPLIERS: Final = ("Cerámicas del Mijares", "Hornos de Onda", "Alfares del Sur", "Atelier Fès")


class Ledger:
    """Units of each variant at each place, and the movements that explain them."""

    def __init__(self, plan: Plan, products: Sequence[Product], boxes_a_day: float) -> None:
        self._plan = plan
        self._dice: Random = plan.dice("stock")
        self._movements: list[tuple[int, str, str, str, int, str | None, str, str]] = []
        self._stock: dict[str, dict[str, int]] = {}
        self._rate: dict[str, float] = {}
        self._last_ms: dict[str, int] = {}
        self._ordered_until: dict[str, int] = {}
        # Incoming stock: when, what, how much, and the order if it is a return.
        self._coming: list[tuple[int, str, int, str]] = []
        self._variants = {v.id: v for product in products for v in product.variants}
        self._discontinued = {v for v in self._variants if self._dice.random() < 0.03}
        whole = sum(product.popularity for product in products)
        for product in products:
            among = sum(variant.weight for variant in product.variants)
            for variant in product.variants:
                share = product.popularity / whole * variant.weight / among
                self._open(variant, product.launched_ms, boxes_a_day * share)

    def _open(self, variant: Variant, at_ms: int, rate: float) -> None:
        self._rate[variant.id] = rate
        self._stock[variant.id] = dict.fromkeys(PLACES, 0)
        first = at_ms == self._plan.start_ms
        kind, note = ("opening", "Inventario inicial") if first else ("receipt", self._supplier())
        boxes = _layers(rate * _COVER_DAYS * self._dice.uniform(0.7, 1.3) + 14)
        self._spread(variant.id, boxes, at_ms, kind, note)

    def advance(self, to_ms: int) -> None:
        """Receive everything due before `to_ms`."""
        while self._coming and self._coming[0][0] <= to_ms:
            at_ms, variant_id, boxes, order_id = heapq.heappop(self._coming)
            if order_id:
                self._move(variant_id, PLACES[0], "return", boxes, at_ms, order_id)
            else:
                self._spread(variant_id, boxes, at_ms, "receipt", self._supplier())

    def free(self, variant_id: str) -> int:
        return sum(self._stock[variant_id].values())

    def sell(
        self, variant_id: str, boxes: int, *, at_ms: int, order_id: str, country: str
    ) -> dict[str, int]:
        """Ship from the nearest warehouse with stock, then from the next: how many from each."""
        left = boxes
        places: dict[str, int] = {}
        stock = self._stock[variant_id]
        for place in _NEAREST.get(country, _OTHERWISE):
            taken = min(left, stock[place])
            if taken:
                self._move(variant_id, place, "sale", -taken, at_ms, order_id)
                places[place] = taken
                left -= taken
            if not left:
                break
        assert not left, "sold what was not there"
        self._reorder(variant_id, at_ms)
        return places

    def take_back(self, variant_id: str, boxes: int, *, at_ms: int, order_id: str) -> None:
        heapq.heappush(self._coming, (at_ms, variant_id, boxes, order_id))

    def _reorder(self, variant_id: str, at_ms: int) -> None:
        rate = self._rate[variant_id]
        late = at_ms > self._plan.end_ms - 150 * DAY_MS
        if variant_id in self._discontinued and late:
            return
        if self._ordered_until.get(variant_id, 0) > at_ms:
            return
        if self.free(variant_id) > rate * _REORDER_DAYS + 8:
            return
        lead = int(self._dice.uniform(6, 17) * DAY_MS)
        due = at_ms + lead
        due += (7 - (due // 3_600_000 % 24)) * 3_600_000  # the lorry comes at seven in the morning
        self._ordered_until[variant_id] = due
        boxes = _layers(rate * _COVER_DAYS * self._dice.uniform(0.8, 1.4) + 8)
        if due < self._plan.end_ms:
            heapq.heappush(self._coming, (due, variant_id, boxes, ""))

    def close(self) -> None:
        """The last fortnight's counts, and lots that were taken out for their shade."""
        self.advance(self._plan.end_ms)
        for variant_id in self._variants:
            on_hand = self.free(variant_id)
            chance = self._dice.random()
            if chance < 0.022:
                self._withdraw(variant_id, on_hand, "Lote retirado por diferencia de tono")
            elif chance < 0.06 and on_hand > 6:
                left = self._dice.randrange(1, 5)
                self._withdraw(variant_id, on_hand - left, "Reservado para exposición y ferias")
            elif chance < 0.13:
                self._count(variant_id)

    def _withdraw(self, variant_id: str, boxes: int, note: str) -> None:
        at_ms = self._after_last(variant_id)
        for place in PLACES:
            taken = min(boxes, self._stock[variant_id][place])
            if taken > 0:
                self._move(variant_id, place, "adjustment", -taken, at_ms, None, note)
                boxes -= taken

    def _count(self, variant_id: str) -> None:
        place = self._dice.choice(PLACES)
        difference = self._dice.choice((-2, -1, -1, 1))
        if self._stock[variant_id][place] + difference >= 0:
            note = "Recuento cíclico"
            self._move(
                variant_id, place, "count", difference, self._after_last(variant_id), None, note
            )

    def _after_last(self, variant_id: str) -> int:
        earliest = max(self._last_ms[variant_id], self._plan.end_ms - 14 * DAY_MS)
        return self._dice.randrange(earliest, self._plan.end_ms)

    def _spread(self, variant_id: str, boxes: int, at_ms: int, kind: str, note: str) -> None:
        """Share a delivery out over the warehouses."""
        left = boxes
        spread = boxes >= _WORTH_SPREADING or kind == "opening"
        for place, share in zip(PLACES[1:], _SHARES[1:], strict=True):
            part = min(left, round(boxes * share)) if spread else 0
            if part:
                self._move(variant_id, place, kind, part, at_ms, None, note)
                left -= part
        if left:
            self._move(variant_id, PLACES[0], kind, left, at_ms, None, note)

    def _move(
        self,
        variant_id: str,
        place: str,
        kind: str,
        quantity: int,
        at_ms: int,
        order_id: str | None,
        note: str = "",
    ) -> None:
        actor = "shop" if kind == "sale" else "stock@azulejo.example"
        self._stock[variant_id][place] += quantity
        assert self._stock[variant_id][place] >= 0, "a warehouse never owes boxes"
        self._last_ms[variant_id] = max(at_ms, self._last_ms.get(variant_id, 0))
        self._movements.append((at_ms, variant_id, place, kind, quantity, order_id, actor, note))

    def _supplier(self) -> str:
        return f"Entrega de {self._dice.choice(_SUPPLIERS)}"

    def write(self, sheets: Sheets) -> None:
        # Movements are numbered as they are written, and the newest must have the highest number.
        for at_ms, variant_id, place, kind, quantity, order_id, actor, note in sorted(
            self._movements, key=lambda movement: movement[0]
        ):
            sheets.add(
                "stock_movements",
                variant_id, place, kind, quantity, stamp(at_ms), order_id, actor, text(note),
            )  # fmt: skip
        for variant_id, places in self._stock.items():
            low_at = max(3, min(24, round(self._rate[variant_id] * 10)))
            sheets.add("stock_levels", variant_id, sum(places.values()), 0, low_at)
            for place, on_hand in places.items():
                sheets.add("stock_at", variant_id, place, on_hand)


def _layers(boxes: float) -> int:
    return max(1, round(boxes / _LAYER)) * _LAYER
