from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lonja.adapters.theme_mails import ThemeMails, linked
from lonja.adapters.themes import Themes
from lonja.kernel.address import Address
from lonja.kernel.money import Money
from lonja.kernel.totals import Totals
from lonja.notifications._mails import campaign_facts, clean
from lonja.notifications.api import (
    BACK_IN_STOCK,
    CAMPAIGN,
    EMAIL_PROOF,
    GIFT_CARD_MAIL,
    NEWSLETTER_MAIL,
    ORDER_MAIL_KINDS,
    STAFF_MAIL_KINDS,
    WEBHOOK_PAUSED,
    WISH_MAIL,
    CampaignFacts,
    ExchangeFacts,
    GiftCardFacts,
    MailFacts,
    MailLine,
    MailSaving,
    OrderFacts,
    ProofFacts,
    Rendered,
    ReturnFacts,
    StaffFacts,
    StockFacts,
    WebhookPausedFacts,
)
from lonja.shop.api import Seller

HOSTILE = "<script>alert(1)</script>\r\nBcc: all@shop.test \u202eevil $number ${link} {{ shop }}"
THEMES = Themes()
KINDS = (
    *ORDER_MAIL_KINDS,
    *STAFF_MAIL_KINDS,
    GIFT_CARD_MAIL,
    EMAIL_PROOF,
    WEBHOOK_PAUSED,
    NEWSLETTER_MAIL,
    WISH_MAIL,
    BACK_IN_STOCK,
    CAMPAIGN,
)


def eur(minor: int) -> Money:
    return Money("EUR", minor)


def an_order(*, name: str = "Mochila Sevilla", tracking: str = "T-1") -> OrderFacts:
    return OrderFacts(
        number="K7QF-93MD",
        link="https://shop.test/es/orders/K7QF-93MD?token=abc&x=1",
        lines=[MailLine(name, {"size": "20x20", "colour": "navy"}, 2, eur(24_68))],
        totals=Totals("EUR", 24_68, 1_00, 4_95, 5_14),
        address=Address(name, "Calle Mayor 1", "Madrid", "28001", "ES"),
        carrier="Correos",
        tracking=tracking,
    )


def an_invitation(by: str = "Inés") -> StaffFacts:
    return StaffFacts(by, datetime(2026, 3, 1, 12, tzinfo=UTC), "https://desk.test/invitation#x")


def a_gift_card(*, name: str = "Ana", message: str = "Feliz cumpleaños") -> GiftCardFacts:
    return GiftCardFacts(
        code="7K2M-Q9XT-04WD-HN5R",
        amount=eur(50_00),
        name=name,
        message=message,
        expires_at=datetime(2027, 3, 1, 12, tzinfo=UTC),
        time_zone="Europe/Madrid",
        link="https://shop.test/es/gift-card",
    )


def news(*, subject: str = "Nuevo en la tienda", body: str, name: str = "Ana") -> CampaignFacts:
    url = "https://shop.test/es/unsubscribe/1/2?token=t"
    return campaign_facts(subject=subject, body=body, name=name, unsubscribe_url=url)


def facts_of(kind: str) -> MailFacts:
    if kind in STAFF_MAIL_KINDS:
        return an_invitation()
    if kind == GIFT_CARD_MAIL:
        return a_gift_card()
    if kind in {EMAIL_PROOF, NEWSLETTER_MAIL}:
        return ProofFacts("https://shop.test/es/known?token=abc.def")
    if kind in {WISH_MAIL, BACK_IN_STOCK}:
        return StockFacts(
            "Mochila Sevilla", {"size": "20x20", "colour": "navy"},
            "https://shop.test/es/p/mochila?sku=A", "https://shop.test/es/stock-mails/1/end?token=t",
        )  # fmt: skip
    if kind == WEBHOOK_PAUSED:
        return WebhookPausedFacts("erp.example", "https://desk.test/settings/webhooks/1")
    if kind == CAMPAIGN:
        return news(body="Para ti, $name.")
    return replace(an_order(), reason="sold_out", refunded=eur(28_63))


def mail(
    kind: str,
    facts: MailFacts | None = None,
    *,
    language: str = "es",
    theme: str = "default",
    shop: str = "La tienda",
) -> Rendered:
    writer = ThemeMails(lambda: THEMES.get(theme))
    return writer.render(kind, facts or facts_of(kind), language=language, shop=shop)


SELLER = Seller("Azulejo S.L.", ("Calle del Horno 12", "46001 Valencia"), (), "a@shop.test", "", "")


