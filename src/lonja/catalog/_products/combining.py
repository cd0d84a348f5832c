"""Options of a product: what they declare, and the order of its variants. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from lonja.catalog._product import Option, OptionValue
from lonja.kernel.errors import Invalid

MAX_OPTIONS: Final = 3
MAX_VALUES: Final = 250

type Chosen = Mapping[str, str]
"""A variant's options: key → value."""


def declared(options: Sequence[Option], variants: Iterable[Chosen]) -> list[Option]:
    """The options with every value that a variant has, a new one last."""
    known = {option.key: {value.code: value for value in option.values} for option in options}
    for chosen in variants:
        for key, value in chosen.items():
            if key in known:
                known[key].setdefault(value, OptionValue(value, {}))
    return [Option(one.key, one.names, tuple(known[one.key].values())) for one in options]


def derived(variants: Sequence[Chosen]) -> list[Option]:
    """The options of variants for which none are declared."""
    keys = dict.fromkeys(key for chosen in variants for key in chosen)
    return declared([Option(key, {}, ()) for key in keys], variants)


def place_of(options: Sequence[Option], chosen: Chosen) -> tuple[int, ...]:
    """Where a variant stands among the others: by the order of the values of each option."""
    return tuple(
        next((at for at, value in enumerate(one.values) if value.code == chosen.get(one.key)), 9999)
        for one in options
    )


def check_options(options: Sequence[Option]) -> None:
    if len(options) > MAX_OPTIONS:
        raise Invalid(f"a product has at most {MAX_OPTIONS} options", field="options")
    keys = [option.key for option in options]
    if len(set(keys)) < len(keys):
        raise Invalid("two options have the same name", field="options")
    for at, option in enumerate(options):
        if not option.key.strip() or len(option.key) > 60:
            raise Invalid("an option has a name of 1 to 60 characters", field=f"options.{at}.key")
        codes = [value.code for value in option.values]
        if not 1 <= len(codes) <= MAX_VALUES:
            raise Invalid(f"an option has 1 to {MAX_VALUES} values", field=f"options.{at}.values")
        if len(set(codes)) < len(codes) or not all(0 < len(code.strip()) <= 100 for code in codes):
            raise Invalid(
                "each value is another one, of 1 to 100 characters", field=f"options.{at}.values"
            )
