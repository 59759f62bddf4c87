"""`/healthz`, `/readyz` and `/metrics`, which are pages of the server and no routes of the API."""

from typing import Any

_TEXT = {"schema": {"type": "string"}}


def paths() -> dict[str, Any]:
    return {
        "/healthz": {"get": _operation("getLiveness", "Check that the process answers", {"200": _status("It answers", ["ok"])})},
        "/readyz": {
            "get": _operation(
                "getReadiness",
                "Check that requests can be served",
                {
                    "200": _status("Requests can be served. `failing` lists background jobs that fail", ["ready"], failing=True),
                    "503": _status("Requests cannot be served. `status` says why", None)
                    | {"headers": {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}},
                },
            )
        },
        "/metrics": {
            "get": _operation(
                "getMetrics",
                "Get the metrics for Prometheus",
                {
                    "200": {"description": "Metrics in the text format of Prometheus", "content": {"text/plain": _TEXT}},
                    "403": _status(
                        "Neither with the token nor, where there is none, from this machine",
                        ["not allowed"],
                    ),
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