@pytest.mark.parametrize("theme", THEMES.names())
@pytest.mark.parametrize("kind", ["return_approved", "withdrawal_received"])
class TestWhereToSendAReturn:
    def sent(self, kind: str, theme: str, *instructions: str) -> Rendered:
        returned = ReturnFacts(
            number="RT-1", instructions=instructions, said_at=datetime(2026, 3, 1, tzinfo=UTC)
        )
        writer = ThemeMails(lambda: THEMES.get(theme), seller=lambda _: SELLER)
        facts = replace(an_order(), returned=returned)
        return writer.render(kind, facts, language="en", shop="Azulejo")

    def test_is_the_shops_address_line_by_line(self, kind: str, theme: str) -> None:
        mail = self.sent(kind, theme)

        lines = "Azulejo S.L.\nCalle del Horno 12\n46001 Valencia\nWrite RT-1 on the parcel."
        assert f"Where to send it:\n{lines}" in mail.text
        assert "<br>Azulejo S.L.<br>Calle del Horno 12<br>46001 Valencia</p>" in mail.html

    def test_is_what_the_shop_wrote_where_it_wrote_something(self, kind: str, theme: str) -> None:
        mail = self.sent(kind, theme, "Warehouse 7", "08001 Barcelona")

        assert "Where to send it:\nWarehouse 7\n08001 Barcelona\nWrite" in mail.text
        assert "<br>Azulejo S.L." not in mail.html


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]


@pytest.mark.parametrize("theme", THEMES.names())
@pytest.mark.parametrize("kind", KINDS)
class TestEveryMail:
    def test_speaks_one_language_and_is_whole(self, kind: str, theme: str) -> None:
        written = {
            language: mail(kind, language=language, theme=theme)
            for language in THEMES.get(theme).languages
        }

        for language, one in written.items():
            assert f'<html lang="{language}">' in one.html
            for part in (one.subject, one.text, one.html):
                assert part.strip()
                assert [mark for mark in ("{{", "{%", "var(", "%(") if mark in part] == []
        assert written["es"].text != written["en"].text

    def test_ends_with_why_it_was_sent(self, kind: str, theme: str) -> None:
        text = mail(kind, theme=theme).text

        assert "\n\n-- \n\nRecibe este correo porque " in text
        assert "\n\n\n" not in text


class TestTheSeller:
    """Of what a shop may leave out, nothing shows where it was left out."""

    WHOLE = Seller(
        "Azulejo de Ejemplo S.L.",
        ("Calle del Horno 1", "46001 Valencia", "España"),
        ("ESB00000000", "PT500000000"),
        "hola@azulejo.example",
        "+34 900 000 000",
        "De lunes a viernes",
    )

    @pytest.mark.parametrize("theme", THEMES.names())
    @pytest.mark.parametrize("kind", KINDS)
    def test_ends_every_mail(self, kind: str, theme: str) -> None:
        writer = ThemeMails(lambda: THEMES.get(theme), seller=lambda _language: self.WHOLE)

        written = writer.render(kind, facts_of(kind), language="es", shop="La tienda")

        assert written.text.endswith(
            "Azulejo de Ejemplo S.L., Calle del Horno 1, 46001 Valencia, España,"
            " NIF-IVA ESB00000000, PT500000000\n"
            "hola@azulejo.example, +34 900 000 000, De lunes a viernes\n"
        )
        assert "NIF-IVA ESB00000000, PT500000000" in written.html
        assert "mailto:hola@azulejo.example" in Tags(written.html).links

    def test_without_vat_ids_phone_and_hours_leaves_no_holes(self) -> None:
        plain = replace(self.WHOLE, vat_ids=(), phone="", hours="")
        writer = ThemeMails(lambda: THEMES.get("default"), seller=lambda _language: plain)

        written = writer.render("order_confirmed", an_order(), language="es", shop="La tienda")

        assert written.text.endswith("Valencia, España\nhola@azulejo.example\n")

    @pytest.mark.parametrize("theme", THEMES.names())
    def test_is_followed_by_the_legal_pages(self, theme: str) -> None:
        pages = [("Condiciones", "https://shop.example/es/pages/condiciones")]
        writer = ThemeMails(lambda: THEMES.get(theme), legal=lambda _language: pages)

        written = writer.render("order_confirmed", an_order(), language="es", shop="La tienda")

        assert written.text.endswith("\nCondiciones: https://shop.example/es/pages/condiciones\n")
        assert "https://shop.example/es/pages/condiciones" in Tags(written.html).links


