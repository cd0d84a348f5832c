"""The proof of campaigns; `./lonja prove campaign` runs the same and prints the figures."""

import pytest

from lonja_tools.proofs import campaign

pytestmark = [pytest.mark.proof, pytest.mark.timeout(900)]


def test_killed_functions_hosts_lose_and_double_no_reader() -> None:
    figures = campaign.prove(seed=1)

    assert figures["mails"]["distinct"] == 300
    assert figures["kills"]["sigkills"] == 3
