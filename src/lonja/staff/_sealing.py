"""How second factors of staff are stored: sealed for the e-mail address of their owner."""

from lonja.identity import api as identity


class Seal(identity.Seal):
    def __init__(self, secret_key: str) -> None:
        super().__init__(secret_key, purpose="staff second factor")
