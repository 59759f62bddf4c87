import json
import re
from collections import Counter
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handfast.edge.problems import Refusal
from handfast.edge.strict_json import Body, parse, validated
from handfast.kernel.outcomes import Reason

storable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**16), 10**16) | st.floats(allow_nan=False, allow_infinity=False) | storable,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(storable, inner, max_size=3),
    max_leaves=10,
)


@given(values)
def test_ordinary_json_is_read_as_json_reads_it(value: object) -> None:
    text = json.dumps(value).encode()

    assert parse(text) == json.loads(text)


NOT_TAKEN = re.compile(
    "a name appears twice|it is nested too deeply|a text contains an invalid character|a number is too large|(NaN|-?Infinity) is not JSON"
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """JSON of which a few bytes were changed, left out or added; much of it is JSON still."""
    body = json.dumps(draw(values), ensure_ascii=draw(st.booleans())).encode()
    start = draw(st.integers(0, len(body)))
    piece = draw(st.sampled_from([b"", b" ", b"0", b'"', b"\\u0000", b"\\ud800", b"NaN", b"1e999", b"\xff"]) | st.binary(max_size=2))
    return body[:start] + piece + body[start + draw(st.integers(0, 2)) :]


def test_any_bytes_are_read_as_json_reads_them_or_refused_for_a_reason() -> None:
    outcomes: Counter[str] = Counter()

    @settings(max_examples=400, derandomize=True, database=None)
    @given(st.binary() | damaged())
    def read(body: bytes) -> None:
        try:
            value = parse(body)
        except Refusal as refusal:
            assert refusal.refused.reason == Reason.INVALID_INPUT
            if not NOT_TAKEN.search(refusal.refused.extra["errors"][0]["message"]):
                outcomes["no JSON"] += 1
                with pytest.raises((UnicodeDecodeError, json.JSONDecodeError)):
                    json.loads(body.decode())
            return
        outcomes["read"] += 1
        assert value == json.loads(body.decode())
        assert parse(json.dumps(value, ensure_ascii=False, allow_nan=False).encode()) == value

    read()
    assert min(outcomes["read"], outcomes["no JSON"]) > 40, outcomes


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        b"NaN",
        b"[Infinity]",
        b"[-Infinity]",
        b"1e999",
        b'{"a": -1e400}',
        b"1" * 19,
        b"9" * 5_000,
        b"[" * 18 + b"]" * 18,
        b"[" * 100_000,
        b'"\\u0000"',
        b'"\\ud800"',
        b'{"\\udc00": 1}',
        b"\xff",
        b'\xef\xbb\xbf{"a": 1}',
        b'{"a": 1} {}',
        b"'a'",
    ],
)
def test_what_parsers_disagree_about_is_refused(body: bytes) -> None:
    with pytest.raises(Refusal):
        parse(body)


class Order(Body):
    missing: ClassVar[Reason] = Reason.MISSING_FIELD
    malformed: ClassVar[Reason] = Reason.INVALID_FORMAT
    dish: str
    count: int = 1


@pytest.mark.parametrize(
    "value",
    [{"dish": 1}, {"dish": "soup", "count": "2"}, {"dish": "soup", "count": True}, {"dish": "soup", "count": 1.0}, [], None, "soup"],
)
def test_types_are_not_converted(value: object) -> None:
    with pytest.raises(Refusal) as caught:
        validated(Order, value)

    assert caught.value.refused.reason == Reason.INVALID_FORMAT


def test_a_missing_field_is_named() -> None:
    with pytest.raises(Refusal) as caught:
        validated(Order, {"count": 2})

    assert caught.value.refused.reason == Reason.MISSING_FIELD
    assert [error["field"] for error in caught.value.refused.extra["errors"]] == ["dish"]


def test_names_we_do_not_know_are_ignored() -> None:
    assert validated(Order, {"dish": "soup", "sauce": "none"}) == Order(dish="soup")


def test_what_was_sent_is_not_repeated_in_the_answer() -> None:
    with pytest.raises(Refusal) as caught:
        validated(Order, {"dish": ["hunter2"]})

    assert "hunter2" not in json.dumps(caught.value.refused.extra)
