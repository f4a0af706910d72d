"""The kernels' machine code as a file that is mapped into memory and called: no compiler, and none
of its memory, is needed in the program that trains.

A file holds one line of JSON (where each function begins, and the code's checksum), zeros up to a
whole page, then the code. It is written for one processor, one version of the kernels and one
compiler: all of these are in its name.
"""

import hashlib
import json
import mmap
import os
import platform
import sys
import tempfile
from pathlib import Path

import numpy as np

IMAGES_RUN_HERE = sys.platform == "linux" and platform.machine() == "x86_64"


class ImageError(Exception):
    """The file is not there, not whole, or may not be run."""


def image_path() -> Path:
    """Where the image for this machine and these kernels is or will be."""
    known = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("kernel*.py")):
        known.update(source.read_bytes())
    for thing in (sys.version, platform.machine(), _processor(), *_versions()):
        known.update(thing.encode())
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "annplayground" / f"kernels-{known.hexdigest()[:16]}"


def _processor() -> str:
    """What the processor can do; a home folder may be shared by several machines."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    about = [line for line in lines if line.startswith(("model", "flags"))]
    return "\n".join(about[:3])  # of the first core


def _versions() -> list[str]:
    import importlib.metadata  # here: the window's start would wait for its many modules

    try:
        return [importlib.metadata.version(name) for name in ("numba", "llvmlite")]
    except importlib.metadata.PackageNotFoundError:
        return []


def write_image(path: Path, code: bytes, offsets: dict[str, int]) -> None:
    """Write an image at once or not at all; without code, an empty file."""
    content = b""
    if code:
        header = {"offsets": offsets, "sha256": hashlib.sha256(code).hexdigest()}
        content = json.dumps(header).encode() + b"\n"
        content += bytes(-len(content) % mmap.PAGESIZE) + code
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)


def map_image(path: Path) -> dict[str, int]:
    """Map an image into memory for good; the address of each function.

    Raises `ImageError`.
    """
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(
                file.fileno(), 0, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_EXEC
            )
        line = mapped.readline()
        start = -(-len(line) // mmap.PAGESIZE) * mmap.PAGESIZE
        header = json.loads(line)
        if hashlib.sha256(mapped[start:]).hexdigest() != header["sha256"]:
            raise ImageError(f"{path} is damaged")
        offsets: dict[str, int] = header["offsets"]
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise ImageError(f"{path} cannot be used: {error}") from error
    _forever.append(mapped)
    base = np.frombuffer(mapped, dtype=np.uint8).ctypes.data + start
    return {name: base + offset for name, offset in offsets.items()}


_forever: list[mmap.mmap] = []  # addresses in them are handed out
