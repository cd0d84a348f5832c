"""The databases of an environment, as Azure and a deployment make them."""

from collections.abc import Iterator

import pytest
from tests.support.administrator import Databases, deployed


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    with deployed() as made:
        yield made
