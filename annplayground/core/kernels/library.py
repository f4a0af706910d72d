"""The compiled kernels as functions to call: from the image that is kept or made now, or, where
there are no images, compiled here by Numba."""

import ctypes
import threading
from typing import NamedTuple

from annplayground.core.kernels.image.child import Compilation
from annplayground.core.kernels.image.code import NO_IMAGE, ImageError, image_key, load_image
from annplayground.core.kernels.image.store import StoreError, keep, read_kept
from annplayground.core.kernels.records import Integers


class KernelError(Exception):
    """Compiled code reported an exception of its own, which is a mistake in the kernels."""


class Kernel:
    """A compiled function of packed records; while it runs, others have the GIL."""

    def __init__(self, address: int, n_records: int) -> None:
        arguments = [ctypes.c_void_p] * (2 + n_records)
        self._function = ctypes.CFUNCTYPE(ctypes.c_int32, *arguments)(address)
        # Numba's functions first take where to put a result and an exception.
        self._answer = (ctypes.c_void_p * 2)()
        start = ctypes.addressof(self._answer)
        self._places = start, start + ctypes.sizeof(ctypes.c_void_p)

    def __call__(self, *records: Integers) -> None:
        if self._function(*self._places, *[record.ctypes.data for record in records]) > 0:
            raise KernelError("a compiled kernel has failed")


class Library(NamedTuple):
    """The kernels; what each does is said where it is defined."""

    run: Kernel  # (shape, rule, train, test, memory, call), see epochs
    scores: Kernel  # (shape, rule, samples, memory), see epochs
    write_maps: Kernel  # (shape, memory, maps), see network
    unkept: str | None  # why the code could not be kept for the next start


_library: Library | None = None
_lock = threading.Lock()  # it is loaded once, whoever asks first


def load_library(compilation: Compilation | None = None) -> Library:
    """The kernels. Where no image is kept they are compiled, which takes seconds; `compilation` is
    the one to use then.

    Raises `ChildError`, `Stopped`, `ImageError`, or whatever Numba raises where it is broken.
    """
    global _library
    with _lock:
        if _library is None:
            addresses, unkept = _find(compilation or Compilation())
            _library = Library(
                run=Kernel(addresses["run"], 6),
                scores=Kernel(addresses["scores"], 4),
                write_maps=Kernel(addresses["write_maps"], 3),
                unkept=unkept,
            )
        return _library


def _find(compilation: Compilation) -> tuple[dict[str, int], str | None]:
    """The address of each kernel, and why the code could not be kept."""
    key = image_key()
    kept = read_kept(key)
    if kept is not None:
        try:
            return _load(kept, key), None
        except ImageError:
            pass  # it is made anew, and replaced
    image = compilation.run()
    addresses = _load(image, key)
    try:
        keep(key, image)
    except StoreError as error:
        return addresses, str(error)
    return addresses, None


def _load(image: bytes, key: str) -> dict[str, int]:
    """The address of each kernel; without an image, from Numba's own cache on disk."""
    if image != NO_IMAGE:
        addresses = load_image(image, key)
        if not {"run", "scores", "write_maps"} <= addresses.keys():
            raise ImageError("the image lacks a function")
        return addresses
    from annplayground.core.kernels.image.build import numba_addresses

    return numba_addresses()
