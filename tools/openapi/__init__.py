"""Describes the API in OpenAPI. FastAPI reads what each handler takes and gives; at run time nothing of this is loaded."""

import inspect
from copy import deepcopy
from typing import Annotated, Any, get_type_hints

from fastapi import FastAPI, Query

from handfast import __version__
from handfast.access.policy import POLICY, Rule
from handfast.app import routes
from handfast.edge.oauth_route import OAuthRoute
from handfast.edge.route import Route
from handfast.rustdesk.client_api.wire import WireRoute
from tools.openapi import monitoring, oauth, rustdesk
from tools.openapi.components import COMPONENTS, NONCE, PROOF
from tools.openapi.refusals import any_call, reasons_of, responses, takes_proof
from tools.openapi.sharing import share
from tools.openapi.tags import described

_ABOUT = """Joins a device to an account, safely, in seconds.

Errors are `application/problem+json`: decide by their `code`. Each operation lists its codes by status; `default` has those that any call
can get. Ignore fields that you do not know: answers may get new ones at any time.
"""
_ID = {"type": "string", "format": "uuid"}
_CLIENT_ID = {"type": "string", "pattern": "^[a-z0-9-]{3,64}$"}


# What a handler reads by itself, because it is signed as it stands.
_LOGOUT_FORM = {"type": "object", "properties": {"logout_token": {"type": "string"}}}
_READ_RAW: dict[str, dict[str, Any]] = {
    "receiveStripeEvent": {
        "parameters": [{"name": "Stripe-Signature", "in": "header", "required": False, "schema": {"type": "string"}}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}},
    },
    "reportLogout": {
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {"schema": {"type": "object", "properties": {"logout_token": {"type": "string"}}}}
            },
        }
    },
}


_SAYS = {"201": "Created", "202": "Accepted, but not done yet", "204": "Done", "303": "The browser goes on at a page of this server"}


def document() -> dict[str, Any]:
    ours = [route for route in routes() if not isinstance(route, WireRoute)]
    tags = described(ours)
    ours.sort(key=lambda route: list(tags).index(route.tag))
    app = FastAPI(
        title="Handfast",
        version=__version__,
        description=_ABOUT,
        license_info={"name": "Apache 2.0", "identifier": "Apache-2.0"},
        servers=[{"url": "/", "description": "The server that serves this description"}],
        openapi_tags=[{"name": name, "description": says} for name, says in tags.items()],
    )
    for route in ours:
        _read(app, route)
    document = app.openapi()
    for route in ours:
        operation = document["paths"][route.path][route.methods[0].lower()]
        if operation.get("description", "").rstrip(".") == operation["summary"]:
            del operation["description"]  # the framework takes the whole docstring where there are no details
        _complete(operation, route)
    for path, operations in (rustdesk.paths() | monitoring.paths()).items():
        document["paths"].setdefault(path, {}).update(operations)
    schemas = document["components"]["schemas"]
    document["components"] = deepcopy(COMPONENTS) | {"schemas": schemas | COMPONENTS["schemas"] | oauth.SCHEMAS}
    document["components"]["responses"]["AnyCall"] = any_call()
    share(document)
    for unused in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(unused, None)
    return document


def operation_id(name: str) -> str:
    """The name of a handler, `rename_device`, as clients call it: `renameDevice`."""
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


def _read(app: FastAPI, route: Route) -> None:
    """Leaves to FastAPI what follows from the types."""
    hints = get_type_hints(route.endpoint)
    for name in {"query", "body", "form"} & hints.keys():
        hints[name].model_config["defer_build"] = False  # the framework builds what it makes of it as the model says
    if "query" in hints:
        route.endpoint.__annotations__["query"] = Annotated[hints["query"], Query()]  # noqa: F821 - not a type but a value
    summary, details = _summary_and_details(route)
    status = next(iter(route.replies), 200)
    app.add_api_route(
        route.path,
        route.endpoint,
        methods=list(route.methods),
        operation_id=operation_id(route.endpoint.__name__),
        tags=[route.tag],
        status_code=status,
        response_model=route.replies.get(status),
        responses={other: {"model": model} for other, model in route.replies.items() if other != status},
        summary=summary,
        description=details,
        openapi_extra={"x-action": route.action},
    )


def _summary_and_details(route: Route) -> tuple[str, str]:
    """The first line of the handler's docstring without its period, and the paragraphs below it; else what the policy says."""
    summary, _, details = (inspect.getdoc(route.endpoint) or POLICY[route.action].says).partition("\n\n")
    return summary.rstrip("."), details


_CSV: dict[str, Any] = {"text/csv": {"schema": {"type": "string"}}}
_FILES: dict[str, dict[str, Any]] = {
    "exportTenant": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    "getRevocationList": {"text/plain": {"schema": {"type": "string"}}},
}
_EMPTY = ("revokeToken",)


def _complete(operation: dict[str, Any], route: Route) -> None:
    """Adds what does not follow from types: who may call, ids, proofs, and how the call may be refused."""
    rule, reasons = POLICY[route.action], reasons_of(route)
    operation["security"] = _security(rule, route)
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            parameter["schema"] = _CLIENT_ID if route.named_by_client else _ID
    for name, told in _READ_RAW.get(operation["operationId"], {}).items():
        operation[name] = [*operation.get(name, ()), *told] if isinstance(told, list) else told
    answers = {status: response for status, response in operation["responses"].items() if status != "422"}
    for status, response in answers.items():
        _describe(response, status, operation["operationId"] if not route.replies else None)
        if takes_proof(reasons):
            response["headers"] = NONCE
    if takes_proof(reasons):
        operation.setdefault("parameters", []).append(PROOF)
    if route.form is not None:
        oauth.as_form(operation)
    operation["responses"] = answers | (oauth.responses(reasons) if isinstance(route, OAuthRoute) else responses(reasons))


def _describe(response: dict[str, Any], status: str, file: str | None) -> None:
    """`file`: the operation, if it answers with a file."""
    response["description"] = _SAYS.get(status, "Done; the body is the result")
    if status == "303":
        response.pop("content", None)
        response["headers"] = {"Location": {"schema": {"type": "string"}}}
    if file in _EMPTY:
        response.pop("content", None)
    elif file is not None:
        response["content"] = _FILES.get(file, _CSV)


def _security(rule: Rule, route: Route) -> list[dict[str, list[str]]]:
    """The ways to say who calls. A browser's session needs the page's token too, where something changes."""
    if rule.anyone:
        return []
    session: dict[str, list[str]] = {"session": []} if route.methods == ("GET",) else {"session": [], "csrf": []}
    ways = [session] if rule.roles else []
    if rule.scope is not None:
        ways.append({"token": [rule.scope]})
    return [*ways, {"device": []}] if rule.device else ways
