"""Secrets at rest: readable only with the key of this installation and for the row they were sealed for."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12


class WrongKey(Exception):
    """The secret was sealed under another key or for another person."""


class Seal:
    """One for each `purpose`: what one sealed, no other opens."""

    def __init__(self, secret_key: str, *, purpose: str) -> None:
        info = f"lonja {purpose}".encode()
        derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=info)
        self._cipher = AESGCM(derive.derive(secret_key.encode()))

    def close(self, plain: str, *, owner: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain.encode(), owner.encode())

    def open(self, sealed: bytes, *, owner: str) -> str:
        nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, body, owner.encode()).decode()
        except InvalidTag as error:
            raise WrongKey("LONJA_SECRET_KEY is not the one this was sealed with") from error
