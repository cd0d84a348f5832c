"""The colours, chosen by hand for each family: ground first, then main, accent and detail."""

from __future__ import annotations

from dataclasses import dataclass

from lonja_tools.demo.tiles._plate import RGB, rgb


@dataclass(frozen=True, slots=True)
class Palette:
    key: str
    colour: str  # the facet a buyer filters by: white cream grey black blue green terracotta pink yellow brown
    es: str
    en: str
    inks: tuple[RGB, ...]

    @property
    def swatch(self) -> str:
        """The colour that a buyer would name for this tile."""
        red, green, blue = self.inks[1 if len(self.inks) > 1 else 0]
        return f"#{red:02x}{green:02x}{blue:02x}"


def _p(key: str, colour: str, es: str, en: str, inks: str) -> Palette:
    return Palette(key, colour, es, en, tuple(rgb(f"#{ink}") for ink in inks.split()))


ENCAUSTIC = (
    _p("marino", "blue", "Azul marino", "Navy", "ece5d6 27415f c98f5a 8aa3b5"),
    _p("oliva", "green", "Oliva", "Olive", "efe8d8 6f7a56 c9a66b 3c4436"),
    _p("almagra", "terracotta", "Almagra", "Red ochre", "f0e6d6 a8503a 33424f d9a77f"),
    _p("grafito", "grey", "Grafito", "Graphite", "e9e6e0 4a4d50 a8a49b 24272a"),
    _p("rosa", "pink", "Rosa viejo", "Old rose", "f3e9e1 c58a86 5d6b6a e3c0b3"),
    _p("mostaza", "yellow", "Mostaza", "Mustard", "efe9da c9973a 38505c 7f9188"),
    _p("salvia", "green", "Salvia", "Sage", "f1eee4 93a68e 4d6258 d6c7a4"),
    _p("noche", "black", "Noche", "Night", "2b2e33 e8e0d0 b9793f 70767c"),
)

ANDALUSI = (
    _p("cobalto", "blue", "Cobalto", "Cobalt", "f3efe4 1f4ea1 d9982f 1d7f78"),
    _p("alhambra", "green", "Alhambra", "Alhambra", "f2ecdd 1f7a5c 20386b d08a2c"),
    _p("miel", "yellow", "Miel", "Honey", "f4ecd9 c47f22 1e2f4d 2f7f86"),
    _p("turquesa", "blue", "Turquesa", "Turquoise", "f4f0e6 2a9297 243a5e e0b25a"),
    _p("granada", "terracotta", "Granada", "Pomegranate", "f4ebdd 9c3a2c 1f3f56 d7a14a"),
    _p("azabache", "black", "Azabache", "Jet", "efe9dc 23282e a9772f 6d8a86"),
)

ZELLIGE = (
    _p("nieve", "white", "Nieve", "Snow", "c9c4b6 f1ede2 e6e0d0 f7f4ec"),
    _p("marfil", "cream", "Marfil", "Ivory", "cfc6b3 ead9bb e3cfac f2e6cf"),
    _p("esmeralda", "green", "Esmeralda", "Emerald", "bdb9a8 1f6b52 2f8164 14533f"),
    _p("mar", "blue", "Mar", "Sea", "c3c2b6 2f7f93 4597a6 216579"),
    _p("cobalto", "blue", "Cobalto", "Cobalt", "c5c2b6 234c9a 2f5fb4 1a3a78"),
    _p("rosa", "pink", "Rosa concha", "Shell pink", "d2c6ba d9a396 e3b5a6 cb8e80"),
    _p("azafran", "yellow", "Azafrán", "Saffron", "c9bea4 d39a35 dfae4e c0842a"),
    _p("aceituna", "green", "Aceituna", "Olive", "bfb9a4 7c7f4a 8d9059 686a3b"),
    _p("tinta", "black", "Tinta", "Ink", "8f8c84 262c33 343c45 1a1f25"),
    _p("bruma", "grey", "Bruma", "Mist", "c9c6bd a9b0ac b8bfba 959d99"),
)

