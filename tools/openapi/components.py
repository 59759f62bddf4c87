"""The parts of the description that several operations share."""

from typing import Any

from handfast.kernel.outcomes import Reason

PROOF = {"$ref": "#/components/parameters/DPoP"}
NONCE = {"DPoP-Nonce": {"$ref": "#/components/headers/DPoP-Nonce"}}
RETRY_AFTER = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}

_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. `code` is stable; `detail` is for people.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "description": "The page on this server that explains the code"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"$ref": "#/components/schemas/ProblemCode"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldProblem"}},
        "attempts_remaining": {"type": "integer", "description": "How many attempts are left before the code is locked"},
        "numbers": {
            "type": "array",
            "items": {"type": "integer"},
            "description": "Only with `WRONG_NUMBER`: the number that the device shows now, among others",
        },
        "company": {
            "type": "object",
            "required": ["id", "name"],
            "properties": {"id": {"type": "string", "format": "uuid"}, "name": {"type": "string"}},
            "description": "Only with `INVALID_CODE`: another company of this person, where the code is good",
        },
        "held": {"$ref": "#/components/schemas/HeldDevice"},
        "cause": {"type": "string", "enum": ["expired", "cancelled"], "description": "Only with `CODE_EXPIRED`"},
    },
}
_FIELD_PROBLEM = {
    "type": "object",
    "title": "FieldProblem",
    "required": ["field", "message"],
    "properties": {"field": {"type": "string", "description": "Empty if the whole body is meant"}, "message": {"type": "string"}},
}
_HELD_DEVICE = {
    "type": "object",
    "title": "HeldDevice",
    "description": "Only with `ALREADY_LINKED` when an admin assigns a device: the one that the customer has",
    "required": ["device_id", "rustdesk_id", "name"],
    "properties": {"device_id": {"type": "string", "format": "uuid"}, "rustdesk_id": {"type": "string"}, "name": {"type": "string"}},
}
COMPONENTS: dict[str, Any] = {
    "securitySchemes": {
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "handfast",
            "description": "The cookie of a signed-in browser, named `__Host-handfast` over https",
        },
        "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token", "description": "`csrf_token` of the session"},
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "A personal access token (`hfp_…`) or a token of a service account (`hfs_…`) with the named scope",
        },
        "device": {
            "type": "http",
            "scheme": "bearer",
            "description": "A device's `auth_token`; with the scheme `DPoP` if it is bound to a key",
        },
    },
    "parameters": {
        "DPoP": {
            "name": "DPoP",
            "in": "header",
            "required": False,
            "description": "A proof made with the device's key (RFC 9449), required if its credential is bound to a key",
            "schema": {"type": "string"},
        }
    },
    "headers": {
        "DPoP-Nonce": {"description": "The nonce that the next proof must contain (RFC 9449, section 8)", "schema": {"type": "string"}},
        "Retry-After": {"description": "Seconds until another attempt makes sense", "schema": {"type": "integer", "minimum": 1}},
    },
    "responses": {},
    "schemas": {
        "Problem": _PROBLEM,
        "FieldProblem": _FIELD_PROBLEM,
        "HeldDevice": _HELD_DEVICE,
        "ProblemCode": {"type": "string", "title": "ProblemCode", "enum": sorted(reason.value for reason in Reason)},
    },
}
