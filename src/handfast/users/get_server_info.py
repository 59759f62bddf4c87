"""What anyone may know about the server: enough for a page to show the right form."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done
from handfast.runner.context import Context
from handfast.users.tenants.store import is_set_up


@dataclass(frozen=True, slots=True)
class ServerView:
    public_url: str
    mail: bool
    setup_needed: bool
    now: int


async def get_server_info(context: Context, _: None) -> Done[ServerView]:
    return Done(ServerView(context.policy.public_url, context.policy.mail, not await is_set_up(context.reads), context.now))
