"""How a shop looks beside its theme: colours that people can read, corners, letters, its logo. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from lonja.kernel.errors import Invalid

type Corners = Literal["theme", "square", "soft", "round"]
type Letters = Literal["theme", "sans", "serif"]

READABLE: Final = 4.5
"""Of text, WCAG 2.2 AA."""
_COLOUR: Final = re.compile(r"#[0-9a-f]{6}")
_BLOB: Final = re.compile(r"look/[0-9a-f-]{36}\.(?:webp|png)")
_CORNERS: Final = {"square": "0", "soft": "8px", "round": "18px"}
_LETTERS: Final = {
    "sans": 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
    "serif": 'Charter, "Bitstream Charter", Cambria, Georgia, serif',
}
_BLACK, _WHITE = "#000000", "#ffffff"


class HardToRead(Invalid):
    """A colour beside `facts["against"]` has a contrast of `facts["ratio"]`; text needs 4.5."""

    code: ClassVar[str] = "hard_to_read"


@dataclass(frozen=True, slots=True)
class Look:
    """`accent` is the colour of buttons and links on bright screens, `accent_dark` on dark ones.

    What is empty or `theme` is the theme's. `logo` and `icon` are blobs.
    """

    accent: str = ""
    accent_dark: str = ""
    corners: Corners = "theme"
    letters: Letters = "theme"
    logo: str = ""
    icon: str = ""
    logo_has_name: bool = False
    """The logo shows the shop's name, which then stands beside it for screen readers only."""

    def tokens(self) -> dict[str, str]:
        """Custom properties as a bright screen, and a mail, shows them."""
        found: dict[str, str] = {}
        if self.accent:
            found |= {
                "accent": self.accent,
                "accent-strong": mixed(self.accent, "#000000", 0.2),
                "on-accent": readable_on(self.accent),
                "accent-wash": mixed(_WHITE, self.accent, 0.07),
            }
        if self.corners != "theme":
            found["corner"] = _CORNERS[self.corners]
        return found

    def css(self) -> str:
        """The stylesheet that stands after the theme's; empty where nothing differs."""
        values = self.tokens()
        if self.accent and self.accent_dark:
            dark = {
                "accent": self.accent_dark,
                "accent-strong": mixed(self.accent_dark, _WHITE, 0.2),
                "on-accent": readable_on(self.accent_dark),
                "accent-wash": mixed("#1c1e21", self.accent_dark, 0.1),
            }
            values |= {name: f"light-dark({values[name]}, {dark[name]})" for name in dark}
        if self.letters != "theme":
            values["body"] = values["display"] = _LETTERS[self.letters]
        lines = "".join(f"--{name}: {value}; " for name, value in values.items())
        return f"@layer tokens {{ :root {{ {lines}}} }}\n" if lines else ""


def faults(look: Look) -> Iterator[Invalid]:
    for name in ("accent", "accent_dark"):
        if (colour := getattr(look, name)) and not _COLOUR.fullmatch(colour):
            yield Invalid("a colour is # and six digits of 0 to f", field=name)
    if bool(look.accent) != bool(look.accent_dark):
        missing = "accent_dark" if look.accent else "accent"
        yield Invalid("choose a colour for bright screens and one for dark ones", field=missing)
    for name in ("logo", "icon"):
        if (blob := getattr(look, name)) and not _BLOB.fullmatch(blob):
            yield Invalid("this is no picture that was uploaded here", field=name)


def check_readable(look: Look, bright: Mapping[str, str], dark: Mapping[str, str]) -> None:
    """Raise for a colour that cannot be read on the theme's grounds; `bright` and `dark`: its tokens."""
    for name, colour, tokens in (
        ("accent", look.accent, bright),
        ("accent_dark", look.accent_dark, dark),
    ):
        for ground in ("ground", "surface") if colour else ():
            found = contrast(colour, tokens[ground])
            if found < READABLE:
                raise HardToRead(
                    f"{colour} on {tokens[ground]} has a contrast of {found:.2f}; it needs {READABLE}",
                    field=name,
                    ratio=f"{found:.2f}",
                    against=tokens[ground],
                )


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG, 1 to 21."""
    lower, higher = sorted((_brightness(one), _brightness(other)))
    return (higher + 0.05) / (lower + 0.05)


def readable_on(colour: str) -> str:
    """Black or white, whichever is read more easily on it: no colour is too close to both."""
    return max((_WHITE, _BLACK), key=lambda one: contrast(one, colour))


def mixed(colour: str, other: str, part: float) -> str:
    """`colour` with so much of the other one in it."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def _brightness(colour: str) -> float:
    shares = (part / 255 for part in _parts(colour))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