TALAVERA = (
    _p("clasica", "blue", "Clásica", "Classic", "f6f1e3 2450a0 e0a12e 3f7d53"),
    _p("azul", "blue", "Azul y blanco", "Blue and white", "f5f3ea 2a55a6 6f94cf 1c3a78"),
    _p("huerta", "green", "Huerta", "Orchard", "f6f0df 3b7a4c e2a531 a8472e"),
    _p("naranjo", "yellow", "Naranjo", "Orange tree", "f7f0dd dd8a2b 2f5f9f 4b8555"),
    _p("granate", "terracotta", "Granate", "Garnet", "f6eee0 a63f33 2b4f8f d99b35"),
)

DELFT = (
    _p("azul", "blue", "Azul", "Blue", "f1f1ea 24459b"),
    _p("tinta", "blue", "Azul tinta", "Ink blue", "efeee6 1b2f63"),
    _p("manganeso", "brown", "Manganeso", "Manganese", "f2eee6 6a3f55"),
    _p("verde", "green", "Verde cobre", "Copper green", "f1f1e6 2f6b56"),
    _p("sepia", "brown", "Sepia", "Sepia", "f3eee1 7a5230"),
)

DECO = (
    _p("oro", "black", "Negro y oro", "Black and gold", "b98a3e 1f2529 c79a4b 2c343a"),
    _p("pavo", "blue", "Pavo real", "Peacock", "c9a057 14545e d2ab63 0f3f4d"),
    _p("perla", "white", "Perla", "Pearl", "c3b18c f2ece0 c9b48a e2d8c6"),
    _p("rubor", "pink", "Rubor", "Blush", "c9a06a dba79b e9cfc0 c78b80"),
    _p("jade", "green", "Jade", "Jade", "c7a862 2f7560 d1b374 1f5a4a"),
    _p("laguna", "blue", "Laguna", "Lagoon", "d9d3c3 5f9aa3 8fbdc0 42808c"),
    _p("coral", "terracotta", "Coral", "Coral", "e2d8c8 c9634a dd8a6e b04f39"),
)

HEXAGON = (
    _p("niebla", "grey", "Niebla", "Fog", "b5b2aa d6d5cf a7abab 74797c"),
    _p("bosque", "green", "Bosque", "Forest", "c7c3b5 3f6652 7f9a80 dfd9c6"),
    _p("playa", "cream", "Playa", "Beach", "c9bfae eadfc9 d4b98f 8fb0b3"),
    _p("cafe", "black", "Café", "Coffee house", "a9a69d f0ede4 23282b 8c3b2f"),
    _p("atlantico", "blue", "Atlántico", "Atlantic", "c1c3c0 2f5f86 7fa5bd e6e4da"),
    _p("arcilla", "terracotta", "Arcilla", "Clay", "c8b9a8 b96f52 d9a988 ecdccb"),
    _p("malva", "pink", "Malva", "Mallow", "c9bfbc c49aa0 a3787f ead9d6"),
)

TERRAZZO = (
    _p("venecia", "white", "Venecia", "Venice", "ece7dd b7653f 6d7f7c d9b27c 3b3f42 c9c0b2"),
    _p("gris", "grey", "Gris", "Grey", "c4c3bf 7c7f80 e9e7e2 4f5355 a7a39b d9d5cd"),
    _p("rosa", "pink", "Rosa", "Pink", "ecd3c8 b9694f f5ece4 7d8d86 c99a86 5c4a45"),
    _p("noche", "black", "Noche", "Night", "2d3033 d9d4c9 8a8d8c b8753f 5f6a6b efe9dd"),
    _p("menta", "green", "Menta", "Mint", "d5dfd3 6f8f7d f3efe6 3f5a4e b9a27c 93ab9a"),
    _p("arena", "cream", "Arena", "Sand", "e6d9c0 b08a5a f6eede 8a7a63 cfae80 5d564b"),
    _p("mar", "blue", "Mar", "Sea", "dfe3e2 3d6e8c f5f2ea 9fb7bf c98e5f 29465c"),
)

