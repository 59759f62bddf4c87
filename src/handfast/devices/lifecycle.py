"""The states of a device. Each statement that changes one requires the states that its verb leads from."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from handfast.kernel.lifecycle import Lifecycle, Transition, is_any


class DeviceStatus(StrEnum):
    """The values are the words of the table and of the API, where a disabled device is `blocked`, as the requirement says."""

    PENDING_APPROVAL = "waiting"
    ACTIVE = "active"
    DISABLED = "blocked"
    DELETED = "gone"


_PENDING, _ACTIVE, _DISABLED, _DELETED = DeviceStatus

APPROVE = Transition("approve", (_PENDING,), _ACTIVE, "status")
PAIR_AGAIN = Transition("pair again", (_ACTIVE,), _ACTIVE, "status")
"""A disabled device does not enable itself: a code makes it a new device."""
DISABLE = Transition("disable", (_ACTIVE,), _DISABLED, "status")
ENABLE = Transition("enable", (_DISABLED,), _ACTIVE, "status")
REJECT = Transition("reject", (_PENDING,), _DELETED, "status")
"""By a manager, or because nobody approved the device within a day."""
REMOVE = Transition("remove", (_PENDING, _ACTIVE, _DISABLED), _DELETED, "status")
"""By a manager, by the device itself, or to make room for another one."""
CLEAN_UP = Transition("clean up", (_ACTIVE,), _DELETED, "status")
"""A RustDesk device that has been silent for long."""
RESTORE = Transition("restore", (_DELETED,), _ACTIVE, "status")
"""Of a RustDesk device that was cleaned up or removed."""

DEVICE = Lifecycle(
    "device", "devices", DeviceStatus, (_PENDING, _ACTIVE), (APPROVE, REJECT, PAIR_AGAIN, DISABLE, ENABLE, REMOVE, CLEAN_UP, RESTORE)
)

IS_ACTIVE = is_any("status", _ACTIVE)
IS_PENDING = is_any("status", _PENDING)
IS_PAIRED = is_any("status", _ACTIVE, _DISABLED)
IS_DISABLED = is_any("status", _DISABLED)
IS_DELETED = is_any("status", _DELETED)
HAS_ENDED = is_any("status", _DISABLED, _DELETED)
EXISTS = f"status <> '{_DELETED}'"

Presence = Literal["online", "offline"]
ShownStatus = Literal["online", "offline", "blocked", "waiting"]
_SHOWN: Mapping[DeviceStatus, ShownStatus] = {_PENDING: "waiting", _DISABLED: "blocked"}


def shown_status(status: DeviceStatus, presence: Presence) -> ShownStatus:
    """How the API names the state of a device that exists: of an active one, its presence."""
    return presence if status == DeviceStatus.ACTIVE else _SHOWN[status]
