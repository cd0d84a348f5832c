"""Stripe as a gateway: the buyer pays on its page, and we look what became of it.

A payment is reserved, and captured once its order is confirmed. Nothing that a buyer's browser or a
webhook claims decides: each is a reason to look. What we ask for carries a key of ours, so that a
repeat is the same; a key lives for a day, so that older questions look first.
"""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from lonja.adapters.signed_events import check_signature
from lonja.adapters.stripe_gateway import _answers, _events, _requests
from lonja.adapters.stripe_gateway._amounts import LEAST, is_too_small
from lonja.adapters.stripe_gateway._answers import Failure
from lonja.adapters.stripe_gateway._client import (
    ADDRESS,
    TIMEOUT_S,
    Client,
    Failed,
    Page,
    Thing,
)
from lonja.kernel import clock
from lonja.kernel.errors import Unavailable
from lonja.kernel.money import Money
from lonja.payments import api as payments
from lonja.payments.api import Answer, Reference

log = logging.getLogger(__name__)

SIGNATURE: Final = "stripe-signature"
_SESSIONS: Final = "/v1/checkout/sessions"
_INTENTS: Final = "/v1/payment_intents"
_REFUNDS: Final = "/v1/refunds"
_DISPUTES: Final = "/v1/disputes"
_PAGES: Final = 20
"""Of a hundred: more payments than a large shop starts while one answer is lost."""
_KEYS: Final = 3
"""Keys for one call, if Stripe saved a failure of its own under those before."""
_ARRIVED: Final = timedelta(minutes=5)
"""A request that long ago has arrived by now, or never will."""

METHOD: Final = payments.Method(
    code="stripe",
    titles={"es": "Tarjeta", "en": "Card"},
    kind="redirect",
    hints={
        "es": "Tarjeta, Apple Pay o Google Pay, en la página segura de Stripe.",
        "en": "Card, Apple Pay or Google Pay, on Stripe's secure page.",
    },
    takes_parts=True,
    currencies=frozenset(LEAST),
)


@dataclass(frozen=True, slots=True)
class Account:
    """`secret` is a restricted key; `webhook_secrets` are several while one is exchanged."""

    secret: str
    webhook_secrets: Sequence[str]
    address: str = ADDRESS
    timeout_s: float = TIMEOUT_S

    def __post_init__(self) -> None:
        assert self.secret, "without a key nobody can be charged"
        assert self.webhook_secrets, "without a secret anybody could sign"

    @property
    def is_live(self) -> bool:
        return "_live_" in self.secret


