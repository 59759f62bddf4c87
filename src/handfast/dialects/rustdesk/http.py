"""The endpoints of the dialect: method, path, what answers, and what is answered when the server cannot do it right now."""

from handfast.dialects.rustdesk.heartbeat import heartbeat
from handfast.dialects.rustdesk.sysinfo import LATER, sysinfo
from handfast.dialects.rustdesk.sysinfo_ver import sysinfo_ver
from handfast.dialects.rustdesk.wire import NOTHING, WireRoute, plain

SPEAK = "client.speak"

routes: list[WireRoute] = [
    WireRoute("POST", "/api/heartbeat", heartbeat, NOTHING, allow=SPEAK),
    WireRoute("POST", "/api/sysinfo", sysinfo, LATER, allow=SPEAK),
    WireRoute("POST", "/api/sysinfo_ver", sysinfo_ver, plain(""), allow=SPEAK),
]
