"""Where a folder lies, read from the kernel's list of mounts. The lists are those of machines that have such disks."""

from pathlib import Path

import pytest

from handfast.db import disks
from handfast.db.database import Unavailable
from handfast.db.opening import open_database

MOUNTS = r"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
40 27 0:35 / /srv rw,relatime shared:7 - nfs4 nas:/export rw,vers=4.2
41 40 8:1 / /srv/local rw,relatime - xfs /dev/sda1 rw
42 27 0:36 / /mnt/two\040words rw - cifs //nas/share rw
43 27 0:37 / /home/sam/remote rw - fuse.sshfs sam@nas:/ rw
44 27 0:38 / /host rw - virtiofs share rw
45 27 8:2 / /twice rw - ext4 /dev/sdb rw
46 27 0:39 / /twice rw - nfs nas:/other rw
47 27 0:40 / /mnt/pool rw - fuse.mergerfs a:b rw
"""
# The kernel writes only blanks, tabs, line feeds and backslashes otherwise than they are (proc_pid_mountinfo(5)).
MOUNTS += "".join(f"48 27 0:41 / /mnt/a{sign}b rw - nfs4 nas:/export rw\n" for sign in "\r\v\f\x1c\x85\u2028")


@pytest.fixture(autouse=True)
def mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mountinfo").write_bytes(MOUNTS.encode())
    monkeypatch.setattr(disks, "MOUNTS", tmp_path / "mountinfo")


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib/handfast", None),
        ("/srv/handfast", "nfs4"),
        ("/srv", "nfs4"),
        ("/srv/local/handfast", None),
        ("/srvice", None),
        ("/mnt/two words/handfast", "cifs"),
        ("/mnt/a\rb/handfast", "nfs4"),
        ("/mnt/a\u2028b/handfast", "nfs4"),
        ("/home/sam/remote/x", "fuse.sshfs"),
        ("/home/sam", None),
        ("/twice/x", "nfs"),
        ("/mnt/pool/x", None),
        ("/host/x", None),
    ],
)
def test_the_deepest_and_last_mount_tells_what_kind_of_disk_it_is(folder: str, kind: str | None) -> None:
    assert disks.network_kind(Path(folder)) == kind


def test_a_disk_shared_with_the_host_is_told_apart() -> None:
    assert disks.shared_kind(Path("/host/x")) == "virtiofs"
    assert disks.shared_kind(Path("/srv/x")) is None


def test_a_system_without_such_a_list_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disks, "MOUNTS", Path("/nowhere"))
    assert disks.network_kind(Path("/srv")) is None


async def test_a_database_on_a_network_drive_is_refused_before_anything_is_made_there(tmp_path: Path) -> None:
    (tmp_path / "mountinfo").write_text(f"{MOUNTS}48 27 0:41 / {tmp_path} rw - nfs4 nas:/data rw\n")

    with pytest.raises(Unavailable, match=r"network file system \(nfs4\).*local disk, or use PostgreSQL"):
        await open_database(f"sqlite:///{tmp_path / 'data' / 'handfast.db'}")

    assert not (tmp_path / "data").exists()
