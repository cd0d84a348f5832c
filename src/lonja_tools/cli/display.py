"""How `up` and `status` print a run."""

import json
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from lonja_tools.laptop.record import Run

NEXT_STEPS = """\
This shop is empty. What comes next:
  1. Write down your shop: cp docs/shop.example.toml my-shop.toml, change it, then
       ./lonja shop init my-shop.toml --dry-run
       ./lonja shop init my-shop.toml
  2. Your own account in the back office ({desk}); open the link that this prints:
       ./lonja staff invite you@example.com --name "Your name"
  3. Products with prices and stock, from Shopify's CSV or with its columns:
       ./lonja import products products.csv
  4. Look at the shop: {shop}
"""


def show_next_steps(run: Run, *, console: Console | None = None) -> None:
    """The next steps for an empty shop."""
    if run.sign_ins:
        return
    urls = {address["what"]: address["url"] for address in run.addresses}
    text = NEXT_STEPS.format(shop=urls.get("Storefront", ""), desk=urls.get("Back office", ""))
    (console or Console()).print(text, highlight=False, markup=False)


def show_run(run: Run, *, as_json: bool, title: str, console: Console | None = None) -> None:
    if as_json:
        print(json.dumps(asdict(run)), flush=True)
        return
    console = console or Console()
    table = Table(title=title, title_justify="left", show_header=False, title_style="bold")
    for address in run.addresses:
        table.add_row(address["what"], f"[link={address['url']}]{address['url']}[/link]")
    for account in run.sign_ins:
        table.add_row(f"Sign in as {account['who']}", account["how"])
    if run.missing:
        table.add_row("Not in this checkout", ", ".join(run.missing))
    console.print(table, highlight=False)
