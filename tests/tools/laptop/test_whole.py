"""The whole of it at once: every box of the design on one machine."""

import json

import httpx2
from tests.support.topology import EmptyShop, Topology

from lonja_tools.laptop import topology

MOST_MEMORY_BYTES = 1_000_000_000


class TestTheWholeTopology:
    def test_has_every_box_and_each_can_serve(self, running_topology: Topology) -> None:
        status = json.loads(running_topology.lonja("status", "--json").stdout)

        always = {service.name for service in topology.SERVICES if not service.queue}
        states = {one["name"]: one["state"] for one in status["services"]}
        states.pop(topology.MODELS.name, None)  # there only while a forecast is made
        assert states == dict.fromkeys(always, "ready")
        assert status["missing"] == []

    def test_shows_a_page_to_a_buyer_and_one_to_staff(self, running_topology: Topology) -> None:
        storefront = httpx2.get(f"{running_topology.url()}/es/", timeout=20)
        back_office = httpx2.get(f"{running_topology.url('back-office')}/", timeout=20)

        assert storefront.status_code == 200
        assert "Azulejo" in storefront.text
        assert back_office.status_code == 200
        assert back_office.headers["Content-Type"].startswith("text/html")

    def test_shows_how_to_sign_in(self, running_topology: Topology) -> None:
        status = json.loads(running_topology.lonja("status", "--json").stdout)

        assert "owner" in {one["who"] for one in status["sign_ins"]}

    def test_fits_beside_other_programs(self, empty_shop: EmptyShop) -> None:
        """Nobody had used it yet; the demo shop's painters, who end, were not there either."""
        assert empty_shop.memory_bytes <= MOST_MEMORY_BYTES
