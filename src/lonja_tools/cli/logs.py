"""`./lonja logs [-f] [NAME]`: the logs of the processes."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from lonja_tools.places import Places
from lonja_tools.user_error import UserError

app = typer.Typer()

SHOWN_BYTES = 64 * 1024


@app.command()
def logs(
    name: Annotated[str, typer.Argument(help="One service, as `status` names its log.")] = "",
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until Ctrl-C.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, max=10_000)] = 20,
) -> None:
    """Show the last lines of every log, each with the name of its process."""
    folder = Places.here().logs
    files = sorted(folder.glob("*.log"))
    if name:
        files = [file for file in files if file.stem == name]
    if not files:
        names = ", ".join(sorted(file.stem for file in folder.glob("*.log"))) or "none yet"
        raise UserError(f"There is no log of that name. There are: {names}.", code=2)
    width = max(len(file.stem) for file in files)
    places = {file: _show_last(file, lines, width) for file in files}
    if follow:
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                for file, place in places.items():
                    places[file] = _show_new(file, place, width)
                time.sleep(0.2)


def _show_last(file: Path, lines: int, width: int) -> int:
    size = file.stat().st_size
    with file.open("rb") as opened:
        opened.seek(max(0, size - SHOWN_BYTES))
        lines_read = opened.read(min(size, SHOWN_BYTES)).decode(errors="replace").splitlines()
    for line in lines_read[-lines:] if lines else []:
        print(f"{file.stem:<{width}} | {line}")
    return size


def _show_new(file: Path, place: int, width: int) -> int:
    size = file.stat().st_size
    if size < place:  # rotated
        place = 0
    with file.open("rb") as opened:
        opened.seek(place)
        new_bytes = opened.read(SHOWN_BYTES)
    end = new_bytes.rfind(b"\n") + 1
    for line in _lines(new_bytes[:end]):
        print(f"{file.stem:<{width}} | {line}", flush=True)
    return place + (end or (len(new_bytes) if len(new_bytes) == SHOWN_BYTES else 0))


def _lines(text: bytes) -> Iterator[str]:
    yield from text.decode(errors="replace").splitlines()
