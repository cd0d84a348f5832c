"""What a reader agreed to, as their requests say it, and what their pages may load because of it.

A page is remembered once for everybody: only its policy differs, which is put on as it is sent.
"""

from typing import Final

from lonja.content import api as content
from lonja.frontoffice.pages.policy import policy

CONSENT_COOKIE: Final = "consent"
CONSENT_S: Final = 180 * 24 * 3600
_POLICY: Final = b"content-security-policy"
_SIGNAL: Final = b"sec-gpc"

type Headers = list[tuple[bytes, bytes]]


def has_signal(value: str) -> bool:
    """Global Privacy Control: the header `Sec-GPC`."""
    return value.strip() == "1"


def allowed_headers(
    headers: Headers, *, tags: content.Tags, cookie: str, signal: bool, media: str
) -> Headers:
    """The same headers with a policy that allows what this reader agreed to, and nothing else."""
    chosen = tags.chosen(cookie, has_signal=signal)
    if not chosen:
        return headers
    widened = policy(media, tuple(tags.sources(chosen).items())).encode()
    return [(name, widened if name == _POLICY else value) for name, value in headers]


def reads_signal(headers: Headers) -> bool:
    return any(name == _SIGNAL and has_signal(value.decode("latin-1")) for name, value in headers)
