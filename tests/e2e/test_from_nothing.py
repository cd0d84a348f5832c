"""From an empty database, through doors alone, a shop is set up, sells, refunds and reports.

Nothing here knows a table: staff and buyer speak HTTP, the operator the command line.
"""

import json
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pyotp
import pytest
from tests.support.desk import until
from tests.support.topology import EmptyShop, Topology

from lonja_tools.places import CHECKOUT

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

EXAMPLE = CHECKOUT / "docs" / "shop.example.toml"
PRODUCTS = """\
Handle,Title,Body (HTML),Type,Status,Option1 Name,Option1 Value,Variant SKU,Variant Grams,\
Variant Inventory Qty,Variant Price
huila,Huila,<p>Red fruit and cane sugar.</p>,beans,active,Size,250 g,HUILA-250,250,10,12.50
huila,,,,,,1 kg,HUILA-1000,1000,4,42.00
dripper,Dripper,<p>For one cup.</p>,brewing,active,Title,Default Title,DRIP-1,300,3,19.90
"""
WITHIN_S = 120


@pytest.fixture(scope="module")
def empty(empty_shop: EmptyShop) -> Topology:
    one = empty_shop.again()
    assert "./lonja shop init" in empty_shop.said
    assert one.url("back-office") in empty_shop.said
    return one


@pytest.fixture(scope="module")
def staff(empty: Topology) -> Iterator[httpx2.Client]:
    """The first owner: invited by the command line, and signed in by the link's own door."""
    desk = empty.url("back-office")
    said = empty.lonja("staff", "invite", "owner@norte.example", "--name", "Ana", "--json").stdout
    token = json.loads(said)["link"].partition("#")[2]
    with httpx2.Client(base_url=f"{desk}/api/v1", headers={"origin": desk}, timeout=30) as client:
        secret = client.post("/invitation", json={"token": token}).json()["secret"]
        code = pyotp.TOTP(secret).now()
        accepted = client.post(
            "/invitation/acceptance",
            json={"token": token, "password": "roasted on tuesdays", "code": code},
        )
        assert accepted.status_code == 200, accepted.text
        yield client


@pytest.fixture(scope="module")
def buyer(empty: Topology) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=f"{empty.url()}/api/v1", timeout=30) as client:
        yield client


def ok(answer: httpx2.Response) -> Any:
    assert answer.status_code < 300, f"{answer.status_code} {answer.text}"
    return answer.json() if answer.content else None


def test_an_empty_shop_says_that_it_is_being_set_up(empty: Topology) -> None:
    home = httpx2.get(f"{empty.url()}/en/", timeout=30)
    search = httpx2.get(f"{empty.url()}/en/search?q=coffee", timeout=30)

    assert (home.status_code, search.status_code) == (200, 200)
    assert "This shop is being set up" in home.text


def test_staff_set_the_shop_up(staff: httpx2.Client, empty: Topology) -> None:
    document = tomllib.loads(EXAMPLE.read_text())
    for promotion in document["promotions"]:
        if "ends_at" in promotion:
            promotion["ends_at"] = promotion["ends_at"].isoformat()

    first = ok(staff.post("/setup", json=document))["items"]
    second = ok(staff.post("/setup", json=document))["items"]
    by_file = empty.lonja("shop", "init", str(EXAMPLE), "--json").stdout

    assert {change["outcome"] for change in first} == {"created"}
    assert {change["outcome"] for change in second} == {"unchanged"}
    assert json.loads(by_file)["unchanged"] == len(first)
    assert ok(staff.get("/settings"))["name"] == "Norte Coffee"
    home = until(
        "the front page of a shop that is set up",
        lambda: (
            found
            if "being set up" not in (found := httpx2.get(f"{empty.url()}/en/", timeout=30).text)
            else None
        ),
    )
    assert "Norte Coffee" in home


def test_products_come_by_a_file_with_their_stock(
    staff: httpx2.Client, buyer: httpx2.Client
) -> None:
    path = _sent(staff)
    tried = _after(staff, path, "checked")
    nothing = ok(staff.get("/products"))["items"]
    ok(staff.put(f"{path}/confirmation"))
    done = _after(staff, path, "done")

    assert (tried["things_new"], tried["rows_failed"], nothing) == (2, 0, [])
    assert (done["rows_done"], done["rows_failed"]) == (3, 0)
    assert ok(staff.get(f"{path}/errors"))["items"] == []
    ok(
        staff.put(
            f"/stock/DRIP-1/adjustments/{uuid4()}",
            json={"location": "BIO", "quantity": 2, "kind": "receipt", "note": "delivery"},
        )
    )
    seen = str(ok(staff.get("/stock/DRIP-1"))["low_at_version"])
    ok(staff.patch("/stock/DRIP-1", json={"low_at": 5}, headers={"If-Match": seen}))
    stock = ok(staff.get("/stock/DRIP-1"))
    assert (stock["on_hand"], stock["availability"]) == (5, "low")
    assert buyer.get("/products").json()["code"] == "shop_closed"
    ok(staff.put("/opening/open"))
    until("the shop is open", lambda: buyer.get("/products").status_code == 200)
    found = ok(buyer.get("/products", params={"language": "en", "category": "beans"}))
    assert [item["slug"] for item in found["items"]] == ["huila"]


def _sent(staff: httpx2.Client) -> str:
    """Where the import of the products is, once its columns are matched as they are proposed."""
    content = PRODUCTS.encode()
    asked = {"file_name": "products.csv", "size_bytes": len(content)}
    started = ok(staff.post("/imports", json=asked))
    upload, path = started["upload"], f"/imports/{started['id']}"
    ok(httpx2.put(upload["url"], headers=upload["headers"], content=content, timeout=30))
    ok(staff.put(f"{path}/uploaded"))
    _after(staff, path, "matching")
    kinds = {one["code"]: one for one in ok(staff.get(f"{path}/matching"))["kinds"]}
    columns = kinds["products"]["proposed"]
    ok(
        staff.put(
            f"{path}/matching", json={"kind": "products", "columns": columns, "language": "en"}
        )
    )
    return path


