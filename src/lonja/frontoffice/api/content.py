"""What the shop says: menus, the announcement, pages."""

from fastapi import APIRouter, Response

from lonja.content import api as content
from lonja.frontoffice.api.products import AskedLanguage, spoken_in
from lonja.frontoffice.api.store import KEPT
from lonja.frontoffice.views.frame import Entry, Link
from lonja.frontoffice.views.layout import layout
from lonja.hosting.deps import Facts, ListOut, Out, PathText, Reading, TheShop
from lonja.kernel import clock

router = APIRouter(tags=["content"])


class LinkOut(Out):
    """`url` begins with `/` and the language where it leads into this shop: `/en/c/…` a category,
    `/en/p/…` a product, `/en/pages/…` a page.
    """

    label: str
    url: str


class MenuEntryOut(LinkOut):
    """An empty `url` is a heading."""

    children: list[LinkOut]


class LayoutOut(Out):
    """Texts that nobody wrote are empty; without a menu of its own a shop has its categories."""

    menu: list[MenuEntryOut]
    columns: list[MenuEntryOut]
    about: str
    note: str
    legal: list[LinkOut]
    announcement: LinkOut | None
    has_newsletter: bool
    logo: str


class PageLinkOut(Out):
    """`role` is `terms`, `privacy`, …, or empty."""

    slug: str
    title: str
    role: str


class PageOut(Out):
    """`body` is HTML, cleaned when it was stored: no script, no style."""

    slug: str
    title: str
    body: str
    seo_title: str
    seo_description: str


@router.get("/layout", operation_id="getLayout")
async def get_layout(
    facts: Facts, db: Reading, shop: TheShop, response: Response, language: AskedLanguage = None
) -> LayoutOut:
    """What stands around every page."""
    response.headers["Cache-Control"] = KEPT
    spoken = spoken_in(facts, language)
    found = await layout(db, spoken, facts=facts, now=clock.now(), url=shop.blobs.public_url)
    return LayoutOut(
        menu=[_entry(one) for one in found.menu],
        columns=[_entry(one) for one in found.columns],
        about=found.about,
        note=found.note,
        legal=[link_out(one) for one in found.legal],
        announcement=link_out(found.announcement) if found.announcement else None,
        has_newsletter=found.has_newsletter,
        logo=found.dress.logo,
    )


@router.get("/pages", operation_id="listPages")
async def list_pages(
    facts: Facts, db: Reading, response: Response, language: AskedLanguage = None
) -> ListOut[PageLinkOut]:
    """Those that are shown now, by title."""
    response.headers["Cache-Control"] = KEPT
    now, spoken = clock.now(), spoken_in(facts, language)
    shown = [one for one in await content.headings(db) if one.is_visible(now)]
    items = [
        PageLinkOut(
            slug=one.path_in(spoken).rpartition("/")[2],
            title=one.title_in(spoken),
            role=one.role or "",
        )
        for one in shown
    ]
    return ListOut[PageLinkOut](items=sorted(items, key=lambda one: one.title), next_cursor=None)


@router.get("/pages/{slug}", operation_id="getPage")
async def get_page(
    slug: PathText, facts: Facts, db: Reading, response: Response, language: AskedLanguage = None
) -> PageOut:
    """In another language where it has none in this one."""
    response.headers["Cache-Control"] = KEPT
    spoken = spoken_in(facts, language)
    texts = (await content.shown_page(db, slug, spoken, now=clock.now())).draft.texts
    text = texts[content.language_of(texts, spoken)]
    return PageOut(
        slug=text.slug,
        title=text.title,
        body=text.body,
        seo_title=text.seo_title,
        seo_description=text.seo_description,
    )


def link_out(one: Link) -> LinkOut:
    return LinkOut(label=one.name, url=one.url)


def _entry(one: Entry) -> MenuEntryOut:
    return MenuEntryOut(
        label=one.name, url=one.url, children=[link_out(two) for two in one.children]
    )
