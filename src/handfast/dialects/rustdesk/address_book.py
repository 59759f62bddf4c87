"""The address book, which we do not keep: the client falls back to its old, empty one and leaves it alone.

404 on the personal book means «no shared books here»; `null` is an old book without entries. What it saves is taken and dropped.
"""

from starlette.responses import Response

from handfast.dialects.rustdesk.persons import SIGNED_OUT
from handfast.dialects.rustdesk.tokens import signed_in
from handfast.dialects.rustdesk.wire import EMPTY, answer
from handfast.edge.calls import Call
from handfast.kernel.outcomes import Refused

_NONE = answer(None)
_NO_SHARED_BOOKS = Response(status_code=404)


async def personal(_: Call) -> Response:
    return _NO_SHARED_BOOKS


async def old_book(call: Call) -> Response:
    return SIGNED_OUT if isinstance(await signed_in(call), Refused) else _NONE


async def save(_: Call) -> Response:
    return EMPTY
