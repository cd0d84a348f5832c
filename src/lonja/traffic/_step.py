"""What is counted, and on what kind of device. Pure."""

from enum import StrEnum


class Step(StrEnum):
    """From looking to buying. `search_empty` is a `search` that found nothing, counted as well."""

    PAGE = "page"
    CATEGORY = "category"
    PRODUCT = "product"
    SEARCH = "search"
    SEARCH_EMPTY = "search_empty"
    ADD_TO_CART = "add_to_cart"
    CART = "cart"
    CHECKOUT = "checkout"
    ORDER = "order"


class Device(StrEnum):
    """All that is kept of a browser; none where a subject is counted."""

    NONE = ""
    PHONE = "phone"
    TABLET = "tablet"
    DESKTOP = "desktop"
