"""Mail by Communication Services, over real HTTP against a fake of its API."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.support import mail_service
from tests.support.mail_service import Identity, Service

from lonja.adapters.azure_mail import SCOPE, CommunicationMailer
from lonja.kernel.ids import uuid7
from lonja.notifications.api import (
    Mail,
    MailBounced,
    MailRefused,
    MailThrottled,
    MailUnavailable,
)

pytestmark = [pytest.mark.anyio, pytest.mark.enable_socket]


@pytest.fixture
def service() -> Iterator[Service]:
    with mail_service.running() as running:
        yield running


@pytest.fixture
async def mailer(service: Service) -> AsyncIterator[CommunicationMailer]:
    one = a_mailer(service)
    yield one
    await one.close()


def a_mailer(service: Service, identity: Identity | None = None) -> CommunicationMailer:
    return CommunicationMailer(
        endpoint=f"{service.url}/",
        sender="Azulejo <orders@shop.test>",
        credential=identity or Identity(),
        look_after_s=0.001,
    )


def a_mail(**other: Any) -> Mail:
    return Mail(
        **{
            "message_id": uuid7(),
            "recipient": "ana@buyer.test",
            "subject": "Tu pedido",
            "text": "Texto",
            "html": "<p>Texto</p>",
            "language": "es",
            "sender": "Azulejo <hola@azulejo.test>",
            "trace": "a" * 32,
            **other,
        }
    )


def refusal(status: int, code: str = "Nope", **headers: str) -> tuple[int, dict[str, Any], Any]:
    return status, {"error": {"code": code, "message": "as asked"}}, headers


class TestAMail:
    async def test_carries_the_id_of_its_delivery_as_operation_and_message_id(
        self, service: Service, mailer: CommunicationMailer
    ) -> None:
        mail = a_mail()

        await mailer.send(mail)

        assert service.taken == {
            str(mail.message_id): {
                "senderAddress": "orders@shop.test",
                "replyTo": [{"address": "hola@azulejo.test"}],
                "recipients": {"to": [{"address": "ana@buyer.test"}]},
                "content": {"subject": "Tu pedido", "plainText": "Texto", "html": "<p>Texto</p>"},
                "headers": {
                    "Message-ID": f"<{mail.message_id}@shop.test>",
                    "x-ms-acsemail-validate-message-id": "true",
                    "Auto-Submitted": "auto-generated",
                    "Content-Language": "es",
                    "X-Lonja-Trace": "a" * 32,
                },
                "userEngagementTrackingDisabled": True,
            }
        }

    async def test_is_answered_to_the_shops_address_for_buyers(
        self, service: Service, mailer: CommunicationMailer
    ) -> None:
        await mailer.send(a_mail(reply_to="ayuda@azulejo.test"))

        (body,) = service.taken.values()
        assert body["replyTo"] == [{"address": "ayuda@azulejo.test"}]

    async def test_is_signed_for_by_the_identity_alone(self, service: Service) -> None:
        identity = Identity()
        mailer = a_mailer(service, identity)

        await mailer.send(a_mail())
        await mailer.close()

        assert set(identity.scopes) == {SCOPE}

    async def test_of_a_campaign_can_be_stopped_by_one_click(
        self, service: Service, mailer: CommunicationMailer
    ) -> None:
        await mailer.send(a_mail(unsubscribe_url="https://shop.test/es/u/1"))

        (body,) = service.taken.values()
        assert body["headers"]["List-Unsubscribe"] == "<https://shop.test/es/u/1>"
        assert body["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    async def test_that_is_sent_again_is_not_taken_again(
        self, service: Service, mailer: CommunicationMailer
    ) -> None:
        mail = a_mail()

        for _ in range(3):
            await mailer.send(mail)

        assert list(service.taken) == [str(mail.message_id)]

    async def test_whose_answer_is_lost_counts_as_sent(
        self, service: Service, mailer: CommunicationMailer
    ) -> None:
        service.loses_answers = True

        await mailer.send(a_mail())

        assert len(service.taken) == 1

    async def test_to_no_address_is_refused_before_the_service_is_called(
        self, service: Service, mailer: CommunicationMailer
    ) -> None:
        with pytest.raises(MailRefused, match="not an address"):
            await mailer.send(a_mail(recipient="ana@one.test, bea@two.test"))

        assert service.taken == {}


class TestARefusal:
    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (400, MailRefused),
            (422, MailRefused),
            (401, MailUnavailable),
            (403, MailUnavailable),
            (404, MailUnavailable),
            (500, MailUnavailable),
        ],
    )
    async def test_is_about_the_mail_or_about_us(
        self, service: Service, mailer: CommunicationMailer, status: int, kind: type[Exception]
    ) -> None:
        service.refusals = [refusal(status)]

        with pytest.raises(kind, match=f"{status} Nope as asked") as raised:
            await mailer.send(a_mail())

        assert type(raised.value) is kind

    @pytest.mark.parametrize(
        ("headers", "wait"),
        [
            ({"Retry-After": "42"}, timedelta(seconds=42)),
            ({"Retry-After": "0"}, timedelta(seconds=1)),
            ({"Retry-After": "86400"}, timedelta(hours=1)),
            ({}, timedelta(minutes=1)),
        ],
    )
    async def test_of_too_many_mails_says_how_long_to_wait(
        self,
        service: Service,
        mailer: CommunicationMailer,
        headers: dict[str, str],
        wait: timedelta,
    ) -> None:
        service.refusals = [refusal(429, "TooManyRequests", **headers)]

        with pytest.raises(MailThrottled) as raised:
            await mailer.send(a_mail())

        assert raised.value.wait == wait

    async def test_is_no_answer_when_the_server_is_down(self) -> None:
        with mail_service.running() as gone:
            mailer = a_mailer(gone)

        with pytest.raises(MailUnavailable, match="does not answer"):
            await mailer.send(a_mail())
        await mailer.close()


class TestAnOperation:
    async def test_that_ends_well_is_looked_at_until_it_does(
        self, service: Service, mailer: CommunicationMailer
    ) -> None:
        service.statuses = [{"status": "Running"}, {"status": "Succeeded"}]

        await mailer.send(a_mail())

        assert service.looks == 2

    async def test_that_runs_on_is_left_alone(
        self, service: Service, mailer: CommunicationMailer
    ) -> None:
        service.statuses = [{"status": "Running"}]

        await mailer.send(a_mail())

        assert service.looks == 2

    @pytest.mark.parametrize(
        ("code", "kind"),
        [("EmailDroppedAllRecipientsSuppressed", MailBounced), ("EmailDropped", MailRefused)],
    )
    async def test_that_fails_distinguishes_a_dead_mailbox_from_other_reasons(
        self, service: Service, mailer: CommunicationMailer, code: str, kind: type[Exception]
    ) -> None:
        service.statuses = [{"status": "Failed", "error": {"code": code, "message": "dropped"}}]

        with pytest.raises(kind, match=code) as raised:
            await mailer.send(a_mail())

        assert type(raised.value) is kind

    async def test_is_not_polled_again_once_the_service_throttles(
        self, service: Service, mailer: CommunicationMailer
    ) -> None:
        service.refuses_looks = True

        for _ in range(5):
            await mailer.send(a_mail())

        assert (len(service.taken), service.looks) == (5, 1)
