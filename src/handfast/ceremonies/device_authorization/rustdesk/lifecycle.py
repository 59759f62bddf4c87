"""The states of a request to be linked. It is decided only once; after that the app fetches the answer until the request expires."""

from enum import StrEnum

from handfast.kernel.lifecycle import Lifecycle, Transition, is_any


class RequestState(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    DENIED = "denied"


APPROVE = Transition("approve", (RequestState.OPEN,), RequestState.APPROVED)
DENY = Transition("deny", (RequestState.OPEN,), RequestState.DENIED)

REQUEST = Lifecycle("request", "link_requests", RequestState, (RequestState.OPEN,), (APPROVE, DENY))

IS_OPEN = is_any("state", RequestState.OPEN)
