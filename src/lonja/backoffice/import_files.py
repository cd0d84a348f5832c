"""A file of the import centre: which column is which, what it would change, and the word to go."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from lonja.backoffice.deps import Now
from lonja.backoffice.import_rules import check_may_see, check_may_write
from lonja.backoffice.rules import Me
from lonja.hosting.deps import Cursor, Db, Facts, In, Line, ListOut, Out, PageLimit, Reading
from lonja.imports import api as imports
from lonja.imports import centre
from lonja.kernel.errors import Invalid
from lonja.kernel.paging import BY_NUMBER
from lonja.sheets import api as sheets
from lonja.sheets.api import PART, Setting
from lonja.shop.api import Shop

router = APIRouter(prefix="/imports", tags=["imports"])

MAX_COLUMNS = 200


class SheetColumn(Out):
    code: str
    heading: str
    is_needed: bool


class SheetKind(Out):
    """`proposed` has the code of a column, or nothing, for each heading of the file."""

    code: str
    columns: list[SheetColumn]
    proposed: list[str]


class Matching(Out):
    kind: str
    source: str
    is_remembered: bool
    headings: list[str]
    sample: list[list[str]]
    sheet_name: str
    kinds: list[SheetKind]
    columns: list[str] | None
    clears_empty: bool
    currency: str
    language: str
    currencies: list[str]
    languages: list[str]


class MatchingAsked(In):
    """`columns` has the code of a column, or nothing, for each heading of the file.

    An empty cell leaves its field alone, unless `clears_empty`.
    """

    kind: Line
    columns: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=MAX_COLUMNS)]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    language: Annotated[str, Field(pattern="^[a-z]{2}$")] | None = None
    clears_empty: bool = False


class FieldChanged(Out):
    """`part` is a SKU where the field is of a variant."""

    part: str
    field: str
    before: str
    after: str
    is_kept: bool


class ThingChanged(Out):
    row: int
    key: str
    is_new: bool
    changes: list[FieldChanged]


@router.get("/{import_id}/matching", operation_id="getImportMatching")
async def get_matching(import_id: UUID, db: Reading, me: Me, facts: Facts) -> Matching:
    """What the file's columns are, and which of ours each could be."""
    found = await imports.get(db, import_id)
    check_may_see(me, found)
    _check_read(found)
    said = found.facts
    currency = str(said.get("currency", facts.currency))
    language = str(said.get("language", facts.language))
    setting = Setting(facts, currency, language)
    return Matching(
        kind=found.kind,
        source=str(said.get("source", "lonja")),
        is_remembered=bool(said.get("is_remembered")),
        headings=said["headings"],
        sample=said["sample"],
        sheet_name=str(said.get("sheet_name", "")),
        kinds=[_kind(code, said, found.kind, setting) for code in sheets.KINDS],
        columns=said.get("columns"),
        clears_empty=bool(said.get("clears_empty")),
        currency=currency,
        language=language,
        currencies=list(facts.currency_codes),
        languages=list(facts.languages),
    )


def _kind(code: str, said: Any, chosen: str, setting: Setting) -> SheetKind:
    columns = sheets.columns_of(code, setting)
    proposed = list(sheets.propose(said["headings"], columns).columns)
    if code == chosen and said.get("is_remembered"):
        known = {one.code for one in columns}
        proposed = [one if one in known else "" for one in said["proposed"]]
    return SheetKind(
        code=code,
        columns=[
            SheetColumn(code=one.code, heading=one.heading, is_needed=one.is_needed)
            for one in columns
        ],
        proposed=proposed,
    )


@router.put("/{import_id}/matching", status_code=202, operation_id="matchImport")
async def match_import(
    import_id: UUID, asked: MatchingAsked, db: Db, me: Me, facts: Facts, now: Now
) -> None:
    """Say which column is which; the file is then tried, and changes nothing."""
    check_may_write(me, asked.kind)
    found = await imports.get(db, import_id)
    check_may_see(me, found)
    _check_read(found)
    setting = _setting(asked, facts)
    _check_columns(asked, found, setting)
    await centre.match(
        db,
        import_id,
        kind=asked.kind,
        columns=asked.columns,
        currency=setting.currency,
        language=setting.language,
        clears_empty=asked.clears_empty,
        now=now,
    )


def _check_read(found: imports.Import) -> None:
    if "headings" not in found.facts:
        raise imports.WrongImportStatus("the headings of this file are not read yet")


def _setting(asked: MatchingAsked, facts: Shop) -> Setting:
    currency, language = asked.currency or facts.currency, asked.language or facts.language
    if currency not in facts.currency_codes:
        raise Invalid(f"the shop does not sell in {currency!r}", field="currency")
    if language not in facts.languages:
        raise Invalid(f"the shop has no texts in {language!r}", field="language")
    return Setting(facts, currency, language)


def _check_columns(asked: MatchingAsked, found: imports.Import, setting: Setting) -> None:
    known = sheets.columns_of(asked.kind, setting)
    chosen = [code for code in asked.columns if code]
    if len(asked.columns) > len(found.facts.get("headings", [])):
        raise Invalid("there are more columns than headings", field="columns")
    if len(set(chosen)) < len(chosen):
        raise Invalid("two columns are said to be the same", field="columns")
    if unknown := set(chosen) - {one.code for one in known}:
        raise Invalid(f"there is no column {min(unknown)!r}", field="columns")
    if missing := sheets.missing(found.facts["headings"], known, chosen):
        names = ", ".join(one.heading for one in missing)
        raise Invalid(f"a column is missing: {names}", field="columns")


@router.put("/{import_id}/confirmation", status_code=202, operation_id="confirmImport")
async def confirm_import(import_id: UUID, db: Db, me: Me, now: Now) -> None:
    """The dry run was as wished: do it. Saying it twice is refused."""
    check_may_write(me, (await imports.get(db, import_id)).kind)
    await centre.go(db, import_id, actor=me.email, now=now)


@router.get("/{import_id}/changes", operation_id="listImportChanges")
async def list_import_changes(
    import_id: UUID, db: Reading, me: Me, cursor: Cursor = None, limit: PageLimit = 50
) -> ListOut[ThingChanged]:
    """Each field before and after, in the order of the file."""
    check_may_see(me, await imports.get(db, import_id))
    (after,) = BY_NUMBER.after(cursor) or (0,)
    found = await centre.changes(db, import_id, after_row=after, limit=limit + 1)
    page = BY_NUMBER.page(found, limit, lambda one: (one.row,))
    return ListOut(items=[_thing(one) for one in page.items], next_cursor=page.next_cursor)


def _thing(one: centre.StoredChange) -> ThingChanged:
    kept = set(one.kept or ())
    changes = []
    for field, before, after in one.changes:
        part, _, name = field.rpartition(PART)
        changes.append(
            FieldChanged(
                part=part, field=name, before=before, after=after, is_kept=bool({field, "*"} & kept)
            )
        )
    return ThingChanged(row=one.row, key=one.key, is_new=one.is_new, changes=changes)
