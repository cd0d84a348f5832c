"""Who may call what in the back office, and from where."""

import functools
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.back_office import BackOffice, back_office

from lonja.api_keys import api as api_keys
from lonja.backoffice.admission import NOT_FOR_KEYS
from lonja.backoffice.app import build
from lonja.backoffice.openapi import document
from lonja.backoffice.rules import RULES, Access
from lonja.kernel.settings import Settings
from lonja.staff.api import Permission, Role

pytestmark = pytest.mark.anyio

NOBODYS = "01900000-0000-7000-8000-000000000000"


OPEN = {
    "signIn",
    "getSignInWays",
    "startProviderSignIn",
    "finishProviderSignIn",
    "startProviderAcceptance",
    "listDemoAccounts",
    "openInvitation",
    "acceptInvitation",
}


@functools.cache
def operations() -> dict[str, tuple[str, str]]:
    """Operation id → method and path, as the API's own document says."""
    paths: dict[str, Any] = build(Settings()).openapi()["paths"]
    return {
        facts["operationId"]: (method.upper(), path)
        for path, methods in paths.items()
        for method, facts in methods.items()
    }


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        yield opened


def test_every_operation_has_a_rule_and_every_rule_an_operation() -> None:
    assert sorted(RULES) == sorted(operations())


def test_every_permission_opens_something() -> None:
    assert {rule for rule in RULES.values() if isinstance(rule, Permission)} <= set(Permission)


def test_only_coming_in_is_open_to_anyone() -> None:
    open_to_all = {name for name, rule in RULES.items() if rule is Access.ANYONE}

    assert open_to_all == OPEN


def test_the_document_in_the_repository_is_the_one_of_this_code() -> None:
    kept = (Path(__file__).parents[3] / "spa" / "openapi.json").read_text()

    assert kept == document(), "run: python -m lonja.backoffice.openapi > spa/openapi.json"


async def call(office: BackOffice, client: Any, operation: str) -> Any:
    method, path = operations()[operation]
    named = (
        "session_id",
        "product_id",
        "variant_id",
        "picture_id",
        "letter_id",
        "review_id",
        "line_id",
        "receipt_id",
        "link_id",
        "mail_id",
        "again_id",
        "refund_id",
        "document_id",
        "print_id",
        "export_id",
        "return_id",
        "photo_id",
        "category_id",
        "collection_id",
        "type_id",
        "customer_id",
        "group_id",
        "role_id",
        "segment_id",
        "note_id",
        "page_id",
        "file_id",
        "redirect_id",
        "schedule_id",
        "edit_id",
        "card_id",
        "draft_id",
        "view_id",
        "list_id",
        "entry_id",
        "key_id",
        "webhook_id",
        "event_id",
        "incoming_id",
        "wish_id",
        "transfer_id",
    )
    for name in (*named, "staff_id"):
        path = path.replace(f"{{{name}}}", NOBODYS)
    for name in (
        "shipment_id",
        "wave_id",
        "promotion_id",
        "batch_id",
        "adjustment_id",
        "import_id",
        "campaign_id",
        "mail_id",
        "alert_id",
        "note_id",
        "run_id",
        "invitation_id",
        "link_id",
        "line_id",
        "receipt_id",
        "refund_id",
        "test_id",
    ):
        path = path.replace(f"{{{name}}}", NOBODYS)
    path = (
        path.replace("{number}", "NONE-0000")
        .replace("{sku}", "NONE")
        .replace("{currency}", "EUR")
        .replace("{code}", "none")
        .replace("{rate_id}", "ES-none")
        .replace("{kind}", "order_link")
        .replace("{role}", "terms")
        .replace("{name}", "home")
        .replace("{country}", "JP")
        .replace("{year}", "2027")
        .replace("{step}", "look")
        .replace("{carrier}", "none")
    )
    assert "{" not in path, f"{path} has a part that this test does not fill"
    return await client.request(method, path)


async def test_nobody_gets_anything_without_signing_in(office: BackOffice) -> None:
    async with office.visitor() as client:
        for operation in sorted(set(RULES) - OPEN):
            answer = await call(office, client, operation)
            assert (operation, answer.status_code) == (operation, 401)
            assert answer.json()["code"] == "signed_out"


