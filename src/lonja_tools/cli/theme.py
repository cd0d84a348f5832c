"""`./lonja theme`: the shop's looks: which there are, a new one, and whether one is whole."""

from pathlib import Path
from typing import Annotated

import typer

from lonja.adapters.themes import DEFAULT, NAME, ThemeError, Themes, shipped
from lonja_tools.laptop.generated import catalogs
from lonja_tools.user_error import UserError

app = typer.Typer(
    help="How the shop looks and what it says: list themes, begin one, check it.",
    no_args_is_help=True,
)
Folder = Annotated[Path | None, typer.Option(help="Where themes are, if not in themes/.")]

_TOKENS = """\
/* Your values over the default's. All names stand in themes/default/static/tokens.css.
   A colour is light-dark(on a bright screen, on a dark one). */
@layer tokens {
  :root {
    --accent: light-dark(#0b5d4e, #7fd6c2);
    --accent-strong: light-dark(#074237, #a9e6d8);
    --on-accent: light-dark(#ffffff, #06231d);
    --corner: 4px;
  }
}
"""


@app.command(name="list")
def list_(folder: Folder = None) -> None:
    """The themes that there are, and what each extends."""
    themes = Themes(folder)
    for name in themes.names():
        try:
            chain = [one.name for one in themes.get(name).folders]
        except ThemeError as error:
            print(f"{name}: {error}")
        else:
            print(" extends ".join(chain))


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Lower-case letters, digits and dashes.")],
    *,
    extends: Annotated[str, typer.Option(help="The theme that it takes the rest from.")] = DEFAULT,
    folder: Folder = None,
) -> None:
    """Begin a theme: a folder with its name, its colours, and empty catalogs."""
    themes = Themes(folder)
    if not NAME.match(name):
        raise UserError(
            f"{name!r} is not a valid theme name.", todo="Use a-z, 0-9 and dashes.", code=2
        )
    if name in themes.names():
        raise UserError(f"The theme {name!r} already exists.", todo="Choose another name.", code=2)
    _check_known(themes, extends)
    own = themes.roots[0] / name
    (own / "static").mkdir(parents=True)
    title = name.replace("-", " ").capitalize()
    (own / "theme.toml").write_text(f'name = "{name}"\ntitle = "{title}"\nextends = "{extends}"\n')
    (own / "static" / "tokens.css").write_text(_TOKENS)
    _write_catalogs(themes, name)
    print(f"{own} is there. Choose it with: ./lonja shop set theme {name}")


@app.command()
def check(name: str, *, folder: Folder = None) -> None:
    """Bring a theme's catalogs up to date, then say what is missing or not translated."""
    themes = Themes(folder)
    _check_known(themes, name)
    wrong = _write_catalogs(themes, name)
    if wrong:
        raise UserError("\n".join(wrong), todo="Write what is missing into these files.")
    print(f"{name} is whole.")


def _check_known(themes: Themes, name: str) -> None:
    try:
        themes.get(name)
    except ThemeError as error:
        raise UserError(f"{error}.", todo=f"Themes are folders of {shipped()}.", code=2) from error


def _write_catalogs(themes: Themes, name: str) -> list[str]:
    theme = themes.get(name)
    wrong: list[str] = []
    for language in catalogs.languages_of(theme):
        wrong += catalogs.write(theme, language, only_check=False)
    return wrong
