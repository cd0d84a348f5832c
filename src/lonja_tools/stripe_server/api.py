"""The API as HTTP: requests that the contract does not know are refused, keys are kept.

A key's first answer is saved, a failure of ours too; what was refused for its fields is not, nor is
a conflict. That is what Stripe documents, and what our adapter depends on.
"""

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

from lonja_tools.stripe_server.books import Books, Refusal
from lonja_tools.stripe_server.contract import NotInContract, Operation, operation, read_form
from lonja_tools.stripe_server.faults import Fault, Faults, be_slow
from lonja_tools.stripe_server.things import Thing

log = logging.getLogger(__name__)

API_VERSION: Final = "2026-10-28.endive"
KEY_LIFE_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Saved:
    request: str
    status: int
    body: str
    at: int


@dataclass(slots=True)
class Api:
    books: Books
    secret: str
    now: Callable[[], int] = lambda: int(time.time())
    faults: Faults = field(default_factory=Faults)
    saved: dict[str, Saved] = field(default_factory=dict)
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    """(method, path, key) of what arrived."""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        fault = self.faults.next_for(f"{request.method} {request.path}")
        if fault is Fault.AWAY:
            return _cut(request)
        if fault is Fault.SLOW:
            await be_slow()
        body = (await request.read()).decode()
        key = request.headers.get("Idempotency-Key", "")
        self.requests.append((request.method, request.path, key))
        answer = self._answer(request, body, key, fault)
        return _cut(request) if fault is Fault.LOST else answer

    def _answer(
        self, request: web.Request, body: str, key: str, fault: Fault | None
    ) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {self.secret}":
            return _error(401, "Invalid API Key provided")
        if request.headers.get("Stripe-Version") != API_VERSION:
            return _error(400, f"This server speaks {API_VERSION} only")
        if fault is Fault.IN_USE:
            return _error(409, "in use", code="idempotency_key_in_use", kind="idempotency_error")
        if fault is Fault.LIMITED:
            return _error(429, "Too many requests", code="rate_limit")
        wanted = f"{request.method} {request.path} {body}"
        saved = self.saved.get(key) if key and request.method == "POST" else None
        if saved is not None and saved.at > self.now() - KEY_LIFE_S:
            if saved.request != wanted:
                message = "Keys for idempotent requests can only be used with the same parameters"
                return _error(400, message, kind="idempotency_error")
            return _json(saved.body, saved.status, replayed=True)
        status, text, is_kept = self._do(request, body, fault)
        if key and request.method == "POST" and is_kept:
            self.saved[key] = Saved(wanted, status, text, self.now())
        return _json(text, status)

    def _do(self, request: web.Request, body: str, fault: Fault | None) -> tuple[int, str, bool]:
        if fault is Fault.SAVED_500:
            return 500, _error_text("An unknown error", kind="api_error"), True
        try:
            asked = operation(request.method.lower(), request.path)
            is_post = request.method == "POST"
            params = read_form(body if is_post else request.url.raw_query_string, asked.schema)
            thing = self._call(asked, params)
        except NotInContract as refused:
            log.warning("refused: %s (%s)", refused.message, refused.param)
            return refused.status, _error_text(refused.message, param=refused.param), False
        except Refusal as refused:
            text = _error_text(
                refused.message, code=refused.code, param=refused.param, kind=refused.kind
            )
            # A field that can never be right is not kept; a refusal by the books is.
            return refused.status, text, not refused.param
        if fault is Fault.FAILED_AFTER:
            return 500, _error_text("An unknown error", kind="api_error"), True
        return 200, json.dumps(thing), True

    def _call(self, asked: Operation, params: Mapping[str, Any]) -> Thing:
        books, now = self.books, self.now()
        parts = asked.parts
        match asked.method, asked.path:
            case "post", "/v1/checkout/sessions":
                return self._shown(books.create_session(params, now=now), params)
            case "post", "/v1/checkout/sessions/{session}/expire":
                session = books.get("checkout.session", parts["session"])
                return self._shown(books.expire_session(session, now=now), params)
            case "get", "/v1/checkout/sessions/{session}":
                return self._shown(books.get("checkout.session", parts["session"]), params)
            case "get", "/v1/payment_intents/{intent}":
                return self._shown(books.get("payment_intent", parts["intent"]), params)
            case "post", "/v1/payment_intents/{intent}/capture":
                intent = books.get("payment_intent", parts["intent"])
                return self._shown(books.capture(intent, params, now=now), params)
            case "post", "/v1/payment_intents/{intent}/cancel":
                intent = books.get("payment_intent", parts["intent"])
                return self._shown(books.cancel(intent, now=now), params)
            case "post", "/v1/refunds":
                return self._shown(books.refund(params, now=now), params)
            case "get", "/v1/charges/{charge}":
                return self._shown(books.get("charge", parts["charge"]), params)
            case "get", path:
                return self._list(_LISTS[path], path, params)
            case _:
                raise NotInContract("not served here", status=404)

    def _list(self, kind: str, path: str, params: Mapping[str, Any]) -> Thing:
        found = [one for one in self.books.of_kind(kind) if _matches(one, params)]
        after = params.get("starting_after")
        if after:
            ids = [one["id"] for one in found]
            if after not in ids:
                raise Refusal(f"No such {kind}: '{after}'", param="starting_after")
            found = found[ids.index(after) + 1 :]
        limit = int(params.get("limit", 10))
        inner = {"expand": [one.removeprefix("data.") for one in params.get("expand", ())]}
        return {
            "object": "list",
            "url": path,
            "has_more": len(found) > limit,
            "data": [self._shown(one, inner) for one in found[:limit]],
        }

    def _shown(self, thing: Thing, params: Mapping[str, Any]) -> Thing:
        """A copy, brought up to date, with what was to be expanded."""
        if thing["object"] == "checkout.session":
            self.books.lapse(thing, now=self.now())
        if thing["object"] == "payment_intent":
            self.books.let_run_out(thing, now=self.now())
        shown = dict(thing)
        for path in params.get("expand", ()):
            name, _, rest = str(path).partition(".")
            if isinstance(shown.get(name), str):
                inner = {"expand": [rest]} if rest else {}
                shown[name] = self._shown(self.books.things[shown[name]], inner)
        return shown


