"""How the kernels are compiled by Numba, and how compiled code reads the records it is handed."""

# mypy: ignore-errors

import hashlib
import inspect
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from llvmlite import ir
from numba.core import types
from numba.core.caching import FunctionCache
from numba.extending import intrinsic

from annplayground.core.kernels.records import field_kinds

F = TypeVar("F", bound=Callable[..., Any])

# Floating point stays strict, so that NaN and infinity are found and results repeat; a division
# by zero gives infinity, as in the hardware, and raises nothing. No kernel needs the interpreter.
_OPTIONS = {"error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
_ADDRESS = types.CPointer(types.int64)


def compiled(function: F) -> F:
    """Compile for calls from other compiled functions."""
    return cast(F, numba.njit(**_OPTIONS)(function))


def inlined(function: F) -> F:
    """Compile into each caller: for what is too short for a call."""
    return cast(F, numba.njit(forceinline=True, **_OPTIONS)(function))


def entry(function: F) -> F:
    """Compile for calls from outside: every argument is the address of a packed record."""
    return cast(F, numba.njit(**_OPTIONS)(function))


def compile_entry(dispatcher, on_disk: bool):
    """Numba's result for an entry; `on_disk` keeps the machine code in Numba's own cache, beside
    the module, or in the user's cache folder if that cannot be written to."""
    if on_disk:
        with suppress(RuntimeError, OSError):  # no place on disk: compile every time
            dispatcher._cache = _Cache(dispatcher.py_func)
    signature = (_ADDRESS,) * n_arguments(dispatcher)
    dispatcher.compile(signature)
    return dispatcher.overloads[signature]


def n_arguments(dispatcher) -> int:
    """How many records an entry takes."""
    return len(inspect.signature(dispatcher.py_func).parameters)


class _Cache(FunctionCache):
    """Numba's cache on disk, which also notices a change in any other kernel module."""

    sources = hashlib.sha256(
        b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    ).hexdigest()

    def _index_key(self, signature, codegen):
        return (*super()._index_key(signature, codegen), self.sources)

    def save_overload(self, signature, data):
        with suppress(OSError):  # a full disk, say
            super().save_overload(signature, data)


@intrinsic
def read(typingctx, record, place):
    """The record of this class that was packed at this address.

    An array in it becomes an address: it is read and written by its index as a flat array is, but
    it is one number to hand on, nobody counts references to it, and it has no length.
    """
    kinds = [_type(kind) for kind in field_kinds(record.instance_class)]

    def generate(context, builder, signature, values):
        fields = []
        for i, kind in enumerate(kinds):
            field = builder.gep(values[1], [ir.Constant(ir.IntType(64), i)])
            pointer = context.get_value_type(kind).as_pointer()
            fields.append(builder.load(builder.bitcast(field, pointer)))
        return context.make_tuple(builder, signature.return_type, fields)

    return types.NamedTuple(kinds, record.instance_class)(record, place), generate


def _type(kind: object):
    if kind in (int, float):
        return types.int64 if kind is int else types.float64
    return types.CPointer(getattr(types, kind.__name__))
