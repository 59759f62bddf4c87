"""Step 2. Gives a confidential client another secret, which is shown only this once. The old one ends at once."""

from dataclasses import dataclass

from handfast.kernel.ids import ClientId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret, digest
from handfast.oauth.clients import store
from handfast.oauth.clients.notices import notify_secret_changed
from handfast.oauth.clients.rules import SECRET_BYTES, Client, secret_text
from handfast.oauth.clients.sight import to_change
from handfast.runner.context import Context

_PUBLIC = "This client is public: it has no secret. Register a confidential one if its secret can be kept."


@dataclass(frozen=True, slots=True)
class Rotated:
    client: Client
    secret: Secret


async def rotate_secret(context: Context, client_id: ClientId) -> Done[Rotated] | Refused:
    listed = await to_change(context, client_id)
    if isinstance(listed, Refused):
        return listed
    client = listed.client
    if client.is_public:
        return Refused(Reason.INVALID_INPUT, extra={"detail": _PUBLIC})
    secret = secret_text(context.random.bytes(SECRET_BYTES))
    context.write(store.set_secret(client, digest(secret), context.now))
    await notify_secret_changed(context, client)
    changed = DomainEvent("OAUTH_CLIENT_SECRET_CHANGED", client.tenant_id, Subject("client", client.id, client.name))
    return Done(Rotated(client, Secret(secret)), [changed])
