"""Whose certificates this process believes, read once: for each client of HTTPS anew it took longer
than all else that opening a shop does.
"""

import functools
import ssl

import httpx2


@functools.cache
def believed(*, environment: bool = True) -> ssl.SSLContext:
    """Shared by all clients; without `environment` the variables SSL_CERT_FILE and _DIR say nothing."""
    return httpx2.create_ssl_context(trust_env=environment)
