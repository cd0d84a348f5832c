"""Collections: by hand a row for each product, by rule a row for each condition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection

from lonja.actions.write_collection import add_collection, change_collection
from lonja.catalog import api as catalog
from lonja.collections import api as collections
from lonja.collections.api import Collection, CollectionDraft
from lonja.sheets import _values
from lonja.sheets._cells import CellReader, cleared
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
from lonja.sheets._offers import conditions as rules

_TEXTS: Final = {
    "name": "Name", "slug": "Address", "description": "Description", "seo_title": "SEO Title",
    "seo_description": "SEO Description",
}  # fmt: skip
_RULES: Final = ("hand", "all", "any")
_BY_RULE: Final = "featured"


@dataclass(slots=True)
class Collections(FieldByField):
    """Its own cells stand on its first row. Pictures stay: a file cannot carry them.

    Days and times without a zone are the shop's.
    """

    setting: Setting
    categories: dict[str, str] = field(default_factory=dict)
    """Slug → id."""
    _there: dict[str, Collection] = field(default_factory=dict)
    """As they were read last."""
    code: ClassVar[str] = "collections"
    is_grouped: ClassVar[bool] = True

    def columns(self) -> Sequence[Column]:
        found = [
            Column("collection", "Collection", ("Slug", "colección"), is_needed=True),
            Column("rule", "Rule", ("regla",)),
            Column("sort", "Sort", ("orden",), cleared=NEEDED),
            Column("starts", "Starts", ("empieza",), cleared=""),
            Column("ends", "Ends", ("termina",), cleared=""),
        ]
        for language in self.setting.shop.languages:
            is_main = language == self.setting.shop.language
            found += [
                Column(
                    f"{name}.{language}", f"{heading} ({language})",
                    cleared=NEEDED if name == "name" and is_main else "",
                )
                for name, heading in _TEXTS.items()
            ]  # fmt: skip
        return [
            *found,
            Column("product", "Product", ("producto",)),
            Column("condition", "Condition", ("condición",)),
        ]

    def key_of(self, cells: Cells) -> str:
        return cells.get("collection", "").lower()

    async def prepare(self, db: AsyncConnection) -> None:
        self.categories = {one.slug: str(one.id) for one in await catalog.categories(db)}

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.setting.shop.time_zone)

    def read(self, lines: Sequence[Line], notes: list[Fault]) -> Wanted:
        del notes
        first = CellReader(lines[0])
        record = self._own(first)
        found = {"product": list[str](), "condition": list[str]()}
        for line in lines:
            cells = CellReader(line, first.faults)
            for name, listed in found.items():
                rule = self._condition if name == "condition" else str.lower
                if text := cells.read(name, rule):
                    listed.append(text)
        if len(set(found["product"])) < len(found["product"]):
            first.wrong("product", "product_repeated", "a product is in a collection once")
        if found["product"] and found["condition"]:
            message = "a collection has products by hand, or a rule"
            first.wrong("condition", "rule_and_products", message)
        if first.faults:
            raise RowsWrong(first.faults)
        record |= {f"{name}s": "\n".join(listed) for name, listed in found.items() if listed}
        empty = cleared(self.setting, lines[0], self.columns(), record)
        return Wanted(
            self.key_of(lines[0].cells), lines[0].row, record | empty.fields, needed=empty.needed
        )

    def _own(self, cells: CellReader) -> dict[str, str]:
        record = {
            "rule": cells.text("rule").lower(),
            "sort": cells.text("sort").lower(),
            "starts": cells.read("starts", self._moment),
            "ends": cells.read("ends", self._moment),
        }
        if record["rule"] and record["rule"] not in _RULES:
            cells.wrong("rule", "rule_unknown", "a rule is hand, all or any")
        for language in self.setting.shop.languages:
            for name in _TEXTS:
                record[f"{name}.{language}"] = cells.text(f"{name}.{language}")
        return {name: text for name, text in record.items() if text}

    def _moment(self, text: str) -> str:
        return _values.moment_in(text, self.zone).astimezone(self.zone).isoformat()

    def _condition(self, text: str) -> str:
        """In its one way of writing."""
        found = rules.condition_of(text, self.categories)
        return rules.text_of(found, {one: slug for slug, one in self.categories.items()})

    async def current(self, db: AsyncConnection, keys: Sequence[str]) -> dict[str, Record]:
        wanted = set(keys)
        found = [one for one in await collections.collections(db) if one.slug in wanted]
        self._there = {one.slug: one for one in found}
        return await records_of(db, self.setting, found)

    async def put(
        self, db: AsyncConnection, wanted: Wanted, current: Record | None, act: Act
    ) -> None:
        there = self._there.get(wanted.key)
        draft = await self._draft(db, wanted, {**(current or {}), **wanted.record}, there)
        if there is None:
            await add_collection(db, draft, actor=act.actor, now=act.now)
        else:
            await change_collection(
                db, there.id, draft, version=there.version, actor=act.actor, now=act.now
            )

    async def _draft(
        self, db: AsyncConnection, wanted: Wanted, record: Record, there: Collection | None
    ) -> CollectionDraft:
        """What the file says last decides: products make it one by hand, conditions one by rule."""
        rule = record.get("rule") or "hand"
        if "rule" not in wanted.record and wanted.record.get("products"):
            rule = "hand"
        elif "rule" not in wanted.record and wanted.record.get("conditions") and rule == "hand":
            rule = "all"
        by_rule = rule != "hand"
        sort = record.get("sort", "")
        if not sort or ("sort" not in wanted.record and by_rule == (sort == collections.BY_HAND)):
            sort = _BY_RULE if by_rule else collections.BY_HAND
        texts: dict[str, dict[str, str]] = {}
        for code, text in record.items():
            name, _, language = code.partition(".")
            if language and text:
                texts.setdefault(language, {})[name] = text
        return CollectionDraft(
            slug=wanted.key,
            texts=texts,
            by_rule=by_rule,
            matches_any=rule == "any",
            conditions=tuple(
                rules.condition_of(one, self.categories)
                for one in (record.get("conditions", "").split("\n") if by_rule else ())
                if one
            ),
            products=() if by_rule else await self._products(db, wanted, record),
            sort=sort,
            starts_at=_at(record.get("starts", "")),
            ends_at=_at(record.get("ends", "")),
            picture=there.picture if there else None,
        )

    async def _products(
        self, db: AsyncConnection, wanted: Wanted, record: Record
    ) -> Sequence[UUID]:
        slugs = [one for one in record.get("products", "").split("\n") if one]
        ids = await catalog.product_ids_by_slug(db, slugs)
        if unknown := [one for one in slugs if one not in ids]:
            message = f"there is no product {unknown[0][:60]!r}"
            raise RowsWrong([Fault(wanted.row, "product", "product_unknown", message)])
        return [ids[one] for one in slugs]

    async def remove(self, db: AsyncConnection, key: str, act: Act) -> None:
        if there := self._there.get(key):
            await collections.remove_collection(
                db, there.id, version=there.version, actor=act.actor, now=act.now
            )


async def records_of(
    db: AsyncConnection, setting: Setting, found: Sequence[Collection]
) -> dict[str, Record]:
    """By slug."""
    zone = ZoneInfo(setting.shop.time_zone)
    chosen = await collections.chosen_of(db, [one.id for one in found if not one.by_rule])
    slugs = await catalog.slugs_of(db, sorted({one for ids in chosen.values() for one in ids}))
    categories = {str(one.id): one.slug for one in await catalog.categories(db)}
    records: dict[str, Record] = {}
    for one in found:
        record = {
            "rule": ("any" if one.matches_any else "all") if one.by_rule else "hand",
            "sort": one.sort,
            "starts": _text(one.starts_at, zone),
            "ends": _text(one.ends_at, zone),
            "products": "\n".join(
                slugs[product] for product in chosen.get(one.id, ()) if product in slugs
            ),
            "conditions": "\n".join(
                rules.text_of(each, categories) for each in one.conditions if one.by_rule
            ),
        }
        for language, text in one.texts.items():
            record |= {f"{name}.{language}": value.strip() for name, value in text.items()}
        records[one.slug] = {name: text for name, text in record.items() if text}
    return records


def rows_of(slug: str, record: Record) -> list[Mapping[str, str]]:
    """A row for each product or condition, its own cells on the first."""
    own = {name: text for name, text in record.items() if name not in {"products", "conditions"}}
    listed = [
        {name: text}
        for name in ("product", "condition")
        for text in record.get(f"{name}s", "").split("\n")
        if text
    ]
    return [
        {"collection": slug, **(own if at == 0 else {}), **cells}
        for at, cells in enumerate(listed or [{}])
    ]


def _at(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _text(at: datetime | None, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat() if at else ""
