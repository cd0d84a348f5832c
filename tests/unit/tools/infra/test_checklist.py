"""The checklist of the infrastructure is whole, asserted and written down."""

import pytest

from lonja_tools.infra.asserts import asserts, unasserted
from lonja_tools.infra.checklist import DOCUMENT, LINES, document
from lonja_tools.infra.parts import ENVIRONMENTS, INFRA


class TestTheChecklist:
    def test_has_all_42_lines(self) -> None:
        assert [line.number for line in LINES] == list(range(1, 43))

    @pytest.mark.parametrize("environment", ENVIRONMENTS)
    def test_has_each_line_asserted_where_it_is_asked(self, environment: str) -> None:
        assert list(unasserted(LINES, environment, asserts(INFRA))) == []

    def test_is_written_down(self) -> None:
        assert DOCUMENT.read_text() == document()
