"""What the demo shop says: its front page, its legal pages, a page of its own, its announcement."""

import html
from datetime import datetime
from typing import Final, TypedDict
from uuid import UUID

from psycopg import AsyncConnection

from lonja.content import api as content
from lonja.content.api import (
    Announcement,
    BannerBlock,
    BlockPicture,
    CategoryBlock,
    ColumnsBlock,
    File,
    FileUse,
    Footer,
    Header,
    HeroBlock,
    HeroButton,
    Home,
    LinkTarget,
    MenuItem,
    MenuSubItem,
    PageDraft,
    PageRole,
    PageStatus,
    PageText,
    ProductBlock,
    TextColumn,
)
from lonja.shop import api as shops
from lonja.shop.api import Shop
from lonja_tools.demo._covers import COVERS, EDGE_PX
from lonja_tools.demo._plan import Plan, uuid7


class _Who(TypedDict):
    actor: str
    now: datetime


def _collection(slug: str, es: str, en: str) -> MenuSubItem:
    return MenuSubItem(LinkTarget("address", f"/collections/{slug}"), {"es": es, "en": en})


HOME: Final = Home(
    seo_title={"es": "Azulejos para paredes y suelos", "en": "Tiles for walls and floors"},
    seo_description={
        "es": "Azulejos con historia: hidráulico, zellige, Talavera, terrazo. Hechos por artesanos,"
        " entregados en su puerta.",
        "en": "Tiles with a story: hydraulic cement, zellige, Talavera, terrazzo. Made by"
        " craftsmen, delivered to your door.",
    },
    blocks=(
        HeroBlock(
            overline={
                "es": "Hidráulico · Zellige · Talavera · Terrazo",
                "en": "Hydraulic · Zellige · Talavera · Terrazzo",
            },
            title={
                "es": "Suelos con memoria, paredes con luz.",
                "en": "Floors with memory, walls with light.",
            },
            text={
                "es": "Trescientos azulejos elegidos uno a uno: cemento prensado, barro cortado a"
                " mano, mayólica pintada. Pida uno, viva con él y vista una pared.",
                "en": "Three hundred tiles chosen one by one: pressed cement, hand-cut clay,"
                " painted majolica. Order one, live with it, lay a wall.",
            },
            buttons=(
                HeroButton(
                    LinkTarget("address", "/search"),
                    {"es": "Ver todos los azulejos", "en": "See all tiles"},
                ),
                HeroButton(
                    LinkTarget("address", "/#departments"),
                    {"es": "Por familias", "en": "By family"},
                ),
            ),
        ),
        CategoryBlock(title={"es": "Por familias", "en": "By family"}),
        BannerBlock(
            title={"es": "Baños de agua y luz", "en": "Baths of water and light"},
            text={
                "es": "Zellige y metro: el brillo cambia con cada hora del día.",
                "en": "Zellige and metro tiles: the gleam changes with every hour.",
            },
            buttons=(
                HeroButton(
                    LinkTarget("address", "/collections/banos-de-agua-y-luz"),
                    {"es": "Ver la colección", "en": "See the collection"},
                ),
            ),
            image=BlockPicture(
                COVERS["banos-de-agua-y-luz"].blob, COVERS["banos-de-agua-y-luz"].alt
            ),
        ),
        ProductBlock(
            title={"es": "Lo que se coloca esta temporada", "en": "What people lay this season"}
        ),
        ColumnsBlock(
            title={"es": "Cómo trabajamos", "en": "How we work"},
            columns=(
                TextColumn(
                    {"es": "Primero, una muestra", "en": "A sample first"},
                    {
                        "es": "El color cambia con la luz de cada casa. Pida un azulejo, viva con"
                        " él y decida después.",
                        "en": "Colour changes with the light of each house. Order one tile, live"
                        " with it, then decide.",
                    },
                ),
                TextColumn(
                    {"es": "Cada pieza, única", "en": "Every piece its own"},
                    {
                        "es": "El esmalte y el pigmento cambian de una hornada a otra. Eso es lo"
                        " que da vida a una pared.",
                        "en": "Glaze and pigment vary from one firing to the next. That is what"
                        " makes a wall alive.",
                    },
                ),
                TextColumn(
                    {"es": "Entero, o se repone", "en": "Whole, or replaced"},
                    {
                        "es": "Lo que se rompe por el camino lo volvemos a enviar, sin formularios"
                        " ni discusiones.",
                        "en": "What breaks on the way we send again, with no forms and no"
                        " discussion.",
                    },
                ),
            ),
        ),
        ProductBlock(
            title={"es": "Recién salidos del horno", "en": "Fresh from the kiln"}, source="newest"
        ),
    ),
)

