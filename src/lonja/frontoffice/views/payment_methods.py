"""The ways to pay as a form shows them: each describes itself, and no page knows one by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

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
    methods: Iterable[payments.Method], typed: Mapping[str, str], language: str
) -> tuple[PaymentOption, ...]:
    """The chosen method is the form's, else the first."""
    every = tuple(methods)
    chosen = _chosen(every, typed)
    return tuple(
        PaymentOption(
            code=method.code,
            title=_text(method.titles, language),
            kind=method.kind,
            hint=_text(method.hints, language),
            is_chosen=method is chosen,
            fields=tuple(
                PaymentField(
                    name=field.name,
                    label=_text(field.labels, language),
                    options=tuple(
                        (value, _text(texts, language)) for value, texts in field.options
                    ),
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


def _text(texts: payments.Texts, language: str) -> str:
    return texts.get(language) or next(iter(texts.values()), "")
