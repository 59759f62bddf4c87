"""Ids: a UUID as `Random.id` makes it, in its usual 36 characters, lower case. Each kind is a type, so that they cannot be swapped."""

import re
from typing import NewType

TenantId = NewType("TenantId", str)
AccountId = NewType("AccountId", str)
UserId = NewType("UserId", str)
"""An account has one in each of its tenants."""
DeviceId = NewType("DeviceId", str)
PairingCodeId = NewType("PairingCodeId", str)
SessionId = NewType("SessionId", str)
ServiceId = NewType("ServiceId", str)
"""Of a service account."""
GrantId = NewType("GrantId", str)
"""Of a request for device authorization."""
ClientId = NewType("ClientId", str)
"""Of an OAuth client: a UUID, or a name that an operator chose."""

RustdeskId = NewType("RustdeskId", str)
"""The number or name under which a RustDesk client is reached; not a UUID."""

_CLIENT_ID = re.compile(r"[a-z0-9-]{3,64}")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def is_client_id(text: str) -> bool:
    """Whether an OAuth client may have this id: every UUID is one, too."""
    return _CLIENT_ID.fullmatch(text) is not None
