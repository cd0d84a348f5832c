from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.support.asking import rows
from tests.support.mail import Inbox
from tests.support.mail_context import Away, Clock, Throttled, a_mail_context, with_mailer
from tests.support.messages import Crash, Killed, envelope_of, waiting
from tests.support.shop import NOON, readers

from lonja.customers import api as customers
from lonja.jobs import campaigns
from lonja.jobs.notifications import MailContext
from lonja.kernel.db import Database
from lonja.kernel.ids import uuid7
from lonja.kernel.outbox import Envelope, UnreadableMessage
from lonja.notifications import api as notifications
from lonja.notifications.api import (
    Campaign,
    CampaignBatch,
    CampaignText,
    Mail,
    MailBounced,
    MailPutOff,
    MailRefused,
    Quota,
    Segment,
)

pytestmark = pytest.mark.anyio

HANDLERS = {
    "campaign.start": campaigns.start_campaign,
    "campaign.fan_out": campaigns.fan_out_campaign,
    "campaign.send_batch": campaigns.send_batch,
    "campaign.send_test": campaigns.send_test,
}
TEXTS = {
    "es": CampaignText("Novedades, $name", "Mira lo nuevo.\n\nhttps://shop.test/es"),
    "en": CampaignText("News, $name", "See what is new."),
}


async def a_campaign(
    database: Database, *, segment: Segment | None = None, scheduled: bool = True
) -> UUID:
    campaign_id = uuid7()
    async with database.transaction() as db:
        await notifications.create_campaign(
            db,
            campaign_id=campaign_id,
            name="Otoño",
            segment=segment or Segment(),
            texts=TEXTS,
            actor="boss",
            now=NOON,
        )
        if scheduled:
            await notifications.schedule(
                db, campaign_id=campaign_id, version=1, send_at=None, actor="boss", now=NOON
            )
    return campaign_id


class Host:
    """Takes messages as the functions host would, in order, until none is left."""

    def __init__(self, context: MailContext, clock: Clock) -> None:
        self.context, self.clock = context, clock
        self.done: set[UUID] = set()

    async def next(self) -> Envelope | None:
        found = await waiting(self.context.database, "campaigns")
        return next((m for m in found if m.id not in self.done), None)

    async def take(self, message: Envelope, *, times: int = 1) -> None:
        for _ in range(times):
            await HANDLERS[message.type](self.context, message)
        self.done.add(message.id)

    async def run(self, *, times: int = 1, most: int = 200) -> None:
        """Time goes on by a few seconds with each message, so what was put off comes due."""
        for _ in range(most):
            message = await self.next()
            if message is None:
                return
            await self.take(message, times=times)
            self.clock.at += timedelta(seconds=3)
        raise AssertionError("the campaign does not end")


def a_host(database: Database, mail: tuple[int, str], quota: Quota | None = None) -> Host:
    clock = Clock()
    return Host(a_mail_context(database, mail, now=clock, quota=quota), clock)


async def the_campaign(database: Database, campaign_id: UUID) -> Campaign:
    async with database.reading() as db:
        return await notifications.get_campaign(db, campaign_id)


async def received(mail: tuple[int, str], domain: str) -> Counter[str]:
    """Deliveries by Message-ID; an address never gets a second Message-ID."""
    raw = await Inbox(mail[1]).received_at(domain)
    pairs = {(item["recipients"][0], item["message_id"]) for item in raw}
    assert len(pairs) == len({recipient for recipient, _ in pairs})
    return Counter(item["message_id"] for item in raw)


