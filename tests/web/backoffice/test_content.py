"""Staff write pages, menus, the front page and redirects; what others changed is not overwritten."""

import io
from collections.abc import AsyncIterator
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx2
import pytest
from PIL import Image
from tests.support.back_office import BackOffice, back_office

from lonja.staff.api import Role
from lonja_tools.proofs.small_shop import DOCUMENT

pytestmark = pytest.mark.anyio
API = "/api/v1"
TEXT = {"slug": "care", "title": "Care", "body": "<p>Wash by hand.<script>x</script></p>"}
PAGE: dict[str, Any] = {"texts": {"en": TEXT}}


@pytest.fixture
async def office(fresh_database_url: str, storage_connection: str) -> AsyncIterator[BackOffice]:
    async with back_office(fresh_database_url, storage_connection) as opened:
        yield opened


@pytest.fixture
async def client(office: BackOffice) -> AsyncIterator[httpx2.AsyncClient]:
    async with office.signed_in(Role.MANAGER) as signed_in:
        assert (await signed_in.post(f"{API}/setup", json=DOCUMENT)).status_code == 200
        yield signed_in


async def _added(client: httpx2.AsyncClient, page: dict[str, Any] = PAGE) -> dict[str, Any]:
    answer = await client.post(f"{API}/pages", json=page)
    assert answer.status_code == 201, answer.text
    added: dict[str, Any] = answer.json()
    return added


class TestPages:
    async def test_are_added_published_and_removed(self, client: httpx2.AsyncClient) -> None:
        made = await _added(client)
        here = f"{API}/pages/{made['id']}"

        published = await client.patch(
            here, json={"status": "published"}, headers={"If-Match": "1"}
        )
        listed = (await client.get(f"{API}/pages", params={"q": "car"})).json()["items"]
        removed = await client.delete(here, headers={"If-Match": "2"})

        assert (made["visibility"], made["texts"]["en"]["body"]) == (
            "draft",
            "<p>Wash by hand.</p>",
        )
        assert (published.json()["visibility"], published.json()["version"]) == ("visible", 2)
        assert [(one["id"], one["titles"]) for one in listed] == [(made["id"], {"en": "Care"})]
        assert removed.status_code == 204
        assert (await client.get(here)).json()["code"] == "unknown_page"

    async def test_keep_what_an_edit_leaves_out(self, client: httpx2.AsyncClient) -> None:
        times = {"visible_from": "2026-01-01T00:00:00Z", "visible_until": "2099-01-01T00:00:00Z"}
        made = await _added(client, {**PAGE, **times, "role": "terms"})
        here = f"{API}/pages/{made['id']}"

        edited = await client.patch(here, json={"visible_until": None}, headers={"If-Match": "1"})

        after = edited.json()
        assert (after["visible_from"], after["visible_until"]) == (times["visible_from"], None)
        assert (after["role"], after["texts"]) == ("terms", made["texts"])

    async def test_are_not_overwritten_unseen(self, client: httpx2.AsyncClient) -> None:
        here = f"{API}/pages/{(await _added(client))['id']}"
        await client.patch(here, json={"role": "terms"}, headers={"If-Match": "1"})

        without = await client.patch(here, json={"role": None})
        late = await client.patch(here, json={"role": None}, headers={"If-Match": "1"})

        assert (without.status_code, without.json()["code"]) == (428, "if_match_required")
        assert (late.status_code, late.json()["code"]) == (409, "page_changed")
        assert late.json()["version"] == 2

    async def test_are_published_with_a_text_alone(self, client: httpx2.AsyncClient) -> None:
        bare = {"slug": "bare", "title": "Bare"}

        refused = await client.post(
            f"{API}/pages", json={"texts": {"en": bare}, "status": "published"}
        )

        assert (refused.status_code, refused.json()["code"]) == (422, "page_text_missing")
        assert refused.json()["field"] == "texts.en.body"

    async def test_begin_with_a_draft_that_says_what_it_is(
        self, client: httpx2.AsyncClient
    ) -> None:
        draft = (await client.get(f"{API}/pages/drafts/terms")).json()
        language, text = next(iter(draft["texts"].items()))

        refused = await client.post(
            f"{API}/pages",
            json={"texts": {language: text}, "status": "published", "role": "terms"},
        )

        assert draft["note"][language] in text["body"]
        assert refused.json()["code"] == "draft_note_left"

    async def test_are_previewed_by_a_link(self, client: httpx2.AsyncClient) -> None:
        made = await _added(client)

        answer = (await client.get(f"{API}/pages/{made['id']}/preview")).json()

        for language, url in answer["urls"].items():
            parts = urlsplit(url)
            assert parts.path == f"/{language}/pages/preview/{made['id']}"
            assert set(parse_qs(parts.query)) == {"until", "token"}