class StripeGateway:
    def __init__(self, account: Account) -> None:
        self._account = account
        self._stripe = Client(
            secret=account.secret, address=account.address, timeout_s=account.timeout_s
        )

    @property
    def method(self) -> payments.Method:
        return METHOD

    async def close_connections(self) -> None:
        await self._stripe.close()

    async def start(self, charge: payments.Charge) -> Answer:
        if is_too_small(charge.amount):
            return payments.Declined("amount_too_small")
        reference = Reference(charge.attempt_id, {}, clock.now())
        params = {**_requests.session(charge), **_requests.looked_up()}
        for attempt in range(1, _KEYS + 1):
            key = _requests.key(charge.attempt_id, "start", attempt=attempt)
            try:
                return self._session(await self._stripe.post(_SESSIONS, params, key=key))
            except Failed as failed:
                if failed.failure is not Failure.SAVED:
                    return self._not_started(failed)
            found = await self._find(reference)
            if found is not None:
                return self._session(found)
        raise Unavailable("Stripe fails")

    async def lookup(self, reference: Reference) -> Answer:
        found = await self._find(reference)
        return payments.Unknown() if found is None else self._session(found)

    async def capture(self, reference: Reference, amount: Money) -> Answer:
        answer = await self.lookup(reference)
        if not isinstance(answer, payments.Authorised):
            return answer
        taken = answer.taken_minor
        rest = replace(amount, minor=max(0, amount.minor - taken))
        return await self._change(
            reference,
            f"{_INTENTS}/{answer.reference['intent']}/capture",
            _requests.capture(rest),
            # What is left differs after each part, and a key belongs to one request.
            verb=f"capture.{taken}" if taken else "capture",
            before=answer,
        )

    async def capture_part(self, reference: Reference, upto: Money) -> Answer:
        answer = await self.lookup(reference)
        if not isinstance(answer, payments.Authorised) or answer.taken_minor >= upto.minor:
            return answer
        part = replace(upto, minor=upto.minor - answer.taken_minor)
        return await self._change(
            reference,
            f"{_INTENTS}/{answer.reference['intent']}/capture",
            _requests.capture_part(part),
            verb=f"capture.{answer.taken_minor}.{upto.minor}",
            before=answer,
        )

    async def close(self, reference: Reference) -> Answer:
        found = await self._find(reference)
        if found is None:
            # Nobody can pay on a page that was never made.
            has_arrived = reference.asked_at is None or clock.now() > reference.asked_at + _ARRIVED
            is_lost = has_arrived and "session" not in reference.vendor
            return payments.Closed() if is_lost else payments.Unknown()
        answer = self._session(found)
        if found["status"] == "open" and isinstance(answer, payments.NeedsAction):
            path = f"{_SESSIONS}/{found['id']}/expire"
            return await self._change(
                reference, path, _requests.looked_up(), verb="expire", before=answer
            )
        if isinstance(answer, payments.Authorised):
            path = f"{_INTENTS}/{answer.reference['intent']}/cancel"
            return await self._change(
                reference, path, _requests.cancel(), verb="cancel", before=answer
            )
        return answer

    async def refund(
        self, reference: Reference, refund: payments.RefundRequest
    ) -> payments.RefundAnswer:
        intent = await self._intent_of(reference)
        if intent is None:
            return payments.Unknown()
        params = _requests.refund(refund, intent=intent)
        for attempt in range(1, _KEYS + 1):
            key = _requests.key(refund.id, "refund", attempt=attempt)
            try:
                return _answers.of_refund(await self._stripe.post(_REFUNDS, params, key=key))
            except Failed as failed:
                if failed.failure is Failure.LOCKED_OUT:
                    raise self._locked_out(failed) from failed
                if failed.failure is not Failure.SAVED:
                    return _answers.refund_refused(failed.error)
            found = await self._find_refund(intent, refund)
            if found is not None:
                return _answers.of_refund(found)
        raise Unavailable("Stripe fails")

    async def lookup_refund(
        self, reference: Reference, refund: payments.RefundRequest
    ) -> payments.RefundAnswer:
        intent = await self._intent_of(reference)
        found = None if intent is None else await self._find_refund(intent, refund)
        return payments.Unknown() if found is None else _answers.of_refund(found)

    async def reversals(self, reference: Reference) -> payments.Reversals | payments.Unknown:
        intent = await self._intent_of(reference)
        if intent is None:
            return payments.Unknown()
        refunds = [one async for one in self._all_of(_REFUNDS, intent)]
        disputes = [one async for one in self._all_of(_DISPUTES, intent)]
        known = [_answers.vendor_dispute(one) for one in disputes]
        return payments.Reversals(
            tuple(_answers.vendor_refund(one) for one in refunds),
            tuple(one for one in known if one is not None),
        )

    async def undelivered(self, since: datetime) -> list[payments.Signal]:
        """Events that no webhook of ours took, of the kinds that we listen to."""
        signals: list[payments.Signal] = []
        after: str | None = None
        for _ in range(_PAGES):
            params = _requests.undelivered_events(since=since, types=_events.LISTENED, after=after)
            page = await self._list("/v1/events", params)
            signals += [one for event in page.things if (one := _events.of_event(event))]
            if not page.more:
                break
            after = str(page.things[-1]["id"])
        return signals

    def read(self, body: bytes, headers: Mapping[str, str]) -> list[payments.Signal]:
        check_signature(
            body,
            headers.get(SIGNATURE, ""),
            secrets=self._account.webhook_secrets,
            now=clock.now().timestamp(),
        )
        try:
            return _events.read(body, is_live=self._account.is_live)
        except _events.OtherMode:
            log.error("Stripe: a signed event of the other mode")  # noqa: TRY400 - no trace needed
            raise

    async def _change(
        self,
        reference: Reference,
        path: str,
        params: Mapping[str, object],
        *,
        verb: str,
        before: Answer,
    ) -> Answer:
        """Move a payment on; where Stripe refuses, it moved by itself meanwhile, so look again."""
        for attempt in range(1, _KEYS + 1):
            key = _requests.key(reference.attempt_id, verb, attempt=attempt)
            try:
                return self._changed(await self._stripe.post(path, params, key=key), before)
            except Failed as failed:
                if failed.failure is Failure.LOCKED_OUT:
                    raise self._locked_out(failed) from failed
                log.warning("Stripe: %s came to nothing: %s", verb, failed)
                refusal = failed.failure
            now = await self.lookup(reference)
            if not _is_alike(now, before):
                return now
            if refusal is not Failure.SAVED:
                break  # the same as before, though Stripe refused to change it
        return payments.Unknown()

    def _changed(self, thing: Thing, before: Answer) -> Answer:
        if thing["object"] == "checkout.session":
            return self._session(thing)
        assert isinstance(before, payments.Authorised), (
            "only what is reserved has an intent to move"
        )
        return _answers.of_intent(thing, before.reference)

    async def _find(self, reference: Reference) -> Thing | None:
        """The payment page of an attempt, by its id or among all that were made since."""
        if "session" in reference.vendor:
            try:
                path = f"{_SESSIONS}/{reference.vendor['session']}"
                return await self._stripe.get(path, _requests.looked_up())
            except Failed as failed:
                raise self._locked_out(failed) from failed
        if reference.asked_at is None:
            return None
        after: str | None = None
        for _ in range(_PAGES):
            params = _requests.sessions_since(reference.asked_at, after=after)
            page = await self._list(_SESSIONS, params)
            for one in page.things:
                if one.get("client_reference_id") == str(reference.attempt_id):
                    return one
            if not page.more:
                return None
            after = str(page.things[-1]["id"])
        raise Unavailable("more payments since then than are worth looking through")

    async def _list(self, path: str, params: Mapping[str, object]) -> Page:
        try:
            return await self._stripe.page(path, params)
        except Failed as failed:
            raise self._locked_out(failed) from failed

    async def _intent_of(self, reference: Reference) -> str | None:
        if "intent" in reference.vendor:
            return reference.vendor["intent"]
        found = await self._find(reference)
        intent = found.get("payment_intent") if found else None
        return str(intent["id"]) if isinstance(intent, Mapping) else None

    async def _find_refund(self, intent: str, refund: payments.RefundRequest) -> Thing | None:
        async for one in self._all_of(_REFUNDS, intent):
            if (one.get("metadata") or {}).get("refund_id") == str(refund.id):
                return one
        return None

    async def _all_of(self, path: str, intent: str) -> AsyncIterator[Thing]:
        """Newest first; a payment has few of either."""
        after: str | None = None
        for _ in range(_PAGES):
            page = await self._list(path, _requests.of_payment(intent, after=after))
            for one in page.things:
                yield one
            if not page.more:
                return
            after = str(page.things[-1]["id"])
        raise Unavailable("more of them than are worth looking through")

    def _session(self, session: Thing) -> Answer:
        if bool(session["livemode"]) is not self._account.is_live:
            log.error("Stripe: a payment of the other mode")
            return payments.Unknown()
        return _answers.of_session(session)

    def _not_started(self, failed: Failed) -> Answer:
        """Stripe made no payment page. Where time ran out on the way, another attempt is free."""
        if failed.failure is Failure.LOCKED_OUT:
            raise self._locked_out(failed)
        if failed.error.get("param") == "expires_at":
            return payments.Closed()
        log.error("Stripe refuses a payment page: %s", failed)
        return payments.Declined("not_possible")

    def _locked_out(self, failed: Failed) -> Unavailable:
        log.error("Stripe: our key may not do this, or the object is another account's: %s", failed)
        return Unavailable("Stripe does not let us")


def _is_alike(now: Answer, before: Answer) -> bool:
    if isinstance(now, payments.Authorised) and isinstance(before, payments.Authorised):
        return now.taken_minor == before.taken_minor
    return type(now) is type(before)
