"""Why a category is not written as asked."""

from typing import ClassVar

from lonja.kernel.errors import Conflict, Invalid, NotFound


class UnknownCategory(NotFound):
    code: ClassVar[str] = "unknown_category"


class CategoryTaken(Conflict):
    """Another category has this slug."""

    code: ClassVar[str] = "category_taken"


class CategoryChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "category_changed"


class CategoryNotEmpty(Conflict):
    """`facts["products"]` and `facts["children"]`: how many are still in it."""

    code: ClassVar[str] = "category_not_empty"


class CategoryMisplaced(Invalid):
    """It would stand inside itself, or deeper than categories may."""

    code: ClassVar[str] = "category_misplaced"
