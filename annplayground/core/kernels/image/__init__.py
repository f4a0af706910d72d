"""The kernels as machine code: compiled in a child, linked, kept on disk and checked.

This is the front of the room, and all that the others know of it: `load` gives the addresses.
"""

import logging

from annplayground.core.kernels.image.child import Compilation, CompilationError, Stopped
from annplayground.core.kernels.image.code import NO_IMAGE, ImageError, image_key, load_image
from annplayground.core.kernels.image.store import StoreError, keep, read_kept

__all__ = ["Compilation", "CompilationError", "ImageError", "Stopped", "load"]

_LOGGER = logging.getLogger(__name__)
_NAMES = {"run", "scores", "write_maps"}


def load(compilation: Compilation) -> tuple[dict[str, int], str | None]:
    """The address of each kernel, and why the code could not be kept for the next start; where none
    is kept, `compilation` makes it.

    Raises `CompilationError`, `Stopped`, `ImageError`, or whatever Numba raises where it is broken.
    """
    key = image_key()
    kept = read_kept(key)
    if kept is not None:
        try:
            return _load(kept, key), None
        except ImageError:
            _LOGGER.info("The kept image is made anew, and replaced.", exc_info=True)
    image = compilation.run()
    addresses = _load(image, key)
    try:
        keep(key, image)
    except StoreError as error:
        _LOGGER.info("The image cannot be kept.", exc_info=True)
        return addresses, str(error)
    return addresses, None


def _load(image: bytes, key: str) -> dict[str, int]:
    """The address of each kernel; without an image, from Numba's own cache on disk."""
    if image != NO_IMAGE:
        addresses = load_image(image, key)
        if not addresses.keys() >= _NAMES:
            raise ImageError("the image lacks a function")
        return addresses
    from annplayground.core.kernels.image.build import numba_addresses

    return numba_addresses()