class TestAnOrderMail:
    def test_speaks_the_buyers_language_with_money_as_written_there(self) -> None:
        spanish = mail("order_confirmed", an_order())
        english = mail("order_confirmed", an_order(), language="en")

        assert spanish.subject == "Su pedido K7QF-93MD está confirmado"
        assert "28,63\xa0€" in spanish.text
        assert english.subject == "Your order K7QF-93MD is confirmed"
        assert "€28.63" in english.text

    def test_reads_as_one_would_write_it(self) -> None:
        text = mail("order_shipped", an_order(), language="en").text

        assert text == (
            "Your order is on its way.\n\n"
            "It left our warehouse with Correos. Tracking number: T-1.\n\n"
            "See your order: https://shop.test/es/orders/K7QF-93MD?token=abc&x=1\n\n"
            "2 × Mochila Sevilla · 20x20 · Navy  €24.68\n\n"
            "Items: €24.68\nDiscount: \N{MINUS SIGN}€1.00\nShipping: €4.95\nTotal: €28.63\n"
            "Taxes included: €5.14\n\n"
            "Delivery address:\nMochila Sevilla\nCalle Mayor 1\n28001 Madrid\nSpain\n\n"
            "-- \n\nYou receive this mail because you placed an order with us.\n"
        )

    def test_says_what_gift_cards_leave_to_pay_and_then_that_it_is_paid(self) -> None:
        waits = replace(
            an_order(),
            gift_cards=[("gift_card", "HN5R", eur(20_00))],
            kept_until=datetime(2026, 3, 1, 12, tzinfo=UTC),
        )

        asked = mail("payment_failed", waits, language="en").text
        paid = mail("order_confirmed", replace(waits, is_paid=True), language="en").text
        called_off = mail("order_cancelled", replace(waits, kept_until=None), language="en").text

        assert "Gift card •••• HN5R: \N{MINUS SIGN}€20.00\nLeft to pay: €8.63\n" in asked
        assert "Gift card •••• HN5R: \N{MINUS SIGN}€20.00\nPaid: €8.63\n" in paid
        assert "8.63" not in called_off.replace("28.63", "")

    def test_names_what_comes_in_exchange_as_the_shop_does(self) -> None:
        goods = MailLine("Mochila Sevilla", {"size": "20x20", "colour": "navy"}, 2, eur(0))
        facts = replace(an_order(), returned=ReturnFacts(number="RT-1", exchange=[goods]))

        for kind in ("return_requested", "return_approved", "return_received"):
            sent = mail(kind, facts, language="en")
            for said in (sent.text, sent.html):
                assert "In exchange you get: 2 × Mochila Sevilla · 20x20 · Navy." in said

    @pytest.mark.parametrize(
        ("left", "back", "said"),
        [
            (None, None, "There is nothing left to pay."),
            (2_50, None, "€2.50 is left to pay, until"),
            (None, 3_00, "€3.00 goes back to you."),
        ],
    )
    def test_of_an_exchange_says_what_comes_back_what_is_sent_and_what_is_paid(
        self, left: int | None, back: int | None, said: str
    ) -> None:
        made = ExchangeFacts(
            number="EXCH-2",
            link="https://shop.test/en/orders/EXCH-2?token=t",
            sent=[MailLine("Mochila Sevilla", {"size": "20x20"}, 2, eur(22_50))],
            paid=eur(20_00),
            left=eur(left) if left else None,
            until=datetime(2026, 3, 1, 12, tzinfo=UTC) if left else None,
            back=eur(back) if back else None,
        )
        facts = replace(an_order(), returned=ReturnFacts(number="RT-1", made=made))

        sent = mail("return_exchanged", facts, language="en")

        for one in (sent.text, sent.html):
            assert "It is order EXCH-2. You get: 2 × Mochila Sevilla · 20x20." in one
            assert said in one
            assert made.link in one
            assert ("Left to pay" in one, "Goes back to you" in one) == (bool(left), bool(back))
        assert "Returned goods: −€20.00\n" in sent.text

    def test_says_what_goods_that_came_back_pay(self) -> None:
        facts = replace(
            an_order(),
            gift_cards=[("exchange", "", eur(20_00))],
            kept_until=datetime(2026, 3, 1, 12, tzinfo=UTC),
        )

        text = mail("payment_needed", facts, language="en").text

        assert "Returned goods: −€20.00\nLeft to pay: €8.63\n" in text

    def test_of_an_order_paid_at_the_door_asks_for_the_cash_and_claims_no_payment(self) -> None:
        facts = replace(
            an_order(),
            gift_cards=[("gift_card", "HN5R", eur(20_00))],
            instructions=["Have €8.63 ready in cash when the parcel arrives."],
        )

        for kind in ("order_confirmed", "order_shipped"):
            sent = mail(kind, facts, language="en")
            for said in (sent.text, sent.html):
                assert facts.instructions[0] in said
                assert "We have your payment" not in said
                assert "Paid" not in said
            assert "Left to pay: €8.63\n" in sent.text
        assert facts.instructions[0] not in mail("order_delivered", facts, language="en").text

    def test_keeps_each_line_of_how_to_pay_on_its_own(self) -> None:
        facts = replace(
            an_order(),
            instructions=["Transfer €28.63.", "Account: ES91 2100", "Reference: K7QF-93MD"],
            kept_until=datetime(2026, 3, 1, 12, tzinfo=UTC),
        )

        sent = mail("payment_needed", facts, language="en")

        assert "\nAccount: ES91 2100\nReference: K7QF-93MD\nWe keep your goods" in sent.text
        assert "<br>Account: ES91 2100<br>Reference: K7QF-93MD<br>We keep" in sent.html
        assert "See your order: https://" in sent.text

    def test_names_each_promotion_with_what_it_took_off(self) -> None:
        facts = replace(
            an_order(),
            savings=[MailSaving("Spring", eur(60)), MailSaving("Three for two", eur(40))],
            shipping_savings=[MailSaving("Free shipping", eur(4_95))],
        )

        text = mail("order_confirmed", facts, language="en").text
        html = mail("order_confirmed", facts, language="en").html

        assert "Spring: \N{MINUS SIGN}€0.60\nThree for two: \N{MINUS SIGN}€0.40\n" in text
        assert "Shipping · Free shipping: " in text
        assert "Discount" not in text
        assert "Three for two" in html

    def test_names_options_and_country_in_words(self) -> None:
        spanish = mail("order_confirmed", an_order())

        assert "2 × Mochila Sevilla · 20x20 · Azul marino  24,68\xa0€" in spanish.text
        assert "\nEspaña\n" in spanish.text

    def test_falls_back_to_english_for_a_language_without_texts(self) -> None:
        assert mail("order_confirmed", language="fi").subject == "Your order K7QF-93MD is confirmed"

    def test_links_to_the_order_in_text_and_html(self) -> None:
        written = mail("order_confirmed", an_order())

        assert "https://shop.test/es/orders/K7QF-93MD?token=abc&x=1" in written.text
        assert Tags(written.html).links == ["https://shop.test/es/orders/K7QF-93MD?token=abc&x=1"]

    def test_names_the_parcel_only_when_it_has_a_number(self) -> None:
        with_number = mail("order_shipped", an_order(), language="en")
        without = mail("order_shipped", an_order(tracking=""), language="en")

        assert "with Correos. Tracking number: T-1." in with_number.text
        assert "with Correos." in without.text
        assert "Tracking" not in without.text

    def test_says_why_it_was_cancelled_and_what_comes_back(self) -> None:
        cancelled = replace(an_order(), reason="sold_out", refunded=eur(28_63))
        plain = mail("order_cancelled", an_order(), language="en").text

        assert (
            "Something in it was sold out. Nothing will be sent."
            " €28.63 are on their way back to you."
        ) in mail("order_cancelled", cancelled, language="en").text
        assert "Nothing will be sent. If you had paid, the money is on its way back" in plain

    def test_says_what_was_refunded_for_which_lines(self) -> None:
        text = mail(
            "order_refunded",
            replace(an_order(), reason="It arrived late.", refunded=eur(5_00)),
            language="en",
        ).text

        assert "We have refunded €5.00." in text
        assert "Reason: It arrived late." in text
        assert "2 × Mochila Sevilla" in text
        assert "Delivery address" not in text

    def test_shows_a_hostile_name_as_letters_and_never_as_markup(self) -> None:
        tame = mail("order_confirmed", an_order())
        written = mail("order_confirmed", an_order(name=HOSTILE))

        assert Tags(written.html).tags == Tags(tame.html).tags
        assert "&lt;script&gt;" in written.html
        assert "\u202e" not in written.html
        assert "\r" not in written.text
        assert "evil $number ${link} {{ shop }}" in written.text  # never filled in as a template

    @settings(deadline=None)  # the first mail of a kind reads its templates
    @given(name=st.text(max_size=60), kind=st.sampled_from(ORDER_MAIL_KINDS))
    def test_keeps_its_shape_whatever_the_name(self, name: str, kind: str) -> None:
        tame = mail(kind, an_order(name="x"), language="en")
        written = mail(kind, an_order(name=name or "x"), language="en")

        without_breaks = [tag for tag in Tags(written.html).tags if tag != "br"]
        assert without_breaks == [tag for tag in Tags(tame.html).tags if tag != "br"]


