"""Prints what the SPA's client is generated from: `python -m lonja.backoffice.openapi`."""

import json
import sys

from lonja.backoffice.app import build
from lonja.kernel.settings import Settings


def document() -> str:
    """The OpenAPI document as it stands in the repository."""
    return json.dumps(build(Settings()).openapi(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
