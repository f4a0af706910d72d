"""The compiled kernels as functions to call: mapped from their image, or compiled here by Numba."""

import ctypes
import sys
from functools import lru_cache
from typing import NamedTuple

from annplayground.core.kernel_image import ImageError, image_path, map_image
from annplayground.core.kernel_records import Integers


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

    run: Kernel  # (shape, rule, train, test, memory, call), see kernel_epochs
    scores: Kernel  # (shape, rule, samples, memory), see kernel_epochs
    write_maps: Kernel  # (shape, memory, maps), see kernels


@lru_cache(maxsize=1)
def load_library() -> Library:
    """The kernels; where there is no image, Numba loads them from its cache, or compiles, which
    takes seconds.

    Raises whatever Numba raises where it is missing or broken.
    """
    try:
        addresses = map_image(image_path())
    except ImageError:
        from annplayground.core.kernel_build import numba_addresses

        addresses = numba_addresses()
    return Library(
        run=Kernel(addresses["run"], 6),
        scores=Kernel(addresses["scores"], 4),
        write_maps=Kernel(addresses["write_maps"], 3),
    )


def build_command() -> list[str]:
    """The command of a process that compiles the kernels and writes their image."""
    return [sys.executable, "-m", "annplayground.core.kernel_build", str(image_path())]
