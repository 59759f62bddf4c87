"""What goes in and out of `/api/oauth-clients`."""

from collections.abc import Sequence
from typing import Annotated, Any, cast

from pydantic import BaseModel, Field

from handfast.edge.schemas import Reply, Timestamp
from handfast.edge.strict_json import Body
from handfast.kernel.ids import ClientId
from handfast.oauth.clients import rules
from handfast.oauth.clients.change import ChangeClient
from handfast.oauth.clients.create import CreateClient, Created
from handfast.oauth.clients.rotate_secret import Rotated
from handfast.oauth.clients.rules import (
    LONGEST_AUDIENCE,
    LONGEST_SCOPE,
    LONGEST_WAIT,
    MOST_AUDIENCES,
    MOST_SCOPES,
    NAMES,
    AllowedDevices,
    ClientSettings,
    ListedClient,
)

Scopes = Annotated[list[Annotated[str, Field(max_length=LONGEST_SCOPE)]], Field(max_length=MOST_SCOPES)]
Audiences = Annotated[list[Annotated[str, Field(max_length=LONGEST_AUDIENCE)]], Field(max_length=MOST_AUDIENCES)]
WaitSeconds = Annotated[int, Field(ge=0, le=LONGEST_WAIT)]


class OAuthClient(Reply):
    id: str = Field(description="The `client_id` of OAuth: a UUID, or a name that the operator chose")
    of_server: bool = Field(description="Whether it is the server's: then people of all companies approve its devices")
    name: str
    confidential: bool = Field(description="Whether it has a secret; without one it is public")
    scopes: list[str]
    audiences: list[str] = Field(description="The resource servers that its tokens are for; without any, this server")
    requires_dpop: bool = Field(description="Whether its devices must have a key of their own (RFC 9449)")
    wait_seconds: int = Field(description="How long a poll waits for the decision if it does not say so itself")
    shows_number: bool = Field(description="Whether its devices can show the number that the approver compares")
    allowed_devices: AllowedDevices = Field(
        description="Any, those in the network of the approver, or those whose keys were registered beforehand"
    )
    exchanges: bool = Field(description="Whether paired devices may exchange their credential for its tokens (RFC 8693)")
    disabled_at: Timestamp | None
    created_at: Timestamp
    created_by: str
    secret_changed_at: Timestamp | None
    devices: int = Field(description="How many devices were let in with it: those of the company, or all for an operator")
    version: int


class OAuthClientList(Reply):
    items: list[OAuthClient]


class NewOAuthClient(OAuthClient):
    secret: str | None = Field(description="Of a confidential client; never shown again")


class OAuthClientSecret(Reply):
    secret: str = Field(description="Never shown again")


class OAuthClientRequest(Body):
    name: str = Field(max_length=400)
    id: str | None = Field(default=None, max_length=64, description="A name, for a client of the server; without one the id is drawn")
    confidential: bool = False
    scopes: Scopes = Field(default=[])
    audiences: Audiences = Field(default=[])
    requires_dpop: bool = False
    wait_seconds: WaitSeconds = 0
    shows_number: bool = False
    allowed_devices: AllowedDevices = "any"
    exchanges: bool = False

    def command(self) -> CreateClient:
        settings = ClientSettings(**_sent(self))
        return CreateClient(self.name, self.confidential, self.scopes, self.audiences, settings, self.id)


class OAuthClientChange(Body):
    """What is not sent stays as it is."""

    version: int | None = Field(default=None, description="The one that was seen; if it is another by now, nothing is changed")
    name: str | None = Field(default=None, max_length=400)
    scopes: Scopes | None = None
    audiences: Audiences | None = None
    requires_dpop: bool | None = None
    wait_seconds: WaitSeconds | None = None
    shows_number: bool | None = None
    allowed_devices: AllowedDevices | None = None
    exchanges: bool | None = None
    enabled: bool | None = Field(default=None, description="While it is disabled, its devices get no tokens")

    def command(self, id: ClientId) -> ChangeClient:
        settings = cast("rules.SettingsChange", {name: value for name, value in _sent(self).items() if value is not None})
        return ChangeClient(id, self.version, self.name, self.scopes, self.audiences, settings, self.enabled)


def _sent(body: BaseModel) -> dict[str, Any]:
    return {name: getattr(body, name) for name in NAMES}


def client_reply(listed: ListedClient) -> OAuthClient:
    client, settings = listed.client, listed.client.settings
    return OAuthClient(
        id=client.id,
        of_server=client.tenant_id is None,
        name=client.name,
        confidential=not client.is_public,
        scopes=list(client.scopes),
        audiences=list(client.audiences),
        requires_dpop=settings.requires_dpop,
        wait_seconds=settings.wait_seconds,
        shows_number=settings.shows_number,
        allowed_devices=settings.allowed_devices,
        exchanges=settings.exchanges,
        disabled_at=client.disabled_at,
        created_at=listed.created_at,
        created_by=listed.created_by,
        secret_changed_at=listed.secret_changed_at,
        devices=listed.devices,
        version=client.version,
    )


def clients_reply(found: Sequence[ListedClient]) -> OAuthClientList:
    return OAuthClientList(items=[client_reply(one) for one in found])


def created_reply(created: Created) -> NewOAuthClient:
    secret = created.secret.reveal() if created.secret else None
    return NewOAuthClient(**dict(client_reply(created.listed)), secret=secret)


def secret_reply(rotated: Rotated) -> OAuthClientSecret:
    return OAuthClientSecret(secret=rotated.secret.reveal())
