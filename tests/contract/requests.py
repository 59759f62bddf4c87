"""For every route: what is sent when it is meant to work, and what then comes back. A route without an entry fails the matrix."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from handfast.billing.stripe.signing_secrets import store as stripe_secrets
from handfast.billing.stripe.signing_secrets.secrets import PURPOSE
from handfast.db.database import Statement
from handfast.kernel.callers import Role
from handfast.kernel.ids import DeviceId, RustdeskId, ServiceId, TenantId, UserId
from handfast.kernel.time import DAY
from handfast.rustdesk.registry import store as rustdesk
from handfast.rustdesk.registry.connections import Connection, written
from handfast.users.recipients import store as recipients
from handfast.users.recipients.store import Recipient
from handfast.users.service_accounts import store as service_accounts
from handfast.users.service_accounts.rules import ServiceAccount, ServiceToken
from tests.support.members import new_user
from tests.support.server import FINGERPRINT, Server

UNKNOWN = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
UNKNOWN_TOKEN = "A" * 43
CONNECTION = 762
ASSERTION = {"id": "AAAA", "response": {"clientDataJSON": "AAAA", "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": "AAAA"}}
ATTESTATION = {"id": "AAAA", "response": {"clientDataJSON": "AAAA", "attestationObject": "AAAA", "transports": []}}


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


Make = Callable[[Scene], Any]


@dataclass(frozen=True, slots=True)
class Sent:
    """`status` and `code` are what an allowed caller gets, with an id of their own tenant."""

    status: int = 200
    code: str | None = None
    body: Make | None = None
    id: Make | None = None
    instead: Mapping[str, int] = field(default_factory=dict)
    """Roles that are let in and find nothing to do."""
    spends: bool = False
    """It ends or replaces the caller's own sign-in: the client is good for this one request."""


def empty(_: Scene) -> dict[str, str]:
    return {}


def scopes(scene: Scene) -> list[str]:
    return [scope["name"] for scope in scene.client.get("/api/tokens").json()["scopes"]][:1]


