"""How a key is written."""

import re

from lonja.api_keys._secret import hint_of, is_secret, new_secret
from lonja.api_keys.api import PATTERN


class TestASecret:
    def test_is_found_by_a_scanner_and_its_hint_opens_nothing(self) -> None:
        secret = new_secret()

        assert re.fullmatch(PATTERN, secret)
        assert is_secret(secret)
        assert secret.startswith(hint_of(secret))
        assert len(hint_of(secret)) == 13
        assert not is_secret(hint_of(secret))

    def test_differs_each_time(self) -> None:
        assert len({new_secret() for _ in range(100)}) == 100

    def test_with_a_letter_changed_is_none(self) -> None:
        secret = new_secret()
        place = 12
        other = "b" if secret[place] == "a" else "a"

        assert not is_secret(secret[:place] + other + secret[place + 1 :])
        assert not is_secret("")
