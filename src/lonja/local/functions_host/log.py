"""The host's log: one JSON object a line on standard output.

What the app itself logs while a function runs carries that invocation's id and trace.
"""

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

current_invocation: ContextVar[dict[str, Any] | None] = ContextVar("invocation", default=None)
logger = logging.getLogger("functions_host")


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **(current_invocation.get() or {}),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["stack"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


def tell(event: str, *, level: int = logging.INFO, **facts: object) -> None:
    """Log one event with its facts as fields."""
    logger.log(level, event, extra={"facts": facts})


def configure(level: int = logging.INFO) -> None:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    logger.handlers = [handler]
    logger.setLevel(level)
    logger.propagate = False
    root = logging.getLogger()
    # An app that configured logging itself while it was loaded keeps its own.
    if not root.handlers:
        root.addHandler(handler)
        root.setLevel(level)
    # Each poll would be a line.
    logging.getLogger("azure").setLevel(logging.WARNING)
