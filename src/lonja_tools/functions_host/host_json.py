"""host.json as the host reads it, with Azure's own defaults and overrides.

Any value may be overridden by an app setting, as in Azure: `AzureFunctionsJobHost__` and the
path joined by `__`, for instance `AzureFunctionsJobHost__extensions__queues__maxPollingInterval`.
"""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OVERRIDE_PREFIX = "AzureFunctionsJobHost__"
MAX_BATCH_SIZE = 32
MIN_POLLING_S = 0.1
_TIME_SPAN = re.compile(r"(?:(\d+)\.)?(\d{1,2}):(\d{1,2}):(\d{1,2}(?:\.\d+)?)")


class HostJsonError(Exception):
    """host.json holds a value that Azure's host would reject."""


@dataclass(frozen=True)
class QueueOptions:
    batch_size: int = 16
    new_batch_threshold: int = 8
    max_polling_interval_s: float = 60.0
    visibility_timeout_s: int = 0
    max_dequeue_count: int = 5
    is_base64: bool = True

    @property
    def max_in_flight(self) -> int:
        return self.batch_size + self.new_batch_threshold


@dataclass(frozen=True)
class HostOptions:
    queues: QueueOptions = QueueOptions()
    function_timeout_s: float | None = 1800.0


def read_host_json(folder: Path, settings: Mapping[str, str]) -> HostOptions:
    """Read `folder/host.json` over Azure's defaults; a missing file means the defaults."""
    path = folder / "host.json"
    try:
        document: Any = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except ValueError as error:
        raise HostJsonError(f"{path} is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise HostJsonError(f"{path} is not a JSON object")
    if document.get("version", "2.0") != "2.0":
        raise HostJsonError(f'{path}: version must be "2.0"')
    _override(document, settings)
    queues = _get(_get(document, "extensions", {}), "queues", {})
    return HostOptions(
        queues=_queue_options(queues),
        function_timeout_s=_timeout(_get(document, "functionTimeout", "00:30:00")),
    )


def _override(document: dict[str, Any], settings: Mapping[str, str]) -> None:
    for name, value in settings.items():
        if not name.lower().startswith(OVERRIDE_PREFIX.lower()):
            continue
        at = document
        *folders, leaf = name[len(OVERRIDE_PREFIX) :].split("__")
        for folder in folders:
            at = at.setdefault(_key_like(at, folder), {})
        at[_key_like(at, leaf)] = value


def _key_like(level: dict[str, Any], name: str) -> str:
    return next((key for key in level if key.lower() == name.lower()), name)


def _get(level: dict[str, Any], name: str, default: Any) -> Any:
    return level.get(_key_like(level, name), default)


def _queue_options(queues: dict[str, Any]) -> QueueOptions:
    batch_size = int(_get(queues, "batchSize", 16))
    # Azure multiplies by the cores it sees; one core only on the old Consumption plan.
    threshold = int(_get(queues, "newBatchThreshold", batch_size // 2 * (os.cpu_count() or 1)))
    encoding = str(_get(queues, "messageEncoding", "base64")).lower()
    polling_s = time_span_s(str(_get(queues, "maxPollingInterval", "00:01:00")))
    max_dequeue_count = int(_get(queues, "maxDequeueCount", 5))
    if not 1 <= batch_size <= MAX_BATCH_SIZE:
        raise HostJsonError(f"batchSize must be 1 to {MAX_BATCH_SIZE}, not {batch_size}")
    if threshold < 0:
        raise HostJsonError(f"newBatchThreshold must not be negative: {threshold}")
    if max_dequeue_count < 1:
        raise HostJsonError(f"maxDequeueCount must be at least 1, not {max_dequeue_count}")
    if polling_s < MIN_POLLING_S:
        raise HostJsonError(f"maxPollingInterval must be at least 100 ms, not {polling_s} s")
    if encoding not in {"base64", "none"}:
        raise HostJsonError(f'messageEncoding must be "base64" or "none", not "{encoding}"')
    return QueueOptions(
        batch_size=batch_size,
        new_batch_threshold=threshold,
        max_polling_interval_s=polling_s,
        visibility_timeout_s=round(time_span_s(str(_get(queues, "visibilityTimeout", "00:00:00")))),
        max_dequeue_count=max_dequeue_count,
        is_base64=encoding == "base64",
    )


def _timeout(text: object) -> float | None:
    return None if str(text) == "-1" else time_span_s(str(text))


def time_span_s(text: str) -> float:
    """`[d.]hh:mm:ss[.fff]` in seconds, as .NET writes a TimeSpan."""
    match = _TIME_SPAN.fullmatch(text.strip())
    if match is None:
        raise HostJsonError(f'"{text}" is not a time span like 00:00:02')
    days, hours, minutes, seconds = match.groups()
    return int(days or 0) * 86_400 + int(hours) * 3_600 + int(minutes) * 60 + float(seconds)
