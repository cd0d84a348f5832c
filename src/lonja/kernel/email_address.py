"""What counts as an e-mail address: one rule for buyers, staff, campaigns and the command line.

An address that passes can be written to by each of our mailers; the others are refused while
whoever typed them can still mend them.
"""

import re
from typing import Final

MAX_CHARACTERS: Final = 254
MAX_LOCAL_CHARACTERS: Final = 64

# The dot-atom of RFC 5322: no quoted names, and no letters that need a mail server to know SMTPUTF8.
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL: Final = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_LABEL: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


def is_email_address(text: str) -> bool:
    local, _, domain = text.rpartition("@")
    if len(text) > MAX_CHARACTERS or len(local) > MAX_LOCAL_CHARACTERS:
        return False
    return _LOCAL.fullmatch(local) is not None and _is_domain(domain)


def _is_domain(domain: str) -> bool:
    """A name with a dot whose labels, in the form in which they travel, are those of a host."""
    try:
        labels = domain.encode("idna").decode().lower().split(".")
    except UnicodeError:  # an empty or an overlong label, or letters that no name may have
        return False
    return (
        len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels)
        and not labels[-1].isdigit()
    )
