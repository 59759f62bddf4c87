"""Reading a form strictly (`application/x-www-form-urlencoded`), as OAuth sends one: RFC 6749, 3.2 and appendix B."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl

from handfast.edge.problems import Refusal
from handfast.kernel.outcomes import Reason
from handfast.kernel.texts import is_storable

MEDIA_TYPE = "application/x-www-form-urlencoded"
MOST_FIELDS = 40
_CHARSET = re.compile(r"charset=\"?utf-8\"?", re.IGNORECASE)
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def check_media_type(header: str) -> None:
    """Raises `Refusal` unless the header says that the body is a form in UTF-8."""
    kind, _, parameters = header.partition(";")
    if kind.strip().lower() != MEDIA_TYPE or (parameters.strip() and not _CHARSET.fullmatch(parameters.strip())):
        raise Refusal(Reason.UNSUPPORTED_MEDIA_TYPE, errors=[{"field": "", "message": f"send a form, as {MEDIA_TYPE}, not compressed"}])


def parse_form(body: bytes, repeatable: Iterable[str] = ()) -> dict[str, str | list[str]]:
    """The values by name, for each of `repeatable` a list of them.

    A parameter without a value counts as not sent, and one that is sent twice is refused (RFC 6749, 3.2).
    """
    if _BAD_ESCAPE.search(body) or not body.isascii():
        raise _refusal("", "the form is not encoded as it should be")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise _refusal("", "the form is not encoded as it should be") from error
    found: dict[str, str | list[str]] = {}
    for name, value in pairs:
        if not is_storable(name) or not is_storable(value):
            raise _refusal("", "a value contains an invalid character")
        if name in repeatable:
            found[name] = [*found.get(name, ()), *([value] if value else [])]
        elif name in found:
            raise _refusal(name[:100], "this is sent twice")
        else:
            found[name] = value
    return {name: value for name, value in found.items() if value}


def _refusal(field: str, message: str) -> Refusal:
    return Refusal(Reason.INVALID_INPUT, errors=[{"field": field, "message": message}])
