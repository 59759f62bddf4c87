"""What all routes share in the OpenAPI description: how to be known to the server, and how a refusal looks."""

from typing import Any

from handfast.access.policy import Rule

PROBLEM_ANSWERS: dict[int | str, dict[str, Any]] = {
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
                "code": {"type": "string"},
                "attempts_remaining": {"type": "integer"},
                "errors": {"type": "array", "items": {"type": "object"}},
            },
        }
    },
}


def security(rule: Rule) -> list[dict[str, list[str]]]:
    if rule.anyone:
        return []
    ways = [("session", bool(rule.roles)), ("token", rule.scope is not None), ("device", rule.device)]
    return [{way: []} for way, takes in ways if takes]


def described(document: dict[str, Any]) -> dict[str, Any]:
    """FastAPI's OpenAPI document with what all routes share: how to be known, and how a refusal looks."""
    components = document.setdefault("components", {})
    for section, entries in _COMPONENTS.items():
        components.setdefault(section, {}).update(entries)
    for unused in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(unused, None)
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
    return document
