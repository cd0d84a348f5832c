"""A buyer gives goods back by plain forms, and withdraws without an account."""

import html
import io
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from PIL import Image
from tests.support.front_office import front_office
from tests.support.messages import waiting
from tests.support.sales import order_of, sell
from tests.web.frontoffice.browsing import words

from lonja.actions import deliver_order, return_goods, ship_order
from lonja.adapters import pictures
from lonja.bootstrap import Shop
from lonja.catalog import api as catalog
from lonja.hosting.selling.order_links import order_path, order_token
from lonja.hosting.selling.return_photos import photo_path
from lonja.kernel import clock
from lonja.kernel.ids import uuid7
from lonja.notifications.api import OrderMail
from lonja.returns import api as returns
from lonja.returns.api import ReturnKind, ReturnStatus
from lonja.shop import api as shops
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 9})
        yield client, opened


async def delivered(client: httpx2.AsyncClient, opened: Shop, units: int = 2) -> str:
    """The number of an order that its buyer has in hand."""
    number = await sell(client, opened, {"A": units})
    order = await order_of(opened.database, number)
    async with opened.database.transaction() as db:
        await ship_order.ship(
            db,
            order_id=order.id,
            shipment_id=uuid7(),
            carrier="Correos",
            tracking="CX1",
            actor="ana",
            now=clock.now(),
        )
    async with opened.database.transaction() as db:
        await deliver_order.deliver(db, order_id=order.id, actor="ana", now=clock.now())
    return number


async def address(opened: Shop, number: str, then: str = "", language: str = "en") -> str:
    order = await order_of(opened.database, number)
    return order_path(language, number, order_token(opened.settings, order.id), then)


async def cases(opened: Shop, number: str) -> list[returns.ReturnCase]:
    order = await order_of(opened.database, number)
    async with opened.database.reading() as db:
        return await returns.cases(db, order.id)


