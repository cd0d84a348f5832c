"""A plan's differences are real changes, without what Azure never returns."""

from typing import Any

import pytest

from lonja_tools.deployment.steps.differences import changes_outputs, differences

BEFORE = {"name": "fn", "app_settings": {"LONJA_LOG_LEVEL": "INFO"}}
READ_NOT_BACK = {"LONJA_LOG_LEVEL": "INFO", "AzureWebJobsStorage": ""}


def plan(
    after: dict[str, Any],
    *,
    kind: str = "azurerm_function_app_flex_consumption",
    actions: tuple[str, ...] = ("update",),
    unknown: dict[str, Any] | None = None,
) -> dict[str, Any]:
    change = {
        "actions": list(actions),
        "before": BEFORE,
        "after": after,
        "after_unknown": unknown or {},
    }
    return {"resource_changes": [{"address": "x.this", "type": kind, "change": change}]}


class TestASettingThatIsNotReadBack:
    @pytest.mark.parametrize("empty", ["", None])
    def test_is_no_change(self, empty: str | None) -> None:
        after = {**BEFORE, "app_settings": {**READ_NOT_BACK, "AzureWebJobsStorage": empty}}

        assert differences(plan(after)) == []

    @pytest.mark.parametrize(
        "changed",
        [
            plan({**BEFORE, "app_settings": {**READ_NOT_BACK, "LONJA_LOG_LEVEL": "DEBUG"}}),
            plan({**BEFORE, "app_settings": READ_NOT_BACK, "name": "other"}),
            plan({**BEFORE, "app_settings": {**READ_NOT_BACK, "AzureWebJobsStorage": "key"}}),
            plan({**BEFORE, "app_settings": READ_NOT_BACK}, actions=("delete", "create")),
            plan({**BEFORE, "app_settings": READ_NOT_BACK}, kind="azurerm_linux_web_app"),
            plan({**BEFORE, "app_settings": READ_NOT_BACK}, unknown={"app_settings": True}),
        ],
        ids=["another setting", "another name", "a key", "replaced", "a web app", "not yet known"],
    )
    def test_hides_no_other_change(self, changed: dict[str, Any]) -> None:
        assert len(differences(changed)) == 1


class TestOutputs:
    @pytest.mark.parametrize(("action", "changes"), [("no-op", False), ("update", True)])
    def test_are_looked_at_too(self, action: str, changes: bool) -> None:
        assert changes_outputs({"output_changes": {"hosts": {"actions": [action]}}}) is changes