class TestACampaign:
    async def test_reaches_each_of_300_readers_once_in_their_language(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        await readers(database, 300, domain="all.test")
        campaign_id = await a_campaign(database)

        await a_host(database, mail).run()

        campaign = await the_campaign(database, campaign_id)
        assert (campaign.status, campaign.total, campaign.progress) == ("sent", 300, {"sent": 300})
        assert sorted((await received(mail, "all.test")).values()) == [1] * 300
        (english,) = await Inbox(mail[1]).received("reader-0@all.test")
        (spanish,) = await Inbox(mail[1]).received("reader-1@all.test")
        assert (english["subject"], spanish["subject"]) == ("News, Ana 0", "Novedades, Ana 1")

    async def test_reaches_each_once_when_every_message_comes_five_times(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        await readers(database, 40, domain="often.test")
        campaign_id = await a_campaign(database)

        await a_host(database, mail).run(times=5)

        assert (await the_campaign(database, campaign_id)).progress == {"sent": 40}
        assert sorted((await received(mail, "often.test")).values()) == [1] * 40

    @pytest.mark.parametrize("step", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 40])
    async def test_reaches_every_reader_wherever_a_worker_dies(
        self, database: Database, mail: tuple[int, str], step: int
    ) -> None:
        domain = f"dying{step}.test"
        await readers(database, 12, domain=domain)
        campaign_id = await a_campaign(database)
        host = a_host(database, mail)
        crash = Crash(step)
        dying = a_mail_context(crash.database(database), mail, now=host.clock)
        with pytest.raises(Killed):
            await Host(with_mailer(dying, crash.part(dying.mailer)), host.clock).run()

        await host.run()

        campaign = await the_campaign(database, campaign_id)
        assert (campaign.status, campaign.progress) == ("sent", {"sent": 12})
        by_id = await received(mail, domain)
        assert len(by_id) == 12
        assert sorted(by_id.values())[:11] == [1] * 11  # the one at which it died may come twice

    async def test_goes_no_faster_than_the_provider_allows(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        await readers(database, 30, domain="slow.test")
        await a_campaign(database)
        host = a_host(database, mail, Quota(per_minute=60, burst=10))

        await host.run()

        seconds = (host.clock.at - NOON).total_seconds()
        assert len(await received(mail, "slow.test")) == 30
        assert seconds >= 20  # ten at once, then one a second

    async def test_leaves_out_readers_who_unsubscribed_meanwhile_or_never_agreed(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        await readers(database, 3, domain="left.test")
        campaign_id = await a_campaign(database)
        host = a_host(database, mail)
        for _ in range(2):  # start and fan-out
            message = next(
                m for m in await waiting(database, "campaigns")
                if m.type != "campaign.send_batch" and m.id not in host.done
            )  # fmt: skip
            await host.take(message)
        async with database.transaction() as db:
            await customers.suppress(
                db, email="Reader-1@left.test", reason="unsubscribed", now=NOON
            )

        await host.run()

        assert (await the_campaign(database, campaign_id)).progress == {"sent": 2, "suppressed": 1}
        assert len(await received(mail, "left.test")) == 2

    async def test_goes_to_its_segment_alone(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        await readers(database, 9, domain="segment.test")
        segment = Segment(language="en", country="ES")
        async with database.reading() as db:
            assert await notifications.audience(db, segment, now=NOON) == 3
        campaign_id = await a_campaign(database, segment=segment)

        await a_host(database, mail).run()

        assert (await the_campaign(database, campaign_id)).progress == {"sent": 3}

    async def test_without_readers_is_over_at_once(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        campaign_id = await a_campaign(database)

        await a_host(database, mail).run()

        assert (await the_campaign(database, campaign_id)).status == "sent"


class TestStopping:
    async def test_pauses_within_a_mail_and_goes_on_where_it_was(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        await readers(database, 60, domain="pause.test")
        campaign_id = await a_campaign(database)
        host = a_host(database, mail)
        pausing = Host(
            with_mailer(host.context, PausesAt(10, host.context, campaign_id)), host.clock
        )
        await pausing.run()
        assert (await the_campaign(database, campaign_id)).status == "paused"
        assert len(await received(mail, "pause.test")) == 10

        campaign = await the_campaign(database, campaign_id)
        async with database.transaction() as db:
            await notifications.resume(
                db, campaign_id=campaign_id, version=campaign.version, actor="boss", now=NOON
            )
        host.done = pausing.done
        await host.run()

        assert (await the_campaign(database, campaign_id)).progress == {"sent": 60}
        assert sorted((await received(mail, "pause.test")).values()) == [1] * 60

    async def test_cancels_before_it_begins(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        await readers(database, 3, domain="cancel.test")
        campaign_id = await a_campaign(database)
        async with database.transaction() as db:
            await notifications.cancel(
                db, campaign_id=campaign_id, version=2, actor="boss", now=NOON
            )

        await a_host(database, mail).run()

        assert (await the_campaign(database, campaign_id)).status == "cancelled"
        assert len(await received(mail, "cancel.test")) == 0

    async def test_drops_a_start_that_was_scheduled_anew(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        await readers(database, 3, domain="anew.test")
        campaign_id = await a_campaign(database)
        later = NOON + timedelta(days=1)
        async with database.transaction() as db:
            facts: dict[str, Any] = {"campaign_id": campaign_id, "actor": "boss", "now": NOON}
            await notifications.unschedule(db, version=2, **facts)
            await notifications.schedule(db, version=3, send_at=later, **facts)
        host = a_host(database, mail)
        first, second = await waiting(database, "campaigns")
        old = first if first.body["campaign_version"] == 2 else second

        await host.take(old)

        campaign = await the_campaign(database, campaign_id)
        assert (campaign.status, campaign.send_at) == ("scheduled", later)


class PausesAt:
    """Presses "pause" while the n-th mail is on its way."""

    def __init__(self, number: int, context: MailContext, campaign_id: UUID) -> None:
        self._left, self._room, self._campaign_id = number, context, campaign_id

    async def send(self, mail: Mail) -> None:
        await self._room.mailer.send(mail)
        self._left -= 1
        if self._left == 0:
            async with self._room.database.transaction() as db:
                campaign = await notifications.get_campaign(db, self._campaign_id)
                await notifications.pause(
                    db,
                    campaign_id=self._campaign_id,
                    version=campaign.version,
                    actor="boss",
                    now=NOON,
                )


class Moody:
    """Knows no reader 0, dislikes the text for reader 2, puts reader 1 off twice."""

    def __init__(self, context: MailContext) -> None:
        self._room, self._tries = context, 0

    async def send(self, mail: Mail) -> None:
        if mail.recipient.startswith("reader-0@"):
            raise MailBounced("the mail server said 550 no such user")
        if mail.recipient.startswith("reader-2@"):
            raise MailRefused("the mail server said 554 not this text")
        if mail.recipient.startswith("reader-1@"):
            self._tries += 1
            if self._tries < 3:
                raise MailPutOff("the mail server said 450 try later")
        await self._room.mailer.send(mail)


class TestTheMailServer:
    async def test_may_refuse_some_and_put_off_another(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        await readers(database, 4, domain="moody.test")
        campaign_id = await a_campaign(database)
        host = a_host(database, mail)

        await Host(with_mailer(host.context, Moody(host.context)), host.clock).run()

        assert (await the_campaign(database, campaign_id)).progress == {"sent": 2, "failed": 2}
        async with database.reading() as db:
            failed = await rows(
                db,
                "SELECT email, error FROM campaign_recipients"
                " WHERE campaign_id = %(id)s AND status = 'failed'",
                id=campaign_id,
            )
            gone = await customers.suppressed(db, [row.email for row in failed])
        assert {row.error for row in failed} == {
            "the mail server said 550 no such user",
            "the mail server said 554 not this text",
        }
        assert gone == {"reader-0@moody.test"}

    async def test_may_be_away_for_an_hour_without_costing_anybody_a_try(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        await readers(database, 5, domain="hour.test")
        campaign_id = await a_campaign(database)
        host = a_host(database, mail)
        away = Host(with_mailer(host.context, Away()), host.clock)
        while (host.clock.at - NOON) < timedelta(hours=1):
            message = await away.next()
            assert message is not None
            await away.take(message)
            host.clock.at += timedelta(seconds=60)

        host.done = away.done
        await host.run()

        assert (await the_campaign(database, campaign_id)).progress == {"sent": 5}

    async def test_is_left_alone_for_as_long_as_it_asks(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        await readers(database, 3, domain="throttled.test")
        campaign_id = await a_campaign(database)
        host = a_host(database, mail)
        throttled = Throttled(timedelta(minutes=15))
        away = Host(with_mailer(host.context, throttled), host.clock)
        while (host.clock.at - NOON) < timedelta(minutes=14):
            message = await away.next()
            if message is not None:
                await away.take(message)
            host.clock.at += timedelta(seconds=60)

        assert throttled.requests == 1
        host.clock.at += timedelta(minutes=2)
        host.done = away.done
        await host.run()
        assert (await the_campaign(database, campaign_id)).progress == {"sent": 3}


class TestAMailOfACampaign:
    async def test_offers_the_way_out_that_works_once_and_for_good(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        (reader,) = await readers(database, 1, domain="out.test")
        campaign_id = await a_campaign(database)
        await a_host(database, mail).run()
        inbox = Inbox(mail[1])
        (summary,) = await inbox.received("reader-0@out.test")
        headers = dict((await inbox.open(summary["id"]))["headers"])
        url = headers["List-Unsubscribe"].strip("<>")
        path, token = url.removeprefix("https://shop.test/en").split("?token=")

        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert path == f"/unsubscribe/{campaign_id}/{reader}"
        facts: dict[str, Any] = {"campaign_id": campaign_id, "customer_id": reader}
        assert notifications.is_unsubscribe_token(token, "s" * 32, **facts)
        other: dict[str, Any] = {"campaign_id": campaign_id, "customer_id": uuid7()}
        assert not notifications.is_unsubscribe_token(token, "s" * 32, **other)

        for _ in range(2):
            async with database.transaction() as db:
                assert await notifications.unsubscribe(db, now=NOON, **facts)
        async with database.reading() as db:
            assert await notifications.audience(db, Segment(), now=NOON) == 0
            assert await customers.suppressed(db, ["reader-0@out.test"]) == {"reader-0@out.test"}
        assert (await the_campaign(database, campaign_id)).progress == {"unsubscribed": 1}

    async def test_can_be_tried_on_one_address_as_often_as_one_likes(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        campaign_id = await a_campaign(database, scheduled=False)
        for _ in range(2):
            async with database.transaction() as db:
                await notifications.send_test(
                    db,
                    campaign_id=campaign_id,
                    recipient="boss@try.test",
                    language="es",
                    actor="boss",
                    now=NOON,
                )

        await a_host(database, mail).run(times=3)

        assert len(await Inbox(mail[1]).received("boss@try.test")) == 2
        assert (await the_campaign(database, campaign_id)).status == "draft"

    async def test_on_one_address_waits_when_too_much_is_sent(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        campaign_id = await a_campaign(database, scheduled=False)
        async with database.transaction() as db:
            await notifications.send_test(
                db,
                campaign_id=campaign_id,
                recipient="boss@later.test",
                language="es",
                actor="boss",
                now=NOON,
            )
        host = a_host(database, mail)
        throttled = Host(with_mailer(host.context, Throttled(timedelta(minutes=5))), host.clock)
        first = await throttled.next()
        assert first is not None

        for _ in range(2):  # the second delivery of the message finds it put off
            await throttled.take(first)
        host.clock.at += timedelta(minutes=6)
        host.done = throttled.done
        await host.run(times=3)

        assert len(await Inbox(mail[1]).received("boss@later.test")) == 1


class TestTheMessage:
    @pytest.mark.parametrize(
        "body", [{"campaign_id": "x"}, {"campaign_version": "1"}, {"campaign_id": None}]
    )
    async def test_is_refused_when_it_makes_no_sense(
        self, database: Database, mail: tuple[int, str], body: dict[str, Any]
    ) -> None:
        with pytest.raises(UnreadableMessage):
            await campaigns.send_batch(
                a_mail_context(database, mail), envelope_of(CampaignBatch(uuid7(), 1), **body)
            )

    async def test_of_an_unknown_campaign_does_no_harm(
        self, database: Database, mail: tuple[int, str]
    ) -> None:
        message = envelope_of(CampaignBatch(uuid7(), 1), hint="of a newer version")

        await campaigns.send_batch(a_mail_context(database, mail), message)

        assert await waiting(database, "campaigns") == []