class TestAStaffMail:
    def test_names_the_inviter_and_the_deadline(self) -> None:
        written = mail("staff_invited", an_invitation(), shop="La tienda")

        assert written.subject == "Su cuenta en la trastienda de La tienda"
        assert "Inés le ha abierto una cuenta." in written.text
        assert "1 de marzo de 2026" in written.text
        assert Tags(written.html).links == ["https://desk.test/invitation#x"]


class TestACampaignMail:
    def test_greets_by_name_and_offers_the_way_out(self) -> None:
        written = mail(
            CAMPAIGN, news(body="Para ti, $name.\n\nMíralo en https://shop.test/es/c/suelo.")
        )

        assert written.text.startswith("Hola, Ana:\n\nPara ti, Ana.\n\nMíralo en ")
        assert "Darme de baja: https://shop.test/es/unsubscribe/1/2?token=t" in written.text
        assert Tags(written.html).links == [
            "https://shop.test/es/c/suelo",
            "https://shop.test/es/unsubscribe/1/2?token=t",
        ]

    def test_fills_in_the_name_and_nothing_else(self) -> None:
        written = mail(CAMPAIGN, news(body="${name}: $names cost $5, {{ shop }}", name="Ana"))

        assert "Ana: $names cost $5, {{ shop }}" in written.text

    @given(name=st.text(max_size=60), body=st.text(max_size=200).filter(lambda b: "http" not in b))
    def test_keeps_its_shape_whatever_the_name_and_body(self, name: str, body: str) -> None:
        written = mail(CAMPAIGN, news(subject=name, body=body, name=name), language="en", shop="A")

        assert set(Tags(written.html).tags) <= {
            "html", "head", "meta", "title", "body", "table", "tr", "td", "p", "a",
        }  # fmt: skip
        assert Tags(written.html).links == ["https://shop.test/es/unsubscribe/1/2?token=t"]
        assert "\n" not in written.subject


