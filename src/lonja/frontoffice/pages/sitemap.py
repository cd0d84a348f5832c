"""The sitemap: one file, or an index of parts once a shop has many products."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import quote
from xml.sax.saxutils import escape

from psycopg import AsyncConnection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from lonja.catalog import api as catalog
from lonja.collections import api as collections
from lonja.content import api as content
from lonja.frontoffice.pages.request_context import Visit, page
from lonja.kernel import clock
from lonja.shop.api import Shop as ShopFacts

PART_ADDRESSES: Final = 10_000
"""The protocol allows 50,000 in a file; writing one of these takes no other buyer's time."""
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class _Place:
    """A page without its language; `changed_at` where we know it.

    `paths` where languages differ by more than their beginning.
    """

    path: str
    changed_at: datetime | None = None
    paths: Mapping[str, str] = field(default_factory=dict)


@page
async def sitemap(visit: Visit) -> Response:
    """Every page with its URL in each language, or where the parts of that list are."""
    products = _products_in_part(visit)
    async with visit.shop.database.reading() as db:
        count = await catalog.count_published(db)
        if count <= products:
            return _answer(
                _part(
                    visit,
                    [
                        *await _lists(db, visit.facts),
                        *await _products(db, visit.facts, 0, products),
                    ],
                )
            )
    base = visit.shop.settings.public_url.rstrip("/")
    parts = range(1, -(-count // products) + 1)
    entries = "".join(
        f"<sitemap><loc>{escape(f'{base}/sitemap-{part}.xml')}</loc></sitemap>" for part in parts
    )
    return _answer(f'<sitemapindex xmlns="{_NAMESPACE}">{entries}</sitemapindex>\n')


@page
async def sitemap_part(visit: Visit) -> Response:
    """So many products, by their age; lists stand in the first part."""
    part, products = int(visit.part("part")), _products_in_part(visit)
    async with visit.shop.database.reading() as db:
        places = await _products(db, visit.facts, (part - 1) * products, products) if part else []
        if not places:
            raise HTTPException(404)
        if part == 1:
            places = [*await _lists(db, visit.facts), *places]
    return _answer(_part(visit, places))


def _products_in_part(visit: Visit) -> int:
    return PART_ADDRESSES // len(visit.facts.languages)


async def _lists(db: AsyncConnection, facts: ShopFacts) -> list[_Place]:
    now = clock.now()
    shown = [one for one in await collections.collections(db) if one.products and one.is_shown(now)]
    return [
        _Place(""),
        *(_Place(f"c/{known.slug}") for known in await catalog.categories(db) if known.products),
        *(
            _Place(
                "",
                paths={
                    code: f"/{code}/collections/{quote(one.address(code))}"
                    for code in facts.languages
                },
            )
            for one in shown
        ),
        *([_Place("collections")] if shown else []),
        *(_page(one, facts) for one in await content.headings(db) if one.is_visible(clock.now())),
    ]


def _page(heading: content.Heading, facts: ShopFacts) -> _Place:
    return _Place(
        "", paths={code: heading.path_in(code, facts.language) for code in facts.languages}
    )


async def _products(
    db: AsyncConnection, facts: ShopFacts, skipped: int, limit: int
) -> list[_Place]:
    return [
        _Place(
            "",
            one.updated_at,
            {code: f"/{code}/p/{quote(one.address(code))}" for code in facts.languages},
        )
        for one in await catalog.published(db, skipped=skipped, limit=limit)
    ]


def _part(visit: Visit, places: Iterable[_Place]) -> str:
    base = visit.shop.settings.public_url.rstrip("/")
    entries = "".join(_entry(base, place, visit.facts.languages) for place in places)
    return (
        f'<urlset xmlns="{_NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">'
        f"{entries}</urlset>\n"
    )


def _entry(base: str, place: _Place, languages: Sequence[str]) -> str:
    urls = {
        code: escape(base + place.paths.get(code, f"/{code}/{place.path}")) for code in languages
    }
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{url}"/>'
        for code, url in urls.items()
    )
    at = place.changed_at
    changed = "" if at is None else f"<lastmod>{at.isoformat(timespec='seconds')}</lastmod>"
    return "".join(f"<url><loc>{url}</loc>{changed}{links}</url>" for url in urls.values())


def _answer(xml: str) -> Response:
    return Response(
        _HEAD + xml,
        media_type="application/xml",
        headers={"Cache-Control": "public, max-age=3600"},
    )
