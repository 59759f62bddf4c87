"""Reading a JSON body strictly: what one parser tolerates and another fails on is refused here, once."""

import json
import math
from typing import Any, ClassVar, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from handfast.edge.problems import Refusal
from handfast.kernel.outcomes import Reason
from handfast.kernel.texts import is_storable

DEEPEST = 16


class Body(BaseModel):
    """What a route reads. Types are taken as they are, never converted; names we do not know are ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, defer_build=True)
    missing: ClassVar[Reason] = Reason.INVALID_INPUT
    malformed: ClassVar[Reason] = Reason.INVALID_INPUT


B = TypeVar("B", bound=BaseModel)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name appears twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _integer(digits: str) -> int:
    if len(digits) > 18:
        raise ValueError("a number is too large")
    return int(digits)


def _fraction(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


_decoder = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant, parse_int=_integer, parse_float=_fraction)


def _is_plain(body: bytes) -> bool:
    """Whether `_check` could find nothing: only an escape can stand for an unstorable character, and few brackets nest no deeper."""
    return b"\\u" not in body and body.count(b"{") + body.count(b"[") <= DEEPEST


def _check(value: Any, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise ValueError("it is nested too deeply")
    if isinstance(value, str):
        if not is_storable(value):
            raise ValueError("a text contains an invalid character")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check(key, depth)
            _check(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)


def parse(body: bytes) -> Any:
    """The JSON value. Raises `Refusal` for bytes that are not strict UTF-8 JSON."""
    try:
        value = _decoder.decode(body.decode("utf-8"))
        if not _is_plain(body):
            _check(value)
    except (ValueError, RecursionError) as error:
        raise Refusal(Reason.INVALID_INPUT, errors=[{"field": "", "message": f"The body is not valid JSON: {_why(error)}"}]) from error
    return value


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos}"
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)


def validated(model: type[B], value: Any) -> B:
    """The value as the model. Raises `Refusal` that names each field that does not fit."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        errors = [
            {"field": ".".join(str(part) for part in item["loc"]), "message": item["msg"].removeprefix("Value error, ")}
            for item in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        is_missing = any(item["type"] == "missing" for item in error.errors(include_url=False))
        reason: Reason = getattr(model, "missing" if is_missing else "malformed", Reason.INVALID_INPUT)
        raise Refusal(reason, errors=errors) from error
