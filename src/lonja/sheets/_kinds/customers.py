"""Customers: a row for each, found by the e-mail. Consent comes with its proof, or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import uuid5

from psycopg import AsyncConnection

from lonja.credit import api as credit
from lonja.customers import api as customers
from lonja.customers.api import PersonDraft, StoredPerson
from lonja.kernel.countries import COUNTRIES
from lonja.kernel.email_address import is_email_address
from lonja.kernel.errors import Conflict
from lonja.sheets import _values
from lonja.sheets._cells import CellReader, cleared, said
from lonja.sheets._kind import (
    NEEDED,
    Act,
    Cells,
    Column,
    Fault,
    FieldByField,
    Line,
    Record,
    RowsWrong,
    Setting,
    Wanted,
)
from lonja.sheets._values import CellProblem

_COLUMNS = (
    Column("email", "Email", ("E-mail", "Billing Email", "correo", "correo electrónico"),
           is_needed=True),
    Column("name", "Name", ("Full name", "Display name", "nombre y apellidos"), cleared=""),
    Column("first_name", "First Name", ("Billing First Name", "nombre")),
    Column("last_name", "Last Name", ("Billing Last Name", "apellidos")),
    Column("phone", "Phone", ("Default Address Phone", "Billing Phone", "teléfono"), cleared=""),
    Column(
        "country", "Country",
        ("Default Address Country Code", "Country Code", "Billing Country", "país"),
        cleared="",
    ),
    Column("language", "Language", ("Locale", "idioma"), cleared=NEEDED),
    Column("tags", "Tags", ("etiquetas",), cleared=""),
    Column("note", "Note", ("Notes", "nota"), cleared=""),
    Column("agrees", "Accepts Email Marketing", ("Accepts Marketing", "acepta publicidad")),
    Column("agreed_at", "Consent Date", ("Accepts Marketing Updated At", "fecha de consentimiento")),
    Column("agreed_words", "Consent Source", ("origen del consentimiento",)),
)  # fmt: skip
_OWN = ("name", "phone", "country", "language", "tags", "note")
WITHDRAWN = "withdrawn"
_MAX = {"name": 200, "phone": 40, "note": customers.NOTE_CHARACTERS, "tags": 2_000}


@dataclass(frozen=True, slots=True)
class Customers(FieldByField):
    setting: Setting
    code: ClassVar[str] = "customers"

    def columns(self) -> Sequence[Column]:
        return _COLUMNS

    def key_of(self, cells: Cells) -> str:
        return cells.get("email", "").lower()

    def read(self, lines: Sequence[Line], notes: list[Fault]) -> Wanted:
        cells = CellReader(lines[0])
        email = lines[0].cells.get("email", "")
        if not is_email_address(email):
            cells.wrong("email", "email_invalid", f"{email[:80]!r} is no e-mail address")
        for column, most in _MAX.items():
            cells.longest(column, most)
        full = " ".join(filter(None, (cells.text("first_name"), cells.text("last_name"))))
        record = said(
            name=cells.text("name") or full,
            phone=cells.text("phone").lstrip("'"),
            country=cells.read("country", _country),
            language=cells.read("language", self._language),
            tags=cells.read("tags", _values.listed),
            note=cells.text("note"),
            **self._consent(cells, notes),
        )
        if cells.faults:
            raise RowsWrong(cells.faults)
        empty = cleared(self.setting, lines[0], _COLUMNS, record)
        return Wanted(email.lower(), lines[0].row, record | empty.fields, needed=empty.needed)

    def _language(self, text: str) -> str:
        wanted = text.strip().replace("_", "-").lower()
        by_tag = {one.lower(): one for one in self.setting.shop.languages}
        code = by_tag.get(wanted) or by_tag.get(wanted[:2])
        if code is None:
            raise CellProblem("unknown_language", f"the shop has no texts in {text[:20]!r}")
        return code

    def _consent(self, cells: CellReader, notes: list[Fault]) -> Mapping[str, str]:
        """Who a file says agreed has agreed only where it says when, and to what."""
        agrees = cells.read("agrees", _values.flag) if cells.text("agrees") else "TRUE"
        at = cells.read("agreed_at", _values.moment)
        words = cells.text("agreed_words")
        if agrees == "TRUE" and at and words:
            return {"consent": f"{at} {words}"}
        if cells.text("agrees") and agrees == "TRUE":
            message = "no consent was taken: its date and its source are missing"
            notes.append(
                Fault(cells.line.row, "agrees", "consent_without_proof", message, is_error=False)
            )
        return {}

    def is_settled(self, field: str, current: Record) -> bool:
        """What somebody said here of marketing mail stands, whatever a file says."""
        return field == "consent" and bool(current.get("consent"))

    async def current(self, db: AsyncConnection, keys: Sequence[str]) -> dict[str, Record]:
        found = await customers.people(db, keys)
        return {key: record_of(one) for key, one in found.items()}

    async def put(
        self, db: AsyncConnection, wanted: Wanted, current: Record | None, act: Act
    ) -> None:
        there = current or {}
        record = {**{name: there.get(name, "") for name in _OWN}, **wanted.record}
        at, _, words = wanted.record.get("consent", "").partition(" ")
        language = record["language"] or self.setting.language
        draft = PersonDraft(
            email=wanted.key,
            name=record["name"],
            phone=record["phone"],
            country=record["country"],
            language=language,
            tags=[tag for tag in record["tags"].split(", ") if tag],
            note=record["note"],
            note_id=uuid5(act.import_id, wanted.key) if "note" in wanted.record else None,
            agreed_at=datetime.fromisoformat(at) if at else None,
            agreed_words=words,
        )
        await customers.put_person(db, draft, actor=act.actor, now=act.now)
        if "consent" in wanted.record and not at:
            await customers.withdraw(db, wanted.key, language=language, now=act.now)

    async def remove(self, db: AsyncConnection, key: str, act: Act) -> None:
        for one in (await customers.people(db, [key])).values():
            if await credit.store_credit(db, [one.id]):
                raise Conflict("they have a balance here: they stay")
        await customers.remove_person(
            db, key, note_id=uuid5(act.import_id, key), actor=act.actor, now=act.now
        )


def record_of(one: StoredPerson) -> dict[str, str]:
    return {
        "name": one.name,
        "phone": one.phone,
        "country": one.country,
        "language": one.language,
        "tags": _values.listed(", ".join(one.tags)),
        "note": one.note,
        "consent": _consent(one),
    }


def _consent(one: StoredPerson) -> str:
    if one.agreed_at is not None:
        return f"{_values.moment(one.agreed_at.isoformat())} {one.agreed_words}"
    return WITHDRAWN if one.agreed_by else ""


def _country(text: str) -> str:
    code = text.upper()
    if code not in COUNTRIES:
        raise CellProblem("unknown_country", f"{text[:40]!r} is no country code like ES")
    return code
