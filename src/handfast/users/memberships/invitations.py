"""The link that lets an invited user in, and the message that contains it."""

from dataclasses import dataclass

from handfast.email.enqueue import queue
from handfast.email.templates import Message
from handfast.kernel.callers import Role
from handfast.kernel.ids import TenantId, UserId
from handfast.kernel.secrets import Secret, digest
from handfast.runner.context import Context
from handfast.users.memberships.rules import User
from handfast.users.one_time_tokens import store as one_time_tokens
from handfast.users.one_time_tokens.links import link
from handfast.users.rules import INVITATION_LIFE
from handfast.users.sessions.opening import new_secret
from handfast.users.store import StoredMember

KIND = "invitation"


@dataclass(frozen=True, slots=True)
class Invited:
    user: User
    url: Secret
    expires_at: int
    mailed: bool


def is_open(member: StoredMember) -> bool:
    """Whether the user can still accept; nobody joins a company that is suspended."""
    return member.joined_at is None and member.disabled_at is None and member.suspended_at is None


def make_link(context: Context, user_id: UserId) -> tuple[str, int]:
    """A new link and when it expires."""
    secret, expires_at = new_secret(context), context.now + INVITATION_LIFE
    context.write(one_time_tokens.insert(digest(secret), KIND, context.now, expires_at, user_id=user_id))
    return link(context, "join", secret), expires_at


def mail_link(context: Context, user: User, tenant_id: TenantId, tenant_name: str, url: str) -> None:
    queue(context, _message(context, user, tenant_id, tenant_name, url))


_WITH_ARTICLE = {
    Role.OWNER: "an owner",
    Role.ADMIN: "an admin",
    Role.INSTALLER: "an installer",
    Role.SUPPORT: "support",
    Role.STAFF: "staff",
}


def _message(context: Context, user: User, tenant_id: TenantId, tenant_name: str, url: str) -> Message:
    inviter = context.caller.name or "Someone"
    may = f"as {_WITH_ARTICLE.get(user.role, f'a {user.role.value}')}"
    return Message(
        about="an invitation",
        to=user.email,
        subject=f"{inviter} invites you to {tenant_name}",
        paragraphs=(
            f"Hello {user.name},",
            f"{inviter} invites you to join {tenant_name} on Handfast, {may}.",
            "The link works once and expires in 7 days.",
        ),
        button="Accept the invitation",
        url=url,
        closing=("If you did not expect this, ignore this mail.",),
        tenant_id=tenant_id,
    )
