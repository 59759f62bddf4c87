"""What anyone may know about the server: enough for a page to show the right form."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done
from handfast.runner.context import Context
from handfast.users.tenants.store import set_up_at


@dataclass(frozen=True, slots=True)
class ServerView:
    public_url: str
    mail: bool
    setup_needed: bool
    now: int
    closing_days: int


async def get_server_info(context: Context, _: None) -> Done[ServerView]:
    setup_needed = await context.fetch_one(set_up_at()) is None
    return Done(ServerView(context.policy.public_url, context.policy.mail, setup_needed, context.now, context.policy.closing_days))
