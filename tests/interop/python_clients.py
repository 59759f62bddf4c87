"""Devices with the OAuth libraries of PyPI. They wait as their libraries do, or as these leave it to who uses them."""

import time
from typing import Any

import msal
import requests
from oauthlib.oauth2 import DeviceClient, OAuth2Error
from requests_oauth2client import DeviceAuthorizationPollingJob, OAuth2Client
from requests_oauthlib import OAuth2Session

from tests.interop.device import Held, Surroundings

ME = "/api/devices/me"


def with_msal(told: Surroundings) -> Held:
    """Wants a path in the address of an authority; asks for `openid`, `profile` and `offline_access` whatever it is told."""
    application = msal.PublicClientApplication(told.client_id, oidc_authority=f"{told.issuer}/oauth", http_client=_session(told))
    flow = application.initiate_device_flow(scopes=told.scope.split())
    told.show(flow["user_code"])
    first = application.acquire_token_by_device_flow(flow)
    second = application.acquire_token_by_refresh_token(first["refresh_token"], scopes=told.scope.split())
    return Held([first, second])


def with_requests_oauth2client(told: Surroundings) -> Held:
    """Found by RFC 8414, key-bound by DPoP."""
    session = _session(told)
    where = f"{told.issuer}/.well-known/oauth-authorization-server"
    # It does not look for this one in what it finds.
    ask_at: dict[str, Any] = {"device_authorization_endpoint": f"{told.issuer}/oauth/device_authorization"}
    client = OAuth2Client.from_discovery_endpoint(where, issuer=told.issuer, client_id=told.client_id, session=session, **ask_at)
    asked = client.authorize_device(scope=told.scope)
    told.show(asked.user_code)
    poll, first = DeviceAuthorizationPollingJob(client, asked, dpop=True), None
    while first is None:
        first = poll()
    answers = [session.get(told.issuer + ME, auth=first).status_code]
    second = client.refresh_token(first)
    answers.append(session.get(told.issuer + ME, auth=second).status_code)
    assert client.revoke_refresh_token(second)
    answers.append(session.get(told.issuer + ME, auth=second).status_code)
    return Held([first.as_dict(), second.as_dict()], tuple(answers))


def with_requests_oauthlib(told: Surroundings) -> Held:
    """Knows the endpoints, and polls in a loop of its user's."""
    client = DeviceClient(told.client_id, scope=told.scope.split())
    session = OAuth2Session(client=client)
    session.verify, session.trust_env = str(told.ca), False
    form = {"client_id": told.client_id, "scope": told.scope}
    asked = _session(told).post(f"{told.issuer}/oauth/device_authorization", form).json()
    told.show(asked["user_code"])
    token_url, first = f"{told.issuer}/oauth/token", None
    while first is None:
        try:
            first = session.fetch_token(token_url, device_code=asked["device_code"], include_client_id=True)
        except OAuth2Error as error:
            if error.error not in ("authorization_pending", "slow_down"):
                raise
            time.sleep(asked["interval"])
    held: list[dict[str, Any]] = [dict(first)]
    answers = [session.get(told.issuer + ME).status_code]
    held.append(dict(session.refresh_token(token_url, client_id=told.client_id)))
    answers.append(session.get(told.issuer + ME).status_code)
    refresh_token = held[-1]["refresh_token"]
    revocation = client.prepare_token_revocation_request(f"{told.issuer}/oauth/revoke", refresh_token, "refresh_token")
    url, headers, body = revocation
    revoked = _session(told).post(url, body + f"&client_id={told.client_id}", headers=headers)
    assert revoked.status_code == 200
    answers.append(session.get(told.issuer + ME).status_code)
    return Held(held, tuple(answers))


def _session(told: Surroundings) -> requests.Session:
    session = requests.Session()
    # What the machine's environment names would come before the session's own.
    session.verify, session.trust_env = str(told.ca), False
    return session
