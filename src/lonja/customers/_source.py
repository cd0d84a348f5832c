"""Where somebody said what they want of marketing mail. Pure."""

from enum import StrEnum


class ChoiceSource(StrEnum):
    CHECKOUT = "checkout"
    PREFERENCES = "preferences"
    UNSUBSCRIBE = "unsubscribe"
    IMPORT = "import"
    NEWSLETTER = "newsletter"
