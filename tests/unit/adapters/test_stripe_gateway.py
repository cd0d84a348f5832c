"""Our gateway and the local Stripe over a socket: what is asked, repeated, lost and given back."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.support.local_stripe import KEY, Local, a_charge, local_stripe, reference_of

from lonja.adapters.stripe_gateway.gateway import Account, StripeGateway
from lonja.kernel import clock
from lonja.kernel.errors import Unavailable
from lonja.kernel.ids import uuid7
from lonja.kernel.money import Money
from lonja.payments import api as payments
from lonja_tools.stripe_server.faults import Fault

pytestmark = pytest.mark.anyio
EUR = Money("EUR", 49_90)


@pytest.fixture
async def stripe() -> AsyncIterator[Local]:
    async with local_stripe() as local:
        yield local


async def paid(local: Local, *, capture: bool = True) -> payments.Charge:
    charge = a_charge()
    await local.gateway.start(charge)
    local.server.books.pay(local.session(), now=local.now())
    if capture:
        await local.gateway.capture(reference_of(charge), charge.amount)
    return charge


def a_refund(minor: int = 10_00) -> payments.RefundRequest:
    return payments.RefundRequest(uuid7(), Money("EUR", minor))


class TestStart:
    async def test_leads_to_the_payment_page(self, stripe: Local) -> None:
        charge = a_charge()

        answer = await stripe.gateway.start(charge)

        session = stripe.session()
        assert isinstance(answer, payments.NeedsAction)
        assert answer.step == payments.Redirect(session["url"])
        assert answer.reference == {"session": session["id"]}
        assert answer.until is not None
        assert answer.until > charge.expires_at
        assert (session["amount_total"], session["currency"]) == (49_90, "eur")
        assert session["metadata"]["order_number"] == "1042"

    async def test_again_is_the_same_page(self, stripe: Local) -> None:
        charge = a_charge()

        first = await stripe.gateway.start(charge)
        second = await stripe.gateway.start(charge)

        assert first == second
        assert stripe.effects("session") == 1

    @pytest.mark.parametrize("fault", [Fault.AWAY, Fault.LOST, Fault.IN_USE, Fault.LIMITED])
    async def test_says_nothing_when_it_knows_nothing(self, stripe: Local, fault: Fault) -> None:
        charge = a_charge()
        stripe.fail(fault, "/sessions")

        with pytest.raises(Unavailable):
            await stripe.gateway.start(charge)
        repeated = await stripe.gateway.start(charge)

        assert isinstance(repeated, payments.NeedsAction)
        assert stripe.effects("session") == 1

    async def test_finds_a_page_that_a_failure_left_behind(self, stripe: Local) -> None:
        stripe.fail(Fault.FAILED_AFTER, "POST /v1/checkout/sessions")

        answer = await stripe.gateway.start(a_charge())

        assert isinstance(answer, payments.NeedsAction)
        assert stripe.effects("session") == 1

    async def test_goes_on_under_another_key_after_a_failure_that_is_kept(
        self, stripe: Local
    ) -> None:
        charge = a_charge()
        stripe.fail(Fault.SAVED_500, "POST /v1/checkout/sessions")

        first = await stripe.gateway.start(charge)
        repeated = await stripe.gateway.start(charge)

        assert isinstance(first, payments.NeedsAction)
        assert repeated == first
        assert stripe.effects("session") == 1

    async def test_that_comes_too_late_makes_no_page(self, stripe: Local) -> None:
        charge = replace(a_charge(), expires_at=clock.now() + timedelta(minutes=20))

        assert await stripe.gateway.start(charge) == payments.Closed()
        assert stripe.effects("session") == 0

    async def test_asks_nobody_for_less_than_the_least(self, stripe: Local) -> None:
        answer = await stripe.gateway.start(a_charge(amount=Money("EUR", 49)))

        assert answer == payments.Declined("amount_too_small")
        assert stripe.server.api.requests == []


class TestLookup:
    async def test_finds_a_page_by_our_own_id_among_many(self, stripe: Local) -> None:
        charges = [a_charge() for _ in range(120)]
        for charge in charges:
            await stripe.gateway.start(charge)

        answer = await stripe.gateway.lookup(reference_of(charges[0]))

        assert isinstance(answer, payments.NeedsAction)
        oldest = stripe.server.books.of_kind("checkout.session")[-1]
        assert answer.reference["session"] == oldest["id"]

    async def test_knows_nothing_of_what_never_arrived(self, stripe: Local) -> None:
        assert await stripe.gateway.lookup(reference_of(a_charge())) == payments.Unknown()

    async def test_of_a_declined_card_leaves_the_buyer_on_the_page(self, stripe: Local) -> None:
        charge = a_charge()
        await stripe.gateway.start(charge)
        stripe.server.books.decline(stripe.session(), now=stripe.now(), code="generic_decline")

        answer = await stripe.gateway.lookup(reference_of(charge))

        assert isinstance(answer, payments.NeedsAction)
        assert answer.step == payments.Redirect(stripe.session()["url"])

    async def test_says_how_much_is_reserved_and_until_when(self, stripe: Local) -> None:
        charge = await paid(stripe, capture=False)

        answer = await stripe.gateway.lookup(reference_of(charge))

        assert isinstance(answer, payments.Authorised)
        assert answer.amount == EUR
        assert answer.reference == {
            "session": stripe.session()["id"],
            "intent": stripe.intent()["id"],
            "charge": stripe.charge_thing()["id"],
        }
        assert answer.capture_before is not None

    async def test_of_a_debit_waits_for_its_bank(self, stripe: Local) -> None:
        charge = a_charge()
        await stripe.gateway.start(charge)
        stripe.server.books.debit(stripe.session(), now=stripe.now())

        waiting = await stripe.gateway.lookup(reference_of(charge))
        stripe.server.books.debit_ends(stripe.session(), now=stripe.now(), arrives=True)
        arrived = await stripe.gateway.lookup(reference_of(charge))

        assert isinstance(waiting, payments.Pending)
        assert isinstance(arrived, payments.Captured)
        assert arrived.amount == EUR

    async def test_of_a_debit_that_bounced_is_a_decline(self, stripe: Local) -> None:
        charge = a_charge()
        await stripe.gateway.start(charge)
        stripe.server.books.debit(stripe.session(), now=stripe.now())
        stripe.server.books.debit_ends(stripe.session(), now=stripe.now(), arrives=False)

        answer = await stripe.gateway.lookup(reference_of(charge))

        assert isinstance(answer, payments.Declined)
        assert answer.reason == "debit_failed"

    async def test_of_a_page_whose_time_is_over_is_closed(self, stripe: Local) -> None:
        charge = a_charge()
        await stripe.gateway.start(charge)
        stripe.ahead = timedelta(minutes=40)

        assert isinstance(await stripe.gateway.lookup(reference_of(charge)), payments.Closed)


class TestCapture:
    async def test_takes_what_is_reserved_once(self, stripe: Local) -> None:
        charge = await paid(stripe)

        again = await stripe.gateway.capture(reference_of(charge), charge.amount)

        assert isinstance(again, payments.Captured)
        assert again.amount == EUR
        assert stripe.effects("capture") == 1

    @pytest.mark.parametrize("fault", [Fault.LOST, Fault.FAILED_AFTER, Fault.IN_USE])
    async def test_is_found_done_after_its_answer_was_lost(
        self, stripe: Local, fault: Fault
    ) -> None:
        charge = await paid(stripe, capture=False)
        stripe.fail(fault, "/capture")

        try:
            await stripe.gateway.capture(reference_of(charge), charge.amount)
        except Unavailable:
            answer = await stripe.gateway.capture(reference_of(charge), charge.amount)
        else:
            answer = await stripe.gateway.lookup(reference_of(charge))

        assert isinstance(answer, payments.Captured)
        assert stripe.effects("capture") == 1

    async def test_a_day_later_does_not_depend_on_the_key(self, stripe: Local) -> None:
        charge = await paid(stripe)
        stripe.server.api.saved.clear()

        again = await stripe.gateway.capture(reference_of(charge), charge.amount)

        assert isinstance(again, payments.Captured)
        assert stripe.effects("capture") == 1

    async def test_after_a_week_finds_the_money_gone(self, stripe: Local) -> None:
        charge = await paid(stripe, capture=False)
        stripe.ahead = timedelta(days=8)

        answer = await stripe.gateway.capture(reference_of(charge), charge.amount)

        assert isinstance(answer, payments.Closed)
        assert stripe.effects("capture") == 0


class TestClose:
    async def test_ends_an_open_page(self, stripe: Local) -> None:
        charge = a_charge()
        started = await stripe.gateway.start(charge)

        answer = await stripe.gateway.close(reference_of(charge, started))
        again = await stripe.gateway.close(reference_of(charge, started))

        assert isinstance(answer, payments.Closed)
        assert isinstance(again, payments.Closed)
        assert stripe.session()["status"] == "expired"
        assert stripe.effects("expire") == 1

    async def test_gives_a_reservation_free(self, stripe: Local) -> None:
        charge = await paid(stripe, capture=False)

        answer = await stripe.gateway.close(reference_of(charge))

        assert isinstance(answer, payments.Closed)
        assert stripe.intent()["status"] == "canceled"

    async def test_too_late_says_that_the_money_is_here(self, stripe: Local) -> None:
        charge = await paid(stripe)

        answer = await stripe.gateway.close(reference_of(charge))

        assert isinstance(answer, payments.Captured)

    async def test_of_what_may_still_arrive_says_nothing(self, stripe: Local) -> None:
        charge = a_charge()
        recent = reference_of(charge)
        old = replace(recent, asked_at=clock.now() - timedelta(minutes=6))

        assert await stripe.gateway.close(recent) == payments.Unknown()
        assert await stripe.gateway.close(old) == payments.Closed()


class TestRefund:
    async def test_several_go_back_up_to_what_was_taken(self, stripe: Local) -> None:
        charge = await paid(stripe)
        reference = reference_of(charge)

        first = await stripe.gateway.refund(reference, a_refund(20_00))
        second = await stripe.gateway.refund(reference, a_refund(29_90))
        third = await stripe.gateway.refund(reference, a_refund(1))

        assert isinstance(first, payments.RefundSucceeded)
        assert isinstance(second, payments.RefundSucceeded)
        assert third == payments.RefundFailed("refused")
        assert stripe.charge_thing()["amount_refunded"] == 49_90

    async def test_again_is_the_same_refund(self, stripe: Local) -> None:
        charge = await paid(stripe)
        refund = a_refund()

        first = await stripe.gateway.refund(reference_of(charge), refund)
        second = await stripe.gateway.refund(reference_of(charge), refund)

        assert first == second
        assert stripe.effects("refund") == 1

    @pytest.mark.parametrize("fault", [Fault.LOST, Fault.FAILED_AFTER, Fault.SAVED_500])
    async def test_is_made_once_however_its_answer_fails(self, stripe: Local, fault: Fault) -> None:
        charge = await paid(stripe)
        refund = a_refund()
        stripe.fail(fault, "POST /v1/refunds")

        try:
            await stripe.gateway.refund(reference_of(charge), refund)
        except Unavailable:
            await stripe.gateway.refund(reference_of(charge), refund)
        found = await stripe.gateway.lookup_refund(reference_of(charge), refund)

        assert isinstance(found, payments.RefundSucceeded)
        assert stripe.effects("refund") == 1

    async def test_is_found_by_our_id_when_its_key_is_forgotten(self, stripe: Local) -> None:
        charge = await paid(stripe)
        refund, other = a_refund(), a_refund()
        await stripe.gateway.refund(reference_of(charge), refund)
        stripe.server.api.saved.clear()

        assert isinstance(
            await stripe.gateway.lookup_refund(reference_of(charge), refund),
            payments.RefundSucceeded,
        )
        unknown = await stripe.gateway.lookup_refund(reference_of(charge), other)
        assert unknown == payments.Unknown()

    async def test_that_comes_back_weeks_later_has_failed(self, stripe: Local) -> None:
        charge = await paid(stripe)
        refund = a_refund()
        await stripe.gateway.refund(reference_of(charge), refund)
        stripe.server.books.refund_fails(stripe.server.books.of_kind("refund")[0], now=stripe.now())

        found = await stripe.gateway.lookup_refund(reference_of(charge), refund)

        assert found == payments.RefundFailed("refused")

    async def test_of_what_was_never_taken_is_refused(self, stripe: Local) -> None:
        charge = await paid(stripe, capture=False)

        answer = await stripe.gateway.refund(reference_of(charge), a_refund())

        assert answer == payments.RefundFailed("refused")


class TestKeys:
    async def test_a_wrong_one_is_an_outage_and_no_decline(self, stripe: Local) -> None:
        stripe.server.api.secret = "rk_test_another"

        with pytest.raises(Unavailable):
            await stripe.gateway.start(a_charge())
        with pytest.raises(Unavailable):
            await stripe.gateway.lookup(reference_of(a_charge()))

    async def test_of_the_other_mode_believe_nothing(self, stripe: Local) -> None:
        live = StripeGateway(
            Account(
                secret="rk_live_local",
                webhook_secrets=("whsec_local",),
                address=stripe.gateway._account.address,
            )
        )
        stripe.server.api.secret = "rk_live_local"

        answer = await live.start(a_charge())
        await live.close_connections()

        assert answer == payments.Unknown()

    @pytest.mark.parametrize(("secret", "secrets"), [("", ("whsec_1",)), (KEY, ())])
    def test_without_one_there_is_no_gateway(self, secret: str, secrets: tuple[str, ...]) -> None:
        with pytest.raises(AssertionError):
            Account(secret=secret, webhook_secrets=secrets)
