"""Passwords: slow on purpose, and as slow for a stranger's name as for a colleague's."""

import asyncio
from typing import ClassVar, Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lonja.kernel.errors import Invalid

_CHARACTERS: Final = (12, 200)
_DIFFERENT_CHARACTERS: Final = 5

# OWASP's argon2id figures for 19 MiB: sign-ins are rare, and two at once must fit a small machine.
_hasher: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Of a password that was thrown away, at the same cost.
_NOBODY: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$x+Jg2nA55hNZqWqVl5eaDQ"
    "$StFS5xWh27aSt5AApnJofeK04GDnZaBPYKtkF6jtMfA"
)


class WeakPassword(Invalid):
    code: ClassVar[str] = "weak_password"


def check_password(password: str, *, email: str) -> None:
    """Long is what makes a password strong; what is easily tried first is refused."""
    shortest, longest = _CHARACTERS
    if not shortest <= len(password) <= longest:
        raise WeakPassword(f"a password has {shortest} to {longest} characters", field="password")
    if len(set(password)) < _DIFFERENT_CHARACTERS:
        raise WeakPassword("these are the same few characters again and again", field="password")
    mailbox, _, host = email.lower().partition("@")
    plain = password.lower()
    if (len(mailbox) > 3 and mailbox in plain) or host.partition(".")[0] in plain:
        raise WeakPassword("a password must not hold your e-mail address", field="password")


def hash_password(password: str) -> str:
    return _hasher.hash(password)


async def new_hash(password: str) -> str:
    """Hash beside the event loop: it takes tens of milliseconds on purpose."""
    return await asyncio.to_thread(hash_password, password)


async def is_password(stored: str | None, password: str) -> bool:
    """Verify beside the event loop; without a stored hash it takes as long and says no."""
    matches = await asyncio.to_thread(_verify, stored or _NOBODY, password)
    return matches and stored is not None


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
