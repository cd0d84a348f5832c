"""Where a product and a picture of it stand. Pure."""

from enum import StrEnum


class ProductStatus(StrEnum):
    """The column's CHECK, the API and the SPA's type follow this; any may become any other.

    An unlisted product is bought by who has its address, and stands in no list; a scheduled one
    is a draft until its hour.
    """

    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"
    UNLISTED = "unlisted"
    SCHEDULED = "scheduled"


class ProductKind(StrEnum):
    """What is sold, for ever: a product of one kind never becomes the other.

    A gift card has no stock and no parcel, and no tax until it is spent; each of its variants is an
    amount.
    """

    GOODS = "goods"
    GIFT_CARD = "gift_card"


class PictureFault(StrEnum):
    """Why a picture failed, for words in the language of who uploaded it."""

    NEVER_CAME = "never_came"
    TOO_MANY_BYTES = "too_many_bytes"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    TOO_SMALL = "too_small"
    GAVE_UP = "gave_up"


class PictureStatus(StrEnum):
    """From the upload to the shop's pages; a failed one stays until staff remove it."""

    UPLOADING = "uploading"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"
