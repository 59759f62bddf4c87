"""`/healthz`, `/readyz` and `/metrics`, which are pages of the server and no routes of the API."""

from typing import Any

_TEXT = {"schema": {"type": "string"}}


def paths() -> dict[str, Any]:
    return {
        "/healthz": {"get": _operation("getLiveness", "Whether the process answers", {"200": _status("It does", ["ok"])})},
        "/readyz": {
            "get": _operation(
                "getReadiness",
                "Whether requests can be served; `failing` names jobs of the background that fail",
                {
                    "200": _status("They can", ["ready"], failing=True),
                    "503": _status("They cannot; `status` says why", None)
                    | {"headers": {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}},
                },
            )
        },
        "/metrics": {
            "get": _operation(
                "getMetrics",
                "The metrics for Prometheus, for whoever has the token, or for this machine where the server is for it alone",
                {
                    "200": {"description": "In the text format of Prometheus", "content": {"text/plain": _TEXT}},
                    "403": _status("Not allowed", ["not allowed"]),
                },
                security=[{"metrics": []}, {}],
            )
        },
    }


def _operation(id: str, says: str, responses: dict[str, Any], *, security: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    others = {"default": {"$ref": "#/components/responses/AnyCall"}}
    return {"tags": ["Monitoring"], "operationId": id, "summary": says, "security": security or [], "responses": responses | others}


def _status(says: str, values: list[str] | None, *, failing: bool = False) -> dict[str, Any]:
    properties: dict[str, Any] = {"status": {"type": "string"} | ({"enum": values} if values else {})}
    if failing:
        properties["failing"] = {"type": "array", "items": {"type": "string"}}
    schema = {"type": "object", "required": ["status"], "properties": properties}
    return {"description": says, "content": {"application/json": {"schema": schema}}}
