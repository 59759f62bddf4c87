"""Schemathesis asks every operation of the OpenAPI document what it can think of: nothing may be a server error."""

from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode

from handfast.kernel.moments import MINUTE
from tests.support.server import Server

EXAMPLES = 8
# After these the caller is nobody any more.
ENDINGS = {"/api/session", "/api/sessions", "/api/devices/me"}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["as described", "not as described"])
def test_no_operation_answers_with_a_server_error(server: Server, mode: GenerationMode) -> None:
    server.clock.move(15 * MINUTE)
    document: dict[str, Any] = server.world.fastapi.openapi()
    owner, tablet = server.as_("owner"), server.pair().client
    asked: list[str] = []
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]
        client = tablet if operation.path.startswith("/api/devices/me") else owner
        if operation.method == "delete" and operation.path in ENDINGS:
            continue
        try:
            examples(server, client, operation.as_strategy(generation_mode=mode), asked)
        except (schemathesis.errors.SchemathesisError, Unsatisfiable):
            assert mode is GenerationMode.NEGATIVE  # nothing about this operation can be said wrong
    assert len(asked) > 200
    assert sum(status == "401" for status in asked) < len(asked) / 2


def examples(server: Server, client: httpx.Client, strategy: Any, asked: list[str]) -> None:
    @effort(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=strategy)
    def ask(case: schemathesis.Case[Any]) -> None:
        answer = _send(server, client, case)
        asked.append(str(answer.status_code))
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
