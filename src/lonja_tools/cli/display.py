"""What `up` and `status` show of a run."""

import json
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from lonja_tools.laptop.record import Run


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
