"""Where a delivery may go: to the public internet, never into our own network. Pure."""

import ipaddress
from typing import ClassVar, Final
from urllib.parse import urlsplit

from lonja.kernel.errors import Invalid

URL_CHARACTERS: Final = 500
_FORBIDDEN: Final = tuple(
    ipaddress.ip_network(one)
    for one in (
        "168.63.129.16/32",  # Azure's own, in every virtual network
        "64:ff9b::/96",  # these three lead to an IPv4 address that nobody has looked at
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
    )
)


class WebhookUrlRefused(Invalid):
    """`facts["reason"]`: `not_https`, `malformed`, `credentials` or `address`."""

    code: ClassVar[str] = "webhook_url_refused"


def checked_url(url: str, *, allows_local: bool) -> str:
    """The address as it was written; refused where no delivery could ever go there."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _refused("malformed") from None
    if not parts.hostname or len(url) > URL_CHARACTERS or not url.isascii() or port == 0:
        raise _refused("malformed")
    if any(ord(letter) <= 0x20 or letter == "\\" for letter in url) or parts.fragment:
        raise _refused("malformed")
    if parts.username is not None or parts.password is not None:
        raise _refused("credentials")
    if parts.scheme != "https" and not (allows_local and parts.scheme == "http"):
        raise _refused("not_https")
    try:
        address = ipaddress.ip_address(parts.hostname)
    except ValueError:
        return url  # a name: looked at when it is resolved, at each delivery
    if not is_allowed(str(address), allows_local=allows_local):
        raise _refused("address")
    return url


def is_allowed(address: str, *, allows_local: bool) -> bool:
    """Whether a delivery may connect there; with `allows_local` to this very machine as well."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if found.is_loopback:
        return allows_local
    if found.is_multicast or not found.is_global:
        return False
    return not any(found.version == one.version and found in one for one in _FORBIDDEN)


def _refused(reason: str) -> WebhookUrlRefused:
    return WebhookUrlRefused(
        "an address of the public internet that begins with https", reason=reason, field="url"
    )
