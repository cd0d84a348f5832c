"""How a language is written, and what a text falls back to."""

import pytest

from lonja.kernel.languages import best_of, field_in, is_language, locale_of, text_in

TEXTS = {"de": "Tasse", "en": "Mug", "pt": "Caneca"}


class TestATag:
    @pytest.mark.parametrize("code", ["pt", "pt-BR", "de", "ast", "sr-Latn", "zh-Hant-TW"])
    def test_is_written_as_bcp_47_does(self, code: str) -> None:
        assert is_language(code)

    @pytest.mark.parametrize("code", ["", "PT", "pt_BR", "pt-br", "portuguese", "../pt", "pt-BR "])
    def test_in_another_form_is_none(self, code: str) -> None:
        assert not is_language(code)

    def test_has_the_formats_of_its_region(self) -> None:
        assert [locale_of(one) for one in ("pt", "pt-BR", "de")] == ["pt_PT", "pt_BR", "de"]


class TestAText:
    @pytest.mark.parametrize(
        ("language", "default", "said"),
        [
            ("pt", "de", "Caneca"),
            ("pt-BR", "de", "Caneca"),
            ("fr", "de", "Tasse"),
            ("fr", "de-AT", "Tasse"),
            ("fr", "es", "Tasse"),
            ("fr", "", "Tasse"),
        ],
    )
    def test_is_in_the_language_else_its_base_else_the_default_else_any(
        self, language: str, default: str, said: str
    ) -> None:
        assert text_in(TEXTS, language, default=default) == said

    def test_that_is_empty_is_none(self) -> None:
        assert text_in({"pt": "", "en": "Mug"}, "pt", default="en") == "Mug"
        assert text_in({}, "pt", otherwise="mug") == "mug"

    def test_falls_back_field_by_field(self) -> None:
        texts = {"es": {"name": "Taza", "description": "De gres."}, "pt": {"name": "Caneca"}}

        assert field_in(texts, "pt", "name", default="es") == "Caneca"
        assert field_in(texts, "pt", "description", default="es") == "De gres."

    def test_is_offered_in_the_same_language_or_in_its_base(self) -> None:
        assert best_of("pt-BR", ("es", "pt")) == "pt"
        assert best_of("pt", ("es", "pt-BR")) is None
