"""The states of a device's request. It is decided once; an approval is judged again when the device takes its tokens.

A request that nobody decides stays pending, and is over when its time is.
"""

from enum import StrEnum

from handfast.kernel.lifecycle import Lifecycle, Transition, is_any


class GrantState(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"
    DELIVERED = "delivered"


APPROVE = Transition("approve", (GrantState.PENDING,), GrantState.APPROVED)
DENY = Transition("deny", (GrantState.PENDING,), GrantState.DENIED)
"""By the user, or by three wrong numbers."""
REFUSE = Transition("refuse", (GrantState.APPROVED,), GrantState.DENIED)
"""When the device takes its tokens: who approved it may not any more, or there is no room."""
DELIVER = Transition("deliver", (GrantState.APPROVED,), GrantState.DELIVERED)

DEVICE_GRANT = Lifecycle("device grant", "device_grants", GrantState, (GrantState.PENDING,), (APPROVE, DENY, REFUSE, DELIVER))

IS_PENDING = is_any("state", GrantState.PENDING)
IS_DECIDED = is_any("state", GrantState.APPROVED, GrantState.DENIED, GrantState.DELIVERED)
IS_LIVE = is_any("state", GrantState.PENDING, GrantState.APPROVED)
WAS_APPROVED = is_any("state", GrantState.APPROVED, GrantState.DELIVERED)
IS_NOT_DELIVERED = is_any("state", GrantState.PENDING, GrantState.DENIED)
