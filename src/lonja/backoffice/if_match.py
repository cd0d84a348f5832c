"""`If-Match`: who changes or removes something says which version of it they have seen."""

import re
from typing import Annotated, ClassVar, Final

from fastapi import Depends, Header

from lonja.kernel.errors import Invalid, Refused

_VERSION: Final = re.compile(r'^(?:W/)?"?([0-9]{1,9})"?$')


class VersionRequired(Refused):
    """Without it a colleague's change could be overwritten unseen."""

    code: ClassVar[str] = "if_match_required"


def _version(if_match: Annotated[str | None, Header(max_length=40)] = None) -> int:
    if if_match is None:
        raise VersionRequired("send If-Match with the version that you have read")
    found = _VERSION.match(if_match.strip())
    if found is None:
        raise Invalid("If-Match holds the number of a version", field="If-Match")
    return int(found.group(1))


IfMatch = Annotated[int, Depends(_version)]
"""The version that was read, from the header; the answer of `GET` has it as `version`."""
