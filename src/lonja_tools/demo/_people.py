"""Six thousand invented people, with addresses in reserved domains (RFC 2606)."""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

from lonja_tools.demo._plan import CUSTOMERS, Plan, uuid7

WORLD: Final[Mapping[str, Any]] = tomllib.loads((Path(__file__).parent / "world.toml").read_text())
_DOMAINS: Final = ("example.com", "example.org", "example.net", "correo.example", "mail.example")
_TRADE: Final = 0.16
_UMLAUTS: Final = str.maketrans({"ß": "ss"})


@dataclass(slots=True)
class Person:
    id: str
    email: str
    name: str
    language: str
    country: str
    is_trade: bool  # fitters and decorators: they come back more and buy more
    consents: bool
    address: dict[str, str]
    joined_ms: int
    orders: int = 0

    @property
    def segment(self) -> str:
        return "trade" if self.is_trade else "retail"

    @property
    def currency(self) -> str:
        return "USD" if self.country == "US" else "EUR"


class Town:
    """Generates customers in the order of their first purchase."""

    def __init__(self, plan: Plan) -> None:
        self._dice = plan.dice("people")
        self._countries = list(WORLD["country"])
        self._shares = [WORLD["country"][code]["share"] for code in self._countries]
        self._emails: set[str] = set()
        self.people: list[Person] = []

    @property
    def is_full(self) -> bool:
        return len(self.people) == CUSTOMERS

    def newcomer(self, at_ms: int) -> Person:
        dice = self._dice
        code = dice.choices(self._countries, self._shares)[0]
        country = WORLD["country"][code]
        first, last = dice.choice(country["first"]), dice.choice(country["last"])
        if code in {"ES", "PT"} and dice.random() < 0.8:
            last = f"{last} {dice.choice(country['last'])}"
        name = f"{first} {last}"
        person = Person(
            id=uuid7(dice, at_ms),
            email=self._email(first, last),
            name=name,
            language="es" if dice.random() < country["spanish"] else "en",
            country=code,
            is_trade=dice.random() < _TRADE,
            consents=dice.random() < 0.61,
            address=_address(dice, code, country, name),
            joined_ms=at_ms,
        )
        self.people.append(person)
        return person

    def _email(self, first: str, last: str) -> str:
        local = f"{_plain(first)}.{_plain(last.split(' ', maxsplit=1)[0])}"
        email = f"{local}@{self._dice.choice(_DOMAINS)}"
        while email in self._emails:
            email = f"{local}{self._dice.randrange(2, 9999)}@{self._dice.choice(_DOMAINS)}"
        self._emails.add(email)
        return email


def _address(dice: Random, code: str, country: Mapping[str, Any], name: str) -> dict[str, str]:
    city, region, prefix = dice.choice(country["cities"])
    number = dice.randrange(1, 140)
    street = dice.choice(country["streets"])
    line1 = f"{number} {street}" if code in {"FR", "US"} else f"{street} {number}"
    if code in {"ES", "PT", "IT"}:
        line1 = f"{street}, {number}"
    length = {"PT": 8, "NL": 4, "BE": 4}.get(code, 5)
    digits = length - len(prefix)
    postal = prefix + "".join(str(dice.randrange(10)) for _ in range(digits))
    if code == "NL":
        postal += f" {dice.choice('ABCDEGHJKLMNP')}{dice.choice('ABCDEGHJKLMNP')}"
    address = {"name": name, "line1": line1}
    if code == "ES" and dice.random() < 0.7:
        address["line2"] = f"{dice.randrange(1, 9)}.º {dice.choice('ABCD')}"
    return address | {"city": city, "region": region, "postal_code": postal, "country": code}


def _plain(text: str) -> str:
    german = text.lower().translate(_UMLAUTS)
    plain = unicodedata.normalize("NFKD", german).encode("ascii", "ignore").decode()
    return "".join(c for c in plain if c.isalnum())
