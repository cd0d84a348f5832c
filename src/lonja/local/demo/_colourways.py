"""The colours in which each family is made."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Colourway:
    key: str
    colour: str  # what a buyer filters by


def _read(text: str) -> tuple[Colourway, ...]:
    return tuple(Colourway(*pair.split(":")) for pair in text.split())


COLOURWAYS: Final = {
    "hidraulico": _read("marino:blue oliva:green almagra:terracotta grafito:grey rosa:pink mostaza:yellow salvia:green noche:black"),
    "zellige": _read("nieve:white marfil:cream esmeralda:green mar:blue cobalto:blue rosa:pink azafran:yellow aceituna:green tinta:black"),
    "andalusi": _read("cobalto:blue alhambra:green miel:yellow turquesa:blue"),
    "talavera": _read("clasica:blue azul:blue huerta:green naranjo:yellow granate:terracotta"),
    "delft": _read("azul:blue tinta:blue manganeso:brown verde:green sepia:brown"),
    "deco": _read("oro:black pavo:blue perla:white rubor:pink jade:green laguna:blue coral:terracotta"),
    "hexagono": _read("niebla:grey bosque:green playa:cream cafe:black atlantico:blue arcilla:terracotta malva:pink"),
    "terrazo": _read("venecia:white gris:grey rosa:pink noche:black menta:green arena:cream mar:blue"),
    "madera": _read("roble:brown fresno:cream blanqueado:white ahumado:grey cerezo:terracotta nogal:brown"),
    "marmol": _read("carrara:white calacatta:white marquina:black alpes:green emperador:brown crema:cream rosa:pink azul:blue"),
    "metro": _read("blanco:white crema:cream botella:green petroleo:blue marino:blue gris:grey mostaza:yellow rosa:pink carbon:black"),
    "barro": _read("barro:terracotta toscano:terracotta paja:cream tabaco:brown rosado:pink"),
    "cemento": _read("perla:grey ceniza:grey plomo:black cal:white arena:cream salvia:green"),
}  # fmt: skip
