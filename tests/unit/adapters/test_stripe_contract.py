"""What we send to Stripe, and what the local server answers, fit the contract of its API."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from stripe._encode import _api_encode
from tests.support.local_stripe import a_charge, local_stripe, reference_of

from lonja.adapters.stripe_gateway import _requests
from lonja.adapters.stripe_gateway._amounts import LEAST, UnknownCurrency, from_wire, to_wire
from lonja.adapters.stripe_gateway._events import LISTENED
from lonja.kernel.ids import uuid7
from lonja.kernel.money import EXPONENTS, Money
from lonja.payments.api import RefundRequest
from lonja_tools.stripe_server.contract import NotInContract, operation, problems, read_form

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
EUR = Money("EUR", 49_90)
REFUND = RefundRequest(uuid7(), Money("EUR", 5_00))
SESSION = "/v1/checkout/sessions/cs_test_1"
INTENT = "/v1/payment_intents/pi_1"
REQUESTS: list[tuple[str, str, Any]] = [
    ("post", "/v1/checkout/sessions", {**_requests.session(a_charge()), **_requests.looked_up()}),
    ("get", SESSION, _requests.looked_up()),
    ("get", "/v1/checkout/sessions", _requests.sessions_since(NOW, after="cs_test_1")),
    ("post", f"{SESSION}/expire", _requests.looked_up()),
    ("post", f"{INTENT}/capture", _requests.capture(EUR)),
    ("post", f"{INTENT}/capture", _requests.capture_part(EUR)),
    ("post", f"{INTENT}/cancel", _requests.cancel()),
    ("post", "/v1/refunds", _requests.refund(REFUND, intent="pi_1")),
    ("get", "/v1/refunds", _requests.of_payment("pi_1", after=None)),
    ("get", "/v1/disputes", _requests.of_payment("pi_1", after="du_1")),
    (
        "get",
        "/v1/events",
        _requests.undelivered_events(since=NOW, types=LISTENED, after=None),
    ),
]


def form(params: Any) -> str:
    """As the official package writes it."""
    return urlencode(list(_api_encode(params)))


@pytest.mark.parametrize(("method", "path", "params"), REQUESTS, ids=lambda one: str(one)[:40])
def test_a_request_fits(method: str, path: str, params: Any) -> None:
    read = read_form(form(params), operation(method, path).schema)

    assert set(read) == set(params)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("payment_method_types", ["card"]),
        ("expires_at", "soon"),
        ("line_items", [{"quantity": "one"}]),
    ],
)
def test_what_stripe_refuses_does_not(field: str, value: Any) -> None:
    wrong = {**_requests.session(a_charge()), field: value}

    with pytest.raises(NotInContract):
        read_form(form(wrong), operation("post", "/v1/checkout/sessions").schema)


def test_two_requests_for_one_charge_are_the_same_to_the_byte() -> None:
    charge = a_charge()

    assert form(_requests.session(charge)) == form(_requests.session(charge))


@pytest.mark.parametrize(
    ("number", "suffix"),
    [("1042", "N1042"), ("LON-2026-0001042", "N6-0001042"), ("<*'№7", "N7"), ("", "N")],
)
def test_a_statement_names_the_order(number: str, suffix: str) -> None:
    assert _requests.statement_suffix(number) == suffix
    assert len(suffix) <= _requests.SUFFIX_CHARACTERS


@pytest.mark.parametrize(
    ("money", "wire"),
    [
        (Money("EUR", 2_68), (268, "eur")),
        (Money("JPY", 500), (500, "jpy")),
        (Money("CLP", 10_990), (10_990, "clp")),
    ],
)
def test_a_sum_goes_both_ways(money: Money, wire: tuple[int, str]) -> None:
    assert to_wire(money) == wire
    assert from_wire(*wire) == money


def test_every_currency_has_the_decimals_of_the_shop() -> None:
    zero_decimal = {"JPY", "CLP"}

    assert {code for code in LEAST if EXPONENTS[code] == 0} == zero_decimal
    assert {EXPONENTS[code] for code in LEAST} == {0, 2}


@pytest.mark.parametrize("code", ["isk", "mga", "kwd", "twd"])
def test_a_currency_that_stripe_counts_otherwise_is_refused(code: str) -> None:
    with pytest.raises(UnknownCurrency):
        from_wire(100, code)


@pytest.mark.anyio
async def test_every_object_of_the_local_server_fits() -> None:
    async with local_stripe() as local:
        charge = a_charge()
        await local.gateway.start(charge)
        books = local.server.books
        books.decline(local.session(), now=local.now(), code="insufficient_funds")
        books.pay(local.session(), now=local.now())
        await local.gateway.capture(reference_of(charge), charge.amount)
        await local.gateway.refund(reference_of(charge), REFUND)
        books.dispute(local.charge_thing(), now=local.now())

        found = {
            thing["object"]: problems(thing["object"], thing) for thing in books.things.values()
        }

    assert found == {
        key: []
        for key in ("checkout.session", "payment_intent", "charge", "refund", "dispute", "event")
    }


def test_a_page_of_the_list_reaches_back_before_the_question() -> None:
    params = _requests.sessions_since(NOW, after=None)

    assert params["created"]["gte"] < (NOW - timedelta(minutes=1)).timestamp()
    assert "starting_after" not in params
