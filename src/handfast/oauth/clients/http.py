"""`/api/oauth-clients`: for a company its own, and those of the server to look at; for an operator those of the server."""

from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.kernel.ids import ClientId
from handfast.kernel.outcomes import Reason
from handfast.oauth.clients.change import change_client
from handfast.oauth.clients.create import create_client
from handfast.oauth.clients.delete import delete_client
from handfast.oauth.clients.get import get_client
from handfast.oauth.clients.list import list_clients
from handfast.oauth.clients.rotate_secret import rotate_secret
from handfast.oauth.clients.schemas import (
    NewOAuthClient,
    OAuthClient,
    OAuthClientChange,
    OAuthClientList,
    OAuthClientRequest,
    OAuthClientSecret,
    client_reply,
    clients_reply,
    created_reply,
    secret_reply,
)

routes = Routes("OAuth clients", "Programs of other makers whose devices people let in, and that get standard tokens.")


@routes.get("/api/oauth-clients", allow="client.list")
async def list_oauth_clients(call: Call) -> OAuthClientList:
    """List the OAuth clients.

    Those of the company and of the server; an operator sees those of the server.
    """
    return clients_reply(await call.do(list_clients, None))


@routes.post(
    "/api/oauth-clients",
    allow="client.change",
    status=201,
    refuses=[Reason.OAUTH_CLIENT_LIMIT, Reason.REAUTHENTICATION_REQUIRED],
)
async def create_oauth_client(call: Call, body: OAuthClientRequest) -> NewOAuthClient:
    """Register an OAuth client. The secret of a confidential one is shown only in this answer."""
    return created_reply(await call.do(create_client, body.command()))


@routes.get("/api/oauth-clients/{id}", allow="client.list")
async def get_oauth_client(call: Call, id: ClientId) -> OAuthClient:
    """Get an OAuth client."""
    return client_reply(await call.do(get_client, id))


@routes.patch(
    "/api/oauth-clients/{id}",
    allow="client.change",
    refuses=[Reason.REAUTHENTICATION_REQUIRED, Reason.VERSION_CONFLICT],
)
async def change_oauth_client(call: Call, id: ClientId, body: OAuthClientChange) -> OAuthClient:
    """Change, disable or enable an OAuth client.

    A company changes only its own.
    """
    return client_reply(await call.do(change_client, body.command(id)))


@routes.post(
    "/api/oauth-clients/{id}/secret",
    allow="client.change",
    refuses=[Reason.INVALID_INPUT, Reason.REAUTHENTICATION_REQUIRED],
)
async def replace_oauth_client_secret(call: Call, id: ClientId) -> OAuthClientSecret:
    """Give a confidential OAuth client another secret. The old one ends at once."""
    return secret_reply(await call.do(rotate_secret, id))


@routes.delete("/api/oauth-clients/{id}", allow="client.change", refuses=[Reason.REAUTHENTICATION_REQUIRED])
async def delete_oauth_client(call: Call, id: ClientId) -> None:
    """Delete an OAuth client. Its devices stay, and get no more tokens."""
    await call.do(delete_client, id)
