"""A shop in each of four countries, from nothing to its first sale, in its country's language alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx2
import pytest
from tests.support.back_office import back_office
from tests.support.front_office import front_office
from tests.support.messages import waiting
from tests.support.papers import work_documents
from tests.support.sales import work
from tests.web.frontoffice.browsing import form, read, words

from lonja.adapters.theme_language import speech
from lonja.adapters.themes import DEFAULT, Themes
from lonja.bootstrap import Shop
from lonja.hosting.messages import handler_for
from lonja.jobs.background import HANDLERS
from lonja.notifications.api import Mail
from lonja.staff.api import Role
from lonja_tools.laptop.generated.catalogs import messages_of

pytestmark = pytest.mark.anyio

SHORT = 8
"""Words of so few letters may be the same in two languages."""
PATHS = (
    *("", "search", "search?q=zzzz", "p/coffee", "p/shoes", "p/book", "p/example-mug"),
    *("p/example-coffee", "cart", "orders", "known", "cookies", "withdrawal", "nowhere"),
)


@dataclass(frozen=True, slots=True)
class Country:
    code: str
    language: str
    postal_code: str
    city: str
    phone: str
    book_class: str
    book_rate: str
    price: str
    """Of the book, as people there write it; figures alone."""
    goods: Sequence[str]
    """Coffee, shoes, a book."""
    says: Sequence[str] = field(default=())


COUNTRIES = (
    Country("ES", "es", "48001", "Bilbao", "+34 600 000 000", "super_reduced", "4 %", "1.018,90 €",
            ("Café de Huila", "Zapatos de cuero", "Libro de cocina"),
            ("Envío estándar", "IVA", "Hacer el pedido y pagar", "Desistir del contrato aquí")),
    Country("PT", "pt", "1100-148", "Lisboa", "+351 912 345 678", "reduced", "6%", "1 018,90 €",
            ("Café de Huíla", "Sapatos de couro", "Livro de cozinha"),
            ("Envio normal", "IVA", "Fazer a encomenda e pagar", "Resolver o contrato aqui")),
    Country("DE", "de", "10115", "Berlin", "+49 151 23456789", "reduced", "7 %", "1.018,90 €",
            ("Kaffee aus Huila", "Lederschuhe", "Kochbuch"),
            ("Standardversand", "MwSt.", "Bestellung aufgeben und bezahlen", "Vertrag widerrufen")),
    Country("FR", "fr", "75011", "Paris", "+33 6 12 34 56 78", "reduced", "5,5 %", "1 018,90 €",
            ("Café de Huila", "Chaussures en cuir", "Livre de cuisine"),
            ("Livraison standard", "TVA", "Commander et payer", "Renoncer au contrat ici")),
)  # fmt: skip


@dataclass(slots=True)
class Post:
    """A mail server that keeps what it gets."""

    mails: list[Mail] = field(default_factory=list)

    async def send(self, mail: Mail) -> None:
        self.mails.append(mail)


async def set_up(owner: httpx2.AsyncClient, one: Country) -> None:
    known = (await owner.get("/api/v1/setup/proposals")).json()["items"]
    spoken = next(row["language"] for row in known if row["country"] == one.code)
    assert spoken == one.language
    proposal = (await owner.get(f"/api/v1/setup/proposals/{one.code}?reach=home")).json()
    address = {"line1": "1", "postal_code": one.postal_code, "city": one.city, "country": one.code}
    document = {
        "shop": {
            "name": "Norte", "legal_name": "Norte & Co", "email": "hola@norte.example",
            "phone": one.phone, "mail_name": "Norte", "mail_address": "hola@norte.example",
            "address": address, "home_country": one.code,
            "time_zone": proposal["known"]["time_zone"], "languages": [spoken],
            "sells_to": proposal["sells_to"], "currencies": [{"code": proposal["currency"]}],
        },
        **{name: proposal[name] for name in ("tax_classes", "tax_rates", "locations", "shipping_methods")},
    }  # fmt: skip
    answer = await owner.post("/api/v1/setup", json=document)
    assert answer.status_code == 200, answer.text


async def fill(owner: httpx2.AsyncClient, one: Country) -> None:
    coffee, shoes, book = one.goods
    for slug, name, tax_class, minor, options in (
        ("coffee", coffee, one.book_class, 12_50, []),
        ("shoes", shoes, "standard", 89_00, ["41", "42"]),
        ("book", book, one.book_class, 1018_90, []),
    ):
        rows = [
            {
                "sku": f"{slug}-{value}".upper().strip("-"),
                "options": {"size": value} if value else {},
                "weight_g": 250,
                "prices": {"EUR": {"amount_minor": minor}},
                "stock": {"location": "MAIN", "quantity": 4},
            }
            for value in options or [""]
        ]
        asked = {
            "texts": {one.language: {"name": name}}, "slug": slug, "status": "active",
            "tax_class": tax_class, "rows": rows,
            "options": [{"key": "size", "values": [{"code": value} for value in options]}]
            if options else [],
        }  # fmt: skip
        answer = await owner.post("/api/v1/products", json=asked)
        assert answer.status_code == 201, answer.text


async def publish(owner: httpx2.AsyncClient, one: Country) -> None:
    """Each legal page as it is proposed, once a lawyer has read it."""
    law = (await owner.get("/api/v1/law")).json()
    assert [duty["in_english"] for duty in law["duties"] if duty["in_english"]] == []
    for role in (
        "legal_notice",
        "terms",
        "privacy",
        "returns",
        "shipping",
        "cookies",
        "accessibility",
    ):
        draft = (await owner.get(f"/api/v1/pages/drafts/{role}")).json()
        text = draft["texts"][one.language]
        asked = {"role": role, "status": "published", "texts": {one.language: text}}
        early = await owner.post("/api/v1/pages", json=asked)
        assert early.json()["code"] == "draft_note_left", early.text
        text["body"] = text["body"].replace(f"<p><em>{draft['note'][one.language]}</em></p>", "")
        answer = await owner.post("/api/v1/pages", json=asked)
        assert answer.status_code == 201, answer.text


async def posted(shop: Shop) -> list[Mail]:
    post = Post()
    shop.mailer = post
    for envelope in await waiting(shop.database, "notifications"):
        await handler_for(HANDLERS, "notifications", envelope)(shop, envelope)
    return post.mails


def in_english(language: str) -> set[str]:
    """What the theme says in English, and this language says otherwise."""
    worn = Themes().get(DEFAULT)
    said = {one: speech(worn, one).say for one in (language, "en")}
    known = [one for one in messages_of(worn) if isinstance(one, str) and len(one) > SHORT]
    mine = {said[language](one) for one in known}
    return {one for one in known if "%" not in one and one not in mine} | {
        "Example",
        "Main location",
    }


async def buy(buyer: httpx2.AsyncClient, one: Country) -> tuple[str, list[httpx2.Response]]:
    """The address of the order, and each page on the way to it."""
    home = f"/{one.language}"
    seen = [await buyer.get(f"{home}/{path}") for path in PATHS]
    links = {link for link in read(seen[0]).links if link.startswith(f"{home}/")}
    seen += [await buyer.get(link) for link in sorted(links)]
    for sku in ("COFFEE", "SHOES-41", "BOOK"):
        await buyer.post(f"{home}/cart/lines", data={"sku": sku, "quantity": "1"})
    seen += [await buyer.get(f"{home}/cart"), await buyer.get(f"{home}/checkout")]
    fields = form(seen[-1], f"{home}/checkout")
    seen.append(await buyer.post(f"{home}/checkout", data=fields | {"email": "x", "phone": "12"}))
    typed = {
        "email": "ana@example.com", "name": "Ana Prueba", "line1": "1", "city": one.city,
        "postal_code": one.postal_code, "country": one.code, "card": "approved",
    }  # fmt: skip
    placed = await buyer.post(f"{home}/checkout", data=fields | typed)
    assert placed.status_code == 303, words(placed)
    where = placed.headers["location"]
    return where, [*seen, await buyer.get(where)]


async def withdraw(buyer: httpx2.AsyncClient, order: httpx2.Response) -> list[httpx2.Response]:
    """Both steps of it, from the order's page."""
    link = next(one for one in read(order).links if "/withdrawal" in one and "/orders/" in one)
    seen = [await buyer.get(link)]
    for step in ("check", "confirm"):
        fields = form(seen[-1], link.partition("?")[0])
        seen.append(await buyer.post(link, data=fields | {"step": step}))
    return seen


