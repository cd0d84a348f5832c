from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from lonja.frontoffice import wording
from lonja.frontoffice.i18n import speech
from lonja.kernel.address import Address
from lonja.kernel.money import Money
from lonja.kernel.totals import Totals
from lonja.notifications import _texts
from lonja.notifications._rendering import (
    MailLine,
    OrderFacts,
    clean,
    render_campaign,
    render_order_mail,
)
from lonja.notifications.api import ORDER_MAIL_KINDS

HOSTILE = "<script>alert(1)</script>\r\nBcc: all@shop.test \u202eevil $number ${link}"


def an_order(*, name: str = "Hidráulico Sevilla", tracking: str = "T-1") -> OrderFacts:
    return OrderFacts(
        number="K7QF-93MD",
        link="https://shop.test/es/orders/K7QF-93MD?token=abc&x=1",
        lines=[MailLine(name, ["20x20", "matt"], 2, Money("EUR", 24_68))],
        totals=Totals("EUR", 24_68, 0, 4_95, 5_14),
        address=Address(name, "Calle Mayor 1", "Madrid", "28001", "ES"),
        carrier="Correos",
        tracking=tracking,
    )


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]


class TestAnOrderMail:
    def test_speaks_the_buyers_language_with_money_as_written_there(self) -> None:
        spanish = render_order_mail("order_confirmed", an_order(), language="es", shop="Azulejo")
        english = render_order_mail("order_confirmed", an_order(), language="en", shop="Azulejo")

        assert spanish.subject == "Tu pedido K7QF-93MD está confirmado"
        assert "29,63\xa0€" in spanish.text
        assert english.subject == "Your order K7QF-93MD is confirmed"
        assert "€29.63" in english.text

    def test_names_options_and_country_in_words(self) -> None:
        spanish = render_order_mail("order_confirmed", an_order(), language="es", shop="Azulejo")
        english = render_order_mail("order_confirmed", an_order(), language="en", shop="Azulejo")

        assert "2 × Hidráulico Sevilla · 20x20 · Mate  24,68\xa0€" in spanish.text
        assert "\nEspaña\n" in spanish.text
        assert "· 20x20 · Matt  €24.68" in english.text
        assert "\nSpain\n" in english.text

    def test_uses_the_storefronts_words(self) -> None:
        for language, words in _texts.OPTIONS.items():
            said = speech(language).say
            shown = {
                code: said(word)
                for key in ("colour", "finish")
                for code, word in wording.VALUES[key].items()
            }
            assert words == shown

    def test_falls_back_to_english_for_a_language_without_texts(self) -> None:
        mail = render_order_mail("order_confirmed", an_order(), language="fi", shop="Azulejo")

        assert mail.subject == "Your order K7QF-93MD is confirmed"

    def test_links_to_the_order_in_text_and_html(self) -> None:
        mail = render_order_mail("order_confirmed", an_order(), language="es", shop="Azulejo")

        assert "https://shop.test/es/orders/K7QF-93MD?token=abc&x=1" in mail.text
        assert Tags(mail.html).links == ["https://shop.test/es/orders/K7QF-93MD?token=abc&x=1"]

    def test_names_the_parcel_only_when_it_has_a_number(self) -> None:
        with_number = render_order_mail("order_shipped", an_order(), language="en", shop="A")
        without = render_order_mail("order_shipped", an_order(tracking=""), language="en", shop="A")

        assert "with Correos. Tracking number: T-1." in with_number.text
        assert "with Correos." in without.text
        assert "Tracking" not in without.text

    def test_shows_a_hostile_name_as_letters_and_never_as_markup(self) -> None:
        tame = render_order_mail("order_confirmed", an_order(), language="es", shop="Azulejo")
        mail = render_order_mail(
            "order_confirmed", an_order(name=HOSTILE), language="es", shop="Azulejo"
        )

        assert Tags(mail.html).tags == Tags(tame.html).tags
        assert "&lt;script&gt;" in mail.html
        assert "\u202e" not in mail.html
        assert "\r" not in mail.text
        assert "evil $number ${link}" in mail.text  # a name is never filled in as a template

    @given(name=st.text(max_size=60), kind=st.sampled_from(ORDER_MAIL_KINDS))
    def test_keeps_its_shape_whatever_the_name(self, name: str, kind: str) -> None:
        tame = render_order_mail(kind, an_order(name="x"), language="en", shop="Azulejo")
        mail = render_order_mail(kind, an_order(name=name or "x"), language="en", shop="Azulejo")

        without_breaks = [tag for tag in Tags(mail.html).tags if tag != "br"]
        assert without_breaks == [tag for tag in Tags(tame.html).tags if tag != "br"]


class TestACampaignMail:
    def test_greets_by_name_and_offers_the_way_out(self) -> None:
        mail = render_campaign(
            subject="Nuevo en la tienda",
            body="Para ti, $name.\n\nMíralo en https://shop.test/es/c/suelo.",
            name="Ana",
            language="es",
            shop="Azulejo",
            unsubscribe_url="https://shop.test/es/unsubscribe/1/2?token=t",
        )

        assert mail.text.startswith("Hola, Ana:\n\nPara ti, Ana.\n\nMíralo en ")
        assert "Darme de baja: https://shop.test/es/unsubscribe/1/2?token=t" in mail.text
        assert Tags(mail.html).links == [
            "https://shop.test/es/c/suelo",
            "https://shop.test/es/unsubscribe/1/2?token=t",
        ]

    @given(name=st.text(max_size=60), body=st.text(max_size=200).filter(lambda b: "http" not in b))
    def test_keeps_its_shape_whatever_the_name_and_body(self, name: str, body: str) -> None:
        mail = render_campaign(
            subject=name, body=body, name=name, language="en", shop="A", unsubscribe_url="https://x"
        )

        assert set(Tags(mail.html).tags) <= {
            "html", "head", "meta", "title", "body", "table", "tr", "td", "p", "a",
        }  # fmt: skip
        assert Tags(mail.html).links == ["https://x"]
        assert "\n" not in mail.subject


def test_cleaning_leaves_one_line_without_marks() -> None:
    assert clean(" Ana\r\n\u202ePérez\x00 \t y  hijos ") == "Ana Pérez y hijos"
