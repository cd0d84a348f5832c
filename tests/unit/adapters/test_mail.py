from email.headerregistry import Address
from uuid import UUID

import pytest

from lonja.adapters.mail import compose, judge
from lonja.notifications.api import (
    Mail,
    MailBounced,
    MailPutOff,
    MailRefused,
    MailUnavailable,
)

SENDER = Address("Azulejo", addr_spec="hola@azulejo.example")
ID = UUID("0190a000-0000-7000-8000-000000000001")


def a_mail(*, recipient: str = "ana@example.com", unsubscribe_url: str = "") -> Mail:
    return Mail(
        message_id=ID,
        recipient=recipient,
        subject="Tu pedido",
        text="Hola",
        html="<p>Hola</p>",
        language="es",
        sender=str(SENDER),
        trace="t" * 32,
        unsubscribe_url=unsubscribe_url,
    )


class TestAMail:
    def test_carries_its_delivery_as_message_id_and_its_trace(self) -> None:
        message = compose(a_mail(), sender=SENDER)

        assert message["Message-ID"] == f"<{ID}@azulejo.example>"
        assert message["X-Lonja-Trace"] == "t" * 32
        assert message["List-Unsubscribe"] is None
        assert [part.get_content_type() for part in message.iter_parts()] == [
            "text/plain",
            "text/html",
        ]

    def test_offers_one_click_unsubscribe_when_it_is_marketing(self) -> None:
        url = "https://shop.test/es/unsubscribe/1/2?token=" + "a" * 90

        message = compose(a_mail(unsubscribe_url=url), sender=SENDER)

        assert message["List-Unsubscribe"] == f"<{url}>"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        raw = message.as_bytes().replace(b"\r\n ", b" ")
        assert b"List-Unsubscribe: <" + url.encode() + b">" in raw

    def test_reaches_a_domain_with_accents(self) -> None:
        message = compose(a_mail(recipient="ana@peñón.example"), sender=SENDER)

        assert message["To"] == "ana@xn--pen-8mak.example"

    @pytest.mark.parametrize(
        "recipient",
        [
            "",
            "ana",
            "@example.com",
            "ana@",
            "ana@example.com, eva@example.com",
            "ana@example.com\r\nBcc: eva@example.com",
            "Ana <ana@example.com>",
            "a..b@example.com",
            "ana@" + "x" * 70 + ".com",
            "ana@example..com",
        ],
    )
    def test_is_refused_for_what_is_not_one_address(self, recipient: str) -> None:
        with pytest.raises(MailRefused):
            compose(a_mail(recipient=recipient), sender=SENDER)


class TestTheServersAnswer:
    @pytest.mark.parametrize(
        ("code", "kind"),
        [
            (550, MailBounced),
            (554, MailRefused),
            (450, MailPutOff),
            (452, MailPutOff),
            (421, MailUnavailable),
            (535, MailUnavailable),
        ],
    )
    def test_is_judged_by_whether_it_is_about_the_recipient(
        self, code: int, kind: type[Exception]
    ) -> None:
        assert type(judge(code, "words")) is kind
