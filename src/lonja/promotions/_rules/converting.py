"""A rule's amounts in the currencies that the shop converts to. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from lonja.promotions._rules.rule import Rule
from lonja.shop.api import Shop


def in_every_currency(rule: Rule, facts: Shop) -> Rule:
    """With amounts in converted currencies that have none of their own."""
    return replace(
        rule,
        reward=replace(rule.reward, amounts=_amounts(rule.reward.amounts, facts)),
        conditions=replace(rule.conditions, minimum=_amounts(rule.conditions.minimum, facts)),
    )


def _amounts(own: Mapping[str, int], facts: Shop) -> Mapping[str, int]:
    if not own:
        return own
    found = {code: facts.amount_in(own, code) for code in facts.currency_codes}
    return {**own, **{code: amount for code, amount in found.items() if amount is not None}}
