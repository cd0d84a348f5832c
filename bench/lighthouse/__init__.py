"""What Lighthouse says of the storefront on a phone: `./lonja bench lighthouse`.

It simulates a slow 4G line and a slow processor. The packages are installed once, from the lock file
beside this module.
"""

import asyncio
import http.cookiejar
import json
import statistics
import subprocess
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any, Final

from bench.rig import Rig
from lonja_tools.laptop import browser
from lonja_tools.laptop.tools import NpmPackage, node
from lonja_tools.places import CHECKOUT, Places
from lonja_tools.user_error import UserError

type Figures = dict[str, Any]

PACKAGE: Final = NpmPackage("lighthouse", "Lighthouse", Path(__file__).parent)
RUNS: Final = 3
LEAST: Final = {"home": 100, "category": 100, "product": 100, "cart": 98, "checkout": 98}
"""The score that each page is to have, of each kind."""
MOST: Final = {
    "script_bytes": 15_000,
    "style_bytes": 15_000,
    "largest_paint_ms": 1_500,
    "layout_shift": 0.0,
}


def lighthouse(rig: Rig) -> Figures:
    places = Places(checkout=CHECKOUT, state=CHECKOUT / ".lonja")
    asyncio.run(PACKAGE.install(places))
    chromium = browser.find() or browser.install(places.tools / "browser-install.log")
    if chromium is None:
        raise UserError("There is no browser.", todo="Install Chromium, or set LONJA_BROWSER.")
    runs = _measured(places, {"browser": str(chromium), "pages": _pages(rig), "runs": RUNS})
    figures = {name: _middle(of_page) for name, of_page in runs.items()}
    return {"pages": figures, "missed": [*_missed(figures)]}


def _pages(rig: Rig) -> list[dict[str, Any]]:
    """The largest category, a product that is in it, and the cart and checkout of who bought that."""
    ((category, product, sku),) = rig.sql(
        "SELECT c.slug, p.slug, (SELECT sku FROM variants JOIN stock_levels ON variant_id = id"
        "  WHERE product_id = p.id AND active AND on_hand > held ORDER BY sku LIMIT 1)"
        " FROM categories AS c JOIN products AS p ON p.category_id = c.id"
        " WHERE p.status = 'active' AND EXISTS (SELECT FROM variants JOIN stock_levels"
        "  ON variant_id = id WHERE product_id = p.id AND active AND on_hand > held)"
        " ORDER BY count(*) OVER (PARTITION BY c.id) DESC, c.slug, p.slug LIMIT 1"
    )
    page = f"{rig.url}/es"
    own = {"cookie": _cart(page, sku), "is_private": True}
    return [
        {"name": "home", "url": f"{page}/"},
        {"name": "category", "url": f"{page}/c/{category}"},
        {"name": "product", "url": f"{page}/p/{product}"},
        {"name": "cart", "url": f"{page}/cart", **own},
        {"name": "checkout", "url": f"{page}/checkout", **own},
    ]


def _cart(page: str, sku: str) -> str:
    """The cookie of a visitor with two of it in the cart."""
    form = urllib.parse.urlencode({"sku": sku, "quantity": "2"}).encode()
    own = {"Origin": page.removesuffix("/es")}
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    opener.open(urllib.request.Request(f"{page}/cart/lines", form, own)).close()
    return "; ".join(f"{one.name}={one.value}" for one in jar)


def _measured(places: Places, spec: dict[str, Any]) -> dict[str, list[Figures]]:
    home = PACKAGE.home(places)
    script = home / "measure.mjs"  # beside the packages, where Node looks for them
    script.write_text((PACKAGE.locked / script.name).read_text())
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(spec, file)
        file.flush()
        done = subprocess.run(
            [str(node(places)), str(script), file.name],
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
    measured: dict[str, list[Figures]] = json.loads(done.stdout)
    return measured


def _middle(runs: list[Figures]) -> Figures:
    """The run whose largest paint is the median of all."""
    middle = statistics.median_low([run["largest_paint_ms"] for run in runs])
    return next(run for run in runs if run["largest_paint_ms"] == middle)


def _missed(figures: dict[str, Figures]) -> list[str]:
    missed = []
    for name, of_page in figures.items():
        missed += [
            f"{name}: {kind} {score}, not {LEAST[name]}"
            for kind, score in of_page["scores"].items()
            if score < LEAST[name]
        ]
        missed += [
            f"{name}: {what} {of_page[what]}, above {most}"
            for what, most in MOST.items()
            if of_page[what] > most
        ]
    return missed
