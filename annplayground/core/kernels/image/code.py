"""The kernels' machine code as bytes that are put into memory and called: no compiler, and none of
its memory, is needed in the program that trains.

An image is one line of JSON (its key, where each function begins, and a checksum of both and of the
code), then the code. It is made for one processor, one version of the kernels and one compiler: its
key tells these apart.
"""

import ctypes
import hashlib
import json
import mmap
import os
import platform
import sys
from pathlib import Path

IMAGES_RUN_HERE = sys.platform == "linux" and platform.machine() == "x86_64"
NO_IMAGE = b"no image: Numba keeps the code in its own cache\n"  # stands in for one elsewhere
_HEADER_BYTES = 4096  # at most


class ImageError(Exception):
    """The bytes are no whole image for this machine and these kernels."""


def image_key() -> str:
    """The name of the one image that is right for this machine and these kernels."""
    known = hashlib.sha256()
    for source in sorted(Path(__file__).parents[1].rglob("*.py")):
        known.update(source.read_bytes())
    for thing in (sys.version, platform.machine(), _processor(), *_versions()):
        known.update(thing.encode())
    return known.hexdigest()[:16]


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


def make_image(key: str, code: bytes, offsets: dict[str, int]) -> bytes:
    """The image of this code, in which each function begins at its offset."""
    header = {"key": key, "offsets": offsets, "sha256": _checksum(key, offsets, code)}
    return json.dumps(header).encode() + b"\n" + code


def load_image(image: bytes, key: str) -> dict[str, int]:
    """Put an image's code into memory for good; the address of each function.

    Raises `ImageError`, before anything is loaded, if it is not whole or is not the one of this
    key.
    """
    code, offsets = _checked(image, key)
    try:
        begin = _into_memory(code)
    except (OSError, ValueError) as error:  # a system that forbids new code
        raise ImageError(f"the image cannot be run: {error}") from error
    return {name: begin + offset for name, offset in offsets.items()}


def _checked(image: bytes, key: str) -> tuple[bytes, dict[str, int]]:
    """The code and the offsets of an image that is whole and the one of this key."""
    end = image.find(b"\n", 0, _HEADER_BYTES)
    code = image[end + 1 :]
    try:
        header = json.loads(image[: max(end, 0)])
        offsets, found, checksum = header["offsets"], header["key"], header["sha256"]
        whole = checksum == _checksum(found, offsets, code)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ImageError("this is no image") from error
    if not whole:
        raise ImageError("the image is damaged")
    if found != key:
        raise ImageError("the image is of other kernels or for another machine")
    if not all(type(offset) is int and 0 <= offset < len(code) for offset in offsets.values()):
        raise ImageError("the image has functions that begin outside of its code")
    return code, offsets


def _checksum(key: str, offsets: dict[str, int], code: bytes) -> str:
    about = json.dumps([key, sorted(offsets.items())]).encode()
    return hashlib.sha256(about + b"\n" + code).hexdigest()


def _into_memory(code: bytes) -> int:
    """Copy code into memory that can be run and no longer written; its address.

    The copy is run and not the file: what was checked cannot change any more, and a folder from
    which nothing may be run is none the worse.
    """
    memory = mmap.mmap(-1, len(code), flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    memory.write(code)
    _forever.append(memory)
    begin = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    protect = ctypes.CDLL(None, use_errno=True).mprotect
    protect.argtypes = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
    if protect(begin, len(code), mmap.PROT_READ | mmap.PROT_EXEC) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return begin


_forever: list[mmap.mmap] = []  # addresses in them are handed out
