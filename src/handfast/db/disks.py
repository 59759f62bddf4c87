"""The kind of disk a folder is on. SQLite's write-ahead log needs memory shared by all processes of one machine, and reliable locks."""

import re
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")

_NETWORK = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "ceph", "lustre", "beegfs", "gpfs", "ocfs2", "gfs2", "pvfs2", "davfs"),
    *("fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.ceph-fuse", "fuse.davfs", "fuse.davfs2", "fuse.s3fs", "fuse.rclone"),
    *("fuse.gcsfuse", "fuse.goofys", "fuse.juicefs", "fuse.blobfuse2", "fuse.mount-s3", "fuse.smbnetfs", "fuse.curlftpfs", "fuse.moosefs"),
}
# Folders that a virtual machine or a container shares with its host: locks work on some of these, not on all.
_SHARED = {"9p", "virtiofs", "vboxsf", "prl_fs", "drvfs", "fuse.grpcfuse", "fakeowner", "fuse.osxfs", "fuse.vmhgfs-fuse"}
_ESCAPED = re.compile(r"\\([0-7]{3})")


def network_kind(path: Path) -> str | None:
    """The type of the network file system that `path` (without symbolic links) lies on; None on a disk of this machine."""
    kind = _kind(path)
    return kind if kind in _NETWORK else None


def shared_kind(path: Path) -> str | None:
    """The type of a folder shared with the host of this machine; None on any other."""
    kind = _kind(path)
    return kind if kind in _SHARED else None


def _kind(path: Path) -> str | None:
    """See proc_pid_mountinfo(5). The deepest mount counts, of several at one place the last. None where the kernel has no such list."""
    try:
        lines = MOUNTS.read_bytes().decode("utf-8", "surrogateescape").split("\n")  # a name may contain any other line break
    except OSError:
        return None
    found: tuple[int, str] | None = None
    for line in filter(None, lines):
        mount, _, rest = line.partition(" - ")
        point = Path(_ESCAPED.sub(lambda octal: chr(int(octal[1], 8)), mount.split(" ")[4]))
        depth = len(point.parts)
        if path.is_relative_to(point) and (found is None or depth >= found[0]):
            found = depth, rest.split(" ")[0]
    return found[1] if found else None
