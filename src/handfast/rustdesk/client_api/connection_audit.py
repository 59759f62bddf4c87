"""`POST /api/audit/conn`, `file` and `alarm`: always 200 without a body; anything else makes newer clients send it again."""

from starlette.responses import Response

from handfast.edge.calls import Call
from handfast.rustdesk.client_api.client_runtime import runtime_of
from handfast.rustdesk.client_api.wire import EMPTY, Handler, Json, answer, read
from handfast.rustdesk.connections.note import SessionReport, note
from handfast.rustdesk.connections.store import SessionKind
from handfast.rustdesk.registry.rules import readable

_NAMES: dict[SessionKind, tuple[str, ...]] = {
    "connection": ("conn_id", "session_id", "nonce", "action", "ip", "type", "primary_auth", "two_factor"),
    "file": ("conn_id", "peer_id", "type", "path", "is_file", "info"),
    "alarm": ("conn_id", "typ", "info"),
}
_PEER = ("peer_id", "peer_name")
NO_NOTE = answer("")


def keep(kind: SessionKind) -> Handler:
    async def handler(call: Call) -> Response:
        body = await read(call)
        identity = await runtime_of(call).identity(call, body)
        if identity is not None and body is not None:
            await call.run(note, SessionReport(identity, kind, details(kind, body)), call.anonymous())
        return EMPTY

    return handler


async def no_note(_: Call) -> Response:
    """`GET /api/audit/conn/active`: notes on a connection are not kept."""
    return NO_NOTE


def details(kind: SessionKind, body: Json) -> dict[str, str | int]:
    """Only the fields that the client is known to send, each as a number or as readable text of limited length."""
    sent = {name: body[name] for name in _NAMES[kind] if name in body}
    peer = body.get("peer")
    if isinstance(peer, list):
        sent |= dict(zip(_PEER, peer, strict=False))
    kept: dict[str, str | int] = {}
    for name, value in sent.items():
        if isinstance(value, bool | int):
            kept[name] = int(value)
        elif isinstance(value, str):
            kept[name] = readable(value)
    return kept
