"""Golden transcripts of OAuth: every error of RFC 6749 (5.2), 7009, 7662, 8628 (3.5), 8693 and 9449 (4 to 8), and what goes well.

Each scene is a file in `transcripts/`, the same on both databases. What chance makes different every time, the signature of a JWT, is
left out: a token is written as what it says. Delete a file and run the tests twice to record it anew; read it before you commit it.
"""

import base64
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from handfast.kernel.time import MINUTE, SECOND
from tests.support.inside import fill_bucket, settings
from tests.support.keys import DeviceKey
from tests.support.oauth import (
    DEVICE_AUTHORIZATION,
    DEVICE_CODE,
    DEVICE_CREDENTIAL,
    EXCHANGE,
    INTROSPECT,
    REVOKE,
    TOKEN,
    App,
    Device,
    change,
    let_in,
    register,
)
from tests.support.server import Server

TRANSCRIPTS = Path(__file__).parent / "transcripts"
SHOWN = ("content-type", "cache-control", "retry-after", "www-authenticate", "dpop-nonce", "allow")
PUBLIC_URL = "http://handfast.lan"
SECRET = "hfc_the-secret-of-a-confidential-client"
JWT = re.compile(r"([\w-]+)\.([\w-]+)\.[\w-]{86}")
REFRESH = {"grant_type": "refresh_token"}


def decoded(part: str) -> str:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()


def legible(text: str) -> str:
    """With what the tokens in it say."""
    return JWT.sub(lambda found: f"<{decoded(found[1])} {decoded(found[2])}>", text)