FOOTER: Final = Footer(
    about={
        "es": "Paredes y suelos que merecían la espera. De los hornos de España a su casa.",
        "en": "Walls and floors that were worth the wait. From the kilns of Spain to your home.",
    },
    has_newsletter=True,
    note={
        "es": "Precios con los impuestos que se aplican. Esta es una tienda de demostración: no se"
        " vende ni se cobra nada.",
        "en": "Prices include the taxes that apply. This is a demonstration shop: nothing is sold,"
        " nothing is charged.",
    },
)

ANNOUNCEMENT: Final = Announcement(
    text={
        "es": "Prensados, cortados y pintados a mano · Envíos a Europa y América",
        "en": "Pressed, cut and painted by hand · Sent across Europe and America",
    }
)

HEADER: Final = Header(
    items=(
        MenuItem(
            labels={"es": "Por estancia", "en": "By room"},
            children=(
                _collection("cocinas-con-historia", "Cocinas", "Kitchens"),
                _collection("banos-de-agua-y-luz", "Baños", "Bathrooms"),
                _collection("terrazas-y-patios", "Terrazas y patios", "Terraces and patios"),
            ),
        ),
        MenuItem(
            LinkTarget("address", "/collections/en-oferta"), {"es": "Ofertas", "en": "Offers"}
        ),
        MenuItem(
            LinkTarget("address", "/p/tarjeta-regalo"),
            {"es": "Tarjeta regalo", "en": "Gift card"},
        ),
        MenuItem(
            LinkTarget("address", "/laying"), {"es": "Cómo se coloca", "en": "How to lay them"}
        ),
    )
)

REDIRECTS: Final = {
    "/catalogo-2025": "/search",
    "/rebajas": "/collections/en-oferta",
    "/tienda/hidraulico": "/c/hidraulicos",
    "/blog/como-colocar": "/colocacion",
}

LAYING: Final = PageDraft(
    {
        "es": PageText(
            "colocacion",
            "Cómo se coloca",
            "<p>Un suelo de cemento se coloca con junta fina y se protege antes de rejuntar.</p>"
            "<h2>Antes de empezar</h2><ul><li>Abra varias cajas y mezcle las piezas: el tono cambia"
            " de una a otra.</li><li>Pida un 10 % más para cortes.</li></ul>"
            "<h2>El cuidado</h2><p>Agua y jabón neutro. Nada de ácidos.</p>",
        ),
        "en": PageText(
            "laying",
            "How to lay them",
            "<p>A cement floor is laid with a thin joint and sealed before grouting.</p>"
            "<h2>Before you begin</h2><ul><li>Open several boxes and mix the pieces: the shade"
            " varies from one to the next.</li><li>Order 10 % more for cuts.</li></ul>"
            "<h2>Care</h2><p>Water and neutral soap. No acids.</p>",
        ),
    },
    status=PageStatus.PUBLISHED,
)


async def write(db: AsyncConnection, plan: Plan, *, actor: str, now: datetime) -> None:
    who, dice = _Who(actor=actor, now=now), plan.dice("content")
    shop = await shops.current(db)
    for page in (*(_legal_page(shop, role) for role in PageRole), LAYING):
        await content.add_page(db, page, page_id=UUID(str(uuid7(dice, plan.start_ms))), **who)
    picture = File(
        COVERS["banos-de-agua-y-luz"].blob, FileUse.BLOCK, "image/webp", EDGE_PX, EDGE_PX
    )
    await content.add_file(db, picture, **who)
    for document in (HOME, HEADER, FOOTER, ANNOUNCEMENT):
        await content.save(db, document, **who)
    for moved, to in REDIRECTS.items():
        await content.add_redirect(db, moved, to, **who)


def _legal_page(shop: Shop, role: PageRole) -> PageDraft:
    """The draft for Spain without its note: nobody buys here, so nobody has to check it."""
    texts = {}
    for language in shop.languages:
        seller = shops.seller(shop, language)
        assert seller is not None, "the shop's facts are written first"
        facts = {
            "legal_name": seller.legal_name,
            "address": ", ".join(seller.lines),
            "vat_ids": ", ".join(seller.vat_ids),
            "email": seller.email,
            "phone": seller.phone,
        }
        slug, title, body = content.legal_draft(role, language, shop.home_country, facts)
        note = html.escape(content.DRAFT_NOTES[language])
        texts[language] = PageText(slug, title, body.replace(f"<p><em>{note}</em></p>\n", ""))
    return PageDraft(texts, role=role, status=PageStatus.PUBLISHED)
