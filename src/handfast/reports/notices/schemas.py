"""What goes in and out of the notices' routes."""

from pydantic import Field

from handfast.edge.schemas import Reply
from handfast.edge.strict_json import Body
from handfast.events.catalog import EVENT_TYPES
from handfast.reports.notices import list as notices
from handfast.reports.trail.schemas import AuditItem, entry_reply


class Notice(AuditItem):
    advice: str = Field(description="What the reader can do about it; may be empty")
    unread: bool


class NoticeList(Reply):
    items: list[Notice]
    unread: int


class NoticesRead(Body):
    until: int = Field(ge=0, le=2**53, description="The `id` of the newest notice that was shown")


def notices_reply(found: notices.Notices) -> NoticeList:
    items = [
        Notice(**dict(entry_reply(entry)), advice=EVENT_TYPES[entry.action].advice, unread=entry.id > found.read_until)
        for entry in found.entries
    ]
    return NoticeList(items=items, unread=found.unread)
