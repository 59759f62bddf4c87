"""`/api/notices`: what owners and admins should know."""

from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.reports.notices.list import list_notices
from handfast.reports.notices.mark_read import mark_read
from handfast.reports.notices.schemas import NoticeList, NoticesRead, notices_reply

routes = Routes("Notices")


@routes.get("/api/notices", allow="notice.read")
async def list_own_notices(call: Call) -> NoticeList:
    """List the notices of the last 30 days, 50 at most, newest first."""
    return notices_reply(await call.do(list_notices, None))


@routes.put("/api/notices/read", allow="notice.read")
async def mark_notices_read(call: Call, body: NoticesRead) -> None:
    """Mark the notices as read, up to the newest one that was shown."""
    await call.do(mark_read, body.until)
