"""Makes an access token. Its text is shown only this once."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.access.policy import SCOPES
from handfast.kernel import texts
from handfast.kernel.callers import Role
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret, digest
from handfast.kernel.time import DAY
from handfast.runner.context import Context
from handfast.users import store as members
from handfast.users.access_tokens import store
from handfast.users.access_tokens.rules import TokenLine, scopes_of, token_text
from handfast.users.notices import notify_token_made
from handfast.users.rules import invalid, invalid_name
from handfast.users.sessions.unconfirmed import unconfirmed


@dataclass(frozen=True, slots=True)
class CreateToken:
    name: str
    scopes: Sequence[str]
    days: int


@dataclass(frozen=True, slots=True)
class Made:
    line: TokenLine
    token: Secret


async def create(context: Context, command: CreateToken) -> Done[Made] | Refused:
    caller = context.caller
    name, scopes = texts.display_name(command.name), sorted(set(command.scopes))
    if name is None:
        return invalid_name()
    if not scopes or not SCOPES.keys() >= set(scopes):
        return invalid("scopes", f"Choose at least one of: {', '.join(SCOPES)}")
    if caller.role is None or not scopes_of(Role(caller.role)).keys() >= set(scopes):
        return Refused(Reason.FORBIDDEN, extra={"detail": "A token cannot have more rights than your role."})
    # Read before the session is checked: a token made while the password changes then carries the old version and never works.
    member = await context.fetch_one(members.member(caller.user_id, tenant_id=caller.tenant))
    refused = await unconfirmed(context)
    if refused is not None or member is None:
        return refused or Refused(Reason.UNAUTHENTICATED)
    token = token_text(context.random.bytes(32))
    line = TokenLine(context.random.id(), name, scopes, context.now, context.now + command.days * DAY, None)
    context.write(store.insert(digest(token), line, caller.user_id, member.access_token_version, tenant_id=caller.tenant))
    notify_token_made(context, member, name, [SCOPES[scope] for scope in scopes], line.expires_at)
    made = DomainEvent("TOKEN_CREATED", caller.tenant, Subject("token", line.id, name), {"scopes": " ".join(scopes), "days": command.days})
    return Done(Made(line, Secret(token)), [made])
