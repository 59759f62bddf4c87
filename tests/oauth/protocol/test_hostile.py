"""Tokens and forms that somebody made up, borrowed or sends in bulk: none opens anything, and no answer is an accident."""

import hmac
import json
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey

from handfast.kernel.secrets import base64url
from handfast.kernel.time import MINUTE
from handfast.limits.rules import TOKENS_GIVEN_UP, Bucket
from handfast.oauth.clients.retention import KEPT
from handfast.oauth.tokens.rules import LISTED
from handfast.oauth.tokens.signing import sign
from tests.support.inside import fill_bucket, row, run_job
from tests.support.keys import Bearer
from tests.support.oauth import DEVICE_AUTHORIZATION, INTROSPECT, REVOKE, TOKEN, ask, let_in, offline, register
from tests.support.server import Server

SECRET = "hfc_the-secret-of-a-resource-server"
ME = "/api/devices/me"


def part(value: dict[str, Any]) -> str:
    return base64url(json.dumps(value).encode())


def symmetric(head: dict[str, Any], claims: dict[str, Any], secret: bytes) -> str:
    signed = f"{part(head)}.{part(claims)}"
    return f"{signed}.{base64url(hmac.digest(secret, signed.encode(), 'sha256'))}"


def forgeries(server: Server, token: str) -> dict[str, str]:
    """Of a good token: other signatures over the same claims, other claims, and other kinds of what this server signs."""
    head, body, signature = token.split(".")
    claims, published = offline(server, token), server.anonymous().get("/oauth/jwks").json()["keys"][0]
    own, kid = ECKey.generate_key("P-256"), published["kid"]
    public = ECKey.import_key(published).as_pem(private=False)
    at = {"typ": "at+jwt", "alg": "ES256", "kid": kid}
    text = json.dumps(claims)
    return {
        "no algorithm": f"{part(at | {'alg': 'none'})}.{body}.",
        "the public key as a secret": symmetric(at | {"alg": "HS256"}, claims, public),
        "another key under the same name": jws.serialize_compact(at, text, own, ["ES256"]),
        "a key that it brings along": jws.serialize_compact(at | {"jwk": own.as_dict(private=False)}, text, own, ["ES256"]),
        "a key without a name": jws.serialize_compact({"typ": "at+jwt", "alg": "ES256"}, text, own, ["ES256"]),
        "other claims": f"{head}.{part(claims | {'scope': 'admin'})}.{signature}",
        "a list of revocations": sign(server.application.keys, "revocations+jwt", claims),
        "a plain JWT": sign(server.application.keys, "JWT", claims),
        "another issuer": sign(server.application.keys, "at+jwt", claims | {"iss": "https://elsewhere.example"}),
        "another company": sign(server.application.keys, "at+jwt", claims | {"tenant_id": server.tenants[1].id}),
        "no audience": sign(server.application.keys, "at+jwt", {name: value for name, value in claims.items() if name != "aud"}),
        "text as a time": sign(server.application.keys, "at+jwt", claims | {"exp": "4102444800"}),
        "depth": f"{head}.{base64url(b'[' * 2_000)}.{signature}",
    }


def test_no_token_that_somebody_made_up_opens_anything(server: Server) -> None:
    token = let_in(server, register(server)).renewed()["access_token"]
    asker = register(server, secret=SECRET)
    own = server.anonymous(auth=Bearer(token))
    assert own.get(ME).status_code == 200
    for what, forged in forgeries(server, token).items():
        answer = ask(server, INTROSPECT, {"token": forged} | asker.named)
        assert (answer.status_code, answer.json()) == (200, {"active": False}), what
        assert server.anonymous(auth=Bearer(forged)).get(ME).status_code == 401, what


def test_a_refresh_token_is_no_credential_of_our_own_api_and_a_credential_is_no_refresh_token(server: Server) -> None:
    app = register(server)
    device, tablet = let_in(server, app), server.pair()
    for refused in (
        server.anonymous(auth=Bearer(device.refresh_token)).get(ME),
        server.anonymous(auth=Bearer(device.refresh_token.removeprefix("hfr_"))).get(ME),
    ):
        assert refused.status_code == 401
    for token in (tablet.token, f"hfr_{tablet.token}", device.renewed()["access_token"]):
        answer = ask(server, TOKEN, {"grant_type": "refresh_token", "refresh_token": token} | app.named)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_the_access_tokens_of_a_client_end_with_it_for_who_checks_by_themselves_too(server: Server) -> None:
    app = register(server)
    token = let_in(server, app).renewed()["access_token"]
    asker = register(server, secret=SECRET)
    gone = server.as_("owner").delete(f"/api/oauth-clients/{app.id}")
    assert gone.status_code == 204, gone.text
    assert ask(server, INTROSPECT, {"token": token} | asker.named).json() == {"active": False}
    server.clock.move(14 * MINUTE)
    run_job(server, "purge OAuth clients")
    listed = offline(server, server.anonymous().get("/oauth/revocations").text)["revoked"]
    assert offline(server, token)["iat"] <= listed[app.id], "as long as the token could be unexpired"
    assert KEPT >= LISTED


def test_nobody_makes_the_list_of_revocations_long(server: Server) -> None:
    app, asker = register(server), register(server, secret=SECRET)
    device = let_in(server, app)
    fill_bucket(server, Bucket(TOKENS_GIVEN_UP, device.id).id, TOKENS_GIVEN_UP.most - 1, TOKENS_GIVEN_UP.period)
    before = row(server, "SELECT count(*) AS rows FROM revoked_tokens")["rows"]
    for _ in range(4):
        token = device.renewed()["access_token"]
        assert ask(server, REVOKE, {"token": token} | app.named).status_code == 200
        assert ask(server, INTROSPECT, {"token": token} | asker.named).json() == {"active": False}
    assert row(server, "SELECT count(*) AS rows FROM revoked_tokens")["rows"] == before + 2, "one token, then all of the device"
    server.clock.move(1_000)
    assert server.anonymous(auth=Bearer(device.renewed()["access_token"])).get(ME).status_code == 200


def test_forms_that_no_client_sends_are_refused_in_words_and_kept_by_no_cache(server: Server) -> None:
    app = register(server)
    sent = {
        "twice": f"client_id={app.id}&client_id={app.id}",
        "two codes": f"client_id={app.id}&grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=a&device_code=b",
        "many": "&".join(f"x{number}=1" for number in range(50)),
        "long": f"client_id={'a' * 5_000}",
        "a long token": f"client_id={app.id}&token={'a' * 9_000}&grant_type=refresh_token&refresh_token={'a' * 9_000}",
        "nothing": "",
        "a zero byte": f"client_id={app.id}%00",
        "half a character": f"client_id={app.id}&scope=%C3",
        "not encoded": f"client_id={app.id}&scope=%zz",
        "scopes": f"client_id={app.id}&grant_type=refresh_token&refresh_token=a&scope={'+'.join(['x'] * 900)}",
    }
    everywhere = [(path, what) for path in (TOKEN, DEVICE_AUTHORIZATION, INTROSPECT, REVOKE) for what in sent]
    for path, what in everywhere:
        if (path, what) != (DEVICE_AUTHORIZATION, "a long token"):  # which it ignores, like all that it does not know
            form = sent[what]
            answer = server.anonymous().post(path, content=form, headers={"Content-Type": "application/x-www-form-urlencoded"})
            assert 400 <= answer.status_code < 500, (path, what, answer.text)
            assert {"error", "error_description"} <= {*answer.json()}, (path, what)
            assert answer.headers["cache-control"] == "no-store", (path, what)
