"""Vector: eight floats that compiled code computes with at once, one sample in each.

Numba leaves it to chance whether a loop becomes vector instructions. This type does not: every
`+`, `muladd` or `load` of it is one LLVM instruction on <8 x double>, which is one register with
AVX-512, two with AVX2, four with SSE2 or NEON. It exists only inside `@compiled` functions.
"""

import operator
from typing import Any, TypeAlias

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import lower_builtin, models, register_model, type_callable

from annplayground.core.kernels.compiling import compiled, intrinsic
from annplayground.core.kernels.records import WIDTH

Vector: TypeAlias = Any  # for annotations: what mypy sees of the type below

_FLOATS = ir.VectorType(ir.DoubleType(), WIDTH)
_BITS = ir.VectorType(ir.IntType(64), WIDTH)
_PLACES = ir.VectorType(ir.IntType(32), WIDTH)


class LanesType(types.Type):
    """Numba's name for eight doubles in a register."""

    def __init__(self) -> None:
        super().__init__(name="Vector")


_lanes = LanesType()


@register_model(LanesType)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager, lanes_type):
        super().__init__(manager, lanes_type, _FLOATS)


# -- arithmetic, also with a plain number on one side ---------------------------------------------


def _spread(context, builder, value, kind):
    """The LLVM vector of a Vector, or of a number repeated in every lane."""
    if isinstance(kind, LanesType):
        return value
    number = context.cast(builder, value, kind, types.float64)
    first = builder.insert_element(ir.Constant(_FLOATS, ir.Undefined), number, _place(0))
    return builder.shuffle_vector(first, first, ir.Constant(_PLACES, [0] * WIDTH))


def _place(index: int):
    return ir.Constant(ir.IntType(32), index)


def _add_operator(symbol, instruction: str) -> None:
    @type_callable(symbol)
    def typing(context):
        def typer(left, right):
            if isinstance(left, LanesType) or isinstance(right, LanesType):
                return _lanes
            return None

        return typer

    def lower(context, builder, signature, values):
        left, right = (
            _spread(context, builder, value, kind)
            for value, kind in zip(values, signature.args, strict=True)
        )
        return getattr(builder, instruction)(left, right)

    for pair in ((LanesType,) * 2, (LanesType, types.Float), (types.Float, LanesType)):
        lower_builtin(symbol, *pair)(lower)


