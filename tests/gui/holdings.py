"""What this process holds: by count and by bytes, so that a leak and an allocator that keeps freed
memory for later are told apart."""

import ctypes
import gc
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtWidgets import QApplication


@dataclass(frozen=True)
class Held:
    """`objects`: that the collector knows; `blocks`: small ones of Python's; `widgets`: of Qt;
    `asked`: bytes asked of malloc and not given back, thus arrays, and whatever Qt has; `pages`:
    bytes in memory, also those that are free and kept for later."""

    objects: int
    blocks: int
    widgets: int
    asked: int
    pages: int


class _Mallinfo(ctypes.Structure):
    """As glibc has it, from 2.33 on; all arenas together."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    )


def held() -> Held:
    """What is held now, without garbage."""
    gc.collect()
    libc = ctypes.CDLL(None)
    libc.mallinfo2.restype = _Mallinfo
    libc.malloc_trim(0)
    heap = libc.mallinfo2()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return Held(
        objects=len(gc.get_objects()),
        blocks=sys.getallocatedblocks(),
        widgets=len(QApplication.allWidgets()),
        asked=heap.uordblks + heap.hblkhd,
        pages=pages * os.sysconf("SC_PAGE_SIZE"),
    )


def too_much_more(before: Held, now: Held, most: Held) -> list[str]:
    """One sentence for each that has grown by more than `most`."""
    rows = zip(asdict(before).items(), asdict(now).values(), asdict(most).values(), strict=True)
    return [
        f"{name}: {old:,} -> {new:,}, more than {bound:,} more"
        for (name, old), new, bound in rows
        if new - old > bound
    ]
