"""host.json means here what it means in Azure."""

import json
from pathlib import Path

import pytest

from lonja_tools.functions_host.host_json import (
    HostJsonError,
    HostOptions,
    QueueOptions,
    read_host_json,
    time_span_s,
)

REPOSITORY = Path(__file__).parents[3]


def written(folder: Path, document: object) -> Path:
    (folder / "host.json").write_text(json.dumps(document))
    return folder


class TestHostJson:
    def test_may_be_silent_and_gets_the_defaults_of_azure(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("os.cpu_count", lambda: 4)

        assert read_host_json(written(tmp_path, {"version": "2.0"}), {}) == HostOptions(
            queues=QueueOptions(
                batch_size=16,
                new_batch_threshold=32,
                max_polling_interval_s=60,
                visibility_timeout_s=0,
                max_dequeue_count=5,
                is_base64=True,
            ),
            function_timeout_s=1800,
        )

    def test_says_how_queues_are_read(self, tmp_path: Path) -> None:
        queues = {
            "batchSize": 4,
            "newBatchThreshold": 1,
            "maxPollingInterval": "00:00:02",
            "visibilityTimeout": "00:00:30",
            "maxDequeueCount": 3,
            "messageEncoding": "none",
        }
        document = {
            "version": "2.0",
            "functionTimeout": "-1",
            "extensions": {"queues": queues},
        }

        options = read_host_json(written(tmp_path, document), {})

        assert options == HostOptions(
            queues=QueueOptions(4, 1, 2.0, 30, 3, is_base64=False), function_timeout_s=None
        )
        assert options.queues.max_in_flight == 5

    def test_is_overridden_by_app_settings_as_in_azure(self, tmp_path: Path) -> None:
        document = {"version": "2.0", "extensions": {"queues": {"batchSize": 4}}}
        settings = {
            "AzureFunctionsJobHost__extensions__queues__batchSize": "2",
            "AzureFunctionsJobHost__extensions__queues__maxPollingInterval": "00:00:10",
            "AZUREFUNCTIONSJOBHOST__FUNCTIONTIMEOUT": "00:01:00",
        }

        options = read_host_json(written(tmp_path, document), settings)

        assert options.queues.batch_size == 2
        assert options.queues.max_polling_interval_s == 10
        assert options.function_timeout_s == 60

    @pytest.mark.parametrize(
        "queues",
        [
            {"batchSize": 0},
            {"batchSize": 33},
            {"newBatchThreshold": -1},
            {"maxDequeueCount": 0},
            {"maxPollingInterval": "00:00:00"},
            {"maxPollingInterval": "2 s"},
            {"messageEncoding": "utf8"},
        ],
    )
    def test_is_refused_where_azure_would_refuse_it(
        self, tmp_path: Path, queues: dict[str, object]
    ) -> None:
        document = {"version": "2.0", "extensions": {"queues": queues}}

        with pytest.raises(HostJsonError):
            read_host_json(written(tmp_path, document), {})

    @pytest.mark.parametrize("text", ["[]", "{", '{"version": "1.0"}'])
    def test_is_refused_when_it_is_something_else(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "host.json").write_text(text)

        with pytest.raises(HostJsonError):
            read_host_json(tmp_path, {})

    @pytest.mark.parametrize(
        ("text", "seconds"), [("00:00:00.5", 0.5), ("00:10:00", 600), ("1.02:03:04", 93_784)]
    )
    def test_writes_time_as_dot_net_does(self, text: str, seconds: float) -> None:
        assert time_span_s(text) == seconds

    @pytest.mark.parametrize("app", ["background", "etl", "models"])
    def test_of_the_shop_is_one_that_flex_consumption_takes(self, app: str) -> None:
        document = json.loads((REPOSITORY / "functions" / app / "host.json").read_text())

        assert read_host_json(REPOSITORY / "functions" / app, {}).queues.is_base64
        assert document["extensionBundle"] == {
            "id": "Microsoft.Azure.Functions.ExtensionBundle",
            "version": "[4.*, 5.0.0)",
        }
