"""Where deliveries may go, how they are signed, and when they are tried again."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from lonja.webhooks._addressing import WebhookUrlRefused, checked_url, is_allowed
from lonja.webhooks._event import EventType
from lonja.webhooks._retrying import TRIES, is_good, is_over, next_try
from lonja.webhooks._signing import headers_of, is_signed, secret_of, signature_of

CHECKOUT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
ENDPOINT = UUID("01900000-0000-7000-8000-000000000001")


class TestASignature:
    def test_is_the_one_that_the_standard_publishes(self) -> None:
        found = signature_of(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            event_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp=1614265330,
            body='{"test": 2432232314}',
        )

        assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    def test_is_made_by_each_secret_that_counts(self) -> None:
        secrets = [secret_of("k" * 32, ENDPOINT, generation) for generation in (2, 1)]
        headers = headers_of(secrets, event_id="e", timestamp=1, body="{}")

        assert len(set(secrets)) == 2
        assert headers["webhook-signature"].split(" ") == [
            signature_of(one, event_id="e", timestamp=1, body="{}") for one in secrets
        ]

    @pytest.mark.parametrize(
        ("changed", "is_good"),
        [
            ({}, True),
            ({"now": 1_300.0}, True),
            ({"now": 1_301.0}, False),
            ({"now": 699.0}, False),
            ({"body": "{ }"}, False),
            ({"event_id": "f"}, False),
            ({"timestamp": "1001"}, False),
            ({"timestamp": "١٠٠٠"}, False),
            ({"timestamp": ""}, False),
            ({"signatures": ""}, False),
            ({"signatures": "v1,ñ"}, False),
            ({"secrets": []}, False),
        ],
    )
    def test_of_somebody_else_is_checked(self, changed: dict[str, Any], is_good: bool) -> None:
        ours = secret_of("k" * 32, ENDPOINT, 1)
        signature = signature_of(ours, event_id="e", timestamp=1000, body="{}")
        said: dict[str, Any] = {
            "secrets": ["whsec_b3RoZXI=", ours],
            "event_id": "e",
            "timestamp": "1000",
            "signatures": f"v1,x {signature}",
            "body": "{}",
            "now": 1000.0,
            **changed,
        }

        assert is_signed(said.pop("secrets"), **said) is is_good

    def test_of_a_message_without_an_id_is_none(self) -> None:
        ours = secret_of("k" * 32, ENDPOINT, 1)
        signature = signature_of(ours, event_id="", timestamp=1000, body="{}")

        assert not is_signed(
            [ours], event_id="", timestamp="1000", signatures=signature, body="{}", now=1000.0
        )

    def test_differs_by_endpoint_and_installation(self) -> None:
        other = UUID(int=ENDPOINT.int + 1)

        assert (
            len(
                {
                    secret_of("k" * 32, ENDPOINT, 1),
                    secret_of("k" * 32, other, 1),
                    secret_of("l" * 32, ENDPOINT, 1),
                }
            )
            == 3
        )


class TestAnAddress:
    @pytest.mark.parametrize(
        "address",
        [
            "10.0.0.1",
            "172.16.5.4",
            "192.168.1.1",
            "169.254.169.254",
            "168.63.129.16",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "fe80::1%eth0",
            "fc00::1",
            "ff02::1",
            "::",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
        ],
    )
    def test_of_our_own_network_is_never_called(self, address: str) -> None:
        assert not is_allowed(address, allows_local=False)
        assert not is_allowed(address, allows_local=True)

    def test_of_this_machine_is_called_on_a_laptop_only(self) -> None:
        for address in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
            assert not is_allowed(address, allows_local=False)
            assert is_allowed(address, allows_local=True)

    def test_of_the_public_internet_is_called(self) -> None:
        assert is_allowed("93.184.215.14", allows_local=False)
        assert is_allowed("2606:2800:21f:cb07:6820:80da:af6b:8b2c", allows_local=False)

    @pytest.mark.parametrize(
        ("url", "reason"),
        [
            ("http://receiver.example/x", "not_https"),
            ("ftp://receiver.example/x", "not_https"),
            ("https://", "malformed"),
            ("https://receiver.example:0/", "malformed"),
            ("https://receiver.example:99999/", "malformed"),
            ("https://rec eiver.example/", "malformed"),
            ("https://receiver.example/#part", "malformed"),
            ("https://receiver.example\\@10.0.0.1/", "malformed"),
            ("https://ñ.example/", "malformed"),
            ("https://me:secret@receiver.example/", "credentials"),
            ("https://10.0.0.1/", "address"),
            ("https://[::1]/", "address"),
            ("https://127.0.0.1/", "address"),
        ],
    )
    def test_that_is_none_for_us_is_refused(self, url: str, reason: str) -> None:
        with pytest.raises(WebhookUrlRefused) as refused:
            checked_url(url, allows_local=False)

        assert refused.value.facts["reason"] == reason

    def test_is_kept_as_it_was_written(self) -> None:
        url = "https://Receiver.example:8443/in?shop=1"

        assert checked_url(url, allows_local=False) == url
        assert checked_url("http://127.0.0.1:9000/", allows_local=True) == "http://127.0.0.1:9000/"


class TestADelivery:
    def test_is_tried_for_three_days(self) -> None:
        waits = [
            found - NOW for tries in range(1, TRIES) if (found := next_try(tries, NOW)) is not None
        ]

        assert len(waits) == TRIES - 1
        assert waits == sorted(waits)
        assert timedelta(days=3) <= sum(waits, timedelta()) < timedelta(days=3, hours=6)
        assert next_try(TRIES, NOW) is None

    def test_is_good_with_any_2xx(self) -> None:
        assert [one for one in (None, 199, 200, 202, 299, 301, 404, 500) if is_good(one)] == [
            200, 202, 299,
        ]  # fmt: skip

    def test_that_fails_for_days_pauses_its_endpoint(self) -> None:
        assert not is_over(None, NOW)
        assert not is_over(NOW - timedelta(days=3, hours=23), NOW)
        assert is_over(NOW - timedelta(days=4), NOW)


def test_the_triggers_name_the_types_that_there_are() -> None:
    text = (CHECKOUT / "migrations" / "versions" / "webhooks.py").read_text()
    kinds = re.search(r"n\.kind IN \(([^)]*)\)", text)
    assert kinds is not None
    orders = {f"order.{kind}" for kind in re.findall(r"'(\w+)'", kinds.group(1))}
    fixed = set(re.findall(r"'(\w+\.\w+)' AS type", text))
    products = {f"product.{verb}" for verb in ("created", "changed", "removed")}
    customers = {f"customer.{verb}" for verb in ("created", "changed")}

    assert orders | fixed | products | customers | {"webhook.test"} == set(EventType)


def test_the_document_lists_the_types_that_there_are() -> None:
    text = (CHECKOUT / "docs" / "webhooks.md").read_text()
    table = text.partition("| type |")[2].partition("\n\n")[0]
    listed = {
        one
        for row in table.splitlines()
        for one in re.findall(r"`(\w+\.\w+)`", row.split("|")[1] if "|" in row else "")
    }

    assert listed == set(EventType)
