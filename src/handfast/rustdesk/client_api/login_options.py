"""`GET /api/login-options`: a password is always possible; the only provider listed besides is our own approval page."""

import json

from starlette.responses import Response

from handfast.edge.calls import Call
from handfast.rustdesk.client_api.wire import answer

PROVIDER = "handfast"
_OPTIONS = answer(["common-oidc/" + json.dumps([{"name": PROVIDER}], separators=(",", ":"))])


async def login_options(_: Call) -> Response:
    return _OPTIONS
