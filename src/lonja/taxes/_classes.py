"""Tax classes: what kinds of goods are taxed differently."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Final

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.kernel import audit
from lonja.kernel.changes import Outcome
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.languages import is_language
from lonja.taxes import _store
from lonja.taxes._store import TaxClass
from lonja.taxes._taxing import STANDARD

_CODE: Final = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")


class UnknownTaxClass(NotFound):
    code: ClassVar[str] = "unknown_tax_class"


class TaxTaken(Conflict):
    """There is such a class or rate already."""

    code: ClassVar[str] = "tax_taken"


class TaxChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "tax_changed"


class TaxClassInUse(Conflict):
    """`facts`: how many `rates` and `products` still name it."""

    code: ClassVar[str] = "tax_class_in_use"


async def tax_classes(db: AsyncConnection) -> list[TaxClass]:
    """By code; a shop that has named none has `standard`."""
    found = await _store.classes(db)
    if any(one.code == STANDARD for one in found):
        return found
    return [TaxClass(STANDARD, {"es": "General", "en": "Standard"}, 0), *found]


async def tax_class(db: AsyncConnection, code: str) -> TaxClass:
    for one in await tax_classes(db):
        if one.code == code:
            return one
    raise UnknownTaxClass(f"there is no tax class {code!r}", field="tax_class")


async def put_tax_class(
    db: AsyncConnection,
    code: str,
    names: Mapping[str, str],
    *,
    version: int | None = None,
    actor: str,
    now: datetime,
) -> Outcome:
    """Add the class or rename it; with `version`, refused if it was renamed since."""
    if not _CODE.fullmatch(code):
        raise Invalid("a code has small letters, digits and underscores", field="code")
    _check_names(names)
    row = await _store.get_class(db, code, lock=True)
    if version == 0 and row is not None:
        raise TaxTaken(f"there is a tax class {code} already", field="code")
    if version is not None and version != (row.version if row else 0):
        raise TaxChanged("somebody changed this tax class meanwhile", version=row and row.version)
    if row is not None and dict(row.names) == dict(names):
        return "unchanged"
    if row is None and not await _store.insert_class(db, code, names):
        raise TaxTaken(f"there is a tax class {code} already", field="code")
    if row is not None:
        await _store.update_class(db, code, names)
    await audit.record(
        db, at=now, actor=actor, action="tax_class_set", subject=f"tax_class:{code}", names=names
    )
    return "created" if row is None else "updated"


async def remove_tax_class(
    db: AsyncConnection, code: str, *, version: int, actor: str, now: datetime
) -> None:
    """Refused while a rate or a product names it; `standard` stays."""
    row = await _store.get_class(db, code, lock=True)
    if row is None:
        raise UnknownTaxClass(f"there is no tax class {code!r}", field="tax_class")
    if row.version != version:
        raise TaxChanged("somebody changed this tax class meanwhile", version=row.version)
    rates = await _store.count_rates(db, code)
    products = await catalog.count_in_tax_class(db, code)
    if rates or products or code == STANDARD:
        raise TaxClassInUse(
            f"{rates} rates and {products} products are in the class {code}",
            rates=rates,
            products=products,
        )
    await _store.delete_class(db, code)
    await audit.record(
        db, at=now, actor=actor, action="tax_class_removed", subject=f"tax_class:{code}"
    )


def _check_names(names: Mapping[str, str]) -> None:
    if not names or any(
        not is_language(language) or not 1 <= len(name.strip()) <= 200
        for language, name in names.items()
    ):
        raise Invalid("a name in at least one language, each of 1 to 200 characters", field="names")
