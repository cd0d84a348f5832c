"""What only a person may allow stops a deployment with what to do, and is checked before it goes on."""

import pytest
from tests.support.fake_azure import FakeAzure
from tests.support.shipping import OURS, Shipping


class TestWhatAPersonMustAllow:
    def test_names_without_an_address_stop_the_deployment_with_the_records(
        self, deploy: Shipping
    ) -> None:
        deploy.known.clear()

        assert "shop.example.com have no address yet" in deploy.stops().what
        assert "  DNS: shop.example.com CNAME fde.azurefd.net" in deploy.messages

    def test_private_links_stop_the_deployment_with_the_command(
        self, deploy: Shipping, azure: FakeAzure
    ) -> None:
        link = {
            "id": "/links/1",
            "properties": {"privateLinkServiceConnectionState": {"status": "Pending"}},
        }
        azure.set(links={"/apps/front": [link]})

        stopped = deploy.stops()
        assert "1 private links await approval" in stopped.what
        assert "az network private-endpoint-connection approve --id /links/1" in stopped.todo

        link["properties"]["privateLinkServiceConnectionState"]["status"] = "Approved"  # type: ignore[index]
        azure.set(links={"/apps/front": [link]})
        deploy(resume=True)
        assert deploy.releases() == OURS

    def test_a_private_link_that_was_refused_stops_it_and_cannot_be_approved(
        self, deploy: Shipping, azure: FakeAzure
    ) -> None:
        for state in ("Rejected", "Disconnected"):
            properties = {"privateLinkServiceConnectionState": {"status": state}}
            azure.set(links={"/apps/front": [{"id": "/links/1", "properties": properties}]})

            stopped = deploy.stops()

            assert stopped.what.endswith("Private links were refused or disconnected: /links/1.")
            assert "A link that was refused stays so" in stopped.todo

    def test_a_name_whose_owner_did_not_prove_it_stops_the_deployment(
        self, deploy: Shipping, azure: FakeAzure
    ) -> None:
        azure.set(domains={"shop.example.com": "Pending", "backoffice.example.com": "Approved"})

        stopped = deploy.stops()

        assert "makes no certificate yet for shop.example.com (Pending)" in stopped.what
        assert "Make the TXT records above" in stopped.todo
        assert "  DNS: _dnsauth.shop.example.com TXT a-proof" in deploy.messages
        calls = [call for call in azure.calls() if "customDomains" in call]
        assert "https://management.azure.com/front-door/customDomains?api-version=" in calls[0]

        azure.set(
            domains={
                "shop.example.com": "Approved",
                "backoffice.example.com": "PendingRevalidation",
            }
        )
        assert deploy(resume=True).record.done["approve:domains"] == "2 names"

    def test_the_setting_of_power_bi_is_printed_where_it_is_off_or_may_not_be_looked_at(
        self, deploy: Shipping, azure: FakeAzure
    ) -> None:
        how = "A Fabric administrator turns on “Service principals can call Fabric public APIs”"
        azure.set(fails=["tenantsettings"])

        done = deploy().record.done

        assert done["approve:reports"] == "not checked: needs a Fabric administrator"
        assert [line for line in deploy.messages if how in line and "Not checked" in line]

        deploy.messages.clear()
        azure.set(fails=[], tenant=[])
        deploy()
        assert [line for line in deploy.messages if line.startswith(f"  {how}")]

    @pytest.mark.parametrize(
        ("enabled", "expected"),
        [(True, "on"), (False, "off: the back office draws its own charts")],
    )
    def test_reports_are_checked_and_stop_nothing(
        self, deploy: Shipping, azure: FakeAzure, *, enabled: bool, expected: str
    ) -> None:
        title = "Service principals can call Fabric public APIs"
        azure.set(tenant=[{"title": title, "enabled": enabled}])

        assert deploy().record.done["approve:reports"] == expected
