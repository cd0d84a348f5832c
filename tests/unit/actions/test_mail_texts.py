"""Which words a mail of one's own may use."""

import re
from datetime import UTC, datetime

import pytest

from lonja.actions import mail_texts
from lonja.actions.mail_texts import KINDS, NEEDED, PLACEHOLDERS
from lonja.adapters.theme_mails import ThemeMails
from lonja.adapters.themes import Themes
from lonja.content.api import Mails, MailWords
from lonja.notifications.api import MailFacts

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
THEME = Themes().get("default")


def sample(kind: str) -> MailFacts:
    return mail_texts.sample(kind, now=NOON, currency="EUR", time_zone="Europe/Madrid")


class TestWords:
    def test_are_refused_for_a_placeholder_that_this_mail_does_not_know(self) -> None:
        with pytest.raises(mail_texts.UnknownPlaceholder) as refused:
            mail_texts.check_words(
                "order_confirmed", {"es": MailWords(headline="Va con {carrier}")}
            )

        assert refused.value.facts["field"] == "texts.es.headline"
        assert refused.value.facts["placeholder"] == "carrier"
        assert refused.value.facts["known"] == list(PLACEHOLDERS["order_confirmed"])

    @pytest.mark.parametrize(("kind", "name"), [(k, n) for k, ns in NEEDED.items() for n in ns])
    def test_may_not_leave_out_what_the_mail_is_for(self, kind: str, name: str) -> None:
        mail_texts.check_words(
            kind, {"es": MailWords(subject="Hola"), "en": MailWords(text=f"{{{name}}}")}
        )
        with pytest.raises(mail_texts.PlaceholderMissing) as refused:
            mail_texts.check_words(kind, {"es": MailWords(text="Hola")})

        assert refused.value.facts["placeholder"] == name

    def test_of_a_mail_to_somebody_who_never_paid_name_nobody(self) -> None:
        assert "name" not in PLACEHOLDERS["payment_needed"]
        assert "name" in PLACEHOLDERS["order_confirmed"]

    def test_of_no_mail_are_refused(self) -> None:
        with pytest.raises(mail_texts.UnknownMailKind):
            mail_texts.check_words("campaign", {})


class TestEachMail:
    @pytest.mark.parametrize("language", THEME.languages)
    @pytest.mark.parametrize("kind", KINDS)
    def test_says_what_is_written_with_each_of_its_placeholders(
        self, kind: str, language: str
    ) -> None:
        names = PLACEHOLDERS[kind]
        words = MailWords(
            subject="S {shop}",
            headline="H <b>",
            text="\n".join(f"{name}=[{{{name}}}]" for name in names),
            button="B & b",
            footer="F",
        )
        mails = ThemeMails(lambda: THEME, written=Mails({kind: {language: words}}))

        mail = mails.render(kind, sample(kind), language=language, shop="Tienda")

        assert mail.subject == "S Tienda"
        assert "H <b>" in mail.text
        assert "H &lt;b&gt;" in mail.html
        assert re.search(r"B & b\xa0?: #", mail.text)  # French sets a space before its colon
        assert ">B &amp; b</a>" in mail.html
        assert "shop=[Tienda]" in mail.text
        assert "F\n" in mail.text
        for name in names:
            assert f"{name}=[" in mail.html
            assert f"{{{name}}}" not in mail.text

    @pytest.mark.parametrize("language", THEME.languages)
    @pytest.mark.parametrize("kind", KINDS)
    def test_has_words_of_the_theme_in_every_part(self, kind: str, language: str) -> None:
        words = ThemeMails(lambda: THEME).own_words(
            kind, mail_texts.named(kind), language=language, shop="{shop}"
        )

        assert words.subject
        assert words.headline
        assert words.text
        assert words.button
        assert "#" not in words.button

    def test_keeps_the_themes_words_where_nothing_is_written(self) -> None:
        theirs = ThemeMails(lambda: THEME)
        partly = ThemeMails(
            lambda: THEME, written=Mails({"order_confirmed": {"es": MailWords(headline="¡Hecho!")}})
        )
        facts = sample("order_confirmed")

        before = theirs.render("order_confirmed", facts, language="es", shop="T")
        after = partly.render("order_confirmed", facts, language="es", shop="T")
        english = partly.render("order_confirmed", facts, language="en", shop="T")

        assert after.subject == before.subject
        assert after.text == before.text.replace("Gracias. Su pedido está confirmado.", "¡Hecho!")
        assert english == theirs.render("order_confirmed", facts, language="en", shop="T")
