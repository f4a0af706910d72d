"""The compiled kernels as functions to call, and the one door to them: where their code comes from
is the affair of `image`."""

import ctypes
import threading
from typing import NamedTuple

from annplayground.core.kernels.image import (
    Compilation,
    CompilationError,
    ImageError,
    Stopped,
    load,
)
from annplayground.core.kernels.records import Integers

__all__ = [
    "Compilation",
    "CompilationError",
    "ImageError",
    "KernelError",
    "Library",
    "Stopped",
    "load_library",
]


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
    """The kernels. Where no code is kept they are compiled, which takes seconds; `compilation` is
    the one to use then.

    Raises `CompilationError`, `Stopped`, `ImageError`, or whatever Numba raises where it is broken.
    """
    global _library
    with _lock:
        if _library is None:
            addresses, unkept = load(compilation or Compilation())
            _library = Library(
                run=Kernel(addresses["run"], 6),
                scores=Kernel(addresses["scores"], 4),
                write_maps=Kernel(addresses["write_maps"], 3),
                unkept=unkept,
            )
        return _library
