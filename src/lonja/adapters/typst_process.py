"""Draws one PDF in a process of its own, so that a template that runs wild harms nothing else.

`python -m lonja.adapters.typst_process` reads one request as JSON and writes the PDF; a fault goes to
standard error, and the exit code is 2.
"""

import json
import resource
import sys
from typing import Any, Final

import typst

MEMORY_BYTES: Final = 1024 * 1024 * 1024
"""Of addresses, most of which are the program's own and never touched: a page needs 80 MB."""
CPU_SECONDS: Final = 40


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    request = json.load(sys.stdin)
    try:
        drawn = draw(request)
    except (typst.TypstError, RuntimeError, ValueError) as error:
        sys.stderr.write(str(error))
        sys.exit(2)
    sys.stdout.buffer.write(drawn)


def draw(request: dict[str, Any]) -> bytes:
    """Tagged and accessible (PDF/UA-1) where the fonts have every letter, tagged alone elsewhere."""
    try:
        return _compiled(request, pdf_standards=["ua-1"])
    except (typst.TypstError, RuntimeError):
        return _compiled(request)


def _compiled(request: dict[str, Any], **options: Any) -> bytes:
    drawn = typst.compile(
        request["file"],
        root=request["root"],
        font_paths=[request["fonts"]],
        ignore_system_fonts=True,
        format=request.get("format", "pdf"),
        sys_inputs=request["inputs"],
        timestamp=request["timestamp"],
        **options,
    )
    if isinstance(drawn, list):  # pictures come one a page
        drawn = drawn[request.get("page", 0)]
    assert isinstance(drawn, bytes)
    return drawn


if __name__ == "__main__":
    main()
