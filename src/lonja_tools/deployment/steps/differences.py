"""The changes of a plan, without its permanent false differences."""

from typing import Any, Final

_FUNCTION_APP: Final = "azurerm_function_app_flex_consumption"
# The provider hides this setting when it reads an app back, and must be given it empty: left out,
# it writes one with an empty key. So every plan wants to add it again. (azurerm 5.2.0, in
# unpackFunctionAppFlexConsumptionSettings.)
_HIDDEN: Final = "AzureWebJobsStorage"


def differences(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """The changes of resources in a plan, as `terraform show -json` prints them."""
    return [one for one in plan.get("resource_changes", []) if not _is_nothing(one)]


def changes_outputs(plan: dict[str, Any]) -> bool:
    return any(one["actions"] != ["no-op"] for one in plan.get("output_changes", {}).values())


def _is_nothing(one: dict[str, Any]) -> bool:
    change = one["change"]
    if change["actions"] == ["no-op"]:
        return True
    if one["type"] != _FUNCTION_APP or change["actions"] != ["update"] or _has_unknown(change):
        return False
    return _without_hidden(change["before"]) == _without_hidden(change["after"])


def _has_unknown(change: dict[str, Any]) -> bool:
    """Whether a value is only known after the apply, and so may change."""
    return bool(change.get("after_unknown"))


def _without_hidden(app: dict[str, Any]) -> dict[str, Any]:
    settings = dict(app.get("app_settings") or {})
    if not settings.get(_HIDDEN):
        settings.pop(_HIDDEN, None)
    return {**app, "app_settings": settings}