DOCUMENTS: list[tuple[str, dict[str, Any]]] = [
    (
        "header",
        {
            "items": [
                {
                    "target": {"kind": "address", "value": "/search"},
                    "labels": {"en": "All"},
                    "children": [],
                }
            ]
        },
    ),
    (
        "footer",
        {"items": [], "about": {"en": "Since 1990."}, "note": {}, "has_newsletter": True},
    ),
    (
        "home",
        {
            "seo_title": {},
            "seo_description": {"en": "Good things."},
            "blocks": [
                {
                    "starts_at": None,
                    "ends_at": "2026-12-24T12:00:00Z",
                    "kind": "products",
                    "title": {"en": "Best"},
                    "source": "featured",
                    "category": None,
                    "collection": None,
                    "products": [],
                    "count": 4,
                },
                {
                    "starts_at": None,
                    "ends_at": None,
                    "kind": "text",
                    "title": {},
                    "body": {"en": "<p>Hello</p>"},
                },
            ],
        },
    ),
    (
        "checkout",
        {
            "phone": "required",
            "company": "off",
            "button": "buy",
            "minimum_minor": {"EUR": 2000},
        },
    ),
    (
        "announcement",
        {
            "text": {"en": "Closed on Monday"},
            "target": None,
            "starts_at": None,
            "ends_at": "2099-01-01T00:00:00Z",
        },
    ),
]


def picture_file() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (300, 120), "navy").save(target, "PNG")
    return target.getvalue()


async def upload(
    client: httpx2.AsyncClient, data: bytes, use: str, kind: str = "image/png"
) -> httpx2.Response:
    asked = {"content_type": kind, "size_bytes": len(data)}
    begun = (await client.post(f"{API}/content/files", json=asked)).json()
    here, taken = (
        f"{API}/content/files/{begun['id']}/uploaded",
        {"use": use, "content_type": kind},
    )
    early = await client.put(here, json=taken)
    async with httpx2.AsyncClient() as storage:
        await storage.put(begun["upload"]["url"], content=data, headers=begun["upload"]["headers"])
    assert (early.status_code, early.json()["code"]) == (409, "not_uploaded")
    return await client.put(here, json=taken)


class TestThePictureOfACollection:
    ASKED: ClassVar[dict[str, Any]] = {"slug": "gifts", "texts": {"en": {"name": "Gifts"}}}

    async def test_is_uploaded_described_and_shown_to_buyers(
        self, client: httpx2.AsyncClient
    ) -> None:
        made = (await upload(client, picture_file(), "block")).json()
        picture = {"file": made["blob"], "alt": {"en": "A bow", "es": ""}, "focus_x": 0}
        added = await client.post(
            f"{API}/collections", json={**self.ASKED, "picture": picture}
        )  # fmt: skip
        found = added.json()
        here, at_first = f"{API}/collections/{found['id']}", {"If-Match": "1"}
        listed = (await client.get(f"{API}/collections")).json()["items"]
        emptied = (await client.put(here, json=self.ASKED, headers=at_first)).json()

        assert added.status_code == 201, added.text
        assert found["picture"] == {
            "file": made["blob"], "url": made["url"], "alt": {"en": "A bow"},
            "focus_x": 0, "focus_y": 50,
        }  # fmt: skip
        assert [one["picture"] for one in listed] == [found["picture"]]
        assert emptied["picture"] is None

    @pytest.mark.parametrize(
        ("picture", "field"),
        [
            ({"file": "blocks/nothing.webp"}, "picture.file"),
            ({"file": "x", "alt": {"en": "y" * 201}}, "picture.alt.en"),
            ({"file": "x", "focus_y": 51}, "picture.focus_y"),
        ],
    )
    async def test_that_was_not_uploaded_or_cannot_be_is_refused(
        self, client: httpx2.AsyncClient, picture: dict[str, Any], field: str
    ) -> None:
        refused = await client.post(f"{API}/collections", json={**self.ASKED, "picture": picture})

        assert refused.status_code == 422
        assert field in refused.text
        assert (await client.get(f"{API}/collections")).json()["items"] == []

    async def test_is_no_logo(self, client: httpx2.AsyncClient) -> None:
        logo = (await upload(client, picture_file(), "logo")).json()["blob"]
        refused = await client.post(
            f"{API}/collections", json={**self.ASKED, "picture": {"file": logo}}
        )

        assert (refused.status_code, refused.json()["code"]) == (422, "unknown_file")