class TestAThemesMail:
    def test_has_its_colours_and_its_words(self) -> None:
        tiles = mail("order_confirmed", theme="azulejo")

        assert "ya estamos preparando sus azulejos" in tiles.text
        assert "border-top:6px solid #1f4795" in tiles.html
        assert "#1f4795" not in mail("order_confirmed").html


def test_cleaning_leaves_one_line_without_marks() -> None:
    assert clean(" Ana\r\n\u202ePérez\x00 \t y  hijos ") == "Ana Pérez y hijos"


class TestAnAddressInAText:
    def test_is_a_link_up_to_the_sign_behind_it(self) -> None:
        assert linked("See (https://shop.test/a).") == (
            'See (<a href="https://shop.test/a">https://shop.test/a</a>).'
        )

    @pytest.mark.timeout(5)
    def test_of_a_hundred_thousand_signs_costs_no_time(self) -> None:
        text = "http://a" + "." * 100_000 + "b" + "." * 100_000

        assert linked(text).count("<a ") == 1


class TestAGiftCard:
    def test_brings_its_code_and_what_it_is_worth(self) -> None:
        written = mail(GIFT_CARD_MAIL, a_gift_card(), language="en", shop="Rue")

        assert written.subject == "A gift card of Rue for you"
        assert "Your code: 7K2M-Q9XT-04WD-HN5R" in written.text
        assert "€50.00 to spend at Rue" in written.text
        assert "7K2M-Q9XT-04WD-HN5R" in written.html

    @pytest.mark.parametrize(
        ("language", "until"),
        [
            ("en", "until November 30, 2027, 00:30."),
            ("es", "hasta el 30 de noviembre de 2027, 00:30."),
        ],
    )
    def test_says_in_which_year_it_expires(self, language: str, until: str) -> None:
        expires_at = datetime(2027, 11, 29, 23, 30, tzinfo=UTC)
        card = replace(a_gift_card(), expires_at=expires_at, time_zone="Europe/Madrid")

        written = mail(GIFT_CARD_MAIL, card, language=language)

        assert until in written.text

    def test_carries_no_markup_of_whoever_wrote_its_words(self) -> None:
        written = mail(GIFT_CARD_MAIL, a_gift_card(name=HOSTILE, message=HOSTILE))

        assert "<script" not in written.html
        assert "\u202e" not in written.text
