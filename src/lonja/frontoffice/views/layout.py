"""What the shop says around every page: menus, legal pages, the announcement."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.content import api as content
from lonja.frontoffice.views.frame import Dress, Entry, Guarantee, Layout, Link
from lonja.kernel.languages import text_in
from lonja.shop.api import EU, Shop


@dataclass(frozen=True, slots=True)
class Places:
    """Where links lead in one language: only to what is there now."""

    language: str
    default: str
    categories: Mapping[UUID, catalog.Category]
    pages: Mapping[UUID, content.Heading]
    products: Mapping[UUID, tuple[str, str]]
    """Slug and name of those that links name."""

    def link(self, target: content.LinkTarget, labels: Mapping[str, str]) -> Link | None:
        """None where what it leads to is not there any more."""
        label = text_in(labels, self.language, default=self.default)
        if target.kind == "address":
            is_here = target.value.startswith("/")
            return Link(label, f"/{self.language}{target.value}" if is_here else target.value)
        found = self._named(target.kind, UUID(target.value))
        return None if found is None else Link(label or found.name, found.url)

    def page(self, heading: content.Heading) -> Link:
        title = heading.title_in(self.language, self.default)
        path = heading.path_in(self.language, self.default)
        return Link(title, path, code=heading.role or "")

    def category(self, known: catalog.Category) -> Link:
        name = known.text(self.language, "name", default=self.default)
        return Link(name, f"/{self.language}/c/{known.slug}", code=known.slug)

    def _named(self, kind: str, thing_id: UUID) -> Link | None:
        if kind == "category" and (known := self.categories.get(thing_id)):
            return self.category(known)
        if kind == "page" and (heading := self.pages.get(thing_id)):
            return self.page(heading)
        if kind == "product" and (product := self.products.get(thing_id)):
            slug, name = product
            return Link(name, f"/{self.language}/p/{slug}")
        return None


async def places(
    db: AsyncConnection,
    language: str,
    *,
    now: datetime,
    headings: Sequence[content.Heading],
    targets: Iterable[content.LinkTarget],
    default: str,
) -> Places:
    """`default` is the shop's first language; `headings` are of every published page; those whose time has come may be linked."""
    products = [UUID(one.value) for one in targets if one.kind == "product"]
    found = await catalog.products_by_ids(db, products) if products else []
    return Places(
        language,
        default,
        {known.id: known for known in await catalog.categories(db)},
        {one.id: one for one in headings if one.is_visible(now)},
        {
            one.id: (one.address(language), one.text(language, "name", default=default))
            for one in found
            if one.status == catalog.ProductStatus.ACTIVE
        },
    )


async def layout(
    db: AsyncConnection,
    language: str,
    *,
    facts: Shop,
    now: datetime,
    url: Callable[[str], str],
) -> Layout:
    """`url`: of a picture."""
    around, headings = await content.surroundings(db), await content.headings(db)
    header, footer, announcement = around.header, around.footer, around.announcement
    documents = (header, footer, announcement)
    named = [target for one in documents for _, target in content.targets(one)]
    default = facts.language
    known = await places(db, language, now=now, headings=headings, targets=named, default=default)
    categories = tuple(known.category(one) for one in known.categories.values() if one.products)
    return Layout(
        categories=categories,
        menu=_entries(header.items, known) or _categories(known),
        columns=_entries(footer.items, known),
        about=text_in(footer.about, language, default=default),
        note=text_in(footer.note, language, default=default),
        legal=tuple(known.page(one) for one in content.legal_pages(headings, now)),
        announcement=_announced(announcement, known) if announcement.is_shown(now) else None,
        has_newsletter=footer.has_newsletter,
        has_stock_mails=around.stock_mails.is_on,
        tags=around.tags,
        guarantee=_guarantee(around.notices.guarantee_in(language), facts, now, url),
        dress=dress(around.look, url),
        until=_next_change(headings, announcement, now),
    )


def dress(look: content.Look, url: Callable[[str], str]) -> Dress:
    css = look.css()
    mark = sha256(css.encode()).hexdigest()[:10]
    return Dress(
        css=f"/look.css?v={mark}" if css else "",
        logo=url(look.logo) if look.logo else "",
        icon=url(look.icon) if look.icon else "",
        logo_has_name=look.logo_has_name,
    )


def _guarantee(
    notice: content.Notice | None, facts: Shop, now: datetime, url: Callable[[str], str]
) -> Guarantee | None:
    is_due = content.asks_for_guarantee(is_in_eu=facts.home_country in EU, on=facts.day_of(now))
    if notice is None or not is_due:
        return None
    return Guarantee(url(notice.blob), not notice.blob.endswith(".pdf"), notice.words)


def _entries(items: Sequence[content.MenuItem], known: Places) -> tuple[Entry, ...]:
    """An entry that leads nowhere and has nothing below it is left out."""
    found = []
    for item in items:
        own = known.link(item.target, item.labels) if item.target else None
        below = tuple(
            link for child in item.children if (link := known.link(child.target, child.labels))
        )
        name = own.name if own else text_in(item.labels, known.language, default=known.default)
        if own or below:
            found.append(Entry(name, own.url if own else "", below))
    return tuple(found)


def _categories(known: Places) -> tuple[Entry, ...]:
    """The menu that nobody wrote: the top row, and below each the row that stands in it."""
    shown = [one for one in known.categories.values() if one.products]
    found = []
    for one in shown:
        if one.parent_id is None:
            own = known.category(one)
            below = tuple(known.category(two) for two in shown if two.parent_id == one.id)
            found.append(Entry(own.name, own.url, below))
    return tuple(found)


def _announced(announcement: content.Announcement, known: Places) -> Link:
    text = text_in(announcement.text, known.language, default=known.default)
    leads = announcement.target and known.link(announcement.target, {})
    return Link(text, leads.url if leads else "")


def _next_change(
    headings: Iterable[content.Heading], announcement: content.Announcement, now: datetime
) -> datetime | None:
    """When this layout is over, because a page or the announcement begins or ends."""
    times = [announcement.starts_at, announcement.ends_at]
    times += [time for one in headings for time in (one.visible_from, one.visible_until)]
    return min((time for time in times if time is not None and time > now), default=None)
