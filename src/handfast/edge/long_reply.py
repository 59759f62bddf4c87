"""A reply with a list of thousands. Written at once, ten thousand lines would keep everybody else waiting for 50 ms."""

from typing import Any, ClassVar

from handfast.edge.schemas import Reply
from handfast.runner.in_parts import parts


class LongReply(Reply):
    """Its last field is the long list, of models that are not empty."""

    is_long: ClassVar[bool] = True

    async def in_parts(self) -> bytes:
        """The same JSON as that of any other reply."""
        *others, long = type(self).model_fields
        head = self.__pydantic_serializer__.to_json(self, by_alias=True, include=set(others))
        written = [b",".join(part) async for part in parts(getattr(self, long), _json)]
        return b'%s%s"%s":[%s]}' % (head[:-1], b"," if others else b"", long.encode(), b",".join(written))


def _json(model: Any) -> bytes:
    content: bytes = model.__pydantic_serializer__.to_json(model, by_alias=True)
    return content
