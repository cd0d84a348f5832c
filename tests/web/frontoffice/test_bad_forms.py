"""What a form gets that no page of ours would send: an answer, never a 500, and nothing changed."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from tests.support.asking import scalar
from tests.support.front_office import front_office

from lonja.bootstrap import Shop
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

URLENCODED = "application/x-www-form-urlencoded"
FORMS = (
    "/es/cart/lines",
    "/es/cart/quantity",
    "/es/cart/code",
    "/es/currency",
    "/es/checkout",
    "/es/orders/AAAA-BBBB/payment?token=x",
    "/es/orders/AAAA-BBBB/review?token=x&sku=A",
    "/test-bank/not-an-id",
)
BODIES = {
    "nothing": (URLENCODED, b""),
    "NULs": (URLENCODED, b"sku=A%00B&quantity=1&code=%00&currency=%00&back=%00&email=%00"),
    "bytes that are no text": (URLENCODED, b"sku=\xff\xfe&quantity=\xc3\x28&code=%ff"),
    "halves of pairs": (URLENCODED, b"sku=%ED%A0%80&quantity=1&code=%ED%A0%80"),
    "another site's address": (URLENCODED, b"currency=USD&back=//evil.example/&sku=A"),
    "broken multipart": ("multipart/form-data; boundary=x", b"--x\r\nnonsense"),
    "multipart without boundary": ("multipart/form-data", b"--x--"),
    "a file": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="sku"; filename="a"\r\n\r\nA\r\n--x--\r\n',
    ),
    "JSON": ("application/json", b'{"sku": "A", "quantity": 1}'),
    "a thousand fields": (URLENCODED, b"&".join(b"f%d=1" % number for number in range(1000))),
    "an unknown charset": (f"{URLENCODED}; charset=klingon", b"sku=A&quantity=1"),
}


@pytest.fixture(scope="module")
async def shop(
    database_url: str, storage_connection: str
) -> AsyncIterator[tuple[httpx2.AsyncClient, Shop]]:
    async with front_office(database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 5})
        yield client, opened


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("kind", BODIES)
async def test_is_answered_and_never_with_a_500(
    shop: tuple[httpx2.AsyncClient, Shop], path: str, kind: str
) -> None:
    client, opened = shop
    content_type, body = BODIES[kind]

    answer = await client.post(path, content=body, headers={"Content-Type": content_type})

    assert answer.status_code in {303, 400, 403, 404, 409, 413, 422}
    assert not answer.headers.get("location", "/").startswith("//")
    assert "Traceback" not in answer.text
    async with opened.database.reading() as db:
        assert await scalar(db, "SELECT count(*) FROM orders") == 0


async def test_a_body_of_ten_megabytes_is_not_even_read(
    shop: tuple[httpx2.AsyncClient, Shop],
) -> None:
    client, _ = shop

    answer = await client.post(
        "/es/cart/lines", content=b"x" * 10_000_000, headers={"Content-Type": URLENCODED}
    )

    assert answer.status_code == 413


async def pieces() -> AsyncIterator[bytes]:
    for _ in range(40):
        yield b"x" * 10_000


@pytest.mark.parametrize(
    "path", ["/es/cart/quantity", "/api/v1/carts", "/api/v1/payments/test_redirect/events"]
)
async def test_a_body_that_does_not_say_how_long_it_is_ends_at_the_limit(
    shop: tuple[httpx2.AsyncClient, Shop], path: str
) -> None:
    client, _ = shop

    answer = await client.post(path, content=pieces(), headers={"Content-Type": URLENCODED})

    assert answer.status_code == 413
