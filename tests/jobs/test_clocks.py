"""What waits too long goes on or ends by itself, and what waits for a dead letter ends with it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import pytest
from tests.support.asking import scalar
from tests.support.front_office import front_office
from tests.support.messages import envelope_of, waiting
from tests.support.shop import a_product, readers

from lonja.actions import give_up_message, replay_message
from lonja.bootstrap import Shop
from lonja.catalog import api as catalog
from lonja.catalog.api import MakeRenditions
from lonja.imports import api as imports
from lonja.imports import centre
from lonja.imports.api import SheetChunk, SheetFile, SheetUndo
from lonja.jobs import background, clocks
from lonja.kernel import clock, dead_letters
from lonja.kernel.db import one, run
from lonja.kernel.ids import uuid7
from lonja.kernel.outbox import Message
from lonja.kernel.queues import TRIES
from lonja.notifications import api as notifications
from lonja.notifications.api import (
    CampaignBatch,
    CampaignTest,
    CampaignText,
    FanOut,
    OrderMail,
    Quota,
    Segment,
    StartCampaign,
)
from lonja.staff.api import InvitationMail

pytestmark = pytest.mark.anyio

TEXTS = {"es": CampaignText("Novedades", "Lo nuevo."), "en": CampaignText("News", "What is new.")}
QUOTA = Quota(per_minute=60, burst=60)


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Shop]:
    async with front_office(fresh_database_url, storage_connection) as (_buyer, opened):
        yield opened


async def age(shop: Shop, **by: float) -> None:
    """As if everything that waits had begun that much earlier."""
    async with shop.database.transaction() as db:
        for table, columns in {
            "deliveries": ("created_at", "claimed_until"),
            "imports": ("created_at", "look_at"),
            "media": ("created_at", "look_at"),
            "campaigns": ("look_at",),
        }.items():
            moved = ", ".join(f"{column} = {column} - %(by)s" for column in columns)
            await run(db, f"UPDATE {table} SET {moved}", by=timedelta(**by))
        await run(db, "DELETE FROM outbox")


async def put(shop: Shop, queue: str) -> list[tuple[str, Any]]:
    """(type, body) of what waits in the outbox for a queue."""
    return [(one.type, one.body) for one in await waiting(shop.database, queue)]


async def give_up(shop: Shop, message: Message) -> UUID:
    """The message failed as often as it may; the id of its dead letter."""
    envelope = envelope_of(message)
    async with shop.database.transaction() as db:
        for attempt in range(1, TRIES[message.queue] + 1):
            await dead_letters.record_failure(
                db, message_id=envelope.id, attempt=attempt, error="it fails", now=clock.now()
            )
        await dead_letters.archive(
            db,
            queue=message.queue,
            queue_message_id=str(envelope.id),
            payload=envelope.to_json(),
            now=clock.now(),
        )
        await give_up_message.give_up(db, envelope.to_json(), now=clock.now())
        return await one(
            db, UUID, "SELECT id FROM dead_letters WHERE message_id = %(id)s", id=envelope.id
        )


async def replay(shop: Shop, letter_id: UUID) -> None:
    async with shop.database.transaction() as db:
        letter = await dead_letters.get(db, letter_id)
        await replay_message.replay(
            db, letter_id=letter_id, payload=letter.payload, actor="ana", now=clock.now()
        )


async def claim_mail(shop: Shop, kind: str, subject_id: UUID, **facts: Any) -> None:
    """A worker took the mail and died without a trace."""
    async with shop.database.transaction() as db:
        await notifications.claim(
            db,
            kind=kind,
            subject_id=subject_id,
            recipient="ana@shop.test",
            language="es",
            quota=QUOTA,
            now=clock.now(),
            facts=facts,
        )


async def mail_status(shop: Shop, subject_id: UUID) -> tuple[str, str | None]:
    async with shop.database.reading() as db:
        (delivery,) = await notifications.deliveries_of(db, subject_id)
    return str(delivery.status), delivery.error


class TestAMail:
    async def test_that_a_dead_worker_had_taken_is_put_again_once_in_five_minutes(
        self, shop: Shop
    ) -> None:
        order_id = uuid7()
        await claim_mail(shop, "order_confirmed", order_id)
        early = await clocks.CLOCKS["mails"].look(shop)
        await age(shop, minutes=6)

        counts = [await clocks.CLOCKS["mails"].look(shop) for _ in range(2)]

        assert (early, counts) == (0, [1, 0])
        assert await put(shop, "notifications") == [
            (
                "order.mail",
                {
                    "order_id": str(order_id),
                    "kind": "order_confirmed",
                    "item_id": None,
                    "again_id": None,
                },
            )
        ]
        assert await mail_status(shop, order_id) == ("queued", None)

    async def test_to_staff_and_of_a_test_is_put_again_as_its_own_message(self, shop: Shop) -> None:
        invitation, test, campaign = uuid7(), uuid7(), uuid7()
        await claim_mail(shop, "staff_invited", invitation)
        await claim_mail(shop, CampaignTest.delivery_kind, test, campaign_id=str(campaign))
        await age(shop, minutes=11)

        assert await clocks.CLOCKS["mails"].look(shop) == 2

        assert await put(shop, "notifications") == [
            (InvitationMail.type, {"invitation_id": str(invitation), "language": "es"})
        ]
        [(kind, body)] = await put(shop, "campaigns")
        assert (kind, body["test_id"], body["campaign_id"]) == (
            CampaignTest.type, str(test), str(campaign),
        )  # fmt: skip

    async def test_of_yesterday_has_failed(self, shop: Shop) -> None:
        order_id = uuid7()
        await claim_mail(shop, "order_confirmed", order_id)
        await age(shop, days=1, minutes=1)

        assert await clocks.CLOCKS["mails"].look(shop) == 0

        assert await mail_status(shop, order_id) == ("failed", "gave_up")

    async def test_whose_message_failed_for_good_ends_and_a_replay_sends_it(
        self, shop: Shop
    ) -> None:
        order_id = uuid7()
        await claim_mail(shop, "order_confirmed", order_id)
        letter = await give_up(shop, OrderMail(order_id, "order_confirmed"))
        ended = await mail_status(shop, order_id)

        await replay(shop, letter)

        assert ended == ("failed", "gave_up")
        assert (await mail_status(shop, order_id))[0] == "queued"

    async def test_that_the_mail_server_refused_stays_refused(self, shop: Shop) -> None:
        order_id = uuid7()
        await claim_mail(shop, "order_confirmed", order_id)
        async with shop.database.transaction() as db:
            (delivery,) = await notifications.deliveries_of(db, order_id)
            await notifications.mark_failed(
                db, delivery.id, error="no such mailbox", now=clock.now()
            )

        await replay(shop, await give_up(shop, OrderMail(order_id, "order_confirmed")))

        assert await mail_status(shop, order_id) == ("failed", "no such mailbox")


NOTHING = centre.Piece(0, 0, 0, 0, [], [])


async def an_import(shop: Shop, *, chunks: int = 2, taken: int = 0, undo: bool = False) -> UUID:
    """A file that is checked and on its way, with some of its chunks in."""
    now = clock.now()
    import_id = await a_queued_file(shop)
    async with shop.database.transaction() as db:
        facts = {"columns": [], "dry_run": False}
        await centre.begin(db, import_id, rows=chunks, chunks=chunks, facts=facts, now=now)
        for chunk in range(taken):
            await centre.count_piece(db, import_id, chunk, NOTHING, now=now)
        await imports.finish(db, import_id, now=now)
        if undo:
            await centre.undo(db, import_id, actor="ana", now=now)
    return import_id


async def a_queued_file(shop: Shop) -> UUID:
    now = clock.now()
    async with shop.database.transaction() as db:
        started = await centre.start_sheet(db, file_name="stock.csv", actor="ana", now=now)
        await imports.uploaded(db, started.id, now=now)
    return started.id


async def import_status(shop: Shop, import_id: UUID) -> tuple[str, Any]:
    async with shop.database.reading() as db:
        found = await imports.get(db, import_id)
    return str(found.status), found.facts.get("code")


class TestAnImport:
    async def test_whose_chunk_message_was_lost_gets_it_again(self, shop: Shop) -> None:
        import_id = await an_import(shop, chunks=3, taken=1)
        early = await clocks.CLOCKS["imports"].look(shop)
        await age(shop, minutes=21)

        counts = [await clocks.CLOCKS["imports"].look(shop) for _ in range(2)]

        assert (early, counts) == (0, [1, 0])
        assert await put(shop, "imports") == [
            (SheetChunk.type, {"import_id": str(import_id), "chunk": chunk}) for chunk in (1, 2)
        ]

    async def test_whose_file_message_was_lost_is_read_again(self, shop: Shop) -> None:
        import_id = await a_queued_file(shop)
        await age(shop, minutes=21)

        await clocks.CLOCKS["imports"].look(shop)

        assert await put(shop, "imports") == [(SheetFile.type, {"import_id": str(import_id)})]

    async def test_that_is_half_undone_is_undone_to_the_end(self, shop: Shop) -> None:
        import_id = await an_import(shop, chunks=2, taken=2, undo=True)
        async with shop.database.transaction() as db:
            await centre.taken_back(db, import_id, 0, {}, now=clock.now())
        await age(shop, minutes=21)

        await clocks.CLOCKS["imports"].look(shop)

        assert await put(shop, "imports") == [
            (SheetUndo.type, {"import_id": str(import_id), "chunk": 1})
        ]

    async def test_whose_upload_never_came_ends_after_a_day(self, shop: Shop) -> None:
        async with shop.database.transaction() as db:
            started = await centre.start_sheet(
                db, file_name="stock.csv", actor="ana", now=clock.now()
            )
        await age(shop, days=1)

        await clocks.CLOCKS["imports"].look(shop)

        assert await import_status(shop, started.id) == ("failed", "upload_missing")

    async def test_that_stands_still_for_a_day_ends(self, shop: Shop) -> None:
        import_id = await an_import(shop, chunks=2, taken=1)
        await age(shop, days=1, minutes=1)

        await clocks.CLOCKS["imports"].look(shop)

        assert await import_status(shop, import_id) == ("failed", "gave_up")

    async def test_whose_chunk_failed_for_good_ends_and_a_replay_goes_on(self, shop: Shop) -> None:
        import_id = await an_import(shop, chunks=2, taken=1)
        letter = await give_up(shop, SheetChunk(import_id, 1))
        ended = await import_status(shop, import_id)

        await replay(shop, letter)
        running = await import_status(shop, import_id)
        async with shop.database.transaction() as db:
            await centre.count_piece(db, import_id, 1, NOTHING, now=clock.now())
            await imports.finish(db, import_id, now=clock.now())

        assert (ended, running) == (("failed", "gave_up"), ("running", None))
        assert await import_status(shop, import_id) == ("done", None)

    async def test_whose_file_failed_for_good_ends_and_a_replay_reads_it(self, shop: Shop) -> None:
        import_id = await a_queued_file(shop)
        letter = await give_up(shop, SheetFile(import_id))
        ended = await import_status(shop, import_id)

        await replay(shop, letter)

        assert ended == ("failed", "gave_up")
        assert await import_status(shop, import_id) == ("queued", None)

    async def test_whose_undoing_failed_for_good_may_be_undone_again(self, shop: Shop) -> None:
        import_id = await an_import(shop, chunks=1, taken=1, undo=True)
        await give_up(shop, SheetUndo(import_id, 0))

        async with shop.database.transaction() as db:
            await centre.undo(db, import_id, actor="ben", now=clock.now())
            await centre.taken_back(db, import_id, 0, {}, now=clock.now())
        async with shop.database.transaction() as db:
            await imports.finish_undo(db, import_id)

        assert await import_status(shop, import_id) == ("undone", None)


async def a_picture(shop: Shop, *, uploaded: bool = True) -> UUID:
    product_id = await a_product(shop.database)
    async with shop.database.transaction() as db:
        work = await catalog.start_picture(
            db, product_id=product_id, alt={}, actor="ana", now=clock.now()
        )
        if uploaded:
            await catalog.picture_uploaded(db, work.id, now=clock.now())
    return work.id


async def picture_status(shop: Shop, media_id: UUID) -> tuple[str, bool]:
    """Its status, and whether it says why it failed."""
    async with shop.database.reading() as db:
        status = await scalar(db, "SELECT status FROM media WHERE id = %(id)s", id=media_id)
        error = await scalar(db, "SELECT error FROM media WHERE id = %(id)s", id=media_id)
    return str(status), error is not None


class TestAPicture:
    async def test_that_was_never_made_is_requested_again(self, shop: Shop) -> None:
        media_id = await a_picture(shop)
        early = await clocks.CLOCKS["pictures"].look(shop)
        await age(shop, minutes=61)

        counts = [await clocks.CLOCKS["pictures"].look(shop) for _ in range(2)]

        assert (early, counts) == (0, [1, 0])
        assert await put(shop, "media") == [(MakeRenditions.type, {"media_id": str(media_id)})]

    @pytest.mark.parametrize("uploaded", [True, False])
    async def test_of_yesterday_has_failed(self, shop: Shop, *, uploaded: bool) -> None:
        media_id = await a_picture(shop, uploaded=uploaded)
        await age(shop, days=1, hours=1)

        await clocks.CLOCKS["pictures"].look(shop)

        assert await picture_status(shop, media_id) == ("failed", True)

    async def test_whose_message_failed_for_good_ends_and_a_replay_makes_it(
        self, shop: Shop
    ) -> None:
        media_id = await a_picture(shop)
        letter = await give_up(shop, MakeRenditions(media_id))
        ended = await picture_status(shop, media_id)

        await replay(shop, letter)

        assert ended == ("failed", True)
        assert await picture_status(shop, media_id) == ("processing", False)


async def a_campaign(shop: Shop, *, started: bool = True) -> UUID:
    campaign_id = uuid7()
    await readers(shop.database, 3, domain="clocks.test")
    async with shop.database.transaction() as db:
        await notifications.create_campaign(
            db, campaign_id=campaign_id, name="Otoño", segment=Segment(), texts=TEXTS,
            actor="boss", now=clock.now(),
        )  # fmt: skip
        await notifications.schedule(
            db, campaign_id=campaign_id, version=1, send_at=None, actor="boss", now=clock.now()
        )
        if started:
            await notifications.start(db, StartCampaign(campaign_id, 2), now=clock.now())
    return campaign_id


async def campaign(shop: Shop, campaign_id: UUID) -> notifications.Campaign:
    async with shop.database.reading() as db:
        return await notifications.get_campaign(db, campaign_id)


class TestACampaign:
    async def test_that_never_began_is_started_again(self, shop: Shop) -> None:
        campaign_id = await a_campaign(shop, started=False)
        early = await clocks.CLOCKS["campaigns"].look(shop)
        await age(shop, minutes=11)

        counts = [await clocks.CLOCKS["campaigns"].look(shop) for _ in range(2)]

        assert (early, counts) == (0, [1, 0])
        assert await put(shop, "campaigns") == [
            (StartCampaign.type, {"campaign_id": str(campaign_id), "campaign_version": 2})
        ]

    async def test_that_lost_its_messages_gets_a_new_chain_and_the_old_one_ends(
        self, shop: Shop
    ) -> None:
        campaign_id = await a_campaign(shop)
        await age(shop, minutes=11)

        assert await clocks.CLOCKS["campaigns"].look(shop) == 1

        assert [kind for kind, _ in await put(shop, "campaigns")] == [
            FanOut.type, CampaignBatch.type,
        ]  # fmt: skip
        async with shop.database.transaction() as db:
            old = await notifications.take_batch(
                db, CampaignBatch(campaign_id, 3), quota=QUOTA, now=clock.now()
            )
        assert old is None
        now = await campaign(shop, campaign_id)
        assert (now.status, now.version) == ("sending", 4)

    async def test_that_sends_is_left_alone(self, shop: Shop) -> None:
        campaign_id = await a_campaign(shop)
        await age(shop, minutes=9)
        async with shop.database.transaction() as db:
            await notifications.fan_out(db, FanOut(campaign_id, None), now=clock.now())
            batch = await notifications.take_batch(
                db, CampaignBatch(campaign_id, 3), quota=QUOTA, now=clock.now()
            )
        assert batch is not None
        await age(shop, minutes=2)

        assert await clocks.CLOCKS["campaigns"].look(shop) == 0

    async def test_whose_message_failed_for_good_is_paused_and_goes_on_when_staff_say_so(
        self, shop: Shop
    ) -> None:
        campaign_id = await a_campaign(shop)
        await give_up(shop, FanOut(campaign_id, None))
        paused = await campaign(shop, campaign_id)
        await age(shop)

        async with shop.database.transaction() as db:
            await notifications.resume(
                db, campaign_id=campaign_id, version=paused.version, actor="ana", now=clock.now()
            )

        assert paused.status == "paused"
        assert [kind for kind, _ in await put(shop, "campaigns")] == [
            FanOut.type, CampaignBatch.type,
        ]  # fmt: skip

    async def test_that_could_not_begin_is_a_draft_again(self, shop: Shop) -> None:
        campaign_id = await a_campaign(shop, started=False)

        await give_up(shop, StartCampaign(campaign_id, 2))

        assert (await campaign(shop, campaign_id)).status == "draft"

    async def test_is_not_stopped_by_a_message_of_before(self, shop: Shop) -> None:
        campaign_id = await a_campaign(shop)

        await give_up(shop, CampaignBatch(campaign_id, 1))

        assert (await campaign(shop, campaign_id)).status == "sending"


class TestTheTable:
    async def test_of_an_idle_shop_has_nothing_to_do(self, shop: Shop) -> None:
        assert set((await clocks.look_at_all(shop)).values()) == {0}

    async def test_goes_on_when_one_clock_fails(
        self, shop: Shop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        order_id = uuid7()
        await claim_mail(shop, "order_confirmed", order_id)
        await age(shop, minutes=11)

        async def broken(_shop: Shop) -> int:
            raise RuntimeError("the bank's clock is broken")

        payments = replace(clocks.CLOCKS["payments"], look=broken)
        monkeypatch.setattr(
            clocks, "CLOCKS", {"payments": payments} | clocks.CLOCKS | {"payments": payments}
        )

        with pytest.raises(ExceptionGroup, match="clocks failed"):
            await clocks.look_at_all(shop)

        assert len(await put(shop, "notifications")) == 1

    def test_says_what_becomes_of_each_kind_of_message(self) -> None:
        assert set(cast("Any", give_up_message.OWNERS)) == set(background.HANDLERS)
