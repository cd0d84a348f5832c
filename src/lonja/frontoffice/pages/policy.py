"""The content security policy of pages."""

from functools import cache
from urllib.parse import urlsplit


@cache
def policy(media: str, sources: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> str:
    """Our directives, extended by `sources`; a directive we lack starts with those alone."""
    parts = urlsplit(media)
    directives = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "font-src": "'self'",
        "img-src": f"'self' data: {parts.scheme}://{parts.netloc}",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    for directive, origins in sources:
        own = directives.get(directive, "")
        kept = "" if own == "'none'" else own
        directives[directive] = " ".join([kept, *dict.fromkeys(origins)]).strip()
    return "; ".join(f"{directive} {value}" for directive, value in directives.items())
