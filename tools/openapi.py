"""Describes the API in OpenAPI. FastAPI reads what each handler takes and gives; at run time nothing of this is loaded."""

import inspect
from typing import Annotated, Any, get_type_hints

from fastapi import FastAPI, Query
from pydantic import BaseModel

from handfast import __version__
from handfast.access.policy import POLICY, Rule
from handfast.app import routes
from handfast.edge.route import Route
from handfast.kernel.outcomes import Reason
from handfast.rustdesk.client_api.wire import WireRoute

_PROBLEM_ANSWERS: dict[int | str, dict[str, Any]] = {
    status: {"description": says, "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for status, says in {"4XX": "Refused; `code` says why", "503": "Not available for a moment; try again after `Retry-After`"}.items()
}
_COMPONENTS = {
    "securitySchemes": {
        "session": {"type": "apiKey", "in": "cookie", "name": "handfast", "description": "A signed-in browser; changes need X-CSRF-Token"},
        "token": {"type": "http", "scheme": "bearer", "description": "A personal access token, hfp_…"},
        "device": {"type": "http", "scheme": "bearer", "description": "A device's auth_token; DPoP with a proof when it is bound to a key"},
    },
    "schemas": {
        "Problem": {
            "type": "object",
            "description": "RFC 9457. `code` is stable; `detail` is for people.",
            "required": ["type", "title", "status", "detail", "code"],
            "properties": {
                "type": {"type": "string"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {"type": "string"},
                "code": {"type": "string", "enum": [reason.value for reason in Reason]},
                "attempts_remaining": {"type": "integer"},
                "errors": {"type": "array", "items": {"type": "object"}},
            },
        }
    },
}


def _security(rule: Rule) -> list[dict[str, list[str]]]:
    if rule.anyone:
        return []
    ways = [("session", bool(rule.roles)), ("token", rule.scope is not None), ("device", rule.device)]
    return [{way: []} for way, takes in ways if takes]


def document() -> dict[str, Any]:
    app = FastAPI(title="Handfast", version=__version__, description="Joins a device to an account, safely, in seconds.")
    for route in routes():
        if not isinstance(route, WireRoute):
            _describe(app, route)
    document = app.openapi()
    components = document.setdefault("components", {})
    for section, entries in _COMPONENTS.items():
        components.setdefault(section, {}).update(entries)
    for unused in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(unused, None)
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
    return document


def _describe(app: FastAPI, route: Route) -> None:
    hints = get_type_hints(route.endpoint)
    if "query" in hints:
        route.endpoint.__annotations__["query"] = Annotated[hints["query"], Query()]  # noqa: F821 - not a type but a value
    given, rule = hints.get("return"), POLICY[route.action]
    app.add_api_route(
        route.path,
        route.endpoint,
        methods=list(route.methods),
        tags=[route.tag],
        status_code=route.status,
        response_model=given if inspect.isclass(given) and issubclass(given, BaseModel) else None,
        summary=(route.endpoint.__doc__ or rule.says).partition("\n")[0].rstrip("."),
        description=route.endpoint.__doc__ or rule.says,
        responses=_PROBLEM_ANSWERS,
        openapi_extra={"x-action": route.action, "security": _security(rule)},
    )
