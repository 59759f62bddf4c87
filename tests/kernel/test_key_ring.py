"""The key file: what it may say, and the steps of a rotation."""

import pytest
from cryptography.exceptions import InvalidTag

from handfast.kernel import code_hashes, key_ring
from handfast.kernel.key_ring import KeyRing, KeyState, UnusableKeys, parse, text_of
from handfast.kernel.secrets import Key, Keys

FIRST, SECOND, THIRD = (letter * 64 for letter in "abc")
TIME = "2026-01-20T06:15:00Z"
NONCE = b"n" * 12
SEAL = b"\x07" * 32

ONE_KEY = [FIRST, f"{FIRST}\n", "a passphrase of today with blanks in it", "-----BEGIN KEY-----\nof several lines, as it is\n-----END"]
REFUSED = {
    "short": "has 5 characters",
    f"active {TIME} short": "has 5 characters",
    f"active {TIME} {FIRST}\n{SECOND}": "line 2",
    f"old {TIME} {FIRST}": "exactly one key must be active",
    f"active {TIME} {FIRST}\nactive {TIME} {SECOND}": "exactly one key must be active",
    f"next {TIME} {SECOND}\nnext {TIME} {THIRD}\nactive - {FIRST}": "only one key can be next",
    f"active {TIME} {FIRST}\nold {TIME} {FIRST}": "twice",
    f"active {TIME} {FIRST}\nretired {TIME} {SECOND}": "end of the trail",
    f"active 2026-13-20T06:15:00Z {FIRST}": "no valid time",
    f"active {TIME} base64:!": "no valid time or key",
}


def states(ring: KeyRing) -> list[tuple[KeyState, str]]:
    return [(key.state, key.secret.decode()) for key in ring.keys]


def loaded(ring: KeyRing) -> Keys:
    keys = Keys(b"x" * 32)
    key_ring.load(keys, ring)
    return keys


@pytest.mark.parametrize("text", ONE_KEY)
def test_a_file_of_before_is_its_one_key(text: str) -> None:
    assert states(parse(text)) == [(KeyState.ACTIVE, text.strip())]


@pytest.mark.parametrize(("text", "why"), REFUSED.items())
def test_a_file_that_is_no_ring_is_refused_without_showing_a_key(text: str, why: str) -> None:
    with pytest.raises(UnusableKeys, match=why) as refused:
        parse(text)
    assert FIRST not in str(refused.value)


@pytest.mark.parametrize("first", ONE_KEY)
def test_a_rotation_goes_from_next_to_active_to_old_to_retired_and_is_read_as_it_was_written(first: str) -> None:
    steps = [parse(first)]
    steps.append(key_ring.prepare(steps[-1], SECOND.encode(), 1_000))
    steps.append(key_ring.activate(steps[-1], 2_000))
    steps.append(key_ring.retire(steps[-1], Key(first.strip().encode()).id, 7, SEAL, 3_000))
    assert [states(ring) for ring in steps[1:]] == [
        [(KeyState.NEXT, SECOND), (KeyState.ACTIVE, first.strip())],
        [(KeyState.ACTIVE, SECOND), (KeyState.OLD, first.strip())],
        [(KeyState.ACTIVE, SECOND), (KeyState.RETIRED, first.strip())],
    ]
    for ring in steps:
        assert parse(text_of(ring)) == ring


def test_a_next_key_that_is_retired_is_gone() -> None:
    ring = key_ring.prepare(parse(FIRST), SECOND.encode(), 1_000)
    assert states(key_ring.retire(ring, Key(SECOND.encode()).id, 0, b"", 2_000)) == [(KeyState.ACTIVE, FIRST)]


def test_an_id_is_short_and_shows_nothing_of_the_key() -> None:
    ids = {Key(text.encode()).id for text in (FIRST, SECOND, THIRD)}
    assert len(ids) == 3
    assert all(len(id) == 8 and int(id, 16) >= 0 for id in ids)
    assert FIRST not in repr(parse(FIRST))


def test_every_step_verifies_what_the_step_before_and_the_step_after_it_sign() -> None:
    before = parse(FIRST)
    prepared = key_ring.prepare(before, SECOND.encode(), 1_000)
    rotated = key_ring.activate(prepared, 2_000)
    for node, other in ((prepared, before), (before, prepared), (prepared, rotated), (rotated, prepared)):
        sealed = loaded(other).seal("a", NONCE, "text")
        assert loaded(node).unseal("a", sealed) == "text"
        assert loaded(other).mac("a", "b") in loaded(node).macs("a", "b")


def test_a_retired_key_opens_and_verifies_nothing() -> None:
    rotated = key_ring.activate(key_ring.prepare(parse(FIRST), SECOND.encode(), 1_000), 2_000)
    keys = loaded(key_ring.retire(rotated, Key(FIRST.encode()).id, 7, SEAL, 3_000))
    old = Keys(FIRST.encode())
    with pytest.raises(InvalidTag):
        keys.unseal("a", old.seal("a", NONCE, "text"))
    assert old.mac("a", "b") not in keys.macs("a", "b")
    assert [(one.key.id, one.until, one.seal) for one in keys.retired] == [(old.active.id, 7, SEAL)]


def test_what_an_old_key_sealed_is_sealed_again_once_and_what_nobody_opens_is_left() -> None:
    old, keys = Keys(FIRST.encode()), Keys(SECOND.encode(), [FIRST.encode()])
    again = keys.reseal("a", NONCE, old.seal("a", NONCE, "text"))
    assert again is not None
    assert Keys(SECOND.encode()).unseal("a", again) == "text"
    assert keys.reseal("a", NONCE, again) is None
    assert keys.reseal("a", NONCE, Keys(THIRD.encode()).seal("a", NONCE, "text")) is None


def test_limits_are_named_by_the_oldest_live_key_so_that_a_rotation_does_not_empty_them() -> None:
    before = parse(FIRST)
    prepared = key_ring.prepare(before, SECOND.encode(), 1_000)
    rotated = key_ring.activate(prepared, 2_000)
    assert {loaded(ring).oldest.id for ring in (before, prepared, rotated)} == {Key(FIRST.encode()).id}


def test_codes_of_an_old_key_match_quickly_and_slowly() -> None:
    old, keys = Keys(FIRST.encode()), Keys(SECOND.encode(), [FIRST.encode()])
    assert code_hashes.matches(keys, "K7QX4M", code_hashes.keyed(old, "K7QX4M"))
    assert not code_hashes.matches(keys, "K7QX4M", code_hashes.keyed(old, "K7QX4N"))
    stored = code_hashes.slow(old, "K7QX4M")
    assert code_hashes.matches_slow(keys, "K7QX4M", stored)
    assert not code_hashes.matches_slow(keys, "K7QX4N", stored)
