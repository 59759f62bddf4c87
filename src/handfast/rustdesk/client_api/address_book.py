"""The address book, which this server does not keep. The answers say so: an empty one would clear the user's own book.

404 on the personal book means «no shared books here»; the client then asks for the older kind of book, and shows the text it gets.
"""

from starlette.responses import Response

from handfast.edge.calls import Call
from handfast.kernel.outcomes import Refused
from handfast.rustdesk.client_api.tokens import signed_in
from handfast.rustdesk.client_api.users import not_let_in
from handfast.rustdesk.client_api.wire import trouble

_WORDS = "This server stores no address book. Yours stays on this device."
NOT_KEPT = trouble(_WORDS)
_NO_SHARED_BOOKS = trouble(_WORDS, 404)


async def personal(_: Call) -> Response:
    return _NO_SHARED_BOOKS


async def old_book(call: Call) -> Response:
    caller = await signed_in(call)
    return not_let_in(caller) if isinstance(caller, Refused) else NOT_KEPT
