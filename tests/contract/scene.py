"""What stands ready for one request of the matrix: the things of a tenant that it names, made when it asks for them."""

from dataclasses import dataclass, field
from typing import Any

import httpx

from handfast.billing.stripe.signing_secrets import store as stripe_secrets
from handfast.billing.stripe.signing_secrets.secrets import PURPOSE
from handfast.db.database import Statement
from handfast.kernel.callers import Role
from handfast.kernel.ids import ClientId, DeviceId, RustdeskId, ServiceId, TenantId, UserId
from handfast.kernel.time import DAY
from handfast.oauth.clients import store as oauth_clients
from handfast.oauth.clients.rules import Client, ClientSettings
from handfast.rustdesk.registry import store as rustdesk
from handfast.rustdesk.registry.connections import Connection, written
from handfast.single_sign_on import store as single_sign_on
from handfast.single_sign_on.store import StoredProvider
from handfast.users.recipients import store as recipients
from handfast.users.recipients.store import Recipient
from handfast.users.service_accounts import store as service_accounts
from handfast.users.service_accounts.rules import ServiceAccount, ServiceToken
from tests.support.members import new_user
from tests.support.server import FINGERPRINT, Server

UNKNOWN = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
CONNECTION = 762


@dataclass(slots=True)
class Scene:
    """One request about to be sent: who sends it, and the tenant whose things it names."""

    server: Server
    client: httpx.Client
    role: str
    tenant: int
    invited_with: dict[str, Any] = field(default_factory=dict)
    """The code made last, as the manager's screen shows it."""

    @property
    def tenant_id(self) -> TenantId:
        return self.server.tenants[self.tenant].id

    @property
    def issuer(self) -> str:
        """The role of whoever made the codes: an installer reaches only what came of their own."""
        return "installer" if self.role == "installer" else "manager"

    def device(self, status: str = "active") -> str:
        id = self.server.pair(self.tenant, by=self.issuer).id
        if status != "active":
            sql = "UPDATE devices SET status = $2, presence = 'offline' WHERE id = $1"
            self.server.call(self.server.application.database.execute_batch([Statement(sql, (id, status), guard=True)]))
        return id

    def token(self) -> str:
        return self.server.pair(self.tenant, by=self.issuer).token

    def invite(self) -> dict[str, Any]:
        self.invited_with = self.server.invite(self.tenant, by=self.issuer)
        return self.invited_with

    def invited(self) -> dict[str, Any]:
        """Somebody who has not joined yet, invited by the owner of the first tenant."""
        email = f"{self.server.random.id()}@example.org"
        payload = {"name": "New", "email": email, "role": "staff", "send_mail": False}
        made = self.server.behind_the_scenes("owner", 0, "POST", "/api/people", json=payload)
        assert made.status_code == 201, made.text
        invited: dict[str, Any] = made.json()
        return invited

    def invitation(self) -> str:
        token: str = self.invited()["invitation_url"].partition("#")[2]
        return token

    def person(self, *, disabled: bool = False) -> str:
        """Somebody of the tenant who is nobody's boss and may be changed."""
        if self.tenant:
            return self.server.person("manager", self.tenant).id
        invited = self.invited()
        joining = {"token": invited["invitation_url"].partition("#")[2], "name": "New", "password": "ordinary-walnut-kettle"}
        assert self.server.anonymous().post("/api/invitations/redeem", json=joining).status_code == 201
        id: str = invited["person"]["id"]
        if disabled:
            assert self.server.behind_the_scenes("owner", 0, "POST", f"/api/people/{id}/disable").status_code == 200
        return id

    def rustdesk_id(self) -> RustdeskId:
        return RustdeskId(str(100_000_000 + int.from_bytes(self.server.random.bytes(4)) % 800_000_000))

    def rustdesk(self, *, removed: bool = False, connected: bool = False) -> str:
        """A RustDesk device of the tenant that is nobody's."""
        id, now = DeviceId(self.server.random.id()), self.server.clock.now()
        added = rustdesk.add(id, self.rustdesk_id(), "Phone", now, tenant_id=self.tenant_id)
        self.server.call(self.server.application.database.execute_batch(added))
        if removed:
            gone = rustdesk.remove_abandoned(id, 1, now, tenant_id=self.tenant_id)
            self.server.call(self.server.application.database.execute_batch(gone))
        if connected:
            online = Statement("UPDATE devices SET presence = 'online', last_seen_at = $2, seen_sort = $2 WHERE id = $1", (id, now))
            connected_now = rustdesk.replace_connections(id, "[]", written([Connection(CONNECTION, now)]), tenant_id=self.tenant_id)
            self.server.call(self.server.application.database.execute_batch([online, connected_now]))
        return id

    def customer(self, *, fresh: bool = False) -> str:
        """A customer of the tenant; the second one gets its own."""
        found = [person.id for person in self.server.tenants[self.tenant].users if person.role == "customer" and not fresh]
        return found[0] if found else self._write_customer()

    def _write_customer(self) -> str:
        id, now = UserId(self.server.random.id()), self.server.clock.now()
        writes = new_user(id, f"{id}@example.org", "Cleo", Role.CUSTOMER, now, "never signs in", tenant_id=self.tenant_id)
        self.server.call(self.server.application.database.execute_batch(writes))
        return id

    def new_recipient(self) -> dict[str, Any]:
        """For a list that has room, in an hour without mails."""
        limit = Statement("DELETE FROM buckets WHERE key LIKE 'notices.recipient:%'")
        clear = Statement("DELETE FROM notice_recipients WHERE tenant_id = $1", (self.tenant_id,))
        self.server.call(self.server.application.database.execute_batch([clear, limit]))
        return {"email": "desk@example.org", "security": True, "budget": True}

    def recipient(self) -> str:
        """The tenant's only one."""
        self.new_recipient()
        id, now = self.server.random.id(), self.server.clock.now()
        added = recipients.insert(Recipient(id, 0, "desk@example.org", 0, 1, now, None), id.encode(), now + DAY, tenant_id=self.tenant_id)
        self.server.call(self.server.application.database.execute_batch([added]))
        return id

    def signing_secret(self) -> str:
        """The tenant's only one."""
        id, now = self.server.random.id(), self.server.clock.now()
        clear = Statement("DELETE FROM stripe_secrets WHERE tenant_id = $1", (self.tenant_id,))
        self.server.call(self.server.application.database.execute_batch([clear]))
        sealed = self.server.application.keys.seal(PURPOSE, self.server.random.bytes(12), "whsec_of_the_matrix")
        self.server.call(
            self.server.application.database.execute_batch(
                [stripe_secrets.insert(id, sealed, "1234", "Ann", now, tenant_id=self.tenant_id)]
            )
        )
        return id

    def provider(self, *, is_set: bool) -> dict[str, Any]:
        """What sets the tenant's OpenID provider for the first time; with `is_set` it is set already."""
        clear = Statement("DELETE FROM identity_providers WHERE tenant_id = $1", (self.tenant_id,))
        self.server.call(self.server.application.database.execute_batch([clear]))
        body = {"name": "Sample ID", "issuer": "https://login.example.com", "client_id": "handfast", "client_secret": "secret"}
        if is_set:
            known = StoredProvider(1, "Sample ID", body["issuer"], "handfast", b"sealed", "openid", "", "[]", None, "[]", 1)
            added = single_sign_on.add_provider(known, self.server.clock.now(), tenant_id=self.tenant_id)
            self.server.call(self.server.application.database.execute_batch([added]))
        return body

    def session(self) -> str:
        """Another session of the same person."""
        sessions = self.server.as_(self.role, self.tenant).get("/api/sessions").json()["items"]
        return str(next(session["id"] for session in sessions if session["current"]))

    def access_token(self) -> str:
        """One of the person's own; customers and staff have nothing a token could do, and get none."""
        browser = self.server.as_(self.role, self.tenant)
        scopes = [scope["name"] for scope in browser.get("/api/tokens").json()["scopes"]][:1]
        made = browser.post("/api/tokens", json={"name": "old", "scopes": scopes, "expires_in_days": 1})
        return str(made.json().get("id", UNKNOWN))

    def service_account(self) -> ServiceToken:
        """One of the tenant with a token, written into the tables: the second tenant has nobody who could make it."""
        server, now = self.server, self.server.clock.now()
        contact = UserId(server.person("manager", self.tenant).id)
        id = ServiceId(server.random.id())
        account = ServiceAccount(id, "Kiosk", ["devices:read"], contact, "Mia", True, "Mia", now, now + DAY, 1)
        token = ServiceToken(server.random.id(), id, 1, "Mia", now, None, None)
        slot = 1_000 + int.from_bytes(server.random.bytes(3))
        for write in (
            service_accounts.insert(account, slot, 2, tenant_id=self.tenant_id),
            service_accounts.insert_token(server.random.bytes(32), token, tenant_id=self.tenant_id),
        ):
            server.call(server.application.database.execute_batch([write]))
        return token

    def oauth_client(self) -> ClientId:
        """One of the tenant, or of the server for its operator."""
        server, tenant_id = self.server, None if self.role == "operator" else self.tenant_id
        client = Client(ClientId(server.random.id()), tenant_id, "Menu board", b"digest", (), (), ClientSettings(), None, 1)
        slot = None if tenant_id is None else 1_000 + int.from_bytes(server.random.bytes(3))
        write = oauth_clients.insert(client, slot, "Mia", server.clock.now())
        server.call(server.application.database.execute_batch([write]))
        return client.id

    def credentials(self) -> dict[str, str]:
        person = self.server.person("customer")
        return {"email": person.email, "password": person.password.reveal()}

    def password(self) -> str:
        if self.role == "operator":
            return self.server.demo_operator.password.reveal()
        return self.server.person(self.role, self.tenant).password.reveal()

    def company(self) -> str:
        """Another one, which may be suspended."""
        id: str = self.client.post("/api/tenants", json={"name": "Zelkova House"}).json()["id"]
        return id

    def wrong_code(self) -> dict[str, str]:
        """For an app that is being set up."""
        assert self.client.post("/api/session/totp").status_code == 201
        return {"code": "recovery codes are no codes here"}

    def version_of_company(self) -> int:
        version: int = self.client.get(f"/api/tenants/{self.tenant_id}").json()["version"]
        return version

    def version(self) -> int:
        version: int = self.client.get("/api/tenant").json()["version"]
        return version

    def redemption(self) -> dict[str, str]:
        return {"token": self.invite()["url"].rpartition(".")[2], "deviceFingerprint": FINGERPRINT, "deviceName": "Till"}
