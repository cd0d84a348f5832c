"""Takes the pictures of the documents from the demo shop that runs here: `python -m tests.support.pictures`."""

import io
import sys
from pathlib import Path
from typing import Any, Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from lonja_tools.laptop import browser, topology
from lonja_tools.laptop.record import load
from lonja_tools.places import CHECKOUT, Places

FOLDER: Final = CHECKOUT / "docs" / "pictures"
DESKTOP: Final = {"width": 1280, "height": 800}
COLOURS: Final = 256
"""Of a palette: a screen of tiles as true colour would be four times as large."""
LOOKS: Final = 60
ALL_SEEN: Final = """() => [...document.images].every(image => {
    const box = image.getBoundingClientRect();
    const seen = box.top < innerHeight && box.bottom > 0 && box.width > 0;
    return !seen || (image.complete && image.naturalWidth > 0);
})"""


def main() -> None:
    run = load(Places.here().record)
    program = browser.find()
    if run is None or program is None:
        sys.exit("Needed are a shop that runs here (./lonja up --detach) and a Chromium.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=str(program), args=["--no-sandbox", "--force-color-profile=srgb"]
        )
        _storefront(opened, topology.address("front-office", run.port_base))
        _back_office(opened, topology.address("back-office", run.port_base))
        opened.close()


def _storefront(opened: Browser, address: str) -> None:
    context = opened.new_context(viewport=DESKTOP, locale="en")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{address}/en/")
    _keep(page, "storefront.png")
    context.close()


def _back_office(opened: Browser, address: str) -> None:
    context = opened.new_context(viewport=DESKTOP, locale="en")  # type: ignore[arg-type]
    accounts: list[dict[str, Any]] = context.request.get(f"{address}/api/v1/demo/accounts").json()[
        "items"
    ]
    owner = next(one for one in accounts if "owner" in one["roles"])
    answer = context.request.post(
        f"{address}/api/v1/session",
        data={name: owner[name] for name in ("email", "password", "code")},
        headers={"Origin": address},
    )
    assert answer.ok, answer.text()
    page = context.new_page()
    page.goto(f"{address}/")
    _keep(page, "backoffice.png")
    page.goto(f"{address}/reports/sales")
    _keep(page, "report.png")
    context.close()


def _keep(page: Page, name: str) -> None:
    for _ in range(LOOKS):
        page.wait_for_load_state("load")
        if page.evaluate(ALL_SEEN):
            break
        page.wait_for_timeout(5_000)  # the demo still draws
        page.reload()
    else:
        sys.exit(f"{page.url} still lacks pictures: is the demo shop drawn?")
    page.wait_for_timeout(2_000)  # charts and figures come in with a movement
    shown = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    file = FOLDER / name
    palette = shown.quantize(COLOURS)
    shown.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG).save(file, optimize=True)
    print(f"{Path(file).relative_to(CHECKOUT)}: {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
