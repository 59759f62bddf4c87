"""The states of a customer's link. No column holds them: a pending link is a row of `pending_links`, a link a row of `links`.

A customer has at most one of each, and both when they named a device that shall replace the linked one.
"""

from enum import StrEnum

from handfast.kernel.lifecycle import Lifecycle, Transition


class LinkState(StrEnum):
    UNLINKED = "unlinked"
    PENDING = "pending"
    LINKED = "linked"
    CHANGING = "changing"
    """Linked, and a pending link to another device."""


_UNLINKED, _PENDING, _LINKED, _CHANGING = LinkState
_ANY = tuple(LinkState)

NAME = "name a device"
"""With their code, and the device has to prove itself first."""
LINK = "link"
"""The proof is at hand: the device is online, the customer acts on it, or their word is enough."""
NAME_ANOTHER = "name another device"
REPLACE = "replace"
"""Like `LINK`, for a customer who asks for another device."""
CONFIRM = "confirm"
"""The device of the pending link proves itself."""
TYPE_CODE = "type the code on a device"
ASSIGN = "assign"
"""By an admin."""
FOLLOW = "follow"
"""The linked device has another ID now."""
WITHDRAW = "withdraw"
EXPIRE = "expire"
GIVE_UP = "give up"
"""By the customer, or because they are no customer any more."""
UNASSIGN = "unassign"
"""By an admin, because the device is removed, or because the subscription ended. A pending link stays."""

CUSTOMER_LINK = Lifecycle(
    "link",
    None,
    LinkState,
    (_UNLINKED,),
    (
        Transition(NAME, (_UNLINKED, _PENDING), _PENDING),
        Transition(LINK, (_UNLINKED, _PENDING), _LINKED),
        Transition(NAME_ANOTHER, (_PENDING,), _PENDING),
        Transition(NAME_ANOTHER, (_LINKED, _CHANGING), _CHANGING),
        Transition(REPLACE, (_PENDING, _LINKED, _CHANGING), _LINKED),
        Transition(CONFIRM, (_PENDING, _CHANGING), _LINKED),
        Transition(TYPE_CODE, _ANY, _LINKED),
        Transition(ASSIGN, _ANY, _LINKED),
        Transition(FOLLOW, (_LINKED, _CHANGING), _LINKED),
        Transition(WITHDRAW, (_PENDING,), _UNLINKED),
        Transition(WITHDRAW, (_CHANGING,), _LINKED),
        Transition(EXPIRE, (_PENDING,), _UNLINKED),
        Transition(EXPIRE, (_CHANGING,), _LINKED),
        Transition(GIVE_UP, (_PENDING, _LINKED, _CHANGING), _UNLINKED),
        Transition(UNASSIGN, (_LINKED,), _UNLINKED),
        Transition(UNASSIGN, (_CHANGING,), _PENDING),
    ),
)


def link_state(*, has_link: bool, has_pending: bool) -> LinkState:
    if has_link:
        return _CHANGING if has_pending else _LINKED
    return _PENDING if has_pending else _UNLINKED
