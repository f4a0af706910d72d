"""How the kernels are compiled and cached by Numba, and how they are handed their arrays."""

# mypy: ignore-errors

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import cgutils, types
from numba.core.caching import FunctionCache
from numba.extending import intrinsic

F = TypeVar("F", bound=Callable[..., Any])

# Floating point stays strict, so that NaN and infinity are found and results repeat; a division
# by zero gives infinity, as in the hardware, and raises nothing.
_OPTIONS = {"nogil": True, "error_model": "numpy"}
_INSIDE = {**_OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def compiled(function: F) -> F:
    """Compile for calls from other compiled functions."""
    return cast(F, numba.njit(**_INSIDE)(function))


def inlined(function: F) -> F:
    """Compile into each caller: for what is too short for a call."""
    return cast(F, numba.njit(forceinline=True, **_INSIDE)(function))


def cached(function: F) -> F:
    """Compile for calls from Python, and keep the machine code on disk: beside the module, or in
    the user's cache folder if that cannot be written to."""
    dispatcher = numba.njit(**_OPTIONS)(function)
    with suppress(RuntimeError):  # no place on disk: compile every time
        dispatcher._cache = _Cache(function)
    return cast(F, dispatcher)


class _Cache(FunctionCache):
    """Numba's cache on disk, which also notices a change in any other kernel module."""

    sources = hashlib.sha256(
        b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("kernel*.py")))
    ).hexdigest()

    def _index_key(self, signature, codegen):
        return (*super()._index_key(signature, codegen), self.sources)


@intrinsic
def addresses(typingctx, record):
    """A NamedTuple of arrays and numbers as the same NamedTuple of addresses and numbers.

    An address is read and written by its index as a flat array is, but it is one number to hand
    on, nobody counts references to it, and it has no length: who calls keeps the arrays alive.
    """
    kinds = [_address_type(kind) for kind in record.types]

    def generate(context, builder, signature, values):
        parts = [
            context.make_array(kind)(context, builder, value).data
            if isinstance(kind, types.Array)
            else value
            for kind, value in zip(
                record.types, cgutils.unpack_tuple(builder, values[0]), strict=True
            )
        ]
        return context.make_tuple(builder, signature.return_type, parts)

    return types.NamedTuple(kinds, record.instance_class)(record), generate


def _address_type(kind):
    return types.CPointer(kind.dtype) if isinstance(kind, types.Array) else kind


@intrinsic
def address(typingctx, array):
    """The address of one array."""

    def generate(context, builder, signature, values):
        return context.make_array(array)(context, builder, values[0]).data

    return _address_type(array)(array), generate
