"""Reviews of delivered orders: mostly positive, and specific where they are not."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

from lonja.reviews.api import shown_name
from lonja_tools.demo._goods import FAMILIES, Product
from lonja_tools.demo._people import Person
from lonja_tools.demo._plan import DAY_MS, Plan, stamp, uuid7
from lonja_tools.demo._rows import Sheets, text

SAID: Final[Mapping[str, Any]] = tomllib.loads((Path(__file__).parent / "reviews.toml").read_text())

_CLERKS: Final = ("clerk@azulejo.example", "owner@azulejo.example")
_SPEAKS: Final = 0.105
_TRADE_SPEAKS: Final = 0.05
_ALL_OF_IT: Final = 0.2
_TURNED_DOWN: Final = 0.008
# Of one to five stars, for a product that is neither loved nor cursed.
_ODDS: Final = (2, 4, 11, 31, 52)
_BACK_ODDS: Final = (22, 33, 33, 10, 2)
_UNREAD_MS: Final = 2 * DAY_MS
_HOUR_MS: Final = 3_600_000

type Pair = Sequence[str]
"""Spanish, English, and what it is about where that matters."""


@dataclass(frozen=True, slots=True)
class Received:
    """A delivered order; `returned` is the product returned from it, and the reason."""

    order_id: str
    number: str
    person: Person
    language: str
    arrived_ms: int
    products: Sequence[Product]
    returned: tuple[Product, str] | None


class Guestbook:
    """Writes reviews and counts their stars; sentences repeat only after all like it were used."""

    def __init__(self, plan: Plan, sheets: Sheets) -> None:
        self._plan = plan
        self._dice: Random = plan.dice("reviews")
        self._sheets = sheets
        self._used: dict[int, set[str]] = {}
        self._read: set[tuple[int, str]] = set()
        self._luck: dict[int, float] = {}
        self.stars: dict[int, list[int]] = {}

    def write(self, orders: Sequence[Received]) -> None:
        for order in orders:
            for product in self._spoken_of(order):
                self._review(order, product)

    def _spoken_of(self, order: Received) -> Iterator[Product]:
        dice = self._dice
        speaks = _TRADE_SPEAKS if order.person.is_trade else _SPEAKS
        if order.returned is not None and dice.random() < 3 * speaks:
            yield order.returned[0]
        elif dice.random() < speaks:
            everything = dice.random() < _ALL_OF_IT
            yield from order.products if everything else [dice.choice(order.products)]

    def _review(self, order: Received, product: Product) -> None:
        dice = self._dice
        # Most write once it is laid; some at once, some when they come across the mail again.
        written = order.arrived_ms + round(dice.gammavariate(1.6, 9.0) * DAY_MS)
        if written >= self._plan.end_ms:
            return
        decided = written + dice.randrange(1, 40) * _HOUR_MS + dice.randrange(_HOUR_MS)
        is_read = decided < self._plan.end_ms and written < self._plan.end_ms - _UNREAD_MS
        row = [uuid7(dice, written), product.id, order.order_id, order.number]
        if is_read and dice.random() < _TURNED_DOWN:
            turned = dice.choice(SAID["turned_down"])
            title, body = turned[order.language]
            self._add(row, order, 3, title, body, written, "rejected", turned["reason"], decided)
            return
        came_back = order.returned[1] if order.returned and order.returned[0] is product else None
        rating = self._rating(product, came_back)
        title, body = self._words(order, product, rating, came_back)
        while (product.number, body) in self._read:
            title, body = self._words(order, product, rating, came_back)
        self._read.add((product.number, body))
        if not is_read:
            self._add(row, order, rating, title, body, written, "waiting", None, None)
            return
        self.stars.setdefault(product.number, [0, 0, 0, 0, 0])[rating - 1] += 1
        answer = self._answer(rating, order.language)
        self._add(row, order, rating, title, body, written, "published", None, decided, answer)

    def _rating(self, product: Product, came_back: str | None) -> int:
        if came_back in {"damaged", "shade", "wrong_size"}:
            return self._dice.choices((1, 2, 3, 4, 5), _BACK_ODDS)[0]
        luck = self._luck.get(product.number)
        if luck is None:
            luck = self._luck[product.number] = 2 ** self._dice.gauss(0, 0.7)
        odds = [weight * (luck if star > 3 else 1 / luck) for star, weight in enumerate(_ODDS, 1)]
        return self._dice.choices((1, 2, 3, 4, 5), odds)[0]

    def _words(
        self, order: Received, product: Product, rating: int, came_back: str | None
    ) -> tuple[str, str]:
        mood = "high" if rating > 3 else "mid" if rating == 3 else "low"
        language = 0 if order.language == "es" else 1

        topics: set[str] = set()

        def one(*decks: Sequence[Pair]) -> str:
            free = [
                sentence for deck in decks for sentence in deck if topics.isdisjoint(sentence[2:])
            ]
            chosen = self._fresh(product, free, language)
            topics.update(chosen[2:])
            return chosen[language]

        good = (SAID["good"]["any"], SAID["good"][product.family])
        bad = (SAID["bad"]["any"], SAID["bad"][product.family])
        opening = one(self._opening(order, product))
        # The complaint comes last and is chosen first, so that no praise contradicts it.
        wrong = []
        if came_back in SAID["came_back"]:
            wrong.append(one(SAID["came_back"][came_back]))
        elif rating <= 3 or (rating == 4 and self._dice.random() < 0.45):
            wrong.append(one(*bad))
        if rating < 3 and self._dice.random() < 0.6:
            wrong.append(one(*bad))
        right = [one(*good)] if rating >= 3 else []
        if rating == 5 and self._dice.random() < 0.5:
            right.append(one(*good))
        parts = [opening, *right, *wrong]
        close = one(SAID["close"][mood]) if self._dice.random() < 0.65 else ""
        body = " ".join(parts) if self._dice.random() < 0.7 else "\n".join(parts)
        return one(SAID["title"][mood]), f"{body} {close}".rstrip()

    def _opening(self, order: Received, product: Product) -> Sequence[Pair]:
        if order.person.is_trade:
            return list(SAID["open"]["trade"])
        place = FAMILIES[product.family]["place"]
        rooms = [SAID["open"][where] for where in ("wall", "floor") if where in place]
        return [pair for room in rooms for pair in room]

    def _fresh(self, product: Product, sentences: Sequence[Pair], language: int) -> Pair:
        """A sentence not yet used for this product; once all were used, start again."""
        used = self._used.setdefault(product.number, set())
        left = [sentence for sentence in sentences if sentence[language] not in used]
        if not left:
            used.difference_update(sentence[language] for sentence in sentences)
            left = list(sentences)
        chosen = self._dice.choice(left)
        used.add(chosen[language])
        return chosen

    def _answer(self, rating: int, language: str) -> str | None:
        if self._dice.random() > (0.7, 0.6, 0.3, 0.03, 0.03)[rating - 1]:
            return None
        pair = self._dice.choice(SAID["reply"]["critical" if rating < 4 else "kind"])
        return str(pair[0 if language == "es" else 1])

    def _add(
        self,
        row: Sequence[str],
        order: Received,
        rating: int,
        title: str,
        body: str,
        written_ms: int,
        status: str,
        reason: str | None,
        decided_ms: int | None,
        answer: str | None = None,
    ) -> None:
        decided = stamp(decided_ms) if decided_ms is not None else None
        clerk = _CLERKS[self._dice.random() < 0.12]
        self._sheets.add(
            "reviews",
            *row, rating, text(title), text(body), text(shown_name(order.person.name)),
            order.language, status, reason, text(answer) if answer else None,
            decided if answer else None, 1 if decided is None else 2, stamp(written_ms), decided,
            clerk if decided else None,
        )  # fmt: skip
