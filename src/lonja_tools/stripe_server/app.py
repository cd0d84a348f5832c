"""The local Stripe as one web application: its API, its payment pages and its control room."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiohttp import web

from lonja_tools.stripe_server.api import Api
from lonja_tools.stripe_server.books import Books, Refusal
from lonja_tools.stripe_server.faults import Planned
from lonja_tools.stripe_server.page import ACTS, page
from lonja_tools.stripe_server.webhooks import Webhooks

HOST = "127.0.0.1"


@dataclass(slots=True)
class Server:
    api: Api
    webhooks: Webhooks

    @property
    def books(self) -> Books:
        return self.api.books


def create_server(
    *,
    public_url: str,
    secret: str,
    webhook_url: str = "",
    webhook_secrets: Sequence[str] = (),
    now: Callable[[], int] | None = None,
    longest_delay_s: float = 1.0,
) -> Server:
    webhooks = Webhooks(webhook_url, webhook_secrets, longest_delay_s=longest_delay_s)
    books = Books(public_url.rstrip("/"), on_event=webhooks.send)
    api = Api(books, secret)
    if now is not None:
        api.now = now
        webhooks.clock = now
    return Server(api, webhooks)


def create_app(server: Server) -> web.Application:
    app = web.Application(client_max_size=1024 * 1024)
    desk = _Desk(server)
    app.router.add_get("/readyz", desk.ready)
    app.router.add_get("/pay/{session}", desk.show)
    app.router.add_post("/pay/{session}", desk.act)
    app.router.add_get("/_test/books", desk.show_books)
    app.router.add_post("/_test/faults", desk.plan)
    app.router.add_post("/_test/{kind}/{thing}/{verb}", desk.happen)
    app.router.add_route("*", "/v1/{rest:.*}", server.api.handle)
    return app


class _Desk:
    """`/_test/…` is what Stripe's Dashboard and banks do; only proofs and tests call it."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def ready(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ready"})

    async def show(self, request: web.Request) -> web.Response:
        session = self._session(request)
        return web.Response(text=page(self._server.books, session), content_type="text/html")

    async def act(self, request: web.Request) -> web.Response:
        session = self._session(request)
        chosen = ACTS.get(str((await request.post()).get("do", "")))
        if chosen is None:
            raise web.HTTPBadRequest(text="no such button")
        try:
            chosen[2](self._server.books, session, self._server.api.now())
        except Refusal as refused:
            raise web.HTTPConflict(text=refused.message) from refused
        target = request.path if session["status"] == "open" else str(session["success_url"])
        raise web.HTTPSeeOther(target)

    async def show_books(self, _request: web.Request) -> web.Response:
        books = self._server.books
        kinds = ("checkout.session", "payment_intent", "charge", "refund", "dispute")
        return web.json_response(
            {kind: books.of_kind(kind) for kind in kinds} | {"effects": books.effects}
        )

    async def plan(self, request: web.Request) -> web.Response:
        self._server.api.faults.clear()
        for planned in await request.json():
            self._server.api.faults.plan(Planned.from_json(planned))
        return web.Response(status=204)

    async def happen(self, request: web.Request) -> web.Response:
        """A thing that banks or the Dashboard do: `charge/ch_…/dispute`, `dispute/du_…/won`, …"""
        books, now = self._server.books, self._server.api.now()
        thing_id, verb = request.match_info["thing"], request.match_info["verb"]
        match request.match_info["kind"], verb:
            case "charge", "dispute":
                books.dispute(books.get("charge", thing_id), now=now)
            case "charge", "refund":
                intent = books.get("charge", thing_id)["payment_intent"]
                amount = request.query.get("amount")
                asked = {"payment_intent": intent} | ({"amount": int(amount)} if amount else {})
                books.refund(asked, now=now)
            case "refund", "fail":
                books.refund_fails(books.get("refund", thing_id), now=now)
            case "dispute", "won" | "lost" | "under_review":
                books.dispute_moves(books.get("dispute", thing_id), verb, now=now)
            case "session", "arrive" | "bounce":
                session = books.get("checkout.session", thing_id)
                books.debit_ends(session, now=now, arrives=verb == "arrive")
            case _:
                raise web.HTTPNotFound
        return web.Response(status=204)

    def _session(self, request: web.Request) -> dict[str, object]:
        try:
            session = self._server.books.get("checkout.session", request.match_info["session"])
        except Refusal as refused:
            raise web.HTTPNotFound from refused
        self._server.books.lapse(session, now=self._server.api.now())
        return session


async def serve(server: Server, *, port: int, until: asyncio.Event) -> None:
    runner = web.AppRunner(create_app(server), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, port, shutdown_timeout=1).start()
    await until.wait()
    await runner.cleanup()