for _symbol, _instruction in (
    (operator.add, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
    (operator.truediv, "fdiv"),
):
    _add_operator(_symbol, _instruction)


@type_callable(operator.neg)
def _type_negative(context):
    return lambda x: _lanes if isinstance(x, LanesType) else None


@lower_builtin(operator.neg, LanesType)
def _negative(context, builder, signature, values):
    return builder.fneg(values[0])


def _call(name: str):
    """How an intrinsic calls LLVM's vector function of this name."""

    def generate(context, builder, signature, values):
        vectors = [
            _spread(context, builder, value, kind)
            for value, kind in zip(values, signature.args, strict=True)
        ]
        function_type = ir.FunctionType(_FLOATS, [_FLOATS] * len(vectors))
        function = cgutils.get_or_insert_function(
            builder.module, function_type, f"llvm.{name}.v{WIDTH}f64"
        )
        return builder.call(function, vectors)

    return generate


@intrinsic
def muladd(typingctx, a, b, c):
    """a · b + c of Vector or numbers, in one instruction where the machine has it."""
    return _lanes(a, b, c), _call("fmuladd")


@intrinsic
def copysign(typingctx, magnitude, sign):
    """The magnitude of one with the sign of the other."""
    return _lanes(magnitude, sign), _call("copysign")


@intrinsic
def absolute(typingctx, x):
    """|x|"""
    return _lanes(x), _call("fabs")


@intrinsic
def root(typingctx, x):
    """√x"""
    return _lanes(x), _call("sqrt")


@intrinsic
def square_root(typingctx, x):
    """√x of one number, in one instruction; math.sqrt would call the C library to set errno."""

    def generate(context, builder, signature, values):
        double = ir.DoubleType()
        kind = ir.FunctionType(double, [double])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.sqrt.f64")
        return builder.call(function, values)

    return types.float64(types.float64), generate


@intrinsic
def if_greater(typingctx, x, bound, yes, no):
    """In each lane: yes where x > bound, else no (also where one of them is NaN)."""

    def generate(context, builder, signature, values):
        x, bound, yes, no = (
            _spread(context, builder, value, kind)
            for value, kind in zip(values, signature.args, strict=True)
        )
        return builder.select(builder.fcmp_ordered(">", x, bound), yes, no)

    return _lanes(x, bound, yes, no), generate


# -- memory --------------------------------------------------------------------------------------


def _vector_pointer(builder, values):
    return builder.bitcast(builder.gep(values[0], [values[1]]), _FLOATS.as_pointer())


def _is_address(kind):
    """Not so for an array: Numba then says at compile time that no `load` fits."""
    return isinstance(kind, types.CPointer)


@intrinsic
def load(typingctx, address, position):
    """Eight neighbours, from this position."""

    def generate(context, builder, signature, values):
        return builder.load(_vector_pointer(builder, values), align=8)

    return _lanes(address, types.intp) if _is_address(address) else None, generate


@intrinsic
def store(typingctx, address, position, value):
    """Write Vector (or a number, eight times), from this position."""

    def generate(context, builder, signature, values):
        vector = _spread(context, builder, values[2], signature.args[2])
        builder.store(vector, _vector_pointer(builder, values), align=8)
        return context.get_dummy_value()

    return types.void(address, types.intp, value) if _is_address(address) else None, generate


@intrinsic
def vector(typingctx, number):
    """A number, in every lane."""

    def generate(context, builder, signature, values):
        return _spread(context, builder, values[0], signature.args[0])

    return _lanes(number), generate


# -- across the lanes -----------------------------------------------------------------------------


def _shuffle(builder, a, b, places):
    mask = ir.Constant(ir.VectorType(ir.IntType(32), len(places)), places)
    return builder.shuffle_vector(a, b, mask)


@intrinsic
def total(typingctx, x):
    """The sum of the eight lanes, a number; always in the same order."""

    def generate(context, builder, signature, values):
        (x,) = values
        for half in (4, 2, 1):
            x = builder.fadd(
                _shuffle(builder, x, x, list(range(half))),
                _shuffle(builder, x, x, list(range(half, 2 * half))),
            )
        return builder.extract_element(x, _place(0))

    return types.float64(_lanes), generate


@intrinsic
def store_transposed(typingctx, address, position, a, b, c, d, e, f, g, h):
    """Write eight Vector as the columns of a square of 8 x 8 floats, from this position."""

    def generate(context, builder, signature, values):
        rows = list(values[2:])
        # Swap what stands off the diagonal: halves, then quarters, then neighbours.
        for size in (4, 2, 1):
            low = [i // size % 2 * WIDTH + i // size // 2 * 2 * size + i % size for i in range(8)]
            for i in (i for i in range(WIDTH) if i // size % 2 == 0):
                pair = rows[i], rows[i + size]
                rows[i] = _shuffle(builder, *pair, low)
                rows[i + size] = _shuffle(builder, *pair, [place + size for place in low])
        for i, row in enumerate(rows):
            start = builder.add(values[1], ir.Constant(ir.IntType(64), i * WIDTH))
            builder.store(row, _vector_pointer(builder, [values[0], start]), align=8)
        return context.get_dummy_value()

    return types.void(address, types.intp, *[_lanes] * WIDTH), generate


# -- the bits of a float --------------------------------------------------------------------------

_MAGIC = 6755399441055744.0  # 1.5 · 2⁵²: added to a small float, it leaves the nearest integer


def _bits(number: int):
    return ir.Constant(_BITS, [number] * WIDTH)


@intrinsic
def power_of_two(typingctx, k):
    """2ᵏ for whole k from −1022 to 1023, by putting k + 1023 where the exponent stands."""

    def generate(context, builder, signature, values):
        shift = ir.Constant(_FLOATS, [_MAGIC + 1023.0] * WIDTH)
        bits = builder.bitcast(builder.fadd(values[0], shift), _BITS)
        return builder.bitcast(builder.shl(bits, _bits(52)), _FLOATS)

    return _lanes(_lanes), generate


@intrinsic
def exponent_of(typingctx, x):
    """The whole k with 2ᵏ ≤ x < 2ᵏ⁺¹, for normal x > 0."""

    def generate(context, builder, signature, values):
        bits = builder.lshr(builder.bitcast(values[0], _BITS), _bits(52))
        # As the last bits of 2⁵² they are a float without a conversion.
        number = builder.bitcast(builder.or_(bits, _bits(0x4330000000000000)), _FLOATS)
        return builder.fsub(number, ir.Constant(_FLOATS, [2.0**52 + 1023.0] * WIDTH))

    return _lanes(_lanes), generate


@compiled
def nearest(x: Vector) -> Vector:
    """The nearest whole number to x, for |x| < 2⁵¹."""
    return (x + _MAGIC) - _MAGIC
