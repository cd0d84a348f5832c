"""A page: what it must have, and when it shows."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lonja.adapters.theme_language import speech
from lonja.adapters.themes import DEFAULT, Themes
from lonja.content._drafting import DRAFT_NOTES, draft_language, legal_draft
from lonja.content._page import PageDraft, PageRole, PageStatus, PageText, faults, visibility

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CARE = PageText("care", "Care", "<p>Wash by hand.</p>")


def published(**changes: Any) -> PageDraft:
    return PageDraft(**{"texts": {"en": CARE}, "status": PageStatus.PUBLISHED, **changes})


class TestVisibility:
    @pytest.mark.parametrize(
        ("draft", "expected"),
        [
            (PageDraft({"en": CARE}), "draft"),
            (PageDraft({"en": CARE}, visible_from=NOON - HOUR), "draft"),
            (published(), "visible"),
            (published(visible_from=NOON), "visible"),
            (published(visible_from=NOON + HOUR), "scheduled"),
            (published(visible_until=NOON + HOUR), "visible"),
            (published(visible_until=NOON), "ended"),
            (published(visible_from=NOON - 2 * HOUR, visible_until=NOON - HOUR), "ended"),
        ],
    )
    def test_follows_status_and_times(self, draft: PageDraft, expected: str) -> None:
        assert visibility(draft, NOON) == expected


class TestFaults:
    def test_are_none_in_a_good_page(self) -> None:
        assert list(faults(published())) == []

    @pytest.mark.parametrize(
        ("draft", "code", "field"),
        [
            (PageDraft({}), "invalid", "texts"),
            (PageDraft({"FR": CARE}), "invalid", "texts.FR"),
            (PageDraft({"en": PageText("Care", "Care")}), "invalid", "texts.en.slug"),
            (PageDraft({"en": PageText("preview", "Care")}), "invalid", "texts.en.slug"),
            (PageDraft({"en": PageText("care", " ")}), "invalid", "texts.en.title"),
            (PageDraft({"en": PageText("care", "Care", "x" * 50_001)}), "invalid", "texts.en.body"),
            (
                published(texts={"en": PageText("care", "Care", "<p> </p>")}),
                "page_text_missing",
                "texts.en.body",
            ),
            (published(visible_from=NOON, visible_until=NOON), "invalid", "visible_until"),
        ],
    )
    def test_name_the_field(self, draft: PageDraft, code: str, field: str) -> None:
        first = next(faults(draft))

        assert (first.code, first.facts["field"]) == (code, field)


class TestLegalDraft:
    @pytest.mark.parametrize("role", list(PageRole))
    @pytest.mark.parametrize("language", sorted(DRAFT_NOTES))
    @pytest.mark.parametrize("country", ["ES", "PT", "DE", "FR", "IT"])
    def test_is_there_for_each_kind_and_says_what_it_is(
        self, role: PageRole, language: str, country: str
    ) -> None:
        facts = {"legal_name": "Norte & Hijos", "address": "Calle 3", "email": "a@b.example"}

        slug, title, body = legal_draft(role, language, country, facts)

        assert DRAFT_NOTES[draft_language(role, language)] in body
        assert "{" not in body
        assert "|" not in body
        assert list(faults(PageDraft({language: PageText(slug, title, body)}))) == []

    @pytest.mark.parametrize("role", list(PageRole))
    @pytest.mark.parametrize("language", sorted(DRAFT_NOTES))
    def test_is_written_in_each_language(self, role: PageRole, language: str) -> None:
        title, body = legal_draft(role, language, "PT", {})[1:]

        assert draft_language(role, language) == language
        assert language == "en" or (title, body) != legal_draft(role, "en", "PT", {})[1:]

    @pytest.mark.parametrize("language", sorted(DRAFT_NOTES))
    def test_of_returns_names_the_link_as_the_footer_does(self, language: str) -> None:
        link = speech(Themes().get(DEFAULT), language).say("Withdraw from contract here")

        _, _, body = legal_draft("returns", language, "DE", {})

        assert f"<em>{link}</em>" in body

    def test_names_the_seller(self) -> None:
        _, _, body = legal_draft("terms", "en", "ES", {"legal_name": "Norte & Hijos"})

        assert "Norte &amp; Hijos, …" in body
        assert "three years" in body
        assert "at least two years" not in body

    @pytest.mark.parametrize(
        ("country", "law"),
        [("ES", "LSSI-CE"), ("DE", "DDG"), ("FR", "LCEN"), ("PT", "7/2004"), ("IT", "2000/31/")],
    )
    @pytest.mark.parametrize("language", sorted(DRAFT_NOTES))
    def test_names_the_law_of_its_country(self, country: str, law: str, language: str) -> None:
        _, _, body = legal_draft("legal_notice", language, country, {})

        named = {one for one in ("LSSI-CE", "DDG", "LCEN", "7/2004", "2000/31/") if one in body}
        assert named == {law}
        assert "| " not in body

    def test_is_not_published_as_it_is(self) -> None:
        slug, title, body = legal_draft("terms", "en", "DE", {})

        first = next(faults(published(texts={"en": PageText(slug, title, body)})))

        assert first.code == "draft_note_left"
