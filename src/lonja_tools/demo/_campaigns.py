"""A campaign that was sent this autumn, and an unfinished draft."""

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Final

from lonja_tools.demo._people import Person
from lonja_tools.demo._plan import DAY_MS, Plan, day_ms, stamp, uuid7
from lonja_tools.demo._rows import Sheets, json_text, text

_BY: Final = "clerk@azulejo.example"
_EVERYBODY: Final = {"language": None, "country": None}

_AUTUMN: Final = {
    "es": {
        "subject": "Otoño bajo los pies",
        "body": "Empieza la temporada de las reformas y hemos renovado los suelos"
        " que más abrigan: hidráulicos, maderas cerámicas y barros cocidos a leña.\n\nHasta el 12"
        " de octubre, un 12 % menos con el código {code} en pedidos desde 150 €.",
    },
    "en": {
        "subject": "Autumn underfoot",
        "body": "The season of renovations begins, and we have renewed our warmest"
        " floors: encaustic cement, ceramic timber and wood-fired clay.\n\nUntil 12 October, 12% off"
        " with the code {code} on orders from €150.",
    },
}
_DRAFT: Final = {
    "es": {
        "subject": "Una pared nueva antes de Navidad",
        "body": "Si la cocina espera visitas, aún llegamos: estas son las series"
        " que salen del almacén en veinticuatro horas.",
    },
    "en": {
        "subject": "A new wall before Christmas",
        "body": "If your kitchen expects guests, there is still time: these are"
        " the ranges that leave our warehouse within a day.",
    },
}


def write(plan: Plan, people: Sequence[Person], sheets: Sheets) -> None:
    dice = plan.dice("campaigns")
    year = plan.anchor.year
    if day_ms(date(year, 9, 19)) >= plan.end_ms:
        year -= 1
    sent_ms = day_ms(date(year, 9, 18)) + 8 * 3_600_000
    code = f"OTONO{year % 100}"
    campaign = uuid7(dice, sent_ms - DAY_MS)
    readers = [person for person in people if person.consents and person.joined_ms < sent_ms]
    texts = {
        language: {key: part.replace("{code}", code) for key, part in parts.items()}
        for language, parts in _AUTUMN.items()
    }
    ended_ms = sent_ms + len(readers) * 90
    sheets.add(
        "campaigns",
        campaign, f"Otoño {year}", json_text(_EVERYBODY), json_text(texts), "sent", 3,
        stamp(sent_ms - DAY_MS), _BY, stamp(sent_ms), stamp(sent_ms + 4_000), stamp(ended_ms),
        len(readers),
    )  # fmt: skip
    for at, person in enumerate(readers):
        _write_reader(dice, campaign, person, sent_ms + 5_000 + at * 90, sheets)
    drafted_ms = plan.end_ms - 2 * DAY_MS
    sheets.add(
        "campaigns",
        uuid7(dice, drafted_ms), "Antes de Navidad", json_text(_EVERYBODY), json_text(_DRAFT),
        "draft", 1, stamp(drafted_ms), _BY, None, None, None, 0,
    )  # fmt: skip


def _write_reader(dice: Random, campaign: str, person: Person, at_ms: int, sheets: Sheets) -> None:
    status = "unsubscribed" if dice.random() < 0.006 else "sent"
    sheets.add(
        "campaign_recipients",
        campaign, person.id, person.email, text(person.name), person.language, status,
        uuid7(dice, at_ms), 1, stamp(at_ms),
    )  # fmt: skip
    if status == "unsubscribed":
        sheets.add("suppressions", person.email, "unsubscribed", stamp(at_ms + 3_600_000))
