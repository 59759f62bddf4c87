"""Schemathesis asks every operation of the OpenAPI document what it can think of: nothing may be a server error."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode

from handfast.kernel.time import MINUTE
from handfast.pages import OPENAPI
from tests.contract.requests import REQUESTS
from tests.contract.scene import Scene
from tests.support.server import Server

EXAMPLES = 8
# After these the caller is nobody any more.
ENDINGS = {"DELETE /api/session", "DELETE /api/sessions", "DELETE /api/devices/me", "POST /api/sso/sign-out"}
# Nothing about these can be said wrong: they read no JSON and no query, and any text may stand for the id.
NOTHING_TO_MISTAKE = {
    *("GET /api/server", "GET /healthz", "GET /readyz", "GET /metrics"),
    *("PUT /api/audit", "GET /api/audit/conn/active", "POST /api/record", "POST /api/switch-grant", "POST /api/sysinfo_ver"),
    *("GET /api/login-options", "GET /api/ab", "POST /api/ab", "POST /api/ab/personal", "GET /api/device-group/accessible"),
    *("POST /api/currentUser", "POST /api/logout", "POST /api/session/passkey/challenge", "POST /api/sso/backchannel-logout"),
    *(f"{method} /api/ab/{{rest}}" for method in ("GET", "POST", "PUT", "DELETE")),
    *("GET /oauth/jwks", "GET /oauth/revocations", "GET /.well-known/oauth-authorization-server", "GET /.well-known/openid-configuration"),
    "GET /oauth/.well-known/openid-configuration",
}
# These want the token of the RustDesk app (`tests/rustdesk` has them), a registered client (`tests/oauth`), a loopback address or a
# provider's signature, or refuse every call.
NOT_FOR_THESE = {
    *("GET /api/ab", "GET /api/peers", "GET /api/users", "GET /api/device-group/accessible", "POST /api/currentUser"),
    *("PUT /api/audit", "POST /api/ab/personal", "GET /metrics", "POST /api/sso/backchannel-logout"),
    *("POST /oauth/device_authorization", "POST /oauth/token", "POST /oauth/introspect", "POST /oauth/revoke"),
}
# The caller has no device, passkey or provider to give up, and the company is named in the body: `test_matrix` has them.
NOTHING_THERE = {
    "DELETE /api/session/passkeys/{id}",
    "DELETE /api/session/totp",
    "POST /api/session/recovery-codes",
    "DELETE /api/device/pair",
    "DELETE /api/device/claim",
    "DELETE /api/tenant/sso",
    "POST /api/pairing/generate",
}


@dataclass(frozen=True, slots=True)
class Callers:
    """Who is let in: a device, a customer, the operator of the server, and an owner everywhere else."""

    owner: httpx.Client
    tablet: httpx.Client
    customer: httpx.Client
    operator: httpx.Client

    def of(self, path: str) -> httpx.Client:
        if path.startswith("/api/devices/me"):
            return self.tablet
        if path.startswith("/api/tenants"):
            return self.operator
        return self.customer if path.startswith(("/api/device/", "/api/link-requests/")) else self.owner


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["as described", "not as described"])
def test_no_operation_answers_with_a_server_error(server: Server, mode: GenerationMode) -> None:
    server.clock.move(15 * MINUTE)
    document: dict[str, Any] = json.loads(OPENAPI.read_text())
    callers = Callers(server.as_("owner"), server.pair().client, server.as_("customer"), server.as_("operator"))
    subscribed = f"/api/admin/subscriptions/{server.person('customer').id}"
    assert callers.owner.put(subscribed, json={"state": "active"}).status_code == 200
    answers: dict[str, Counter[int]] = {}
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]
        name, client = f"{operation.method.upper()} {operation.path}", callers.of(operation.path)
        if name in ENDINGS:
            continue
        make = REQUESTS[name].id if name in REQUESTS else None
        id = make(Scene(server, client, "owner", 0)) if make else ""
        answers[name] = Counter()
        try:
            examples(server, client, operation.as_strategy(generation_mode=mode), id, answers[name])
        except (schemathesis.errors.SchemathesisError, Unsatisfiable):
            assert mode is GenerationMode.NEGATIVE, name
    unasked = {name for name, counted in answers.items() if not counted}
    assert sorted(unasked) == sorted(NOTHING_TO_MISTAKE if mode is GenerationMode.NEGATIVE else ())
    turned_away = {name for name, counted in answers.items() if counted and set(counted) <= {401, 403, 404}}
    assert sorted(turned_away - NOTHING_THERE - NOT_FOR_THESE) == []


def examples(server: Server, client: httpx.Client, strategy: Any, id: str, answers: Counter[int]) -> None:
    @effort(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=strategy)
    def ask(case: schemathesis.Case[Any]) -> None:
        if id:
            case.path_parameters = {"id": id}  # a made-up one gets no further than "not found"
        answer = _send(server, client, case)
        answers[answer.status_code] += 1
        assert answer.status_code < 500, (case.method, answer.url, answer.text[:300])

    ask()


def _send(server: Server, client: httpx.Client, case: schemathesis.Case[Any]) -> httpx.Response:
    sent = case.as_transport_kwargs(base_url=server.url)
    headers = {name: value for name, value in (sent.get("headers") or {}).items() if name.lower() not in ("cookie", "authorization")}
    headers |= {"X-Forwarded-For": server.fresh_address(), "X-CSRF-Token": client.headers.get("X-CSRF-Token", "")}
    body = {name: sent[name] for name in ("json", "data", "content") if name in sent}
    if isinstance(body.get("data"), (bytes, str)):
        body["content"] = body.pop("data")
    return client.request(sent["method"], sent["url"], params=sent.get("params"), headers=headers, **body)
