"""The clients that are tried: where each comes from, how it finds our endpoints, and what it does there."""

import json
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata

from tests.interop.balancer import Seen
from tests.interop.device import Device
from tests.interop.programs import SOURCES, with_go, with_node, with_oidc_agent, with_oidc_child
from tests.interop.python_clients import with_msal, with_requests_oauth2client, with_requests_oauthlib

RFC_8414 = "/.well-known/oauth-authorization-server"
DISCOVERY = "/.well-known/openid-configuration"
BELOW_PATH = f"/oauth{DISCOVERY}"
SHOWS, POLLS, REFRESHES, REVOKES = "shows a code", "polls", "refreshes", "revokes"
CALLS, USERINFO = "calls our API", "asks userinfo"
DPOP = ", with DPoP"
_STEPS = {"/oauth/device_authorization": SHOWS, "/oauth/revoke": REVOKES, "/api/devices/me": CALLS, "/api/devices/me/userinfo": USERINFO}


def _npm(package: str) -> str:
    return str(json.loads((SOURCES / "node_modules" / package / "package.json").read_text())["version"])


def _debian(package: str) -> str:
    asked = ["dpkg-query", "--show", "--showformat=${Version}", package]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout


@dataclass(frozen=True, slots=True)
class Client:
    package: str
    origin: str
    version: Callable[[str], str]
    device: Device
    found_by: str | None
    """The document that names our endpoints; None for a client that is told them."""
    does: tuple[str, ...]
    """In the order of the first time."""
    is_confidential: bool = False


CLIENTS = (
    Client("openid-client", "npm", _npm, with_node("openid-client.js"), RFC_8414,
           (SHOWS, POLLS + DPOP, CALLS + DPOP, REFRESHES + DPOP, REVOKES)),
    Client("oauth4webapi", "npm", _npm, with_node("oauth4webapi.js"), RFC_8414,
           (SHOWS, POLLS + DPOP, CALLS + DPOP, REFRESHES + DPOP, REVOKES)),
    Client("requests-oauth2client", "PyPI", metadata.version, with_requests_oauth2client, RFC_8414,
           (SHOWS, POLLS + DPOP, CALLS + DPOP, REFRESHES + DPOP, REVOKES)),
    Client("requests-oauthlib", "PyPI", metadata.version, with_requests_oauthlib, None, (SHOWS, POLLS, CALLS, REFRESHES, REVOKES)),
    Client("msal", "PyPI", metadata.version, with_msal, BELOW_PATH, (SHOWS, POLLS, REFRESHES)),
    Client("oidc-agent-cli", "Debian", _debian, with_oidc_agent, DISCOVERY, (SHOWS, POLLS, REFRESHES, REVOKES)),
    Client("sssd-idp", "Debian", _debian, with_oidc_child, DISCOVERY, (SHOWS, POLLS, USERINFO), is_confidential=True),
    Client("golang-github-cli-oauth-dev", "Debian", _debian, with_go, None, (SHOWS, POLLS)),
)  # fmt: skip


def step_of(seen: Seen) -> str:
    named = {"refresh_token": REFRESHES}.get(seen.grant_type or "", POLLS)
    return _STEPS.get(seen.path, named) + (DPOP if seen.proven else "")


def row_of(client: Client, seen: Sequence[Seen]) -> list[str]:
    """As it stands in the table of the documentation."""
    done = dict.fromkeys(map(step_of, seen))
    found = f"`{client.found_by}`" if client.found_by else "is told"
    kind = "confidential" if client.is_confidential else "public"
    return [f"`{client.package}`", client.origin, client.version(client.package), kind, found, " · ".join(done)]
