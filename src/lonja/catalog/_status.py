"""Where a product and a picture of it stand. Pure."""

from enum import StrEnum


class ProductStatus(StrEnum):
    """The column's CHECK, the API and the SPA's type follow this; any may become any other.

    An unlisted product is bought by who has its address, and stands in no list.
    """

    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"
    UNLISTED = "unlisted"


class PictureStatus(StrEnum):
    """From the upload to the shop's pages; a failed one stays until staff remove it."""

    UPLOADING = "uploading"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"
