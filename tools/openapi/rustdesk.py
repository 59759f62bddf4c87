"""The routes of the stock RustDesk client. Their bodies are read leniently (`client_api/wire.py`): what stands here is looked at."""

from dataclasses import dataclass
from typing import Any

from handfast.rustdesk.client_api.http import routes
from tools.openapi.refusals import content_of_any_call

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer"}
_YES_OR_NO: Schema = {"type": "boolean"}
_TENANT_SERVERS = [
    {"url": "/", "description": "The server's first company"},
    {
        "url": "/t/{tenant_id}",
        "description": "The company that the address names, since a client names none itself",
        "variables": {"tenant_id": {"default": "00000000-0000-4000-8000-000000000000"}},
    },
]


def _object(*required: str, **properties: Schema) -> Schema:
    return {"type": "object", "properties": properties} | ({"required": list(required)} if required else {})


def _one_of(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


_WHO = {"id": TEXT | {"description": "The RustDesk ID"}, "uuid": TEXT | {"description": "Base64, as the client sends it"}}
_DEVICE = _object("id", "uuid", **_WHO)
_ERROR = _object("error", error=TEXT | {"description": "Shown in the app"})
_USER = _object(
    "name", "email", "is_admin", "info", name=TEXT, email=TEXT, note=TEXT, status=_NUMBER, is_admin={"type": "boolean"}, info=_object()
)
_SIGNED_IN = _object("access_token", "type", "user", access_token=TEXT, type=_one_of("access_token"), user=_USER)
_PLACE = _object(name=TEXT, os=TEXT)
_CONNECTION = _object("id", "uuid", **_WHO, conn_id=_NUMBER, session_id=_NUMBER, action=TEXT, ip=TEXT, type=_NUMBER)
_FILE = _object("id", "uuid", **_WHO, conn_id=_NUMBER, peer_id=TEXT, type=_NUMBER, path=TEXT, is_file=_YES_OR_NO, info=TEXT)
_ALARM = _object("id", "uuid", **_WHO, conn_id=_NUMBER, typ=_NUMBER, info=TEXT)
_INTRODUCTION = _object("id", "uuid", **_WHO, **dict.fromkeys(("hostname", "username", "os", "cpu", "memory", "version"), TEXT))
_CONNECTIONS = _object("id", "uuid", **_WHO, conns={"type": "array", "items": _NUMBER})
_SIGN_IN = {
    "anyOf": [
        _object("username", "password", **_WHO, type=_one_of("account"), username=TEXT, password=TEXT, deviceInfo=_PLACE),
        _object("type", "secret", **_WHO, type=_one_of("email_code"), secret=TEXT, tfaCode=TEXT, verificationCode=TEXT, deviceInfo=_PLACE),
    ]
}
_NEXT_STEP = _object(
    "type", "tfa_type", "secret", "user", type=_one_of("email_check"), tfa_type=_one_of("tfa_check"), secret=TEXT,
    user=_object("name", name=TEXT, status=_NUMBER, info=_object()),
)  # fmt: skip
_DEPLOYMENT = _object("id", "uuid", "pk", **_WHO, pk=TEXT | {"description": "The device's public key, base64"})
_ASSIGNMENT = _object("id", "uuid", "user_name", **_WHO, user_name=TEXT | {"description": "Required, but ignored"})
_BEGINNING = _object("id", "uuid", "op", **_WHO, op=_one_of("handfast"), deviceInfo=_PLACE)
_PEER = _object("id", id=TEXT, info=_object(username=TEXT, os=TEXT, device_name=TEXT), status=_NUMBER, user=TEXT, user_name=TEXT, note=TEXT)


def _page(items: Schema) -> Schema:
    return _object("total", "data", total=_NUMBER, data={"type": "array", "items": items})


@dataclass(frozen=True, slots=True)
class _Call:
    id: str
    says: str
    answers: dict[int, Schema | None]
    """By status; a text where the schema is `TEXT`, no body where it is None."""
    body: Schema | None = None
    asks: tuple[str, ...] = ()
    """Names in the query."""
    bearer: str | None = None
    """What `Authorization: Bearer` carries."""


_NOT_KEPT: dict[int, Schema | None] = {200: _ERROR}
_APP = "The app's access_token"
_LISTED = ("current", "pageSize")
CALLS = {
    "POST /api/heartbeat": _Call(
        "sendClientHeartbeat",
        "Report that the device is online. `sysinfo` asks it to describe itself, `disconnect` to close connections that it named",
        {200: _object(sysinfo=_YES_OR_NO, disconnect={"type": "array", "items": _NUMBER})},
        _CONNECTIONS,
    ),
    "POST /api/sysinfo": _Call("announceClient", "Describe the device", {200: _one_of("SYSINFO_UPDATED", "PENDING")}, _INTRODUCTION),
    "POST /api/sysinfo_ver": _Call("getClientDatabaseMark", "Get a text that changes when the database is a different one", {200: TEXT}),
    "POST /api/audit/conn": _Call("reportClientConnection", "Report a connection", {200: None}, _CONNECTION),
    "POST /api/audit/file": _Call("reportClientFileTransfer", "Report a file transfer", {200: None}, _FILE),
    "POST /api/audit/alarm": _Call("reportClientAlarm", "Report an alarm", {200: None}, _ALARM),
    "PUT /api/audit": _Call("saveClientNote", "Refused: notes are not stored", {404: _ERROR}),
    "GET /api/audit/conn/active": _Call("getClientNote", "Empty: notes are not stored", {200: {"const": ""}}),
    "POST /api/record": _Call("saveClientRecording", "Refused: recordings are not stored", _NOT_KEPT),
    "POST /api/switch-grant": _Call(
        "requestClientSwitch", "Refused: sides cannot be switched", {200: _object("accepted", "error", accepted=_YES_OR_NO, error=TEXT)}
    ),
    "POST /api/devices/deploy": _Call(
        "deployClient",
        "Link the device to the customer whose personal code is sent. An error is a text that the app shows",
        {200: {"anyOf": [_object("result", result=_one_of("OK", "ID_TAKEN", "INVALID_INPUT")), TEXT]}},
        _DEPLOYMENT,
        bearer="The customer's personal code",
    ),
    "POST /api/devices/cli": _Call(
        "assignClient",
        "Link the device by `rustdesk --assign`. The answer is empty on success, else a text that is printed",
        {200: TEXT},
        _ASSIGNMENT,
        bearer="The customer's personal code",
    ),
    "GET /api/login-options": _Call("listClientSignInOptions", "List the ways to sign in", {200: {"type": "array", "items": TEXT}}),
    "POST /api/login": _Call(
        "startClientSession",
        "Sign in with e-mail address and password; with a second factor, then with `secret` and a code",
        {200: {"anyOf": [_SIGNED_IN, _NEXT_STEP, _ERROR]}, 400: _ERROR, 401: _ERROR, 403: _ERROR, 410: _ERROR, 429: _ERROR},
        _SIGN_IN,
    ),
    "POST /api/oidc/auth": _Call(
        "requestClientApproval",
        "Begin “Continue with Handfast”: the app opens `url` in a browser and polls with `code`",
        {200: {"anyOf": [_object("code", "url", code=TEXT, url=TEXT | {"format": "uri"}), _ERROR]}, 400: _ERROR},
        _BEGINNING,
    ),
    "GET /api/oidc/auth-query": _Call(
        "pollClientApproval",
        "Ask whether the request was approved; `No authed oidc is found` until then",
        {200: {"anyOf": [_SIGNED_IN, _ERROR]}},
        asks=("code", "id", "uuid"),
    ),
    "POST /api/currentUser": _Call("getClientUser", "Get who is signed in", {200: {"anyOf": [_USER, _ERROR]}, 401: _ERROR}, bearer=_APP),
    "POST /api/logout": _Call("endClientSession", "Sign out; the link to the device stays", {200: _object()}, bearer=_APP),
    "GET /api/peers": _Call(
        "listClientDevices",
        "List the devices that the person may see",
        {200: {"anyOf": [_page(_PEER), _ERROR]}, 401: _ERROR},
        asks=_LISTED,
        bearer=_APP,
    ),
    "GET /api/users": _Call(
        "listClientUsers",
        "List the people to whom these devices belong",
        {200: {"anyOf": [_page(_USER), _ERROR]}, 401: _ERROR},
        asks=_LISTED,
        bearer=_APP,
    ),
    "GET /api/device-group/accessible": _Call(
        "listClientDeviceGroups",
        "Empty: there are no device groups",
        {200: {"anyOf": [_page(_object()), _ERROR]}, 401: _ERROR},
        bearer=_APP,
    ),
    "POST /api/ab/personal": _Call("getClientPersonalBook", "Refused: address books are not stored", {200: _ERROR, 404: _ERROR}),
    "GET /api/ab": _Call("getClientBook", "Refused: address books are not stored", {200: _ERROR, 401: _ERROR}, bearer=_APP),
    "POST /api/ab": _Call("saveClientBook", "Refused: address books are not stored", _NOT_KEPT),
    "GET /api/ab/*": _Call("getClientBookPart", "Refused: address books are not stored", _NOT_KEPT),
    "POST /api/ab/*": _Call("saveClientBookPart", "Refused: address books are not stored", _NOT_KEPT),
    "PUT /api/ab/*": _Call("replaceClientBookPart", "Refused: address books are not stored", _NOT_KEPT),
    "DELETE /api/ab/*": _Call("deleteClientBookPart", "Refused: address books are not stored", _NOT_KEPT),
}


def paths() -> dict[str, Any]:
    """Raises `KeyError` for a route that is not described here."""
    found: dict[str, Any] = {}
    for route in routes:
        path = route.path.replace("*", "{rest}")
        item = found.setdefault(path, {})
        for method in route.methods:
            item[method.lower()] = _operation(CALLS[f"{method} {route.path}"], path)
    return found


def _operation(call: _Call, path: str) -> dict[str, Any]:
    parameters = [{"name": name, "in": "query", "required": False, "schema": TEXT} for name in call.asks]
    if "{rest}" in path:
        parameters.append({"name": "rest", "in": "path", "required": True, "schema": TEXT})
    operation: dict[str, Any] = {
        "tags": ["RustDesk client"],
        "operationId": call.id,
        "summary": call.says,
        "x-action": "client.speak",
        "servers": _TENANT_SERVERS,
        "security": [{"app": []}] if call.bearer == _APP else [{"code": []}] if call.bearer else [],
        "parameters": parameters,
        "responses": {str(status): _answer(status, schema) for status, schema in call.answers.items()},
    }
    if call.body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": call.body}}}
    operation["responses"]["default"] = {"$ref": "#/components/responses/AnyCall"}
    return operation


def _answer(status: int, schema: Schema | None) -> dict[str, Any]:
    if schema is None:
        return {"description": "No content"}
    kinds = schema.get("anyOf", [schema])
    content: dict[str, Any] = {}
    objects = [kind for kind in kinds if kind.get("type") != "string"]
    if objects:
        content["application/json"] = {"schema": {"anyOf": objects} if len(objects) > 1 else objects[0]}
    for kind in kinds:
        if kind.get("type") == "string":
            content["text/plain"] = {"schema": kind}
    return {"description": "In the form that the client understands", "content": content | content_of_any_call(status)}
