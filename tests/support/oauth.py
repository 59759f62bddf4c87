"""OAuth clients and their devices, as the registration and the ceremony leave them, and what they send."""

import json
from dataclasses import dataclass
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet

from handfast.db.database import Statement
from handfast.devices import store as devices
from handfast.kernel.ids import ClientId, DeviceId
from handfast.kernel.secrets import digest
from handfast.kernel.time import DAY
from handfast.oauth.clients.rules import Client
from handfast.oauth.clients.store import by_id
from handfast.oauth.tokens import store
from handfast.oauth.tokens.rules import REFRESH_PREFIX
from tests.support.keys import DeviceKey
from tests.support.server import Server

TOKEN, DEVICE_AUTHORIZATION = "/oauth/token", "/oauth/device_authorization"
INTROSPECT, REVOKE = "/oauth/introspect", "/oauth/revoke"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
DEVICE_CREDENTIAL = "urn:handfast:params:oauth:token-type:device-credential"
SCOPES = ("menu.read", "orders.write")
CREDENTIAL_DAYS = 30


@dataclass(frozen=True, slots=True)
class App:
    """A registered client, and its secret if it is confidential."""

    id: ClientId
    secret: str | None = None

    @property
    def named(self) -> dict[str, str]:
        return {"client_id": self.id} | ({"client_secret": self.secret} if self.secret else {})


def register(
    server: Server,
    *,
    secret: str | None = None,
    tenant: int | None = 0,
    scopes: tuple[str, ...] = SCOPES,
    audiences: tuple[str, ...] = (),
    **settings: Any,
) -> App:
    """A client of that tenant; of the server with `tenant=None`."""
    id, now = ClientId(server.random.id()), server.clock.now()
    tenant_id = None if tenant is None else server.tenants[tenant].id
    hashed = digest(secret) if secret else None
    sql = """INSERT INTO oauth_clients (id, tenant_id, name, secret_hash, scopes, audiences, settings, created_at, created_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')"""
    args = (id, tenant_id, "Kitchen screen", hashed, json.dumps(scopes), json.dumps(audiences), json.dumps(settings), now)
    server.call(server.application.database.execute_batch([Statement(sql, args)]))
    return App(id, secret)


def change(server: Server, app: App, **columns: Any) -> None:
    named = ", ".join(f"{name} = ${number}" for number, name in enumerate(columns, 2))
    change = Statement(f"UPDATE oauth_clients SET {named} WHERE id = $1", (app.id, *columns.values()), guard=True)
    server.call(server.application.database.execute_batch([change]))


class Device:
    """A device that was let in with a client, and asks as that client."""

    def __init__(self, server: Server, app: App, id: str, refresh_token: str, key: DeviceKey | None = None) -> None:
        self.server = server
        self.app = app
        self.id = DeviceId(id)
        self.refresh_token = refresh_token
        self.key = key

    def refresh(self, token: str | None = None, **form: Any) -> httpx.Response:
        sent = {"grant_type": "refresh_token", "refresh_token": token or self.refresh_token} | self.app.named | form
        return ask(self.server, TOKEN, sent, self.key)

    def renewed(self, **form: Any) -> dict[str, Any]:
        answer = self.refresh(**form)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        self.refresh_token = told["refresh_token"]
        return told


def ask(server: Server, path: str, form: dict[str, Any], key: DeviceKey | None = None, **headers: str) -> httpx.Response:
    """From a source of its own, signed by the key if there is one."""
    if key is not None:
        headers["DPoP"] = key.proof("POST", server.url + path)
    return server.anonymous().post(path, data=form, headers=headers)


def let_in(server: Server, app: App, tenant: int = 0, key: DeviceKey | None = None, audiences: tuple[str, ...] = ()) -> Device:
    """As the ceremony lets a device in: its credential is a refresh token, and a grant says what for."""
    paired = server.pair(tenant, key=key)
    token, now, tenant_id = REFRESH_PREFIX + server.random.bytes(32).hex(), server.clock.now(), server.tenants[tenant].id
    id = DeviceId(paired.id)
    batch = [
        devices.advance(id, 1, now, tenant_id=tenant_id),
        devices.add_credential(digest(token), id, 2, "pair", now, now + CREDENTIAL_DAYS * DAY),
        store.grant(id, app.id, SCOPES, audiences, now, tenant_id=tenant_id),
    ]
    server.call(server.application.database.execute_batch(batch))
    return Device(server, app, id, token, key)


def client_of(server: Server, app: App) -> Client:
    found = server.call(server.application.database.fetch_one(by_id(app.id)))
    assert found is not None
    return found


def offline(server: Server, token: str) -> dict[str, Any]:
    """What a resource server reads of it that knows nothing but the published keys."""
    keys = KeySet.import_key_set(server.anonymous().get("/oauth/jwks").json())
    return dict(jwt.decode(token, keys, algorithms=["ES256"]).claims)
