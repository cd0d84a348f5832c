"""How `up` and `status` print a run."""

import json
import subprocess
import sys
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from lonja_tools.laptop.record import Run
from lonja_tools.user_error import UserError

NEXT_STEPS = """\
This shop is empty, and closed until you open it. Begin here, in a browser:

  {link}

The link makes you its owner and works until somebody used it. The back office ({desk})
then leads you from the address to the first sale. Or from a file: ./lonja shop init docs/shop.example.toml
"""
STAFFED = "This shop has its owner. The back office leads on: {desk}\n"


def show_next_steps(run: Run, *, console: Console | None = None) -> None:
    """The next steps for an empty shop."""
    if run.sign_ins:
        return
    urls = {address["what"]: address["url"] for address in run.addresses}
    link = _first_owner_link()
    text = (NEXT_STEPS if link else STAFFED).format(link=link, desk=urls.get("Back office", ""))
    (console or Console(soft_wrap=True)).print(text, highlight=False, markup=False)


def _first_owner_link() -> str | None:
    """Asked of a process of its own: the adapters would stay in the memory of this one."""
    command = [sys.executable, "-m", "lonja_tools.cli.main", "staff", "first-owner", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise UserError("The link for the first owner could not be made.", todo=done.stderr)
    link: str | None = json.loads(done.stdout)["link"]
    return link


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