class TestTheLook:
    async def test_takes_colours_that_can_be_read_and_a_logo_that_was_uploaded(
        self, client: httpx2.AsyncClient
    ) -> None:
        here, at_first = f"{API}/look", {"If-Match": "0"}
        colours = {"accent": "#0b5d4e", "accent_dark": "#7fd6c2"}

        made = (await upload(client, picture_file(), "logo")).json()
        saved = await client.put(here, json={**colours, "logo": made["blob"]}, headers=at_first)
        pale = await client.put(
            here, json={**colours, "accent": "#ffcc00"}, headers={"If-Match": "1"}
        )
        unknown = await client.put(
            here, json={"logo": f"look/{uuid4()}.webp"}, headers={"If-Match": "1"}
        )
        icon = await client.put(here, json={"icon": made["blob"]}, headers={"If-Match": "1"})

        assert (saved.status_code, saved.json()["logo_url"]) == (200, made["url"])
        assert (pale.status_code, pale.json()["code"], pale.json()["ratio"]) == (
            422,
            "hard_to_read",
            "1.51",
        )
        for refused in (unknown, icon):
            assert (refused.status_code, refused.json()["code"]) == (422, "unknown_file")


class TestAPreview:
    async def test_saves_nothing_and_is_refused_as_saving_would_be(
        self, client: httpx2.AsyncClient
    ) -> None:
        here = f"{API}/shop-previews"
        colours = {"accent": "#0b5d4e", "accent_dark": "#7fd6c2"}

        made = await client.post(here, json={"look": colours, "home": {"blocks": []}})
        pale = await client.post(here, json={"look": {**colours, "accent": "#ffcc00"}})
        look = (await client.get(f"{API}/look")).json()

        assert (made.status_code, set(made.json()["urls"])) == (201, {"es", "en"})
        assert (pale.status_code, pale.json()["code"]) == (422, "hard_to_read")
        assert look["version"] == 0


class TestFiles:
    async def test_of_blocks_are_cut_to_the_widths_that_pages_ask_for(
        self, client: httpx2.AsyncClient
    ) -> None:
        target = io.BytesIO()
        Image.new("RGB", (900, 600), "navy").save(target, "PNG")

        made = (await upload(client, target.getvalue(), "block")).json()
        blocks = [{"kind": "hero", "picture": "own", "image": {"file": made["blob"]}}]
        saved = await client.put(
            f"{API}/content/home", json={"blocks": blocks}, headers={"If-Match": "0"}
        )
        async with httpx2.AsyncClient() as storage:
            narrow = await storage.get(made["url"].replace(".webp", "-480.webp"))

        assert (made["width"], made["height"]) == (900, 600)
        assert saved.status_code == 200, saved.text
        with Image.open(io.BytesIO(narrow.content)) as found:
            assert found.size == (480, 320)

    async def test_of_notices_stay_as_they_are(self, client: httpx2.AsyncClient) -> None:
        drawing = (
            b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0"/></svg>'
        )
        kind = "image/svg+xml"

        made = (await upload(client, drawing, "notice", kind)).json()
        bad = await upload(client, drawing.replace(b"<path", b"<script"), "notice", kind)
        saved = await client.put(
            f"{API}/content/notices",
            json={"guarantee": {"es": {"blob": made["blob"], "words": "Tres años."}}},
            headers={"If-Match": "0"},
        )
        async with httpx2.AsyncClient() as storage:
            kept = await storage.get(made["url"])

        assert (bad.status_code, bad.json()["code"]) == (422, "picture_refused")
        assert (saved.json()["is_due"], saved.json()["urls"]) == (True, {"es": made["url"]})
        assert (kept.content, kept.headers["content-type"]) == (drawing, kind)


class TestTags:
    async def test_are_saved_by_who_may_change_settings_and_ask_again(
        self, client: httpx2.AsyncClient
    ) -> None:
        here = f"{API}/tags"
        tag = {
            "key": "counting",
            "category": "statistics",
            "vendor": "Counters",
            "purpose": {"en": "Counting"},
            "script": "https://c.example/c.js",
        }

        saved = await client.put(here, json={"tags": [tag]}, headers={"If-Match": "0"})
        more = await client.put(
            here, json={"tags": [tag, {**tag, "key": "two"}]}, headers={"If-Match": "1"}
        )
        late = await client.put(here, json={"tags": []}, headers={"If-Match": "1"})
        unsafe = {**tag, "script": "javascript:x"}
        wrong = await client.put(here, json={"tags": [unsafe]}, headers={"If-Match": "2"})

        editions = [one.json()["document"]["edition"] for one in (saved, more)]
        assert editions == [1, 2]
        assert (late.status_code, wrong.status_code) == (409, 422)
        assert wrong.json()["field"] == "tags.0.script"
        assert (await client.get(f"{here}/consents")).json() == {"items": []}


