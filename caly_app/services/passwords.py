"""Passwords, hashed with Argon2id: off the event loop, at most two at once (each takes 64 MB and a core)."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
_hashing = ThreadPoolExecutor(max_workers=2, thread_name_prefix="passwords")


async def hash_of(password: str) -> str:
    """What is stored; it names its own parameters."""
    return await asyncio.get_running_loop().run_in_executor(_hashing, _hasher.hash, password)


async def fits(password: str, stored: str | None) -> bool:
    """Takes as long without a stored hash, so that nobody learns by the clock whether there is one."""
    return await asyncio.get_running_loop().run_in_executor(_hashing, _fits, password, stored)


def is_outdated(stored: str) -> bool:
    """Made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def _fits(password: str, stored: str | None) -> bool:
    try:
        return _hasher.verify(stored or _nobodys_hash(), password) and stored is not None
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody signs in with this")
