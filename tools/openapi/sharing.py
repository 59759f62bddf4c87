"""Makes a component of every refusal that several operations share: the description is shorter, and a client has one type for it."""

import json
from collections import Counter
from typing import Any

from tools.openapi.refusals import ANY_CALL, PROBLEM_JSON

_ONCE = 1


def share(document: dict[str, Any]) -> None:
    answers = [operation["responses"] for path in document["paths"].values() for operation in path.values() if "responses" in operation]
    used = Counter(_key(response) for responses in answers for response in responses.values())
    components = document["components"]
    for responses in answers:
        for status, response in responses.items():
            if list(response.get("content", {})) == [PROBLEM_JSON] and used[_key(response)] > _ONCE:
                name = _name(response)
                components["schemas"][name] = {"title": name} | response["content"][PROBLEM_JSON]["schema"]
                schema = {"$ref": f"#/components/schemas/{name}"}
                components["responses"][name] = response | {"content": {PROBLEM_JSON: {"schema": schema}}}
                responses[status] = {"$ref": f"#/components/responses/{name}"}


def _key(response: dict[str, Any]) -> str:
    return json.dumps(response, sort_keys=True)


def _name(response: dict[str, Any]) -> str:
    """Of its codes, for example `ForbiddenOrCsrfFailed`."""
    _, narrowed = response["content"][PROBLEM_JSON]["schema"]["allOf"]
    codes = [code for code in narrowed["properties"]["code"]["enum"] if code not in ANY_CALL]
    return "Or".join("".join(word.capitalize() for word in code.split("_")) for code in codes)
