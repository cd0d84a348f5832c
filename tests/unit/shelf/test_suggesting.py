import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.shelf._suggesting import begins, prefixes


class TestPrefixes:
    @pytest.mark.parametrize(
        ("typed", "query"),
        [
            ("zel", "zel:*"),
            ("Loseta hidráu", "loseta & hidrau:*"),
            ("20 x 2", "20x2:*"),
            ("a | b & !c", "a & b & c:*"),
            ("z", ""),
            ("  ", ""),
            ("':*", ""),
        ],
    )
    def test_let_the_last_word_go_on(self, typed: str, query: str) -> None:
        assert prefixes(typed) == query

    @given(st.text(max_size=200))
    def test_hold_nothing_that_a_query_could_stumble_over(self, typed: str) -> None:
        words = prefixes(typed).removesuffix(":*").split(" & ")

        assert all(word == "" or word.replace("_", "").isalnum() for word in words)


class TestBegins:
    @pytest.mark.parametrize(
        ("name", "typed", "is_meant"),
        [
            ("Hidráulicos", "hidrau", True),
            ("Suelos de terrazo", "terra", True),
            ("Suelos de terrazo", "razo", False),
            ("Terrazo", "", False),
        ],
    )
    def test_compares_words_without_accents(self, name: str, typed: str, is_meant: bool) -> None:
        assert begins(name, typed) is is_meant