@pytest.mark.parametrize("one", COUNTRIES, ids=lambda one: one.code)
async def test_goes_from_nothing_to_its_first_sale_in_one_language(
    fresh_database_url: str, storage_connection: str, one: Country
) -> None:
    async with (
        back_office(fresh_database_url, storage_connection) as desk,
        desk.signed_in(Role.OWNER) as owner,
    ):
        await set_up(owner, one)
        await fill(owner, one)
        await owner.put("/api/v1/setup/examples")
        await publish(owner, one)
        opened = await owner.put("/api/v1/opening/open")
        guide = (await owner.get("/api/v1/setup/guide")).json()["steps"]
    async with front_office(fresh_database_url, storage_connection, is_open=None) as (buyer, shop):
        where, seen = await buy(buyer, one)
        await work(shop)
        mails = await posted(shop)
        await work_documents(shop)
        order = await buyer.get(where)
        invoice = await buyer.get(next(one for one in read(order).links if "/documents/" in one))
        seen += [order, *await withdraw(buyer, order)]
        mails += (await posted(shop))[len(mails) :]

    assert opened.status_code == 204
    assert {step["code"] for step in guide if step["state"] == "open"} == {
        "staff",
        "look",
        "test_order",
    }
    texts = [words(page) for page in seen] + [f"{one.subject} {one.text}" for one in mails]
    english = in_english(one.language)
    assert {left: text for text in texts for left in english if left in text} == {}
    everything = " ".join(texts).replace("\xa0", " ").replace("\u202f", " ")
    assert [
        said
        for said in (*one.says, *one.goods, one.price, f"({one.book_rate})")
        if said not in everything
    ] == []
    assert invoice.content.startswith(b"%PDF-")
    assert len(mails) == 2
