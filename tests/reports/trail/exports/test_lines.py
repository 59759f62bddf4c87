"""What a file of the trail proves: each line that was changed, is missing, was moved or cut off is named."""

import json

import pytest

from handfast.audit import store as audit
from handfast.kernel.ids import TenantId
from handfast.kernel.secrets import Key, Keys, Retired
from handfast.reports.trail.exports.lines import Lines, check
from handfast.reports.trail.store import ChainEnd, SealedEntry

KEYS = Keys(b"k" * 32)
ROWS = 6
HEAD = ROWS + 2


def row(number: int) -> SealedEntry:
    tenant = TenantId("t") if number % 2 else None
    values = (tenant, 1_000 * number, "SIGNED_IN", "done", None, "person", "p", "Zoë", "person", "p", "Zoë", "::1", '{"a":"\u2028"}')
    return SealedEntry(number, *values, audit.mac(KEYS, values), number, bytes([number]) * 32)  # type: ignore[arg-type]


def exported(count: int = ROWS, keys: Keys = KEYS) -> list[str]:
    lines = Lines(keys)
    end = ChainEnd(count, bytes([count]) * 32)
    return [lines.first(None, None, 5), *(lines.row(row(number)) for number in range(1, count + 1)), lines.head(end, 5)]


def faults(lines: list[str], keys: Keys = KEYS) -> list[str]:
    return check(keys, lines).faults


def test_a_file_as_it_was_written_is_intact() -> None:
    found = check(KEYS, exported())
    assert (found.faults, found.rows) == ([], ROWS)
    assert found.head is not None
    assert (found.head["rows"], found.head["number"], found.head["key_id"]) == (ROWS, ROWS, KEYS.active.id)
    assert check(KEYS, exported(0)).faults == []


def test_each_line_is_one_json_object() -> None:
    for number, line in enumerate(exported(), 1):
        assert line.count("\n") == 1
        assert json.loads(line)["line"] == number


@pytest.mark.parametrize("at", range(1, HEAD))
def test_a_missing_line_is_named(at: int) -> None:
    lines = exported()
    del lines[at - 1]
    assert faults(lines) == [f"line {at} is missing"]


def test_several_missing_lines_are_named() -> None:
    lines = exported()
    del lines[2:5]
    assert faults(lines) == ["lines 3 to 5 are missing"]


@pytest.mark.parametrize("kept", range(HEAD))
def test_a_cut_end_is_named(kept: int) -> None:
    assert faults(exported()[:kept]) == [f"the end is cut off: the last line is {kept}, and it is not the head"]


def test_a_line_that_was_cut_in_its_middle_is_named() -> None:
    lines = exported()
    assert faults([*lines[:3], lines[3][:50]]) == [
        "line 4 cannot be read",
        "the end is cut off: the last line is 3, and it is not the head",
    ]


@pytest.mark.parametrize("at", range(2, HEAD))
@pytest.mark.parametrize(("this", "that"), [("Zo", "Jo"), ('"at":', '"at":1'), ('"action":"SIGNED_IN"', '"action":"SIGNED_OUT"')])
def test_a_changed_row_is_named(at: int, this: str, that: str) -> None:
    lines = exported()
    lines[at - 1] = lines[at - 1].replace(this, that)
    assert faults(lines) == [f"line {at} was changed"]


@pytest.mark.parametrize(
    ("at", "this", "that"), [(1, '"since":null', '"since":1'), (HEAD, f'"rows":{ROWS}', '"rows":7'), (3, '"id":', '"id":1')]
)
def test_a_change_outside_of_the_digest_of_the_row_is_named_too(at: int, this: str, that: str) -> None:
    lines = exported()
    lines[at - 1] = lines[at - 1].replace(this, that)
    assert faults(lines) == [f"line {at} was changed, or is not the one that followed line {at - 1}"]


def test_lines_that_were_numbered_anew_over_a_gap_are_named() -> None:
    lines = exported()
    del lines[3]
    renumbered = [*lines[:3], *(line.replace(f'"line":{at + 5}', f'"line":{at + 4}', 1) for at, line in enumerate(lines[3:]))]
    assert faults(renumbered)[0] == "line 4 was changed, or is not the one that followed line 3"


def test_a_line_that_is_there_twice_is_named() -> None:
    lines = exported()
    assert faults([*lines[:4], lines[3], *lines[4:]])[0] == "line 4 is there again, after line 4"


def test_the_head_of_a_shorter_export_does_not_end_a_longer_one() -> None:
    short, long = exported(3), exported(6)
    assert faults([*long[:6], short[-1]]) != []
    assert faults([*long, short[-1]]) != []


def test_another_key_proves_nothing() -> None:
    assert len(faults(exported(), Keys(b"x" * 32))) == HEAD


def test_old_and_retired_keys_prove_what_they_wrote() -> None:
    lines = exported()
    assert faults(lines, Keys(b"n" * 32, [b"k" * 32])) == []
    keys = Keys(b"n" * 32)
    keys.become(Key(b"n" * 32), None, [], [Retired(Key(b"k" * 32), 1, b"")])
    assert faults(lines, keys) == []


@pytest.mark.parametrize(
    "junk", ["\n", "null\n", "{}\n", '{"line":1,"proof":"00"}\n', '{"line":99999999999999999999,"proof":"00"}\n', "\x00\n"]
)
def test_what_is_no_line_of_an_export_cannot_be_read(junk: str) -> None:
    assert faults([junk])[0] == "line 1 cannot be read"
