"""How the kernels are compiled by Numba, and how compiled code reads the records it is handed."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from llvmlite import ir
from numba import extending
from numba.core import types

from annplayground.core.kernels.records import field_kinds

F = TypeVar("F", bound=Callable[..., Any])

# Floating point stays strict, so that NaN and infinity are found and results repeat; a division
# by zero gives infinity, as in the hardware, and raises nothing. No kernel needs the interpreter.
_OPTIONS: dict[str, Any] = {
    "error_model": "numpy",
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}


def compiled(function: F) -> F:
    """Compile for calls from other compiled functions."""
    return cast(F, numba.njit(**_OPTIONS)(function))


def inlined(function: F) -> F:
    """Compile into each caller: for what is too short for a call."""
    return cast(F, numba.njit(forceinline=True, **_OPTIONS)(function))


def entry(function: F) -> F:
    """Compile for calls from outside: every argument is the address of a packed record."""
    return cast(F, numba.njit(**_OPTIONS)(function))


def intrinsic(function: Callable[..., Any]) -> Any:
    """What compiled code calls without the first argument, which Numba gives it. It is Any to mypy,
    to which Numba's own decorator says that all arguments are to be given."""
    return extending.intrinsic(function)


@intrinsic
def read(typingctx: Any, record: Any, place: Any) -> Any:
    """The record of this class that was packed at this address.

    An array in it becomes an address: it is read and written by its index as a flat array is, but
    it is one number to hand on, nobody counts references to it, and it has no length.
    """
    kinds = [_type(kind) for kind in field_kinds(record.instance_class)]

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        fields = []
        for i, kind in enumerate(kinds):
            field = builder.gep(values[1], [ir.Constant(ir.IntType(64), i)])
            pointer = context.get_value_type(kind).as_pointer()
            fields.append(builder.load(builder.bitcast(field, pointer)))
        return context.make_tuple(builder, signature.return_type, fields)

    return types.NamedTuple(kinds, record.instance_class)(record, place), generate


def _type(kind: Any) -> Any:
    if kind in (int, float):
        return types.int64 if kind is int else types.float64
    return types.CPointer(getattr(types, kind.__name__))
