import json
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.edge.problems import Refusal
from handfast.edge.reading import Body, parse, validated
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


@given(st.binary())
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        parse(body)
    except Refusal as refusal:
        assert refusal.refused.reason == Reason.INVALID_INPUT


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