class Scribe:
    """Sends forms and writes down what was sent and answered."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.lines: list[str] = []

    def ask(self, title: str, path: str, form: dict[str, Any] | str, *more: tuple[str, str], method: str = "POST") -> dict[str, Any]:
        """`more`: further headers; a proof is shown as what it says."""
        content = form if isinstance(form, str) else urlencode(form, doseq=True)
        is_form = not any(name == "Content-Type" for name, _ in more)
        headers = [*([("Content-Type", "application/x-www-form-urlencoded")] if is_form else []), *more]
        answer = self.server.anonymous().request(method, path, content=content, headers=headers)
        shown = [f"< {name}: {answer.headers[name]}" for name in SHOWN if name in answer.headers]
        self.lines += [f"# {title}", "", f"> {method} {path}", *(f"> {name}: {legible(value)}" for name, value in headers)]
        self.lines += [f"> {legible(content)}", f"< {answer.status_code} {answer.reason_phrase}", *shown, f"< {legible(answer.text)}", ""]
        told: dict[str, Any] = answer.json() if answer.headers.get("content-type") == "application/json" else {}
        return told

    def token(self, title: str, form: dict[str, Any], *more: tuple[str, str]) -> dict[str, Any]:
        return self.ask(title, TOKEN, form, *more)

    def signed(self, title: str, form: dict[str, Any], key: DeviceKey, **changes: Any) -> dict[str, Any]:
        """With a proof, of which `changes` replace claims."""
        return self.token(title, form, ("DPoP", key.proof("POST", PUBLIC_URL + TOKEN, **changes)))


def basic(name: str, secret: str) -> tuple[str, str]:
    return "Authorization", "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()


def renewing(device: Device, **more: Any) -> dict[str, Any]:
    return REFRESH | {"refresh_token": device.refresh_token} | device.app.named | more


def token_errors(scribe: Scribe) -> None:
    """RFC 6749, 5.2; RFC 8693, 2.2.2; RFC 8707, 2."""
    server = scribe.server
    public, confidential = register(server), register(server, secret=SECRET)
    device = let_in(server, confidential)
    _requests(scribe, public)
    _clients(scribe, public, device)
    scribe.token("400 invalid_grant: no such refresh token", renewing(device, refresh_token="hfr_" + "0" * 64))
    scribe.token("400 invalid_grant: a refresh token of another client", renewing(device) | {"client_secret": ""} | public.named)
    scribe.token("400 unsupported_grant_type", public.named | {"grant_type": "password", "username": "a", "password": "b"})
    scribe.token("400 invalid_scope", renewing(device, scope="menu.read admin"))
    scribe.token("400 invalid_target", renewing(device, resource="https://elsewhere.example"))
    tablet = server.pair()
    exchange = {"grant_type": EXCHANGE, "subject_token": tablet.token, "subject_token_type": DEVICE_CREDENTIAL}
    scribe.token("400 unauthorized_client: the client may not exchange", exchange | public.named)
    change(server, public, settings='{"exchanges": true}')
    scribe.token("200: it may now", exchange | public.named)
    scribe.token("400 invalid_request: what is exchanged is no credential", exchange | public.named | {"subject_token": "0" * 64})
    scribe.token(
        "400 invalid_request: or no longer", exchange | public.named | {"subject_token_type": "urn:ietf:params:oauth:token-type:jwt"}
    )


def _requests(scribe: Scribe, public: App) -> None:
    scribe.token("400 invalid_request: grant_type is missing", public.named)
    scribe.token("400 invalid_request: a parameter without a value counts as not sent", public.named | {"grant_type": ""})
    scribe.token("400 invalid_request: refresh_token is missing", public.named | REFRESH)
    scribe.token("400 invalid_request: device_code is missing", public.named | {"grant_type": DEVICE_CODE})
    scribe.ask("400 invalid_request: a parameter is sent twice", TOKEN, "grant_type=refresh_token&grant_type=refresh_token")
    scribe.ask("400 invalid_request: not percent-encoded", TOKEN, "grant_type=%zz")
    scribe.ask("400 invalid_request: not UTF-8", TOKEN, "grant_type=%ff")
    scribe.ask("400 invalid_request: cannot be stored", TOKEN, "grant_type=%00")
    scribe.ask("415: JSON", TOKEN, '{"grant_type": "refresh_token"}', ("Content-Type", "application/json"))
    scribe.ask("405", TOKEN, "", method="GET")
    scribe.ask("404", "/oauth/authorize", "")


def _clients(scribe: Scribe, public: App, device: Device) -> None:
    server, app = scribe.server, device.app
    anonymous = REFRESH | {"refresh_token": device.refresh_token}
    scribe.token("401 invalid_client: none is named", anonymous)
    scribe.token("401 invalid_client: unknown", anonymous | {"client_id": "nobody"})
    scribe.token("401 invalid_client: its secret is missing", anonymous | {"client_id": app.id})
    scribe.token("401 invalid_client: its secret is wrong", anonymous | {"client_id": app.id, "client_secret": "wrong"})
    scribe.token("401 invalid_client: wrong by HTTP Basic, which the answer names", anonymous, basic(app.id, "wrong"))
    scribe.token("401 invalid_client: another scheme", anonymous, ("Authorization", "Bearer abc"))
    scribe.token("401 invalid_client: not as RFC 7617 encodes it", anonymous, ("Authorization", "Basic ???"))
    scribe.token("401 invalid_client: a secret of a public client", public.named | REFRESH | {"client_secret": "x"})
    scribe.token("400 invalid_request: in two ways", renewing(device), basic(app.id, SECRET))
    scribe.token("400 invalid_request: two names", anonymous | {"client_id": public.id}, basic(app.id, SECRET))
    device.refresh_token = scribe.token("200: by HTTP Basic", anonymous, basic(app.id, SECRET.replace("-", "%2D")))["refresh_token"]
    device.refresh_token = scribe.token("200: in the form", renewing(device))["refresh_token"]
    fill_bucket(server, f"oauth.client:{app.id}:192.0.2.8", 20, 15 * MINUTE)
    source = ("X-Forwarded-For", "192.0.2.8")
    scribe.token("429: too many wrong secrets from there", anonymous | {"client_id": app.id, "client_secret": "wrong"}, source)
    device.refresh_token = scribe.token("200: the right one is good all the same", renewing(device), source)["refresh_token"]
    change(server, app, disabled_at=server.clock.now())
    scribe.token("401 invalid_client: disabled", renewing(device))
    change(server, app, disabled_at=None)


def refreshing(scribe: Scribe) -> None:
    """RFC 6749, 6, with rotation (RFC 9700, 4.14)."""
    server = scribe.server
    device = let_in(server, register(server))
    first = device.refresh_token
    scribe.token("200: and this answer is lost", renewing(device))
    told = scribe.token("200: the same refresh token again, twenty minutes later", renewing(device), *_later(server, 20 * MINUTE))
    device.refresh_token = told["refresh_token"]
    told = scribe.token("200: fewer scopes", renewing(device, scope="menu.read"))
    scribe.token("400 invalid_grant: the first one, after its successor", renewing(device, refresh_token=first))
    scribe.token("400 invalid_grant: so the newest has ended", renewing(device, refresh_token=told["refresh_token"]))
    device = let_in(server, register(server))
    owner = server.as_("owner")
    owner.post(f"/api/devices/{device.id}/disable")
    scribe.token("400 access_denied: a manager disabled the device", renewing(device))
    owner.post(f"/api/devices/{device.id}/enable")
    scribe.token("200: and enabled it", renewing(device))


def _later(server: Server, milliseconds: int) -> tuple[()]:
    server.clock.move(milliseconds)
    return ()


def dpop(scribe: Scribe) -> None:
    """RFC 9449, 4.3, 5 and 8."""
    server, key = scribe.server, scribe.server.new_key()
    device = let_in(server, register(server), key=key)

    def refreshed(title: str, **changes: Any) -> dict[str, Any]:
        return scribe.signed(title, renewing(device), key, **changes)

    scribe.token("400 invalid_dpop_proof: no proof for a bound refresh token", renewing(device))
    refreshed("400 invalid_dpop_proof: for another method", htm="GET")
    refreshed("400 invalid_dpop_proof: for another address", htu="https://elsewhere.example/oauth/token")
    refreshed("400 invalid_dpop_proof: no jti", jti=None)
    refreshed("400 invalid_dpop_proof: no time", iat=None)
    refreshed("400 use_dpop_nonce: made by a clock that is wrong", iat=1)
    refreshed("400 use_dpop_nonce: a nonce of somewhere else", nonce="of-somewhere-else")
    nonce = server.application.dispatcher.services.proofs.nonce()  # type: ignore[union-attr]
    told = refreshed("200: with the nonce that was offered, whatever the clock says", iat=1, nonce=nonce)
    device.refresh_token = told["refresh_token"]
    proof = ("DPoP", key.proof("POST", PUBLIC_URL + TOKEN))
    device.refresh_token = scribe.token("200: without one, by a clock that is right", renewing(device), proof)["refresh_token"]
    scribe.token("400 invalid_dpop_proof: the same proof again", renewing(device), proof)
    two = [("DPoP", key.proof("POST", PUBLIC_URL + TOKEN)) for _ in range(2)]
    scribe.token("400 invalid_dpop_proof: two proofs", renewing(device), *two)
    scribe.token("400 invalid_dpop_proof: no JWT", renewing(device), ("DPoP", "abc"))
    scribe.signed("400 invalid_grant: the proof of another key", renewing(device), server.new_key())
    app = register(server, requires_dpop=True)
    unbound = let_in(server, app)
    scribe.token("400 invalid_dpop_proof: the client requires one", renewing(unbound))
    scribe.signed("200: here it is", renewing(unbound), key)
    form = {"scope": "menu.read"} | app.named
    bad = ("DPoP", key.proof("POST", PUBLIC_URL + TOKEN))
    scribe.ask("400 invalid_dpop_proof: at the device authorization endpoint, too", DEVICE_AUTHORIZATION, form, bad)


def asking_and_giving_up(scribe: Scribe) -> None:
    """RFC 7662, 2; RFC 7009, 2."""
    server = scribe.server
    app, resource_server = register(server), register(server, secret=SECRET)
    device = let_in(server, app)
    access = device.renewed()["access_token"]
    by = resource_server.named
    scribe.ask("200: an access token", INTROSPECT, {"token": access} | by)
    scribe.ask("200: not active: another client's refresh token", INTROSPECT, {"token": device.refresh_token} | by)
    scribe.ask("200: not active: no token", INTROSPECT, {"token": "abc", "token_type_hint": "refresh_token"} | by)
    scribe.ask("400 invalid_request: which token?", INTROSPECT, by)
    scribe.ask("400 unauthorized_client: a public client", INTROSPECT, {"token": access} | app.named)
    scribe.ask("401 invalid_client", INTROSPECT, {"token": access} | by | {"client_secret": "wrong"})
    scribe.ask("401 invalid_client: by HTTP Basic", INTROSPECT, {"token": access}, basic(resource_server.id, "wrong"))
    scribe.ask("400 invalid_request: which token?", REVOKE, app.named)
    scribe.ask("401 invalid_client", REVOKE, {"token": access})
    scribe.ask("200: nothing to revoke", REVOKE, {"token": "abc"} | app.named)
    scribe.ask("200: another client's token, which stays", REVOKE, {"token": access} | by)
    scribe.ask("200: an access token, whatever the hint says", REVOKE, {"token": access, "token_type_hint": "x"} | app.named)
    scribe.ask("200: not active", INTROSPECT, {"token": access} | by)
    scribe.ask("200: a refresh token", REVOKE, {"token": device.refresh_token} | app.named)
    scribe.token("400 invalid_grant", renewing(device))
    scribe.ask("200: the list of revocations", "/oauth/revocations", "", method="GET")
    scribe.ask("200: the keys", "/oauth/jwks", "", method="GET")
    scribe.ask("200: the metadata", "/.well-known/oauth-authorization-server", "", method="GET")
    scribe.ask("200: where OpenID Connect looks for it", "/.well-known/openid-configuration", "", method="GET")


def device_grant(scribe: Scribe) -> None:
    """RFC 8628, 3.1 to 3.5."""
    server = scribe.server
    app, other = register(server), register(server)
    settings(server, device_authorization="off")
    scribe.ask("400 unauthorized_client: the company has not switched it on", DEVICE_AUTHORIZATION, app.named)
    settings(server, device_authorization="on", number_matching="always")
    scribe.ask("400 invalid_scope", DEVICE_AUTHORIZATION, app.named | {"scope": "admin"})
    scribe.ask("400 invalid_target", DEVICE_AUTHORIZATION, app.named | {"resource": "https://elsewhere.example"})
    scribe.ask("401 invalid_client", DEVICE_AUTHORIZATION, {"client_id": "nobody"})
    told = scribe.ask("200: a code to show", DEVICE_AUTHORIZATION, app.named | {"scope": "openid menu.read", "device_name": "Bar"})
    form = {"grant_type": DEVICE_CODE, "device_code": told["device_code"]} | app.named
    scribe.token("400 authorization_pending", form)
    scribe.token("400 slow_down: too early, by any second request", form)
    scribe.token("400 invalid_grant: another client", form | other.named)
    scribe.token("400 invalid_grant: no such device code", form | {"device_code": "0" * 64})
    _later(server, 10 * SECOND)
    scribe.token("400 authorization_pending: it waited ten seconds", form)
    _later(server, 10 * SECOND)
    change(server, app, settings='{"shows_number": true}')
    manager = server.as_("manager")
    manager.post("/api/device-grants/look", json={"user_code": told["user_code"]})
    number = scribe.token("400 authorization_pending: somebody looks at it, so it shows a number", form)["number"]
    manager.post("/api/device-grants/approve", json={"user_code": told["user_code"], "number": number})
    scribe.token("200: approved, whatever the timing", form)
    tokens = scribe.token("200: the same again, if the answer was lost", form)
    scribe.token("200: renewed", REFRESH | {"refresh_token": tokens["refresh_token"]} | app.named)
    scribe.token("400 invalid_grant: it has its tokens", form)
    settings(server, device_authorization="on", number_matching="off")
    told = scribe.ask("200: another one", DEVICE_AUTHORIZATION, app.named)
    form |= {"device_code": told["device_code"]}
    manager.post("/api/device-grants/deny", json={"user_code": told["user_code"]})
    scribe.token("400 access_denied", form)
    told = scribe.ask("200: and one that nobody approves", DEVICE_AUTHORIZATION, app.named)
    _later(server, 10 * MINUTE)
    scribe.token("400 expired_token", form | {"device_code": told["device_code"]})


SCENES: dict[str, Callable[[Scribe], None]] = {
    "oauth-device-grant": device_grant,
    "oauth-token-errors": token_errors,
    "oauth-refresh": refreshing,
    "oauth-dpop": dpop,
    "oauth-introspect-revoke": asking_and_giving_up,
}


@pytest.fixture(params=SCENES)
def scribe(request: pytest.FixtureRequest, empty_database_url: str, tmp_path: Path) -> Iterator[Scribe]:
    """A server of its own, so that chance takes the same course whatever ran before."""
    server = Server(empty_database_url, tmp_path, public_url=PUBLIC_URL)
    server.start()
    yield Scribe(server)
    server.stop()


def test_the_wire_is_as_it_was_written_down(scribe: Scribe, request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.params["scribe"]
    SCENES[name](scribe)
    said = "\n".join(scribe.lines)
    file = TRANSCRIPTS / f"{name}.txt"
    if not file.exists():
        file.write_text(said)
        pytest.fail(f"{file.name} was missing and has been recorded: read it and run again")
    assert said == file.read_text()
