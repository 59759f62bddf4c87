"""Which address passkeys belong to, what a challenge is bound to, and which counter shows a copy. Pure."""

import base64
import binascii
import hashlib
import ipaddress
import re
from typing import Literal
from urllib.parse import urlsplit

from handfast.kernel.ids import SessionId
from handfast.kernel.time import MINUTE

Purpose = Literal["register", "sign_in", "second_step", "confirm"]
"""What a challenge is for; it is good for nothing else."""

CHALLENGE_BYTES = 32
CHALLENGE_LIFE = 5 * MINUTE
HANDLE_BYTES = 32
MOST = 20
"""Passkeys of one account."""
LONGEST_CREDENTIAL_ID = 1023
"""Bytes (WebAuthn Level 3, 4)."""
TRANSPORTS = ("ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb")
"""How a browser reaches an authenticator, as it says itself; it is told the same when the passkey is used."""

_BASE64URL = re.compile(r"[A-Za-z0-9_-]*={0,2}")
_BROWSER = re.compile(r"[A-Za-z0-9_-]{43}")
_DEFAULT_PORTS = {"https": 443, "http": 80}


def origin(public_url: str) -> str:
    """Where a passkey may be made and used, as browsers write it."""
    parts = urlsplit(public_url)
    port = "" if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{parts.hostname or ''}{port}"


def rp_id(public_url: str) -> str | None:
    """The host name that passkeys belong to; None where browsers allow none: without https, except for localhost, and for an IP address."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    is_local = host == "localhost" or host.endswith(".localhost")
    if not host or _is_ip_address(host) or (parts.scheme != "https" and not is_local):
        return None
    return host


def _is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def bound_to_session(session_id: SessionId) -> bytes:
    return hashlib.sha256(f"session\x00{session_id}".encode()).digest()


def bound_to_browser(cookie: str) -> bytes:
    return hashlib.sha256(f"browser\x00{cookie}".encode()).digest()


def is_browser(cookie: str) -> bool:
    """Whether it looks like a cookie that we gave."""
    return _BROWSER.fullmatch(cookie) is not None


def from_base64url(text: str) -> bytes | None:
    """None for what is no base64url; padding is accepted."""
    if _BASE64URL.fullmatch(text) is None:
        return None
    bare = text.rstrip("=")
    try:
        return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except (binascii.Error, ValueError):
        return None


def shows_a_copy(kept: int, sent: int) -> bool:
    """Whether the counter did not go up, so that there are two of the same key. One that is always 0 is not counted (WebAuthn 6.1.1)."""
    return (kept > 0 or sent > 0) and sent <= kept


def transports_of(told: list[str]) -> list[str]:
    """Those that are known, each once."""
    return [one for one in TRANSPORTS if one in told]
