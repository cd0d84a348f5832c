"""Payment tokens at rest: encrypted with the attempt, readable by the worker, gone when settled."""

import base64
import hashlib

from cryptography.fernet import Fernet


class TokenSeal:
    """Encrypts tokens with a key derived from the shop's secret."""

    def __init__(self, secret: str) -> None:
        key = hashlib.sha256(b"lonja payment tokens:" + secret.encode()).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def seal(self, token: str) -> bytes:
        return self._fernet.encrypt(token.encode())

    def open(self, sealed: bytes) -> str:
        return self._fernet.decrypt(sealed).decode()