def _after(staff: httpx2.Client, path: str, status: str) -> dict[str, Any]:
    def there() -> dict[str, Any] | None:
        found: dict[str, Any] = ok(staff.get(path))
        return found if found["status"] == status else None

    return until(f"the product file is {status}", there, within_s=WITHIN_S)


@pytest.fixture(scope="module")
def bought(empty: Topology, buyer: httpx2.Client) -> dict[str, Any]:
    """Two bags of coffee to Bilbao, with ten per cent off: 25.00 - 2.50 + 3.90 = 26.40."""
    cart = ok(buyer.post("/carts", json={}))
    assert (cart["currency"], cart["language"]) == ("EUR", "en")
    path = f"/carts/{cart['id']}"
    ok(buyer.post(f"{path}/lines", json={"sku": "HUILA-250", "quantity": 2}))
    ok(buyer.put(f"{path}/codes/HELLO10"))
    ok(
        buyer.put(
            f"{path}/address",
            json={
                "name": "Ana Prueba", "line1": "Muelle 3", "city": "Bilbao",
                "postal_code": "48001", "country": "ES",
            },
        )
    )  # fmt: skip
    ways = ok(buyer.get(f"{path}/shipping-methods"))["items"]
    assert [(way["code"], way["price"]["amount_minor"]) for way in ways] == [
        ("standard", 390), ("courier", 690),
    ]  # fmt: skip
    totals = ok(buyer.put(f"{path}/shipping-method", json={"code": "standard"}))["totals"]
    assert {name: money["amount_minor"] for name, money in totals.items()} == {
        "items": 2500, "discount": 250, "shipping": 390, "tax_included": 458, "total": 2640,
        "gift_cards": 0, "store_credit": 0, "due": 2640,
    }  # fmt: skip
    placed: dict[str, Any] = ok(
        buyer.post(
            f"{path}/checkout",
            headers={"Idempotency-Key": uuid4().hex},
            json={
                "email": "ana@example.com",
                "payment": {"method": "test", "token": "approved"},
                "seen_total_minor": 2640,
                "accepts_marketing": True,
            },
        )
    )
    return placed


def _order(buyer: httpx2.Client, placed: dict[str, Any], status: str) -> dict[str, Any] | None:
    order: dict[str, Any] = ok(
        buyer.get(f"/orders/{placed['number']}", params={"token": placed["token"]})
    )
    return order if order["status"] == status else None


def test_a_buyer_buys_and_staff_ship(
    staff: httpx2.Client, buyer: httpx2.Client, bought: dict[str, Any]
) -> None:
    assert bought["number"].startswith("NC-")
    until("the order is confirmed", lambda: _order(buyer, bought, "confirmed"), within_s=WITHIN_S)

    ok(
        staff.put(
            f"/orders/{bought['number']}/shipments/{uuid4()}",
            json={"carrier": "Correos", "tracking": "PK1"},
        )
    )

    until("the order is shipped", lambda: _order(buyer, bought, "shipped"), within_s=WITHIN_S)
    assert ok(staff.get("/stock/HUILA-250"))["on_hand"] == 8
    [promotion] = ok(staff.get("/promotions?q=HELLO10"))["items"]
    assert promotion["uses"] == 1
    assert ok(staff.get("/campaigns/audience"))["people"] == 1


def test_staff_refund_one_bag(
    staff: httpx2.Client, buyer: httpx2.Client, bought: dict[str, Any]
) -> None:
    ok(
        staff.put(
            f"/orders/{bought['number']}/refunds/{uuid4()}",
            json={
                "reason": "changed_mind",
                "lines": [{"line": 1, "quantity": 1}],
                "restock": True,
            },
        )
    )

    def refunded() -> int | None:
        order = ok(buyer.get(f"/orders/{bought['number']}", params={"token": bought["token"]}))
        amount: int = order["refunded"]["amount_minor"]
        return amount or None

    assert until("the money is back", refunded, within_s=WITHIN_S) == 1125
    assert ok(staff.get("/stock/HUILA-250"))["on_hand"] == 9


def test_the_reports_are_right_to_the_cent(staff: httpx2.Client, bought: dict[str, Any]) -> None:
    ok(staff.post("/etl/runs", json={"full": True}))

    def done() -> dict[str, Any] | None:
        runs = ok(staff.get("/etl/runs"))["items"]
        newest: dict[str, Any] | None = runs[0] if runs else None
        return newest if newest and newest["ended_at"] else None

    run = until("the run of the warehouse", done, within_s=WITHIN_S)
    today = datetime.now(UTC).date()
    report = ok(
        staff.get(
            "/reports/sales",
            params={
                "start": str(today - timedelta(days=1)),
                "end": str(today + timedelta(days=2)),
                "currency": "EUR",
            },
        )
    )
    figures = {one["metric"]: one["value"] for one in report["figures"]}
    days = zip(*(row["values"] for row in report["table"]["rows"]), strict=True)
    table = dict(zip(report["table"]["metrics"], map(sum, days), strict=True))

    assert (run["state"], run["differences"]) == ("done", {})
    assert bought["number"]
    # 25.00 - 2.50 + 3.90 were sold, and 11.25 went back.
    assert (figures["total_sales"], figures["orders"]) == (1515, 1)
    assert table["net_sales"] + table["shipping"] + table["taxes"] == 1515
    assert table["gross_sales"] - table["discounts"] - table["returns"] == table["net_sales"]
