"""The endpoints of the client API: methods, path, handler, and the fallback answer when the server cannot do it right now.

No fallback is a 5xx: the client would stall for half a minute. Where it is an error, it is one that the client shows and forgets.
"""

from starlette.responses import Response

from handfast.rustdesk.client_api import address_book, group, oidc
from handfast.rustdesk.client_api.account import current_user, logout
from handfast.rustdesk.client_api.address_book import NOT_KEPT
from handfast.rustdesk.client_api.cli import cli
from handfast.rustdesk.client_api.connection_audit import NO_NOTE, keep, no_note
from handfast.rustdesk.client_api.deploy import deploy
from handfast.rustdesk.client_api.heartbeat import heartbeat
from handfast.rustdesk.client_api.login import login
from handfast.rustdesk.client_api.login_options import login_options
from handfast.rustdesk.client_api.not_here import NOTE, RECORDING, SWITCH, never
from handfast.rustdesk.client_api.sysinfo import LATER, sysinfo
from handfast.rustdesk.client_api.sysinfo_ver import sysinfo_ver
from handfast.rustdesk.client_api.wire import BUSY, EMPTY, NOTHING, Handler, WireRoute, answer, plain, trouble

_BUSY, _BUSY_WORDS = trouble(BUSY), plain(BUSY)


def _route(methods: str, path: str, handler: Handler, otherwise: Response) -> WireRoute:
    return WireRoute(methods, path, handler, otherwise, allow="client.speak")


routes: list[WireRoute] = [
    # Without a login
    _route("POST", "/api/heartbeat", heartbeat, NOTHING),
    _route("POST", "/api/sysinfo", sysinfo, LATER),
    _route("POST", "/api/sysinfo_ver", sysinfo_ver, plain("")),
    _route("POST", "/api/audit/conn", keep("connection"), EMPTY),
    _route("POST", "/api/audit/file", keep("file"), EMPTY),
    _route("POST", "/api/audit/alarm", keep("alarm"), EMPTY),
    _route("PUT", "/api/audit", never(NOTE), NOTE),
    _route("GET", "/api/audit/conn/active", no_note, NO_NOTE),
    _route("POST", "/api/record", never(RECORDING), RECORDING),
    _route("POST", "/api/switch-grant", never(SWITCH), SWITCH),
    # With the personal code
    _route("POST", "/api/devices/deploy", deploy, _BUSY_WORDS),
    _route("POST", "/api/devices/cli", cli, _BUSY_WORDS),
    # Signing in
    _route("GET", "/api/login-options", login_options, answer([])),
    _route("POST", "/api/login", login, _BUSY),
    _route("POST", "/api/oidc/auth", oidc.begin, _BUSY),
    _route("GET", "/api/oidc/auth-query", oidc.poll, oidc.PENDING),
    _route("POST", "/api/currentUser", current_user, _BUSY),
    _route("POST", "/api/logout", logout, NOTHING),
    # Signed in
    _route("GET", "/api/peers", group.peers, _BUSY),
    _route("GET", "/api/users", group.users, _BUSY),
    _route("GET", "/api/device-group/accessible", group.device_groups, _BUSY),
    _route("POST", "/api/ab/personal", address_book.personal, _BUSY),
    _route("GET", "/api/ab", address_book.old_book, NOT_KEPT),
    _route("POST", "/api/ab", never(NOT_KEPT), NOT_KEPT),
    _route("GET POST PUT DELETE", "/api/ab/*", never(NOT_KEPT), NOT_KEPT),
]
