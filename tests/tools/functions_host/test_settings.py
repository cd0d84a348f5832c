"""Names and connections are found as Azure finds them."""

import pytest

from lonja_tools.functions_host.settings import (
    DEVELOPMENT_STORAGE,
    Connections,
    SettingMissing,
    resolve,
)

ACCOUNT = "AccountName=shop;AccountKey=a2V5;QueueEndpoint=http://127.0.0.1:1/shop"


class TestResolve:
    def test_replaces_each_percent_name_by_its_setting(self) -> None:
        settings = {"PREFIX": "dev", "QUEUE": "orders"}

        assert resolve("%PREFIX%-%QUEUE%", settings) == "dev-orders"

    def test_leaves_other_names_alone(self) -> None:
        assert resolve("orders", {}) == "orders"

    def test_refuses_a_name_that_is_not_set(self) -> None:
        with pytest.raises(SettingMissing, match="needs the app setting QUEUE"):
            resolve("%QUEUE%", {})


@pytest.mark.anyio
class TestConnections:
    async def test_take_a_connection_string(self) -> None:
        async with Connections({"SHOP": ACCOUNT}) as connections:
            queue = connections.queue("SHOP", "orders")

            assert queue.name == "orders"
            assert queue.url == "http://127.0.0.1:1/shop/orders"

    async def test_prefer_the_name_with_azures_prefix(self) -> None:
        other = ACCOUNT.replace("/shop", "/other")

        async with Connections({"SHOP": ACCOUNT, "AzureWebJobsSHOP": other}) as connections:
            assert connections.queue("SHOP", "q").url == "http://127.0.0.1:1/other/q"

    async def test_take_the_address_of_an_account_without_a_key(self) -> None:
        settings = {"SHOP__queueServiceUri": "https://shop.queue.core.windows.net/"}

        async with Connections(settings) as connections:
            url = connections.queue("SHOP", "orders").url

        assert url == "https://shop.queue.core.windows.net/orders"

    async def test_take_the_name_of_an_account_without_a_key(self) -> None:
        async with Connections({"AzureWebJobsStorage__accountName": "shop"}) as connections:
            url = connections.queue("AzureWebJobsStorage", "orders").url

        assert url == "https://shop.queue.core.windows.net/orders"

    async def test_know_the_emulator_by_its_short_name(self) -> None:
        async with Connections({"SHOP": "UseDevelopmentStorage=true"}) as connections:
            url = connections.queue("SHOP", "orders").url

        assert url == "http://127.0.0.1:10001/devstoreaccount1/orders"
        assert "QueueEndpoint=http://127.0.0.1:10001/devstoreaccount1" in DEVELOPMENT_STORAGE

    async def test_say_which_setting_is_missing(self) -> None:
        async with Connections({}) as connections:
            with pytest.raises(SettingMissing, match="SHOP__queueServiceUri"):
                connections.queue("SHOP", "orders")