async def test_a_role_is_refused_everything_it_does_not_grant(office: BackOffice) -> None:
    async with office.signed_in(Role.ANALYST) as client:
        may = set((await client.get("/api/v1/me")).json()["permissions"])
        refused = {
            operation
            for operation, rule in RULES.items()
            if isinstance(rule, Permission)
            and (await call(office, client, operation)).status_code == 403
        }

    assert refused == {
        operation
        for operation, rule in RULES.items()
        if isinstance(rule, Permission) and str(rule) not in may
    }


async def test_a_key_is_refused_everything_that_no_scope_of_it_opens(office: BackOffice) -> None:
    """A key for each permission that has all scopes but this one, and one that has them all."""
    scopes = {str(one) for one in Permission} - {str(one) for one in api_keys.NEVER}
    by_permission: dict[str, set[str]] = defaultdict(set)
    for operation, rule in RULES.items():
        if isinstance(rule, Permission) and str(rule) in scopes:
            by_permission[str(rule)].add(operation)
    async with office.signed_in(Role.OWNER) as owner, office.visitor(origin=None) as program:
        for scope, closed in sorted(by_permission.items()):
            await _take_key(owner, program, scopes - {scope}, name=f"all but {scope}")
            for operation in sorted(closed):
                answer = await call(office, program, operation)
                assert (operation, answer.status_code) == (operation, 403)
                is_for_people = operation in NOT_FOR_KEYS
                expected = "only_for_people" if is_for_people else "forbidden"
                assert (operation, answer.json()["code"]) == (operation, expected)


async def test_a_key_with_every_scope_opens_what_is_not_for_people_alone(
    office: BackOffice,
) -> None:
    never = {operation for operation, rule in RULES.items() if rule in api_keys.NEVER}
    scopes = {str(one) for one in Permission} - {str(one) for one in api_keys.NEVER}
    async with office.signed_in(Role.OWNER) as owner, office.visitor(origin=None) as program:
        await _take_key(owner, program, scopes, name="ERP")
        for operation in sorted(set(RULES) - OPEN):
            if operations()[operation][1].endswith("/live"):
                continue  # a stream that goes on
            answer = await call(office, program, operation)
            if operation in never | NOT_FOR_KEYS:
                assert (operation, answer.json()["code"]) == (operation, "only_for_people")
            else:
                assert answer.status_code not in {401, 403}, (operation, answer.text)
            # 503 is said of the warehouse, which is not there.
            assert answer.status_code < 500 or answer.status_code == 503, (operation, answer.text)


async def _take_key(owner: Any, program: Any, scopes: set[str], *, name: str) -> None:
    asked = {"name": name, "scopes": sorted(scopes), "expires_at": None}
    made = await owner.post("/api/v1/api-keys", json=asked)
    assert made.status_code == 201, made.text
    program.headers["authorization"] = f"Bearer {made.json()['secret']}"


class TestAChange:
    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": "https://evil.example"},
            {"origin": "null"},
            {"referer": "https://evil.example/http://desk.example/"},
            {"origin": "http://desk.example", "sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"sec-fetch-site": "none"},
            {},
        ],
    )
    async def test_from_a_page_that_is_not_ours_is_refused(
        self, office: BackOffice, headers: dict[str, str]
    ) -> None:
        async with office.signed_in(Role.OWNER) as client:
            del client.headers["origin"]
            answer = await client.delete("/api/v1/session", headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")

            assert (await client.get("/api/v1/me")).status_code == 200

    async def test_from_our_own_page_is_done(self, office: BackOffice) -> None:
        async with office.signed_in(Role.OWNER) as client:
            del client.headers["origin"]
            answer = await client.delete(
                "/api/v1/session", headers={"sec-fetch-site": "same-origin"}
            )
            assert answer.status_code == 204

            assert (await client.get("/api/v1/me")).status_code == 401


async def test_an_address_with_a_slash_too_many_tells_nobody_where_the_api_stands(
    office: BackOffice,
) -> None:
    """The host passes its own name for the API on, which no browser may learn or follow."""
    async with office.visitor() as client:
        answer = await client.get("/api/v1/me/")

    assert (answer.status_code, answer.headers.get("location")) == (404, None)
