"""Is a path on a network filesystem?"""

from __future__ import annotations

from pathlib import Path

_NETWORK_TYPES = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "lustre", "gpfs", "beegfs", "ceph", "afs", "fuse.sshfs"}


def is_network(path: Path, mounts: Path = Path("/proc/self/mounts")) -> bool:
    """True where the longest mount point above `path` is of a network type; False where the system does not tell.

    Args:
        path: The file in question; it need not exist.
        mounts: The system's table (Linux: proc(5), `/proc/self/mounts`).
    """
    try:
        table = mounts.read_text("utf-8", "replace")
    except OSError:
        return False
    resolved = path.resolve()
    best: tuple[int, str] = (0, "")
    for line in table.splitlines():
        _, point, kind, *_ = [*line.split(" "), "", "", ""]
        point = point.replace("\\040", " ")
        if resolved.is_relative_to(point or "?"):
            best = max(best, (len(point), kind))
    return best[1] in _NETWORK_TYPES