REQUESTS: dict[str, Sent] = {
    # The public side
    "GET /api/server": Sent(),
    "POST /api/setup": Sent(
        409,
        "ALREADY_SET_UP",
        lambda _: {
            "token": UNKNOWN_TOKEN,
            "tenant_name": "A",
            "owner_name": "B",
            "owner_email": "b@example.org",
            "password": "walnut-kettle",
        },
    ),
    "POST /api/invitations/look": Sent(body=lambda scene: {"token": scene.invitation()}),
    "POST /api/invitations/redeem": Sent(
        201, body=lambda scene: {"token": scene.invitation(), "name": "New", "password": "ordinary-walnut-kettle"}, spends=True
    ),
    "POST /api/password-resets": Sent(202, body=lambda _: {"email": "nobody@example.org"}),
    "POST /api/password-resets/redeem": Sent(
        410, "LINK_EXPIRED", lambda _: {"token": UNKNOWN_TOKEN, "new_password": "ordinary-walnut-kettle"}
    ),
    "POST /api/pairing/preview": Sent(body=lambda scene: {"token": scene.redemption()["token"]}),
    "POST /api/pairing/verify": Sent(body=lambda scene: scene.redemption(), spends=True),
    # Companies
    "GET /api/tenants": Sent(),
    "POST /api/tenants": Sent(201, body=lambda _: {"name": "Zelkova House"}),
    "GET /api/tenants/{id}": Sent(id=lambda scene: scene.tenant_id),
    "PATCH /api/tenants/{id}": Sent(body=lambda scene: {"version": scene.version_of_company()}, id=lambda scene: scene.tenant_id),
    "POST /api/tenants/{id}/suspend": Sent(id=lambda scene: scene.company()),
    "POST /api/tenants/{id}/close": Sent(id=lambda scene: scene.company()),
    "POST /api/tenants/{id}/reopen": Sent(id=lambda scene: scene.company()),
    "GET /api/tenants/{id}/export": Sent(id=lambda scene: scene.company()),
    "POST /api/tenants/{id}/resume": Sent(id=lambda scene: scene.company()),
    # One's own account
    "POST /api/session": Sent(body=lambda scene: scene.credentials(), spends=True),
    "GET /api/session": Sent(),
    "DELETE /api/session": Sent(204, spends=True),
    "POST /api/session/confirm": Sent(204, body=lambda scene: {"current_password": scene.password()}),
    "POST /api/session/switch": Sent(404, "NOT_FOUND", lambda _: {"tenant_id": UNKNOWN}),
    "POST /api/session/second-factor": Sent(410, "SIGN_IN_STEP_EXPIRED", lambda _: {"token": "no such token", "code": "123456"}),
    "GET /api/session/second-factors": Sent(),
    "POST /api/session/passkey/challenge": Sent(409, "PASSKEYS_UNAVAILABLE"),
    "POST /api/session/passkey": Sent(410, "PASSKEY_EXPIRED", lambda _: {"credential": ASSERTION}),
    "POST /api/session/second-factor/passkey": Sent(410, "SIGN_IN_STEP_EXPIRED", lambda _: {"token": "no such token"}),
    "POST /api/session/confirm/passkey": Sent(409, "NO_PASSKEY"),
    "POST /api/session/passkeys/challenge": Sent(409, "PASSKEYS_UNAVAILABLE"),
    "POST /api/session/passkeys": Sent(410, "PASSKEY_EXPIRED", lambda _: {"name": "Key", "credential": ATTESTATION}),
    "PATCH /api/session/passkeys/{id}": Sent(404, "NOT_FOUND", lambda _: {"name": "Key"}, lambda _: UNKNOWN),
    "DELETE /api/session/passkeys/{id}": Sent(404, "NOT_FOUND", id=lambda _: UNKNOWN),
    "POST /api/session/totp": Sent(201),
    "POST /api/session/totp/confirm": Sent(403, "WRONG_SECOND_FACTOR", lambda scene: scene.wrong_code()),
    "DELETE /api/session/totp": Sent(404, "NOT_FOUND"),
    "POST /api/session/recovery-codes": Sent(404, "NOT_FOUND"),
    "GET /api/sessions": Sent(),
    "DELETE /api/sessions": Sent(204, spends=True),
    "DELETE /api/sessions/{id}": Sent(204, id=lambda scene: scene.session()),
    "PUT /api/session/password": Sent(
        403, "WRONG_PASSWORD", lambda _: {"current_password": "not this one", "new_password": "ordinary-walnut-kettle"}
    ),
    "GET /api/tokens": Sent(),
    "POST /api/tokens": Sent(
        201, body=lambda scene: {"name": "script", "scopes": scopes(scene), "expires_in_days": 1}, instead={"customer": 400, "staff": 400}
    ),
    "DELETE /api/tokens/{id}": Sent(204, id=lambda scene: scene.access_token(), instead={"customer": 404, "staff": 404}),
    # Service accounts
    "GET /api/service-accounts": Sent(),
    "POST /api/service-accounts": Sent(201, body=lambda _: {"name": "Kiosk", "scopes": ["devices:read"], "expires_in_days": 1}),
    "PATCH /api/service-accounts/{id}": Sent(id=lambda scene: scene.service_account().account_id, body=lambda _: {"expires_in_days": 9}),
    "POST /api/service-accounts/{id}/tokens": Sent(201, id=lambda scene: scene.service_account().account_id),
    "DELETE /api/service-accounts/{id}": Sent(204, id=lambda scene: scene.service_account().account_id),
    "DELETE /api/service-accounts/tokens/{id}": Sent(204, id=lambda scene: scene.service_account().id),
    # Codes
    "POST /api/pairing/generate": Sent(body=lambda scene: {"restaurantId": scene.tenant_id}),
    "POST /api/invites": Sent(201, body=empty),
    "GET /api/invites": Sent(),
    "DELETE /api/invites/{id}": Sent(204, id=lambda scene: scene.invite()["id"]),
    "POST /api/invites/{id}/mail": Sent(
        202, id=lambda scene: scene.invite()["id"], body=lambda scene: {"email": "till@example.org", "url": scene.invited_with["url"]}
    ),
    # Devices
    "GET /api/devices/me": Sent(),
    "POST /api/devices/me/heartbeat": Sent(body=empty),
    "POST /api/devices/me/token": Sent(body=empty, spends=True),
    "DELETE /api/devices/me": Sent(204, spends=True),
    "POST /api/devices/validate-token": Sent(body=lambda scene: {"token": scene.token()}),
    "GET /api/devices": Sent(),
    "GET /api/devices/{id}": Sent(id=lambda scene: scene.device()),
    "PATCH /api/devices/{id}": Sent(id=lambda scene: scene.device(), body=lambda _: {"name": "Bar"}),
    "POST /api/devices/{id}/enable": Sent(id=lambda scene: scene.device("blocked")),
    "POST /api/devices/{id}/disable": Sent(id=lambda scene: scene.device()),
    "POST /api/devices/{id}/approve": Sent(id=lambda scene: scene.device("waiting")),
    "POST /api/devices/{id}/reject": Sent(204, id=lambda scene: scene.device("waiting")),
    "POST /api/devices/{id}/replace": Sent(
        404, "NOT_FOUND", lambda scene: {"device_id": scene.device()}, id=lambda scene: scene.device("waiting")
    ),
    "DELETE /api/devices/{id}": Sent(204, id=lambda scene: scene.device()),
    "POST /api/live/ticket": Sent(),
    # A customer's own device
    "GET /api/device/pairing-code": Sent(),
    "GET /api/device/link": Sent(),
    "POST /api/device/pair": Sent(400, "INVALID_FORMAT", empty),
    "PUT /api/device/pair": Sent(400, "INVALID_FORMAT", empty),
    "DELETE /api/device/pair": Sent(404, "NOTHING_TO_UPDATE"),
    "DELETE /api/device/claim": Sent(404, "NOTHING_TO_UPDATE"),
    # Customers and their devices
    "GET /api/rustdesk/config": Sent(),
    "GET /api/admin/devices/unpaired": Sent(),
    "GET /api/admin/devices/unpaired.csv": Sent(),
    "POST /api/admin/devices": Sent(201, body=lambda scene: {"rustdesk_id": scene.rustdesk_id()}),
    "POST /api/admin/devices/{id}/assign": Sent(
        id=lambda scene: scene.rustdesk(), body=lambda scene: {"person_id": scene.customer(fresh=True)}
    ),
    "POST /api/admin/devices/{id}/unassign": Sent(id=lambda scene: scene.rustdesk()),
    "PUT /api/admin/devices/{id}/exemption": Sent(id=lambda scene: scene.rustdesk(), body=lambda _: {"reason": "a demo device"}),
    "GET /api/admin/devices/{id}": Sent(id=lambda scene: scene.rustdesk()),
    "GET /api/admin/devices/exempt": Sent(),
    "DELETE /api/admin/devices/{id}/exemption": Sent(204, id=lambda scene: scene.rustdesk()),
    "GET /api/admin/devices/cleanup": Sent(),
    "POST /api/admin/devices/cleanup": Sent(body=lambda scene: {"ids": [scene.rustdesk()]}),
    "GET /api/admin/devices/removed": Sent(),
    "POST /api/admin/devices/{id}/restore": Sent(id=lambda scene: scene.rustdesk(removed=True)),
    "GET /api/admin/lookup": Sent(400, "INVALID_INPUT"),
    "GET /api/admin/subscriptions": Sent(),
    "GET /api/admin/subscriptions.csv": Sent(),
    "PUT /api/admin/subscriptions/{id}": Sent(id=lambda scene: scene.customer(), body=lambda _: {"state": "active"}),
    "GET /api/tenant/stripe": Sent(),
    "POST /api/tenant/stripe/secrets": Sent(201, body=lambda scene: {"secret": f"whsec_beside_{scene.signing_secret()}"}),
    "DELETE /api/tenant/stripe/secrets/{id}": Sent(204, id=lambda scene: scene.signing_secret()),
    "POST /api/webhooks/stripe/{id}": Sent(400, "BAD_SIGNATURE", empty, lambda scene: scene.tenant_id),
    # What a RustDesk client says: it is answered in its own language, whoever asks
    "POST /api/heartbeat": Sent(body=empty),
    "POST /api/sysinfo": Sent(body=empty),
    "POST /api/sysinfo_ver": Sent(),
    "POST /api/audit/conn": Sent(body=empty),
    "POST /api/audit/file": Sent(body=empty),
    "POST /api/audit/alarm": Sent(body=empty),
    "PUT /api/audit": Sent(404, body=empty),
    "POST /api/record": Sent(),
    "POST /api/switch-grant": Sent(body=empty),
    "GET /api/audit/conn/active": Sent(),
    "POST /api/devices/deploy": Sent(body=empty),
    "POST /api/devices/cli": Sent(body=empty),
    "GET /api/login-options": Sent(),
    "POST /api/login": Sent(400, body=empty),
    "POST /api/oidc/auth": Sent(400, body=empty),
    "GET /api/oidc/auth-query": Sent(),
    "POST /api/currentUser": Sent(401, body=empty),
    "POST /api/logout": Sent(body=empty),
    "GET /api/peers": Sent(401),
    "GET /api/users": Sent(401),
    "GET /api/device-group/accessible": Sent(401),
    "POST /api/ab/personal": Sent(404, body=empty),
    "GET /api/ab": Sent(401),
    "POST /api/ab": Sent(body=empty),
    "DELETE /api/ab/*": Sent(),
    # What the app on a customer's device asks
    "POST /api/link-requests/look": Sent(410, "LINK_EXPIRED", lambda _: {"code": UNKNOWN_TOKEN}),
    "POST /api/link-requests/approve": Sent(410, "LINK_EXPIRED", lambda _: {"code": UNKNOWN_TOKEN, "digits": "765"}),
    "POST /api/link-requests/deny": Sent(410, "LINK_EXPIRED", lambda _: {"code": UNKNOWN_TOKEN}),
    "GET /api/admin/devices/{id}/sessions": Sent(id=lambda scene: scene.rustdesk()),
    "POST /api/admin/devices/{id}/sessions/end": Sent(
        id=lambda scene: scene.rustdesk(connected=True), body=lambda _: {"connection": CONNECTION}
    ),
    "GET /api/admin/devices/{id}/rivals": Sent(id=lambda scene: scene.rustdesk()),
    "POST /api/admin/devices/{id}/follow": Sent(
        404, "NOT_FOUND", id=lambda scene: scene.rustdesk(), body=lambda _: {"rustdesk_id": "123456789"}
    ),
    "POST /api/device/follow": Sent(404, "NOTHING_TO_UPDATE", body=lambda _: {"rustdesk_id": "123456789"}),
    "POST /api/admin/devices/{id}/rivals/accept": Sent(
        404, "NOT_FOUND", id=lambda scene: scene.rustdesk(), body=lambda _: {"rival_id": UNKNOWN}
    ),
    # House
    "GET /api/people": Sent(),
    "POST /api/people": Sent(
        201, body=lambda scene: {"name": "New", "email": f"{scene.server.random.id()}@example.org", "role": "staff", "send_mail": False}
    ),
    "POST /api/people/{id}/invitation": Sent(id=lambda scene: scene.invited()["person"]["id"], body=lambda _: {"send_mail": False}),
    "DELETE /api/people/{id}/invitation": Sent(204, id=lambda scene: scene.invited()["person"]["id"]),
    "PATCH /api/people/{id}": Sent(id=lambda scene: scene.person(), body=lambda _: {"name": "Other"}),
    "POST /api/people/{id}/disable": Sent(id=lambda scene: scene.person()),
    "POST /api/people/{id}/enable": Sent(id=lambda scene: scene.person(disabled=True)),
    "GET /api/tenant": Sent(),
    "PATCH /api/tenant": Sent(body=lambda scene: {"version": scene.version(), "settings": {"code_minutes": 15}}),
    "GET /api/notices": Sent(),
    "PUT /api/notices/read": Sent(204, body=lambda _: {"until": 1}),
    "GET /api/notice-recipients": Sent(),
    "POST /api/notice-recipients": Sent(201, body=lambda scene: scene.new_recipient()),
    "PATCH /api/notice-recipients/{id}": Sent(body=lambda _: {"security": True, "budget": False}, id=lambda scene: scene.recipient()),
    "DELETE /api/notice-recipients/{id}": Sent(204, id=lambda scene: scene.recipient()),
    "POST /api/notice-recipients/confirm": Sent(410, "LINK_EXPIRED", lambda _: {"token": UNKNOWN_TOKEN}),
    "GET /api/audit": Sent(),
    "GET /api/audit.csv": Sent(),
    "GET /api/alerts": Sent(),
}
