"""For every route: what is sent when it is meant to work, and what then comes back. A route without an entry fails the matrix."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.contract.scene import CONNECTION, UNKNOWN, Scene

UNKNOWN_TOKEN = "A" * 43
ASSERTION = {"id": "AAAA", "response": {"clientDataJSON": "AAAA", "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": "AAAA"}}
ATTESTATION = {"id": "AAAA", "response": {"clientDataJSON": "AAAA", "attestationObject": "AAAA", "transports": []}}
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
    "GET /api/oauth-clients": Sent(),
    "POST /api/oauth-clients": Sent(201, body=lambda _: {"name": "Menu board"}),
    "GET /api/oauth-clients/{id}": Sent(id=lambda scene: scene.oauth_client()),
    "PATCH /api/oauth-clients/{id}": Sent(body=lambda _: {"enabled": False}, id=lambda scene: scene.oauth_client()),
    "POST /api/oauth-clients/{id}/secret": Sent(id=lambda scene: scene.oauth_client()),
    "DELETE /api/oauth-clients/{id}": Sent(204, id=lambda scene: scene.oauth_client()),
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
    "GET /api/devices/me/userinfo": Sent(),
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
    "POST /api/device-grants/look": Sent(401, "INVALID_CODE", lambda _: {"user_code": "WDJB-MJHT"}),
    "POST /api/device-grants/approve": Sent(401, "INVALID_CODE", lambda _: {"user_code": "WDJB-MJHT"}),
    "POST /api/device-grants/deny": Sent(401, "INVALID_CODE", lambda _: {"user_code": "WDJB-MJHT"}),
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
    # OAuth, which takes forms
    "POST /oauth/device_authorization": Sent(415, body=empty),
    "POST /oauth/token": Sent(415, body=empty),
    "POST /oauth/introspect": Sent(415, body=empty),
    "POST /oauth/revoke": Sent(415, body=empty),
    "GET /oauth/jwks": Sent(),
    "GET /oauth/revocations": Sent(),
    "GET /.well-known/oauth-authorization-server": Sent(),
    "GET /.well-known/openid-configuration": Sent(),
    "GET /oauth/.well-known/openid-configuration": Sent(),
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
    # Single sign-on
    "GET /api/sso/providers": Sent(),
    "POST /api/sso/start": Sent(404, "NOT_FOUND", lambda _: {"company": UNKNOWN}),
    "GET /api/sso/callback": Sent(303),
    "POST /api/sso/confirm": Sent(404, "NOT_FOUND", empty),
    "POST /api/sso/connect": Sent(410, "SSO_EXPIRED", lambda _: {"token": UNKNOWN_TOKEN}),
    "POST /api/sso/sign-out": Sent(body=empty, spends=True),
    "POST /api/sso/backchannel-logout": Sent(403, "SSO_NOT_VALID", empty),
    "GET /api/session/sign-in-methods": Sent(),
    "GET /api/tenant/sso": Sent(),
    "PUT /api/tenant/sso": Sent(body=lambda scene: scene.provider(is_set=False)),
    "DELETE /api/tenant/sso": Sent(204, body=lambda scene: scene.provider(is_set=True)),
    "POST /api/tenant/sso/check": Sent(body=lambda _: {"issuer": "http://127.0.0.1:9"}),
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
