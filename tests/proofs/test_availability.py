"""The proof of availability; `./lonja prove availability` runs the same and prints the figures."""

import pytest

from lonja.kernel import limits
from lonja_tools.proofs import availability

pytestmark = [pytest.mark.proof, pytest.mark.timeout(300)]


def test_one_client_takes_little_from_all_others() -> None:
    figures = availability.prove(seed=1)

    assert figures["orders"]["left_free"] >= availability.STOCK // 2
    assert figures["live"]["opened"] <= limits.LIVE_STREAMS_PER_ADDRESS
    assert figures["mails"]["received"] <= limits.STRANGER_MAILS_PER_HOUR
    assert figures["served"]["bought"] > 0
    assert figures["logs"]["told"] == 0