class TestMails:
    async def test_say_what_staff_write_and_nothing_that_they_do_not_know(
        self, client: httpx2.AsyncClient
    ) -> None:
        here = f"{API}/mail-texts"
        words = {"subject": "Ya es suyo: {number}", "headline": "¡Hecho, {name}!"}
        wrong = {"texts": {"es": {"text": "Va con {carrier}"}}}

        before = (await client.get(here)).json()
        shown = await client.post(
            f"{here}/order_confirmed/preview", json={"language": "es", "words": words}
        )
        saved = await client.put(
            f"{here}/order_confirmed", json={"texts": {"es": words}}, headers={"If-Match": "0"}
        )
        late = await client.put(f"{here}/gift_card", json={"texts": {}}, headers={"If-Match": "0"})
        refused = await client.put(f"{here}/order_confirmed", json=wrong, headers={"If-Match": "1"})
        tried = await client.put(f"{here}/order_link/tests/{uuid4()}", json={"language": "es"})
        nobody = await client.get(f"{API}/content/mails/versions")

        confirmed = saved.json()["kinds"][0]
        assert before["version"] == 0
        assert before["kinds"][0]["theirs"]["en"]["subject"] == "Your order {number} is confirmed"
        assert shown.json()["subject"] == "Ya es suyo: K7QF-93MD"
        assert "¡Hecho, Ana García!" in shown.json()["html"]
        assert confirmed["written"]["es"]["subject"] == words["subject"]
        assert (late.status_code, late.json()["code"]) == (409, "content_changed")
        assert (refused.json()["code"], refused.json()["field"]) == (
            "unknown_placeholder",
            "texts.es.text",
        )
        assert tried.status_code == 202
        assert list(nobody.json()["items"][0]["document"]["kinds"]) == ["order_confirmed"]


class TestDocuments:
    @pytest.mark.parametrize(("name", "document"), DOCUMENTS, ids=[one for one, _ in DOCUMENTS])
    async def test_are_saved_and_read_again(
        self, client: httpx2.AsyncClient, name: str, document: dict[str, Any]
    ) -> None:
        here = f"{API}/content/{name}"
        before = (await client.get(here)).json()

        saved = await client.put(here, json=document, headers={"If-Match": "0"})
        late = await client.put(here, json=document, headers={"If-Match": "0"})
        versions = (await client.get(f"{here}/versions")).json()["items"]

        assert before["version"] == 0
        assert (saved.status_code, saved.json()["version"]) == (200, 1)
        assert saved.json()["document"] == document
        assert (late.status_code, late.json()["code"]) == (409, "content_changed")
        assert [(one["version"], one["document"]) for one in versions] == [(1, document)]

    async def test_refuse_what_leads_nowhere_and_unknown_fields(
        self, client: httpx2.AsyncClient
    ) -> None:
        nobodys = {"kind": "page", "value": "01900000-0000-7000-8000-000000000000"}
        header = {"items": [{"target": nobodys, "labels": {}}]}

        lost = await client.put(f"{API}/content/header", json=header, headers={"If-Match": "0"})
        odd = await client.put(
            f"{API}/content/header", json={"entries": []}, headers={"If-Match": "0"}
        )

        assert (lost.json()["code"], lost.json()["field"]) == ("unknown_target", "items.0.target")
        assert (odd.status_code, odd.json()["code"]) == (422, "invalid_request")


class TestRedirects:
    async def test_are_added_changed_and_removed(self, client: httpx2.AsyncClient) -> None:
        pair = {"from_path": "/old/", "to_path": "/en/search"}
        made = (await client.post(f"{API}/redirects", json=pair)).json()
        here = f"{API}/redirects/{made['id']}"

        changed = await client.patch(
            here, json={**pair, "to_path": "/es/search"}, headers={"If-Match": "1"}
        )
        looping = await client.post(
            f"{API}/redirects", json={"from_path": "/es/search", "to_path": "/old"}
        )
        removed = await client.delete(here, headers={"If-Match": "2"})

        assert (made["from_path"], changed.json()["to_path"]) == ("/old", "/es/search")
        assert (looping.status_code, looping.json()["code"]) == (422, "redirect_loop")
        assert removed.status_code == 204

    async def test_come_in_and_go_out_as_a_file(self, client: httpx2.AsyncClient) -> None:
        text = "from,to\r\n/a,/x\r\n/b,/y\r\n"

        taken = await client.post(f"{API}/redirects/import", json={"csv": text})
        wrong = await client.post(f"{API}/redirects/import", json={"csv": "/c,/d\n,/e\n"})
        written = await client.get(f"{API}/redirects/export.csv")

        assert taken.json() == {"created": 2, "updated": 0, "unchanged": 0}
        assert wrong.json()["code"] == "redirects_refused"
        assert [row["row"] for row in wrong.json()["rows"]] == [2]
        assert written.text == text


async def test_a_role_without_the_permission_reads_nothing(office: BackOffice) -> None:
    async with office.signed_in(Role.STOCK) as stock:
        for path in ("pages", "content/header", "redirects"):
            answer = await stock.get(f"{API}/{path}")

            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
