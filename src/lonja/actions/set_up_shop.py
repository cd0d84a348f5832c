"""A shop is set up from a document: facts, taxes, locations, shipping, payment, categories, pages, ….

All of it in one transaction, or nothing. The same document twice changes nothing the second time,
and what the document does not name stays as it is.
"""

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions.setup_content import Known, plain
from lonja.actions.setup_document import SetupDocument
from lonja.catalog import api as catalog
from lonja.content import api as content
from lonja.inventory import api as inventory
from lonja.kernel.changes import Outcome
from lonja.kernel.db import run
from lonja.kernel.errors import Invalid, Refused
from lonja.payment_methods import api as payment_methods
from lonja.payments.api import Method
from lonja.promotions import api as promotions
from lonja.shipping import api as shipping
from lonja.shop import api as shop
from lonja.taxes import api as taxes

_LOCK = 0x53455455


class SetupRefused(Invalid):
    """A noun refused one item; `facts`: its `reason` (a code) and the `field` of the document."""

    code: ClassVar[str] = "setup_refused"


@dataclass(frozen=True, slots=True)
class Change:
    """One item of the document and what became of it: `location`, `VLC`, `created`."""

    kind: str
    name: str
    outcome: Outcome


async def set_up_shop(
    db: AsyncConnection,
    document: SetupDocument,
    *,
    methods: Mapping[str, Method],
    actor: str,
    now: datetime,
    languages: Collection[str] | None = None,
) -> list[Change]:
    """Bring the shop to what the document says; what was created, updated and left unchanged.

    `methods` are the ways to pay that this installation knows, `languages` those that the theme of
    the document has words in.
    """
    await run(db, "SELECT pg_advisory_xact_lock(%(lock)s)", lock=_LOCK)
    changes: list[Change] = []

    def note(kind: str, name: str, outcome: Outcome) -> None:
        changes.append(Change(kind, name, outcome))

    with _at("shop"):
        outcome = await shop.save(
            db, document.shop.facts(), offered=languages, actor=actor, now=now
        )
        note("shop", document.shop.name, outcome)
    for at, tax_class in enumerate(document.tax_classes):
        with _at(f"tax_classes.{at}"):
            outcome = await taxes.put_tax_class(
                db, tax_class.code, plain(tax_class.names), actor=actor, now=now
            )
            note("tax class", tax_class.code, outcome)
    for at, rate in enumerate(document.tax_rates):
        for key in rate.rate_keys:
            with _at(f"tax_rates.{at}"):
                outcome = await taxes.put_tax_rate(db, key, rate.basis_points, actor=actor, now=now)
                note("tax rate", f"{key.place} {key.tax_class}", outcome)
    for at, location in enumerate(document.locations):
        with _at(f"locations.{at}"):
            outcome = await inventory.put_location(db, location.draft(), actor=actor, now=now)
            note("location", location.code, outcome)
    for at, zone in enumerate(document.shipping_zones):
        with _at(f"shipping_zones.{at}"):
            outcome = await shipping.put_zone(db, zone.draft(), actor=actor, now=now)
            note("shipping zone", zone.code, outcome)
    for at, method in enumerate(document.shipping_methods):
        with _at(f"shipping_methods.{at}", method.place_of):
            outcome = await shipping.put_method(db, method.draft(), actor=actor, now=now)
            note("shipping method", method.code, outcome)
    for at, payment in enumerate(document.payment_methods):
        with _at(f"payment_methods.{at}", payment.place_of):
            outcome = await payment_methods.put(
                db, methods, payment.setting(), actor=actor, now=now
            )
            note("payment method", payment.code, outcome)
    for at, category in enumerate(document.categories):
        with _at(f"categories.{at}"):
            parent_id = await _parent(db, category.parent)
            draft = category.draft(parent_id)
            outcome = await catalog.put_category(db, draft, actor=actor, now=now)
            note("category", category.slug, outcome)
    for at, part in enumerate(document.promotions):
        with _at(f"promotions.{at}"):
            outcome = await promotions.put_promotion(
                db, part.code, part.draft(document.shop), actor=actor, now=now
            )
            note("promotion", part.code, outcome)
    await _put_content(db, document, note, actor=actor, now=now)
    return changes


async def _parent(db: AsyncConnection, slug: str | None) -> UUID | None:
    if slug is None:
        return None
    found = next((one.id for one in await catalog.categories(db) if one.slug == slug), None)
    if found is None:
        raise Invalid(f"there is no category {slug!r}", field="parent")
    return found


async def _put_content(
    db: AsyncConnection,
    document: SetupDocument,
    note: Callable[[str, str, Outcome], None],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Pages first: menus and the front page may name them."""
    pages = {name: one.id for one in await content.headings(db) for name in one.slugs.values()}
    for at, page in enumerate(document.pages):
        with _at(f"pages.{at}"):
            page_id, outcome = await content.put_page(db, page.draft(), actor=actor, now=now)
            pages |= dict.fromkeys(page.names, page_id)
            note("page", page.name, outcome)
    known = Known({one.slug: one.id for one in await catalog.categories(db)}, pages)
    for name in ("header", "footer", "home", "announcement"):
        part = getattr(document, name)
        if part is not None:
            with _at(name):
                outcome = await content.save(db, part.document(known), actor=actor, now=now)
                note("content", name, outcome)


@contextlib.contextmanager
def _at(place: str, place_of: Callable[[str], str] = str) -> Iterator[None]:
    """A noun's refusal, with the place in the document that caused it."""
    try:
        yield
    except Refused as refused:
        field = place_of(str(refused.facts.get("field", "")))
        raise SetupRefused(
            refused.detail, field=f"{place}.{field}" if field else place, reason=refused.code
        ) from refused
