"""`POST /api/devices/cli`: `rustdesk --assign --token CODE --user_name ME` on a PC. What is answered is printed; nothing prints «Done!».

The code says whose the device is; the name beside it is not asked. Groups, strategies and address books are not ours to assign.
"""

from starlette.responses import Response

from handfast.dialects.rustdesk.deploy import deploy_as, words_for
from handfast.dialects.rustdesk.desk import desk_of
from handfast.dialects.rustdesk.wire import EMPTY, plain, read, text
from handfast.edge.calls import Call
from handfast.kernel.outcomes import Reason, Refused


async def cli(call: Call) -> Response:
    body = await read(call)
    claim = await desk_of(call).claim(call, body)
    if claim is None or body is None:
        return plain("This request cannot be read.")
    if not text(body, "user_name"):
        return plain("Only --user_name can be assigned here.")
    outcome = await deploy_as(call, claim, None)
    if not isinstance(outcome, Refused):
        return EMPTY
    if outcome.reason in (Reason.DEVICE_LINKED_ELSEWHERE, Reason.DEVICE_BLOCKED):
        return plain("This device is linked to somebody else, or was disabled. Please ask support.")
    return plain(words_for(outcome))
