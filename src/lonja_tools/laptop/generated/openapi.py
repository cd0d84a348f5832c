"""Writes what the SPA's client is generated from: `python -m lonja_tools.laptop.generated.openapi`."""

import sys
from typing import Final

from lonja.backoffice.openapi import document
from lonja_tools.places import CHECKOUT

DOCUMENT: Final = CHECKOUT / "spa" / "openapi.json"
COMMAND: Final = "python -m lonja_tools.laptop.generated.openapi"

if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        if not DOCUMENT.exists() or DOCUMENT.read_text() != document():
            sys.exit(
                f"spa/{DOCUMENT.name} is out of date: {COMMAND}, then npm run generate in spa/"
            )
    else:
        DOCUMENT.write_text(document())
