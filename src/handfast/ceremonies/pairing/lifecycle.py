"""The states of a pairing code. It ends only once: each statement that ends one requires the state `live`."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from handfast.kernel.lifecycle import Lifecycle, Transition, is_any


class CodeState(StrEnum):
    LIVE = "live"
    USED = "used"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


USE = Transition("use", (CodeState.LIVE,), CodeState.USED)
CANCEL = Transition("cancel", (CodeState.LIVE,), CodeState.CANCELLED)
EXPIRE = Transition("expire", (CodeState.LIVE,), CodeState.EXPIRED)

PAIRING_CODE = Lifecycle("pairing code", "pairing_codes", CodeState, (CodeState.LIVE,), (USE, CANCEL, EXPIRE))

ShownState = Literal["live", "locked", "used", "cancelled", "expired"]
SHOWN: Mapping[CodeState, ShownState] = {
    CodeState.LIVE: "live",
    CodeState.USED: "used",
    CodeState.CANCELLED: "cancelled",
    CodeState.EXPIRED: "expired",
}
LOCKED: ShownState = "locked"
"""A live code without tries left."""

IS_LIVE = is_any("state", CodeState.LIVE)
HAS_ENDED = f"state <> '{CodeState.LIVE}'"
IS_USED = is_any("state", CodeState.USED)
