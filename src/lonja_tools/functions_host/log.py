"""The host's log: one JSON object a line on standard output.

Lines that the app logs while a function runs carry that invocation's id and trace.
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


def log_event(event: str, *, level: int = logging.INFO, **facts: object) -> None:
    """Log one event with its facts as fields."""
    logger.log(level, event, extra={"facts": facts})


def _is_news(record: logging.LogRecord) -> bool:
    # azure-functions logs this for every app without HTTP functions.
    return not record.getMessage().startswith("Auth level is not applied")


def configure(level: int = logging.INFO) -> None:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    handler.addFilter(_is_news)
    logger.handlers = [handler]
    logger.setLevel(level)
    logger.propagate = False
    # The app's own logs go to the same handler, unless it configures logging.
    logging.basicConfig(handlers=[handler], level=level)
    # It would log a line per poll.
    logging.getLogger("azure").setLevel(logging.WARNING)
