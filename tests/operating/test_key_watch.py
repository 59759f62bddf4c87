"""A running server reads its key file again by itself, and keeps its keys if that would leave it without them."""

from pathlib import Path

import pytest

from handfast.adapters.key_file import KeyFileWatch, alone, replace
from handfast.kernel import key_ring
from handfast.kernel.key_ring import UnusableKeys, parse
from handfast.kernel.secrets import Key, Keys

FIRST, SECOND = "f" * 64, "s" * 64


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "secret.key"
    file.write_text(FIRST)
    return file


def ids(keys: Keys) -> list[str]:
    return [key.id for key in keys.live]


def test_each_step_of_a_rotation_is_read(file: Path) -> None:
    keys, first, second = Keys(FIRST.encode()), Key(FIRST.encode()).id, Key(SECOND.encode()).id
    watch, ring = KeyFileWatch(file, keys), parse(FIRST)
    watch.look()
    ring = key_ring.prepare(ring, SECOND.encode(), 1_000)
    replace(file, ring)
    watch.look()
    assert ids(keys) == [first, second]
    ring = key_ring.activate(ring, 2_000)
    replace(file, ring)
    watch.look()
    assert ids(keys) == [second, first]
    ring = key_ring.retire(ring, first, 0, b"s" * 32, 3_000)
    replace(file, ring)
    watch.look()
    assert (ids(keys), [one.key.id for one in keys.retired]) == ([second], [first])


@pytest.mark.parametrize("text", [None, "", "short", SECOND, f"active 2026-01-20T06:15:00Z {FIRST}\nnonsense"])
def test_a_file_without_the_key_in_use_changes_nothing(file: Path, text: str | None) -> None:
    keys = Keys(FIRST.encode())
    watch = KeyFileWatch(file, keys)
    if text is None:
        file.unlink()
    else:
        file.write_text(text)
    watch.look()
    assert ids(keys) == [Key(FIRST.encode()).id]
    file.unlink(missing_ok=True)
    file.write_text(f"active 2026-01-20T06:15:00Z {SECOND}\nold 2026-01-20T06:15:00Z {FIRST}\n")
    watch.look()
    assert ids(keys) == [Key(SECOND.encode()).id, Key(FIRST.encode()).id]


def test_two_commands_do_not_change_the_keys_at_once(file: Path) -> None:
    with alone(file), pytest.raises(UnusableKeys, match="another command"), alone(file):
        pass


def test_a_link_stays_a_link_and_others_cannot_read_the_file(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(file)
    file.chmod(0o644)
    replace(link, parse(FIRST))
    assert link.is_symlink()
    assert file.stat().st_mode & 0o007 == 0