def hidden(page: httpx2.Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found is not None
    return found[1]


def statement(order_number: str, email: str, **more: str) -> dict[str, str]:
    return {
        "id": str(uuid7()),
        "name": "Ana Prueba",
        "number": order_number,
        "email": email,
        "scope": "",
        **more,
    }


async def receipts(opened: Shop) -> list[OrderMail]:
    found = await waiting(opened.database, "notifications")
    read = [OrderMail.read(envelope) for envelope in found if envelope.type == OrderMail.type]
    return [mail for mail in read if mail.kind == "withdrawal_received"]


class TestAReturn:
    async def test_is_asked_for_followed_and_cancelled_from_the_orders_page(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        number = await delivered(client, opened)
        path = await address(opened, number, "/returns")
        page = await client.get(path)
        form = {
            "case": hidden(page, "case"),
            "units-1": "1",
            "reason-1": "changed_mind",
            "note": "Too blue",
        }

        for _ in range(2):
            answer = await client.post(path, data=form)
        (case,) = await cases(opened, number)
        order_page = await client.get(await address(opened, number))
        gone = await client.post(
            await address(opened, number, f"/returns/{case.id}/cancel"), data={}
        )

        assert answer.status_code == 303
        assert (case.status, case.kind, case.note) == (
            ReturnStatus.REQUESTED, ReturnKind.RETURN, "Too blue",
        )  # fmt: skip
        assert case.number in words(order_page)
        assert "We are looking at your request." in words(order_page)
        assert gone.status_code == 303
        (case,) = await cases(opened, number)
        assert case.status is ReturnStatus.CANCELLED

    async def test_without_pieces_or_reason_says_what_to_do_and_keeps_what_was_typed(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        number = await delivered(client, opened)
        path = await address(opened, number, "/returns", "es")

        nothing = await client.post(path, data={"case": str(uuid7()), "note": "Hola"})
        reasonless = await client.post(
            path, data={"case": str(uuid7()), "units-1": "2", "reason-1": ""}
        )

        assert (nothing.status_code, reasonless.status_code) == (409, 409)
        assert "Elija cuántas unidades quiere devolver." in words(nothing)
        assert "Hola" in nothing.text
        assert "Elija un motivo para cada producto." in words(reasonless)
        assert await cases(opened, number) == []

    async def test_asks_for_something_in_place_of_the_money(self, shop: Visit) -> None:
        client, opened = shop
        number = await delivered(client, opened)
        path = await address(opened, number, "/returns")
        page = await client.get(path)
        form = {"case": hidden(page, "case"), "units-1": "1", "reason-1": "damaged"}

        unknown = await client.post(path, data=form | {"exchange-1": "nothing like it"})
        nothing = await cases(opened, number)
        sent = await client.post(path, data=form | {"exchange-1": "A"})
        order_page = await client.get(await address(opened, number))

        assert "The same again" in words(page)
        assert "the money for what you do not exchange?" in words(page)
        assert (unknown.status_code, nothing) == (409, [])
        assert "cannot be had in exchange" in words(unknown)
        assert sent.status_code == 303
        (case,) = await cases(opened, number)
        assert [one.replacement.sku for one in case.lines if one.replacement] == ["A"]
        assert "→" in words(order_page)

    async def test_says_where_to_send_it_and_that_we_know_it_was_sent(self, shop: Visit) -> None:
        client, opened = shop
        number = await delivered(client, opened)
        order = await order_of(opened.database, number)
        path = await address(opened, number, "/returns")
        form = {"case": str(uuid7()), "units-1": "1", "reason-1": "damaged"}
        await client.post(path, data=form)
        async with opened.database.transaction() as db:
            await return_goods.decide(
                db,
                order_id=order.id,
                case_id=UUID(form["case"]),
                decision=return_goods.Decision({1: 1}),
                actor="ana",
                now=clock.now(),
            )
            facts = await shops.current(db)
        (case,) = await cases(opened, number)
        before = words_of_box(await client.get(await address(opened, number)), case)
        sent = await client.post(
            await address(opened, number, f"/returns/{case.id}/sent"), data={"tracking": "CX9"}
        )
        after = words_of_box(await client.get(sent.headers["location"]), case)

        assert f"Where to send it {facts.legal_name} {facts.address['line1']}" in before
        assert "I have sent it" in before
        assert "Thank you. We write to you as soon as it is here." in after
        assert "I have sent it" not in after
        assert "Change the tracking number" in after

    async def test_is_nobodys_without_the_orders_link(self, shop: Visit) -> None:
        client, opened = shop
        number = await delivered(client, opened)
        path = f"/en/orders/{number}/returns?token=guessed"

        assert (await client.get(path)).status_code == 404
        answer = await client.post(path, data={"case": str(uuid7()), "units-1": "1"})
        assert answer.status_code == 404


class TestTheWithdrawalFunction:
    @pytest.mark.parametrize(
        ("language", "label", "confirm"),
        [
            ("en", "Withdraw from contract here", "Confirm withdrawal"),
            ("es", "Desistir del contrato aquí", "Confirmar desistimiento"),
        ],
    )
    async def test_is_on_every_page_with_the_labels_of_the_law(
        self, shop: Visit, language: str, label: str, confirm: str
    ) -> None:
        client, opened = shop
        number = await delivered(client, opened)
        order = await order_of(opened.database, number)

        home = await client.get(f"/{language}/")
        form = await client.get(f"/{language}/withdrawal")
        second = await client.post(
            f"/{language}/withdrawal", data=statement(number, order.email, step="check")
        )

        assert f'href="/{language}/withdrawal">{label}</a>' in home.text
        assert re.search(rf"<button[^>]*>{label}</button>", form.text)
        assert re.search(rf"<button[^>]*>{confirm}</button>", second.text)
        assert await cases(opened, number) == []

    async def test_takes_a_statement_once_and_receipts_it_by_mail(self, shop: Visit) -> None:
        client, opened = shop
        number = await delivered(client, opened)
        order = await order_of(opened.database, number)
        said = statement(f" {number.lower()} ", order.email.upper(), step="confirm")

        pages = [await client.post("/en/withdrawal", data=said) for _ in range(2)]

        (case,) = await cases(opened, number)
        (mail,) = await receipts(opened)
        assert [page.status_code for page in pages] == [200, 200]
        assert "We have received your statement. It reached us on" in words(pages[0])
        assert (case.kind, case.status) == (ReturnKind.WITHDRAWAL, ReturnStatus.APPROVED)
        assert (mail.order_id, mail.item_id) == (order.id, UUID(said["id"]))

    async def test_says_the_same_for_a_strangers_guess(self, shop: Visit) -> None:
        client, opened = shop
        number = await delivered(client, opened)

        guess = await client.post(
            "/en/withdrawal", data=statement(number, "eva@else.example", step="confirm")
        )
        nowhere = await client.post(
            "/en/withdrawal", data=statement("ABCD-EFGH", "eva@else.example", step="confirm")
        )

        minute = re.compile(r"It reached us on .*? If number")
        same = {
            minute.sub("", words(guess)),
            minute.sub("", words(nowhere)).replace("ABCD-EFGH", number),
        }
        assert len(same) == 1
        assert await cases(opened, number) == []
        assert await receipts(opened) == []

    async def test_takes_no_pile_of_made_up_statements_from_one_place(self, shop: Visit) -> None:
        client, _opened = shop

        pages = [
            await client.post(
                "/en/withdrawal", data=statement("ABCD-EFGH", "eva@else.example", step="confirm")
            )
            for _ in range(11)
        ]

        assert [page.status_code for page in pages] == [200] * 10 + [429]
        assert "Too many tries" in words(pages[-1])

    async def test_takes_a_part_from_the_orders_own_link(self, shop: Visit) -> None:
        client, opened = shop
        number = await delivered(client, opened)
        path = await address(opened, number, "/withdrawal")
        form = await client.get(path)
        said = {name: hidden(form, name) for name in ("id",)} | {
            "name": "Ana",
            "number": number,
            "email": "any@else.example",
            "units-1": "1",
        }

        second = await client.post(path, data={**said, "step": "check"})
        done = await client.post(path, data={**said, "step": "confirm"})

        (case,) = await cases(opened, number)
        assert "I withdraw from the contract about these goods" in words(second)
        assert "1 ×" in words(second)
        assert done.status_code == 200
        assert [(line.line, line.approved) for line in case.lines] == [(1, 1)]

    async def test_says_which_fields_are_missing(self, shop: Visit) -> None:
        client, _ = shop
        page = await client.post("/en/withdrawal", data=statement("", "ana", name="", step="check"))

        assert page.status_code == 422
        assert "Write the number of your order." in words(page)
        assert "Write your name." in words(page)
        assert "This is not an e-mail address." in words(page)


class TestAProductThatCannotBeReturned:
    async def test_says_so_before_it_is_bought(self, shop: Visit) -> None:
        client, opened = shop
        await client.get("/es/p/tile-a")  # what does not come back is kept, until it changes
        async with opened.database.transaction() as db:
            found = await catalog.product_by_slug(db, "tile-a", language="en")
            await returns.set_exclusion(
                db,
                product_id=found.id,
                reason=returns.ExclusionReason.SEALED,
                actor="ana",
                now=clock.now(),
            )
        await client.post("/es/cart/lines", data={"sku": "A", "quantity": "1"})

        product = await client.get("/es/p/tile-a")
        checkout = await client.get("/es/checkout")

        assert product.status_code == 200
        assert "Una vez roto el precinto no hay derecho de desistimiento" in words(product)
        assert "Una vez roto el precinto no hay derecho de desistimiento" in words(checkout)


class TestALineThatIsNamedTwice:
    async def test_is_refused_as_a_whole(self, shop: Visit) -> None:
        client, opened = shop
        number = await delivered(client, opened)
        order = await order_of(opened.database, number)
        line = {"line": 1, "units": 1, "reason": "damaged"}

        answer = await client.post(
            f"/api/v1/orders/{number}/returns?token={order_token(opened.settings, order.id)}",
            json={"id": str(uuid7()), "lines": [line, {**line, "exchange_sku": "A"}]},
        )

        assert answer.status_code == 422
        assert await cases(opened, number) == []


class TestPicturesOfAReturn:
    async def asked(self, shop: Visit, *files: bytes) -> tuple[str, httpx2.Response]:
        """The number of an order, and the answer to a return of it with these files: 1.jpg, …"""
        client, opened = shop
        number = await delivered(client, opened)
        path = await address(opened, number, "/returns")
        page = await client.get(path)
        form = {"case": hidden(page, "case"), "units-1": "1", "reason-1": "damaged"}
        named = [(f"{place}.jpg", one) for place, one in enumerate(files, 1)]
        return number, await client.post(path, data=form, files=[("photos", one) for one in named])

    async def test_come_with_the_form_and_later_and_are_seen_by_their_buyer(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        number, answer = await self.asked(shop, a_photo(1), a_photo(2))
        (case,) = await cases(opened, number)
        later = await address(opened, number, f"/returns/{case.id}/photos")
        for _ in range(2):
            await client.post(later, files=[("photos", a_photo(3))])

        page = await client.get(await address(opened, number))
        links = re.findall(r'<img src="([^"]*/photos/[^"]*)"', page.text)
        seen = await client.get(html.unescape(links[0]))

        assert answer.headers["location"].endswith(f"#return-{case.id}")
        assert len(links) == 3
        assert (seen.status_code, seen.headers["content-type"]) == (200, "image/webp")
        assert seen.headers["cache-control"] == "private, max-age=3600"
        assert b"Exif" not in seen.content

    @pytest.mark.parametrize(
        ("files", "kept", "said"),
        [
            ((1, b"<svg onload=alert(1)>"), 1, "2.jpg: we cannot read it."),
            ((b"", 1), 1, "1.jpg: we cannot read it."),
            ((b"no", b"no"), 0, "2 pictures were not kept: 1.jpg: we cannot read it."),
            ((0, 1, 2, b"no", 3, 4, 5), 5, "7.jpg: a return takes five pictures at most."),
        ],
    )
    async def test_are_kept_while_the_others_are_named_in_the_returns_own_box(
        self, shop: Visit, files: tuple[int | bytes, ...], kept: int, said: str
    ) -> None:
        client, opened = shop
        sent = [one if isinstance(one, bytes) else a_photo(one) for one in files]
        number, answer = await self.asked(shop, *sent)

        page = await client.get(answer.headers["location"])

        (case,) = await cases(opened, number)
        box = words_of_box(page, case)
        assert case.status is ReturnStatus.REQUESTED
        assert "We have your request and will write to you." in box
        assert said in box
        async with opened.database.reading() as db:
            assert len(await returns.photos(db, case.order_id)) == kept

    async def test_are_thanked_for_only_when_one_was_kept(self, shop: Visit) -> None:
        client, opened = shop
        number, _ = await self.asked(shop, *(a_photo(one) for one in range(4)))
        (case,) = await cases(opened, number)
        later = await address(opened, number, f"/returns/{case.id}/photos")

        answers = [
            await client.post(later, files=[("photos", (f"{one}.jpg", a_photo(one)))])
            for one in (5, 6)
        ]
        fifth, sixth = [
            words_of_box(await client.get(answer.headers["location"]), case) for answer in answers
        ]

        thanks = "Thank you. We have your pictures."
        assert (thanks in fifth, thanks in sixth) == (True, False)
        assert "6.jpg: a return takes five pictures at most." in sixth

    async def test_are_not_decoded_where_they_cannot_be_kept(
        self, shop: Visit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client, opened = shop
        number, _ = await self.asked(shop, *(a_photo(one) for one in range(5)))
        order = await order_of(opened.database, number)
        (case,) = await cases(opened, number)
        token = order_token(opened.settings, order.id)
        decoded: list[bytes] = []
        monkeypatch.setattr(pictures, "read_picture", lambda data, _: decoded.append(data))

        async def sent(case_id: UUID, photo: bytes) -> int:
            path = f"/api/v1/orders/{number}/returns/{case_id}/photos?token={token}"
            return (await client.post(path, files={"file": photo})).status_code

        found = [await sent(case.id, a_photo(6)), await sent(uuid7(), a_photo(6))]
        again = await sent(case.id, a_photo(1))
        await client.post(await address(opened, number, f"/returns/{case.id}/cancel"), data={})
        over = await sent(case.id, a_photo(7))

        assert (found, again, over) == ([409, 404], 204, 409)
        assert decoded == []

    async def test_of_one_order_are_decoded_ten_times_a_quarter_of_an_hour(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        number, _ = await self.asked(shop)
        (case,) = await cases(opened, number)
        later = await address(opened, number, f"/returns/{case.id}/photos")
        order = await order_of(opened.database, number)
        token = order_token(opened.settings, order.id)
        path = f"/api/v1/orders/{number}/returns/{case.id}/photos?token={token}"

        tried = [
            (await client.post(path, files={"file": b"none %d" % one})).status_code
            for one in range(11)
        ]
        page = await client.get(
            (await client.post(later, files=[("photos", a_photo(1))])).headers["location"]
        )

        assert tried == [422] * 10 + [429]
        assert "Too many tries" in words(page)

    async def test_are_nobodys_without_the_link_and_after_its_time(self, shop: Visit) -> None:
        client, opened = shop
        number, _ = await self.asked(shop, a_photo(1))
        (case,) = await cases(opened, number)
        async with opened.database.reading() as db:
            (photo,) = await returns.photos(db, case.order_id)
        now = clock.now()
        path = photo_path(opened.settings, "en", number, photo, now=now)
        old = photo_path(opened.settings, "en", number, photo, now=now - timedelta(hours=3))
        elsewhere = path.replace(str(case.id), str(uuid7()))
        stranger = f"/en/orders/{number}/returns/{case.id}/photos?token=wrong"

        found = [
            (await client.get(one)).status_code
            for one in (path, old, path[:-1], path.split("?")[0], elsewhere)
        ]
        sent = await client.post(stranger, files=[("photos", a_photo(2))])

        assert found == [200, 404, 404, 404, 404]
        assert sent.status_code == 404

    async def test_are_gone_with_their_buyer_and_long_after_the_return(self, shop: Visit) -> None:
        client, opened = shop
        number, _ = await self.asked(shop, a_photo(1))
        other, _ = await self.asked(shop, a_photo(1))
        far = clock.now() + timedelta(days=200)

        async with opened.database.transaction() as db:
            early = await returns.prune_photos(db, now=far, limit=100)
        for one in (number, other):
            (case,) = await cases(opened, one)
            await client.post(await address(opened, one, f"/returns/{case.id}/cancel"), data={})
        async with opened.database.transaction() as db:
            await returns.forget_words(db, [(await order_of(opened.database, number)).id])
            late = await returns.prune_photos(db, now=far, limit=100)

        assert (early, late) == (0, 1)

    async def test_come_through_the_api_as_well(self, shop: Visit) -> None:
        client, opened = shop
        number, _ = await self.asked(shop)
        order = await order_of(opened.database, number)
        (case,) = await cases(opened, number)
        token = order_token(opened.settings, order.id)
        path = f"/api/v1/orders/{number}/returns"

        sent = await client.post(
            f"{path}/{case.id}/photos?token={token}", files={"file": a_photo(1)}
        )
        found = (await client.get(f"{path}?token={token}")).json()["returns"][0]["photos"]

        assert sent.status_code == 204
        assert (await client.get(found[0]["url"])).status_code == 200


def words_of_box(page: httpx2.Response, case: returns.ReturnCase) -> str:
    """What the return's own box says on the order's page."""
    box = page.text.partition(f'id="return-{case.id}"')[2].partition('<div class="return-case"')[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", box)).split()).replace(" :", ":")


def a_photo(shade: int) -> bytes:
    """A JPEG as a telephone writes it, with where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "A telephone"
    file = io.BytesIO()
    Image.new("RGB", (200, 150), (shade * 20, 80, 80)).save(file, "JPEG", exif=exif)
    return file.getvalue()
