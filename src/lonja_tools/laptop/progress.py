"""Progress of `up`: on a terminal, or as JSON lines for the process that waits for it."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TextIO

from rich.console import Console


class Progress(Protocol):
    def report(self, event: str, **facts: Any) -> None: ...


@contextmanager
def step(progress: Progress, doing: str, done: str) -> Iterator[None]:
    """Report that a step begins, then that it is done and how long it took."""
    started = time.monotonic()
    progress.report("doing", text=doing)
    yield
    progress.report("done", text=done, was=doing, seconds=round(time.monotonic() - started, 1))


class Lines:
    """A JSON object per event, a line each."""

    def __init__(self, stream: TextIO) -> None:
        self._stream: TextIO | None = stream

    def report(self, event: str, **facts: Any) -> None:
        if self._stream is None:
            return
        try:
            self._stream.write(json.dumps({"event": event, **facts}) + "\n")
            self._stream.flush()
            if event in {"ready", "failed"}:
                self._stream.close()
                self._stream = None
        except BrokenPipeError:
            self._stream = None


class Terminal:
    """Rich on a terminal, plain lines elsewhere; shows only errors when `quiet`."""

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        self._console = console
        self._quiet = quiet
        self._status = console.status("", spinner="dots") if console.is_terminal else None
        self._spinning = False
        self._doing: list[str] = []

    def report(self, event: str, **facts: Any) -> None:
        text = str(facts.get("text", ""))
        match event:
            case "doing":
                self._doing.append(text)
            case "done":
                self._doing = [other for other in self._doing if other != facts["was"]]
                if not self._quiet:
                    took = f" [dim]{facts['seconds']} s[/]" if facts["seconds"] >= 0.5 else ""
                    self._console.print(f"[green]✓[/] {text}{took}", highlight=False)
            case "note":
                if not self._quiet:
                    self._console.print(f"[yellow]•[/] {text}", highlight=False)
            case _:
                self._doing = []
        self._spin()

    def _spin(self) -> None:
        if self._status is None or self._quiet:
            return
        if self._doing:
            self._status.update(f"{self._doing[-1]} …")
            if not self._spinning:
                self._status.start()
                self._spinning = True
        elif self._spinning:
            self._status.stop()
            self._spinning = False
