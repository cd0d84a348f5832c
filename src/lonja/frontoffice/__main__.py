"""Granian with the storefront imported before its workers are forked: they share its memory.

`python -m lonja.frontoffice` takes Granian's arguments.
"""

import gc

from granian.cli import entrypoint

from lonja.frontoffice import app

if __name__ == "__main__":
    assert app
    gc.collect()
    gc.freeze()  # the collector writes into each object that it looks at, and a page written is copied
    entrypoint()  # type: ignore[no-untyped-call]  # of click
