"""Which answers of models the shop acts on. Pure."""

from enum import StrEnum


class AnswerKind(StrEnum):
    PAIRS = "pairs"
    SCORES = "scores"
    DEMAND = "demand"
    DUE = "due"  # no answer yet: one that the shop is to ask for
