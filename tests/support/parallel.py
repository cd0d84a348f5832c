"""How the suite is shared between workers: by file, but for folders whose tests share a great part.

What a group shares (a whole shop, a loaded demo) starts once and on one worker, and nothing else
of the group runs beside it: two whole shops would starve each other, and so would two proofs. Either
waits much of its time, so a proof runs beside a whole shop. The groups go first, in the order of the
table: what is long must not begin last.
"""

from typing import Final

import pytest
from xdist.scheduler import LoadScopeScheduling

# Folder or file to group, the longest first; every other file is a group of its own.
GROUPS: Final = {
    "tests/proofs/": "proofs",
    "tests/e2e/": "whole shops",
    "tests/tools/laptop/test_whole.py": "whole shops",
    "tests/tools/deployment/": "deployments",
    "tests/tools/demo/": "the demo",
    "tests/tools/laptop/test_up.py": "starts and stops",
    "tests/web/backoffice/test_schema.py": "schemas",
    "tests/web/frontoffice/test_schema.py": "schemas",
    "tests/architecture/test_infra_applied.py": "stacks",
    "tests/architecture/test_cost_figures.py": "stacks",
    "tests/architecture/test_split.py": "a split stack",
}


def group_of(nodeid: str) -> str:
    place = _place(nodeid)
    return nodeid.partition("::")[0] if place == len(GROUPS) else list(GROUPS.values())[place]


def groups_first(items: list[pytest.Item]) -> None:
    """Sort them in place, by the table; what belongs to no group keeps its place behind."""
    items.sort(key=lambda item: _place(item.nodeid))


def _place(nodeid: str) -> int:
    found = (place for place, part in enumerate(GROUPS) if nodeid.startswith(part))
    return next(found, len(GROUPS))


class ByGroup(LoadScopeScheduling):
    """A worker takes a whole group, then the next free one."""

    def __init__(self, config: pytest.Config, log: object = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # the items are in order

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
