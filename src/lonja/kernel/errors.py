"""The errors that the shop refuses a request with.

`Refused` means that the caller can do something about it: an answer of 4xx, not alarmed.
A broken promise of our own is an `assert`; a vendor's failure becomes a type of ours in its
adapter.
"""

from typing import ClassVar


class Refused(Exception):
    """The request cannot be fulfilled; `code` is stable and part of the API."""

    code: ClassVar[str] = "refused"

    def __init__(self, detail: str = "", **facts: object) -> None:
        super().__init__(detail or self.code)
        self.detail = detail
        self.facts = facts


class NotFound(Refused):
    """There is no such thing, or it is not yours to see: the two look alike on purpose."""

    code: ClassVar[str] = "not_found"


class Conflict(Refused):
    """It changed since you looked."""

    code: ClassVar[str] = "conflict"


class Invalid(Refused):
    """A value that can never be right; `facts["field"]` names it where there is one."""

    code: ClassVar[str] = "invalid"


class BadSignature(Invalid):
    """A message from outside that its sender did not sign, or signed too long ago."""

    code: ClassVar[str] = "bad_signature"


class Forbidden(Refused):
    code: ClassVar[str] = "forbidden"


class Unavailable(Exception):
    """An outside service does not answer now: try again later; the work is still queued or stored."""
