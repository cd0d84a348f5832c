"""The ways to pay as a form shows them: each describes itself, and no page knows one by name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from lonja.kernel.languages import ENGLISH, text_in
from lonja.payments import api as payments


@dataclass(frozen=True, slots=True)
class PaymentField:
    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str


@dataclass(frozen=True, slots=True)
class PaymentOption:
    code: str
    title: str
    kind: Literal["token", "redirect", "instructions"]
    hint: str
    is_chosen: bool
    fields: tuple[PaymentField, ...]
    script: str | None
    place: str = "anywhere"
    """Where the money is given: shown beside the ways to ship that go with it."""


@dataclass(frozen=True, slots=True)
class PaymentChoice:
    """What a form said: `is_complete` when the method has what it needs."""

    code: str
    token: str
    is_complete: bool


def payment_options(
    methods: Iterable[payments.Method],
    typed: Mapping[str, str],
    language: str,
    say: Callable[[str], str] = str,
) -> tuple[PaymentOption, ...]:
    """The chosen method is the form's, else the first; `say` has words where a method has none."""

    def text(texts: Mapping[str, str]) -> str:
        return say(text_in(texts, language, default=ENGLISH))

    every = tuple(methods)
    chosen = _chosen(every, typed)
    return tuple(
        PaymentOption(
            code=method.code,
            title=text(method.titles),
            kind=method.kind,
            hint=text(method.hints),
            is_chosen=method is chosen,
            fields=tuple(
                PaymentField(
                    name=field.name,
                    label=text(field.labels),
                    options=tuple((value, text(texts)) for value, texts in field.options),
                    value=typed.get(field.name, ""),
                )
                for field in method.fields
            ),
            script=method.script,
            place=method.place,
        )
        for method in every
    )


def read_choice(methods: Iterable[payments.Method], form: Mapping[str, str]) -> PaymentChoice:
    """The way to pay that a form asks for; the field of a token method holds its token."""
    method = _chosen(tuple(methods), form)
    if method is None:
        return PaymentChoice("", "", is_complete=False)
    token = "".join(form.get(field.name, "") for field in method.fields[:1])
    return PaymentChoice(method.code, token, is_complete=method.kind != "token" or bool(token))


def field_names(methods: Iterable[payments.Method]) -> tuple[str, ...]:
    return tuple(field.name for method in methods for field in method.fields)


def policy_sources(methods: Iterable[payments.Method]) -> dict[str, tuple[str, ...]]:
    """What the methods' scripts and frames need of the content security policy, together."""
    sources: dict[str, tuple[str, ...]] = {}
    for method in methods:
        for directive, origins in method.content_security_policy.items():
            sources[directive] = (*sources.get(directive, ()), *origins)
    return sources


def _chosen(
    methods: tuple[payments.Method, ...], form: Mapping[str, str]
) -> payments.Method | None:
    named = form.get("method", "")
    return next(
        (m for m in methods if m.code == named), methods[0] if methods and not named else None
    )