WOOD = (
    _p("roble", "brown", "Roble", "Oak", "5b4630 c39a6b a97f52 d6b387"),
    _p("nogal", "brown", "Nogal", "Walnut", "2a1d15 7c563a 5f3f2a 976c4b"),
    _p("fresno", "cream", "Fresno", "Ash", "8c7a63 dcc7a6 c9b08c e9d9bd"),
    _p("blanqueado", "white", "Blanqueado", "Limed", "8d8579 ddd6c9 cbc3b4 ebe6db"),
    _p("ahumado", "grey", "Ahumado", "Smoked", "34312e 8b8378 746c62 a39a8d"),
    _p("cerezo", "terracotta", "Cerezo", "Cherry", "4a2618 a9623f 8f4d31 c27e57"),
)

MARBLE = (
    _p("carrara", "white", "Carrara", "Carrara", "f0eeea 8d9196 c8c9c9 6d7278"),
    _p("calacatta", "white", "Calacatta oro", "Calacatta gold", "f5f1e9 9b8f80 c79b5a d8d1c5"),
    _p("marquina", "black", "Marquina", "Marquina", "1b1c1f e9e6e0 77797d 34363a"),
    _p("alpes", "green", "Verde Alpes", "Alpine green", "1f4236 b9cdbd 5d8672 122b24"),
    _p("emperador", "brown", "Emperador", "Emperador", "553c2c d9bfa0 8b6848 3a281d"),
    _p("crema", "cream", "Crema marfil", "Crema marfil", "e9dcc4 b99a70 d4bd98 f4ead8"),
    _p("rosa", "pink", "Rosa Portugal", "Portugal pink", "e8cdbd a8705c d3a592 f4e6da"),
    _p("azul", "blue", "Azul Macael", "Macael blue", "c6ced4 4d6374 94a5b1 e7ebec"),
)

METRO = (
    _p("blanco", "white", "Blanco", "White", "bdb9b0 f3f1ea e9e6dd fbfaf6"),
    _p("crema", "cream", "Crema", "Cream", "c5baa6 efe2c6 e6d6b6 f5ecd8"),
    _p("botella", "green", "Verde botella", "Bottle green", "cfcabb 1f5742 276750 174636"),
    _p("petroleo", "blue", "Petróleo", "Petrol", "cbc8be 1f5666 2a6677 174653"),
    _p("marino", "blue", "Marino", "Navy", "cdc9c0 22365c 2c4470 192a49"),
    _p("gris", "grey", "Gris perla", "Pearl grey", "aeaca6 b9bcb9 c5c8c5 abaeab"),
    _p("mostaza", "yellow", "Mostaza", "Mustard", "d2c9b2 cb9433 d6a347 b9842a"),
    _p("rosa", "pink", "Rosa empolvado", "Powder pink", "d2c7bf ddb2a8 e6c0b6 d0a297"),
    _p("carbon", "black", "Carbón", "Charcoal", "8b8983 2a2f33 343a3f 21262a"),
)

CLAY = (
    _p("barro", "terracotta", "Barro cocido", "Fired clay", "bfa78e b86f4b c98560 a45c3c"),
    _p("toscano", "terracotta", "Toscano", "Tuscan", "c4ae95 c98a63 d9a27b b57650"),
    _p("paja", "cream", "Paja", "Straw", "bba98c d8bf95 e2cda8 c8ab7e"),
    _p("tabaco", "brown", "Tabaco", "Tobacco", "9a8570 7f4f37 925f43 6c4230"),
    _p("rosado", "pink", "Rosado", "Rosy", "cdb9a8 d39b82 dfae97 c4886e"),
)

CEMENT = (
    _p("perla", "grey", "Perla", "Pearl", "9e9b94 cfccc5 c4c1b9"),
    _p("ceniza", "grey", "Ceniza", "Ash grey", "6d6b67 9d9a95 918e89"),
    _p("plomo", "black", "Plomo", "Lead", "2f3133 53565a 4a4d51"),
    _p("cal", "white", "Cal", "Limewash", "b9b3a6 ebe6dc e2dccf"),
    _p("arena", "cream", "Arena", "Sand", "a5957d d6c6aa cbb997"),
    _p("salvia", "green", "Salvia", "Sage", "7f8776 a9b3a0 9da893"),
)