_LISTS: Final = {
    "/v1/checkout/sessions": "checkout.session",
    "/v1/refunds": "refund",
    "/v1/disputes": "dispute",
    "/v1/events": "event",
}


def _matches(thing: Thing, params: Mapping[str, Any]) -> bool:
    created = params.get("created") or {}
    return (
        thing["created"] >= int(created.get("gte", 0))
        and params.get("payment_intent") in {None, thing.get("payment_intent")}
        and params.get("charge") in {None, thing.get("charge")}
        and thing.get("type") in (params.get("types") or [thing.get("type")])
        # Of an event: whether its webhook is still owed.
        and params.get("delivery_success") in {None, not thing.get("pending_webhooks")}
    )


def _cut(request: web.Request) -> web.StreamResponse:
    """The line is dead: no answer at all."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _error_text(message: str, *, code: str = "", param: str = "", kind: str = "") -> str:
    error = {"message": message, "type": kind or "invalid_request_error"}
    return json.dumps({"error": error | {k: v for k, v in (("code", code), ("param", param)) if v}})


def _error(status: int, message: str, *, code: str = "", kind: str = "") -> web.Response:
    return _json(_error_text(message, code=code, kind=kind), status)


def _json(text: str, status: int, *, replayed: bool = False) -> web.Response:
    headers = {"Request-Id": "req_local"} | ({"Idempotent-Replayed": "true"} if replayed else {})
    return web.Response(text=text, status=status, content_type="application/json", headers=headers)
