"""What anybody may know of the server: enough for a page to show the right form."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done
from handfast.runner.run import Act
from handfast.users.tenants.store import is_set_up


@dataclass(frozen=True, slots=True)
class ServerView:
    public_url: str
    mail: bool
    setup_needed: bool
    now: int


async def look_at_server(act: Act, _: None) -> Done[ServerView]:
    return Done(ServerView(act.policy.public_url, act.policy.mail, not await is_set_up(act.reads), act.now))
