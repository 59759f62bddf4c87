"""Shows what an invitation is for, before it is accepted."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.secrets import Secret, digest
from handfast.runner.context import Context
from handfast.users import store
from handfast.users.accounts import store as accounts
from handfast.users.memberships.invitations import KIND, is_open
from handfast.users.one_time_tokens.links import right, too_many, wrong
from handfast.users.store import Member


@dataclass(frozen=True, slots=True)
class InvitationLink:
    token: Secret


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    member: Member
    has_password: bool
    """Whether the invited person signs in to this server already: then they join with that password instead of choosing one."""


async def get_invitation(context: Context, command: InvitationLink) -> Done[OpenInvitation] | Refused:
    if refused := await too_many(context):
        return refused
    member = await context.fetch_one(store.member_by_one_time_token(digest(command.token.reveal()), KIND, context.now))
    account = await context.fetch_one(accounts.account(member.account_id)) if member else None
    if member is None or account is None or not is_open(member):
        return wrong(context)
    right(context)
    return Done(OpenInvitation(member, account.password_hash is not None))
