"""The types that requests and answers are made of, so that what is sent and what the API description says of it cannot differ."""

from collections.abc import Callable
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from handfast.edge.problems import Refusal
from handfast.kernel.outcomes import Reason
from handfast.kernel.texts import is_storable
from handfast.kernel.time import iso

Timestamp = Annotated[
    int,
    PlainSerializer(iso, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
"""A moment, in milliseconds; sent as RFC 3339 in UTC."""

Id = Annotated[str, WithJsonSchema({"type": "string", "format": "uuid"})]
"""An id of ours: `kernel/ids.py` has its form."""


GivenId = Annotated[str, Field(max_length=64, json_schema_extra={"format": "uuid"})]
"""An id in a request. Text of another form is let through: the handler refuses it, or finds nothing by it."""

TokenType = Literal["DPoP", "Bearer"]
"""The scheme of `Authorization` that a device's credential is sent with: `DPoP` if it is bound to a key."""

PERIOD_END = "A date and time, or a date, of which the whole day is included (UTC)"
"""What a text that ends a period may be (`kernel/time.parse_end`)."""


def token_type(*, key_bound: bool) -> TokenType:
    return "DPoP" if key_bound else "Bearer"


def _storable(text: str) -> str:
    if not is_storable(text):
        raise ValueError("This contains an invalid character")
    return text


SearchText = Annotated[str, Field(max_length=200), AfterValidator(_storable)]
"""What a list is searched by."""


class Reply(BaseModel):
    """What a route answers. Built when it is first answered: building all of them would be a tenth of the server's start."""

    model_config = ConfigDict(defer_build=True)
    status_code: ClassVar[int | None] = None
    """Set if it is not the usual one of its route: a handler may return `Verified | Pending`."""
    is_long: ClassVar[bool] = False
    """Whether it is a `LongReply`."""


class NamedRef(Reply):
    """A person, device or tenant by id, with the name to show."""

    id: Id
    name: str


def given_moment(field: str, text: str | None, read: Callable[[str], int | None]) -> int | None:
    """What `text` says, in milliseconds; None when it is not given or empty. Raises `Refusal` when `read` makes nothing of it."""
    if not text:
        return None
    moment = read(text)
    if moment is None:
        raise Refusal(Reason.INVALID_INPUT, errors=[{"field": field, "message": "This is not a date and time (ISO 8601)"}])
    return moment
