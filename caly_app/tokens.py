"""Secrets that we hand out and recognise again, and the keys made from the one secret of this installation.

A customer's token is signed and carries all it stands for, so that it costs no look-up. Whatever a person
or a program holds (sign-ins, keys, mailed links) is random, and only its hash is stored.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from caly_app.settings import settings

KEY_PREFIX = "caly_"
_CUSTOMER_PREFIX = "cust_"
_NONCE_BYTES = 12


@dataclass(frozen=True)
class CustomerToken:
    """Opens one conversation to the one customer it belongs to."""

    organization_id: UUID
    workspace_id: UUID
    conversation_id: UUID
    customer_id: UUID


def sign_customer(token: CustomerToken) -> str:
    """What the customer's browser keeps and sends."""
    body = b"".join(
        part.bytes
        for part in (token.organization_id, token.workspace_id, token.conversation_id, token.customer_id)
    )
    return _CUSTOMER_PREFIX + urlsafe_b64encode(body + mac("customer token", body)).decode().rstrip("=")


def read_customer(signed: str) -> CustomerToken | None:
    """None when we did not sign it."""
    try:
        raw = urlsafe_b64decode(signed.removeprefix(_CUSTOMER_PREFIX).encode() + b"==")
    except (NotBase64, ValueError):
        return None
    body, signature = raw[:64], raw[64:]
    if len(body) != 64 or not hmac.compare_digest(signature, mac("customer token", body)):
        return None
    return CustomerToken(*(UUID(bytes=body[at : at + 16]) for at in (0, 16, 32, 48)))


def is_customers(text: str) -> bool:
    return text.startswith(_CUSTOMER_PREFIX)


def new_secret(prefix: str = "") -> str:
    """256 random bits, for URLs and headers."""
    return prefix + secrets.token_urlsafe(32)


def hash_of(secret: str) -> bytes:
    """What is stored of a random secret. (Passwords are not random: those get Argon2.)"""
    return hashlib.sha256(secret.encode(errors="replace")).digest()


def mac(purpose: str, data: bytes) -> bytes:
    """32 bytes that only we can make; one purpose's cannot be passed off as another's."""
    return hmac.digest(_key(settings.secret_key, f"mac: {purpose}"), data, "sha256")


class CannotUnseal(Exception):
    """Not sealed by this installation's secret key for this purpose."""


def seal(purpose: str, plain: bytes) -> bytes:
    """Encrypted with this installation's secret key (AES-256-GCM)."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(_key(settings.secret_key, f"seal: {purpose}")).encrypt(nonce, plain, None)


def unseal(purpose: str, sealed: bytes) -> bytes:
    """Raises CannotUnseal."""
    key = AESGCM(_key(settings.secret_key, f"seal: {purpose}"))
    try:
        return key.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
    except (InvalidTag, ValueError):
        raise CannotUnseal from None


@lru_cache(maxsize=64)
def _key(secret_key: str, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret_key.encode())
