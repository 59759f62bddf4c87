"""`POST /api/devices/cli`: `rustdesk --assign --token CODE --user_name ME` on a PC. It prints the answer, or «Done!» if that is empty.

The code says whose the device is; the user name must be there but is ignored. Groups, strategies and address books cannot be assigned
here, and a request that names one is refused before anything is done.
"""

from starlette.responses import Response

from handfast.edge.calls import Call
from handfast.kernel.outcomes import Reason, Refused
from handfast.rustdesk.client_api.client_runtime import runtime_of
from handfast.rustdesk.client_api.deploy import TAKES_OVER, deploy_as, words_for
from handfast.rustdesk.client_api.support import with_contact
from handfast.rustdesk.client_api.users import SUSPENDED
from handfast.rustdesk.client_api.wire import EMPTY, plain, read, text

_NOT_OURS = {
    "strategy_name", "device_group_name", "address_book_name", "address_book_tag", "address_book_alias", "address_book_password",
    "address_book_note", "note", "device_username", "device_name",
}  # fmt: skip


async def cli(call: Call) -> Response:
    body = await read(call)
    if await runtime_of(call).is_suspended(call):
        return plain(SUSPENDED)
    identity = await runtime_of(call).identity(call, body)
    if identity is None or body is None:
        return plain("This request cannot be read.")
    if not text(body, "user_name") or body.keys() & _NOT_OURS:
        return plain("Nothing was assigned: only --user_name can be, and alone.")
    outcome = await deploy_as(call, identity, None)
    if not isinstance(outcome, Refused):
        return plain(TAKES_OVER) if outcome.view == "vouched" else EMPTY
    if outcome.reason is Reason.DEVICE_LINKED_ELSEWHERE:
        return plain(await with_contact(call, identity.tenant_id, "This device is linked to somebody else. Please ask support."))
    return plain(await with_contact(call, identity.tenant_id, words_for(outcome)))
