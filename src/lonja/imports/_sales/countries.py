"""Country names as old files write them, as the codes that the rest of the shop uses. Pure."""

import functools

from babel import Locale

# Names in the layout's own files that differ from the standard's English names.
_OTHER_NAMES = {
    "eire": "IE", "rsa": "ZA", "usa": "US", "korea": "KR", "czech republic": "CZ",
    "hong kong": "HK", "united arab emirates": "AE", "channel islands": "", "west indies": "",
    "european community": "", "unspecified": "",
}  # fmt: skip


@functools.cache
def country_code(name: str) -> str:
    """Two letters, or the name itself where it is no single country: nothing is guessed."""
    plain = name.strip().casefold()
    code = _OTHER_NAMES.get(plain, _codes().get(plain, ""))
    if code:
        return code
    return "" if plain == "unspecified" else name.strip()


@functools.cache
def _codes() -> dict[str, str]:
    territories = Locale("en").territories
    return {
        str(name).casefold(): code
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha()
    }
