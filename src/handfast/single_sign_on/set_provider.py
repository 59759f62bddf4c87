"""Step 1. An owner or admin sets the OpenID provider of the company, which decides who comes in: that takes a confirmed session."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from handfast.access.policy import may_give
from handfast.kernel import texts
from handfast.kernel.callers import Role
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret
from handfast.runner.context import Context
from handfast.single_sign_on import store
from handfast.single_sign_on.notices import notify_provider_set
from handfast.single_sign_on.provider import NONCE_BYTES, roles_text, seal
from handfast.single_sign_on.rules import domain_of, issuer_problem, may_be_given, scopes_of
from handfast.single_sign_on.store import StoredProvider
from handfast.users.memberships import store as memberships
from handfast.users.rules import invalid
from handfast.users.sessions import store as sessions
from handfast.users.sessions.unconfirmed import unconfirmed

LONGEST_NAME = 60
FIRST_VERSION = 1


@dataclass(frozen=True, slots=True)
class SetProvider:
    version: int | None
    """The one that was seen; None for the first provider."""
    name: str
    issuer: str
    client_id: str
    secret: Secret | None
    """None to keep the one that is set."""
    scopes: str
    role_claim: str
    roles: Sequence[tuple[str, Role]]
    default_role: Role | None
    domains: Sequence[str]
    enabled: bool


async def set_provider(context: Context, command: SetProvider) -> Done[None] | Refused:
    tenant_id = context.caller.tenant
    checked = _checked(command, context.policy.public_url)
    if isinstance(checked, Refused):
        return checked
    if refused := _too_high(context, command):
        return refused
    if refused := await unconfirmed(context):
        return refused
    before = await context.fetch_one(store.provider(tenant_id=tenant_id))
    if (before.version if before else None) != command.version:
        return Refused(Reason.VERSION_CONFLICT)
    if (sealed := _sealed(context, command.secret, before, checked)) is None:
        return invalid("client_secret", "Enter the client's secret at this provider")
    new = checked._replace(sealed=sealed, version=before.version + 1 if before else FIRST_VERSION)
    if before is None:
        context.write(store.add_provider(new, context.now, tenant_id=tenant_id))
    else:
        _replace(context, before, new)
    changes = ", ".join(_changes(before, new))
    if changes:
        await notify_provider_set(context, new.name, changes)
    subject = Subject("tenant", tenant_id, new.name)
    return Done(None, [DomainEvent("SSO_CONFIGURED", tenant_id, subject, {"provider": new.name, "changes": changes or "nothing"})])


def _replace(context: Context, before: StoredProvider, new: StoredProvider) -> None:
    tenant_id = context.caller.tenant
    context.write(store.change_provider(before.version, new, context.now, tenant_id=tenant_id))
    if _is_another(before, new):
        context.write(sessions.end_of_provider(tenant_id=tenant_id))
    if before.issuer != new.issuer:
        context.write(memberships.end_tokens_of_provider(before.issuer, tenant_id=tenant_id))


def _sealed(context: Context, secret: Secret | None, before: StoredProvider | None, after: StoredProvider) -> bytes | None:
    """None if the secret is missing. It is for one client: it must not be sent to an address that somebody else puts in its place."""
    if secret is not None:
        return seal(context.keys, context.random.bytes(NONCE_BYTES), context.caller.tenant, secret.reveal())
    return before.sealed if before is not None and not _is_another_client(before, after) else None


def _checked(command: SetProvider, public_url: str) -> StoredProvider | Refused:
    name, issuer, scopes = texts.display_name(command.name, LONGEST_NAME), command.issuer.strip(), scopes_of(command.scopes)
    client_id, claim = command.client_id.strip(), command.role_claim.strip()
    if name is None:
        return invalid("name", f"Give a name of 1 to {LONGEST_NAME} characters")
    if problem := issuer_problem(issuer, public_url):
        return invalid("issuer", problem)
    if not client_id or not client_id.isascii() or not client_id.isprintable():
        return invalid("client_id", "This is not the ID of a client")
    if command.secret is not None and not command.secret.reveal().strip():
        return invalid("client_secret", "Enter the client's secret at this provider")
    if scopes is None:
        return invalid("scopes", "Scopes are words separated by blanks")
    if refused := _wrong_rules(command):
        return refused
    domains = [domain_of(text) for text in command.domains]
    default = command.default_role.value if command.default_role else None
    given, enabled = roles_text(command.roles), int(command.enabled)
    return StoredProvider(0, name, issuer, client_id, b"", scopes, claim, given, default, json.dumps(domains), enabled)


def _wrong_rules(command: SetProvider) -> Refused | None:
    if None in map(domain_of, command.domains):
        return invalid("domains", "This is not a domain such as example.com")
    if command.roles and not command.role_claim.strip():
        return invalid("role_claim", "Say which claim gives the roles")
    if len(dict(command.roles)) != len(command.roles):
        return invalid("roles", "Each value gives one role")
    return None


def _too_high(context: Context, command: SetProvider) -> Refused | None:
    giver = context.caller.role
    roles = [role for _, role in command.roles] + ([command.default_role] if command.default_role else [])
    if giver is None or not all(may_be_given(role) and may_give(giver, role) for role in roles):
        return Refused(Reason.ROLE_TOO_HIGH)
    return None


def _is_another_client(before: StoredProvider, after: StoredProvider) -> bool:
    return (before.issuer, before.client_id) != (after.issuer, after.client_id)


def _is_another(before: StoredProvider, after: StoredProvider) -> bool:
    """Whether sessions of the provider must end: it is another one, or turned off."""
    return _is_another_client(before, after) or bool(before.enabled and not after.enabled)


def _changes(before: StoredProvider | None, after: StoredProvider) -> list[str]:
    named = {
        "name": "name", "issuer": "provider", "client_id": "client", "sealed": "client secret", "scopes": "scopes",
        "role_claim": "claim of the roles", "roles": "roles", "default_role": "role of everybody else", "domains": "domains",
    }  # fmt: skip
    if before is None:
        return [f"{after.issuer} was added" if after.enabled else f"{after.issuer} was added, turned off"]
    changed = [shown for field, shown in named.items() if getattr(before, field) != getattr(after, field)]
    if before.enabled != after.enabled:
        changed.append("turned on" if after.enabled else "turned off")
    return changed
