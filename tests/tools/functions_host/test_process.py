"""The program itself: start, graceful stop and kill."""

import os
import random
import signal
from pathlib import Path

import aiohttp
import pytest
from tests.tools.functions_host.conftest import Start
from tests.tools.functions_host.storage import Storage, encoded, until

pytestmark = pytest.mark.anyio


class Diary:
    """What the functions wrote, in whichever process they ran."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def lines(self) -> list[str]:
        return self.path.read_text().splitlines() if self.path.exists() else []

    def let_end(self) -> None:
        self.path.with_name(self.path.name + ".go").touch()


@pytest.fixture
def diary(tmp_path: Path) -> Diary:
    return Diary(tmp_path / "diary")


@pytest.fixture
def settings(storage: Storage, diary: Diary) -> dict[str, str]:
    return {
        **os.environ,
        "SHOP_STORAGE": storage.connection,
        "AzureWebJobsStorage": storage.connection,
        "AzureFunctionsWebHost__hostid": storage.queue,
        "ORDERS": storage.queue,
        "NIGHTLY": "0 0 3 * * *",
        "DIARY": str(diary.path),
    }


class TestTheProgram:
    async def test_says_that_it_is_a_development_tool_and_what_it_runs(self, start: Start) -> None:
        program = start("--port", "0", "--lease-seconds", "5")

        line = await program.first_words()

        assert "a development tool" in str(line["event"])
        assert line["functions"] == ["confirm_order", "make_picture", "order", "reconcile", "sweep"]
        assert line["lease_s"] == 5

    async def test_serves_the_http_functions_of_the_app(self, start: Start) -> None:
        port = (await start("--port", "0").first_words())["port"]

        async with (
            aiohttp.ClientSession() as http,
            http.get(f"http://127.0.0.1:{port}/api/orders/7") as answer,
        ):
            assert (answer.status, await answer.text()) == (203, "order 7")

    async def test_runs_a_function_that_is_not_async_in_a_thread(
        self, start: Start, storage: Storage, diary: Diary
    ) -> None:
        media = storage.client(f"{storage.queue}-media")
        await media.create_queue()
        await media.send_message(encoded("tile.png"))

        start()

        await until(lambda: diary.lines == ["picture True"])

    async def test_finishes_what_runs_before_it_stops_on_request(
        self, start: Start, storage: Storage, diary: Diary
    ) -> None:
        await storage.put(encoded("until the file"))
        program = start()
        await until(lambda: diary.lines == ["began until the file 1"])

        program.process.send_signal(signal.SIGTERM)
        diary.let_end()

        assert await program.end() == 0
        assert diary.lines == ["began until the file 1", "ended until the file 1"]
        assert await storage.count() == 0

    async def test_waits_for_a_function_no_longer_than_its_grace_period(
        self, start: Start, storage: Storage, diary: Diary
    ) -> None:
        await storage.put(encoded("for ever"))
        program = start("--shutdown-seconds", "0.1")
        await until(lambda: diary.lines == ["began for ever 1"])

        program.process.send_signal(signal.SIGINT)

        assert await program.end() == 0
        assert await storage.count() == 1

    async def test_killed_gives_its_message_to_another_when_the_lease_ends(
        self, start: Start, storage: Storage, diary: Diary
    ) -> None:
        await storage.put(encoded("until the file"))
        first = start("--lease-seconds", "1")
        await until(lambda: diary.lines == ["began until the file 1"])

        first.process.kill()
        diary.let_end()
        start("--lease-seconds", "1")

        await until(lambda: len(diary.lines) == 3)
        assert diary.lines[1:] == ["began until the file 2", "ended until the file 2"]

    async def test_killed_again_and_again_leaves_no_message_behind(
        self, start: Start, storage: Storage, diary: Diary
    ) -> None:
        """At least once, each of them; which ones run twice is chance, that none is lost is not."""
        chance = random.Random(7)
        bodies = {f"order-{number}" for number in range(60)}
        await storage.put(*map(encoded, sorted(bodies)))
        few = {
            "AzureFunctionsJobHost__extensions__queues__batchSize": "4",
            "AzureFunctionsJobHost__extensions__queues__newBatchThreshold": "2",
            "AzureFunctionsJobHost__extensions__queues__maxDequeueCount": "50",
        }

        for _ in range(3):
            host = start("--lease-seconds", "1", **few)
            enough = len(diary.lines) + chance.randint(1, 20)
            await until(lambda enough=enough: len(diary.lines) >= enough)  # type: ignore[misc]
            host.process.kill()
        start("--lease-seconds", "1", **few)

        def ended() -> set[str]:
            return {line.split()[1] for line in diary.lines if line.startswith("ended")}

        await until(lambda: ended() == bodies)
        await storage.until_empty()
        assert not await storage.exists(storage.poison)

    @pytest.mark.parametrize(
        ("overrides", "why"),
        [
            ({"NIGHTLY": "whenever"}, "the timer sweep"),
            ({"SHOP_STORAGE": ""}, "needs the app setting SHOP_STORAGE"),
            (
                {"AzureFunctionsJobHost__extensions__queues__batchSize": "33"},
                "batchSize must be 1 to 32",
            ),
        ],
    )
    async def test_says_in_a_sentence_what_keeps_it_from_starting(
        self, start: Start, overrides: dict[str, str], why: str
    ) -> None:
        program = start(**overrides)

        assert await program.end() == 1
        assert program.complaints.startswith("functions host: ")
        assert why in program.complaints
        assert len(program.complaints.splitlines()) == 1

    async def test_says_so_when_its_port_is_taken(self, start: Start) -> None:
        port = str((await start("--port", "0").first_words())["port"])

        second = start("--port", port)

        assert await second.end() == 1
        assert f"port {port}" in second.complaints

    async def test_says_so_when_there_is_no_app(self, start: Start, tmp_path: Path) -> None:
        program = start(folder=tmp_path)

        assert await program.end() == 1
        assert program.complaints == f"functions host: there is no function_app.py in {tmp_path}\n"
