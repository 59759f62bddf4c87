"""What anyone may know about the server: enough for a page to show the right form."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done
from handfast.runner.context import Context
from handfast.users.passkeys.rules import rp_id
from handfast.users.tenants.store import set_up_at


@dataclass(frozen=True, slots=True)
class ServerView:
    public_url: str
    mail: bool
    passkeys: bool
    setup_needed: bool
    now: int
    closing_days: int


async def get_server_info(context: Context, _: None) -> Done[ServerView]:
    setup_needed = await context.fetch_one(set_up_at()) is None
    policy = context.policy
    has_passkeys = rp_id(policy.public_url) is not None
    return Done(ServerView(policy.public_url, policy.mail, has_passkeys, setup_needed, context.now, policy.closing_days))
