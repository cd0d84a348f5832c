"""Which themes on disk are valid, and the error for each that is not."""

import os
from pathlib import Path

import pytest

from lonja.adapters.theme_templates import asset, environment
from lonja.adapters.themes import Theme, ThemeError, Themes, UnknownTheme, problems, shipped

NAMES = Themes().names()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of themes that holds the real default."""
    (tmp_path / "default").symlink_to(shipped() / "default")
    return tmp_path


def a_theme(folder: Path, name: str = "mine", *, about: str = "", **files: str) -> Themes:
    """A theme of these files; `__` in a key is the slash of its path."""
    own = folder / name
    own.mkdir()
    (own / "theme.toml").write_text(about or f'name = "{name}"\n')
    for key, text in files.items():
        path, _, suffix = key.replace("__", "/").rpartition("_")
        file = own / f"{path}.{suffix}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return Themes(folder)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_shipped_is_complete(name: str) -> None:
    assert list(problems(Themes().get(name))) == []


class TestATheme:
    def test_brings_what_differs_and_has_the_rest_from_its_parent(self, folder: Path) -> None:
        theme = a_theme(folder, static__icon_svg="<svg/>").get("mine")

        assert [one.name for one in theme.folders] == ["mine", "default"]
        assert theme.static("icon.svg") == b"<svg/>"
        assert theme.static("star.svg") == (shipped() / "default/static/star.svg").read_bytes()

    def test_has_its_parents_stylesheet_with_its_own_behind(self, folder: Path) -> None:
        own = ":root { --accent: light-dark(#abcdef, #123456); --strip: var(--accent); }"
        theme = a_theme(folder, static__tokens_css=own).get("mine")

        assert theme.static("tokens.css").decode().endswith(own)
        assert (theme.tokens["accent"], theme.tokens["strip"]) == ("#abcdef", "#abcdef")
        assert theme.tokens["ground"] == "#ffffff"

    def test_may_add_to_a_page_of_its_parents(self, folder: Path) -> None:
        page = '{% extends "default/base.html" %}{% block strip %}<p>Sale!</p>{% endblock %}'
        theme = a_theme(folder, templates__base_html=page).get("mine")

        blocks = environment(theme, "en").get_template("base.html").blocks
        assert list(blocks) == ["strip"]

    def test_says_in_its_own_words_what_it_wants_to(self, folder: Path) -> None:
        words = 'msgid ""\nmsgstr ""\n\nmsgid "Items"\nmsgstr "Books"\n'
        theme = a_theme(folder, locale__en__LC_MESSAGES__messages_po=words).get("mine")

        made = environment(theme, "en")
        assert made.from_string('{{ _("Items") }}, {{ _("Total") }}').render() == "Books, Total"

    def test_has_another_version_after_any_change(self, folder: Path) -> None:
        before = a_theme(folder, static__icon_svg="<svg/>").get("mine")
        first = before.version
        (folder / "mine/static/icon.svg").write_text("<svg></svg>")
        after = Themes(folder).get("mine")

        assert after.version != first
        assert asset(before, "star.svg") == asset(after, "star.svg")


class TestAThemeThatCannotBeUsed:
    def test_is_not_among_those_that_there_are(self, folder: Path) -> None:
        with pytest.raises(
            UnknownTheme, match=r"no theme 'winter'; there are azulejo, default, mine"
        ):
            a_theme(folder).get("winter")

    @pytest.mark.parametrize("name", ["../default", "", "Default", "a/b"])
    def test_has_a_name_that_is_no_folders(self, folder: Path, name: str) -> None:
        with pytest.raises(UnknownTheme):
            Themes(folder).get(name)

    def test_extends_one_that_is_not_there(self, folder: Path) -> None:
        with pytest.raises(UnknownTheme, match="no theme 'winter'"):
            a_theme(folder, about='name = "mine"\nextends = "winter"\n').get("mine")

    def test_extends_itself_in_the_end(self, folder: Path) -> None:
        a_theme(folder, "one", about='name = "one"\nextends = "two"\n')
        themes = a_theme(folder, "two", about='name = "two"\nextends = "one"\n')

        with pytest.raises(ThemeError, match="one -> two -> one"):
            themes.get("one")

    def test_calls_itself_otherwise_than_its_folder(self, folder: Path) -> None:
        with pytest.raises(ThemeError, match='must say name = "mine"'):
            a_theme(folder, about='name = "copied"\n').get("mine")

    @pytest.mark.parametrize(
        ("file", "text", "missing"),
        [
            (
                "templates__home_html",
                '{% extends "bass.html" %}',
                "home.html needs the template bass",
            ),
            ("templates__home_html", '{{ asset("hero.jpg") }}', "home.html needs static/hero.jpg"),
            ("static__shop_css", 'a { background: url("dots.svg") }', "needs static/dots.svg"),
            ("mails__order_txt", '{% include "mails/bye.txt" %}', "needs the template mails/bye"),
            ("templates__home_html", "{% block main %}", "home.html, line 1: "),
        ],
    )
    def test_names_a_file_that_nobody_has(
        self, folder: Path, file: str, text: str, missing: str
    ) -> None:
        with pytest.raises(ThemeError, match=f"theme 'mine' is not complete:\n  .*{missing}"):
            a_theme(folder, **{file: text}).get("mine")

    def test_is_not_worn_by_a_shop_that_runs(self, folder: Path) -> None:
        themes = a_theme(folder, templates__home_html='{{ asset("hero.jpg") }}')

        assert [themes.worn(name).name for name in ("mine", "mine", "winter")] == ["default"] * 3


class TestAWatchedTheme:
    def test_is_read_again_once_a_file_of_it_changed(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("lonja.adapters.themes.LOOK_S", 0.0)
        a_theme(folder, static__icon_svg="<svg/>")
        themes = Themes(folder, watched=True)
        first = themes.worn("mine")

        assert themes.worn("mine") is first
        icon = folder / "mine/static/icon.svg"
        icon.write_text("<svg></svg>")
        os.utime(icon, (icon.stat().st_mtime + 10,) * 2)
        assert themes.worn("mine").static("icon.svg") == b"<svg></svg>"

    def test_is_worn_again_once_it_is_mended(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("lonja.adapters.themes.LOOK_S", 0.0)
        a_theme(folder, templates__home_html='{{ asset("hero.jpg") }}')
        themes = Themes(folder, watched=True)
        assert themes.worn("mine").name == "default"

        page = folder / "mine/templates/home.html"
        page.unlink()
        os.utime(folder / "mine", (page.parent.stat().st_mtime + 10,) * 2)
        assert themes.worn("mine").name == "mine"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", Themes().get("default").languages)
def test_every_template_of_ours_can_be_read(name: str, language: str) -> None:
    theme: Theme = Themes().get(name)
    made = environment(theme, language)

    read = [made.get_template(page) for page in theme.files("templates")]
    assert len(read) >= 14
