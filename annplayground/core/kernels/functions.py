"""The elementary functions, eight samples at a time, without a branch.

Each but `power` is a polynomial on a short interval, put back together by the exponent bits. exp
and tanh are within 2 ulp; NaN in gives NaN out. The coefficients interpolate at Chebyshev nodes,
which is within a factor of two of the best polynomial; they were computed with 60 digits.
"""

import math

from annplayground.core.kernels.compiling import compiled
from annplayground.core.kernels.simd import (
    Vector,
    absolute,
    copysign,
    exponent_of,
    if_greater,
    muladd,
    nearest,
    power_of_two,
)

_LOG2_E = 1.0 / math.log(2.0)
_LN2_HIGH = 6.93147180369123816490e-01  # k · _LN2_HIGH is exact
_LN2_LOW = 1.90821492927058770002e-10
_TWO_PI_ROOT = 1.0 / math.sqrt(2.0 * math.pi)


@compiled
def _reduce(x: Vector) -> tuple[Vector, Vector]:
    """x = k ln 2 + r with whole k and |r| ≤ ½ ln 2; returns k and p = eʳ − 1.

    p = r + r² Q(r), Q of degree 10, in two halves that do not wait for each other.
    """
    k = nearest(x * _LOG2_E)
    r = muladd(k, -_LN2_HIGH, x)
    r = muladd(k, -_LN2_LOW, r)
    s = r * r
    even = muladd(s, 2.09147553258932e-09, 2.755727347871858e-07)
    even = muladd(s, even, 2.480158732567746e-05)
    even = muladd(s, even, 0.0013888888888883711)
    even = muladd(s, even, 0.04166666666666667)
    even = muladd(s, even, 0.5)
    odd = muladd(s, 2.5105312729622103e-08, 2.755725517000089e-06)
    odd = muladd(s, odd, 0.0001984126987500228)
    odd = muladd(s, odd, 0.008333333333326084)
    odd = muladd(s, odd, 0.1666666666666667)
    return k, muladd(s, muladd(r, odd, even), r)


@compiled
def exp(x: Vector) -> Vector:
    """eˣ; 0 below −745.2, infinite above 709.8."""
    x = if_greater(x, 710.0, 710.0, x)
    x = if_greater(-750.0, x, -750.0, x)
    k, p = _reduce(x)
    half = nearest(k * 0.5)  # 2ᵏ in two factors, because it may be too small for one
    return (p + 1.0) * power_of_two(half) * power_of_two(k - half)


@compiled
def expm1(x: Vector) -> Vector:
    """eˣ − 1 for x ≤ 50, without cancellation near 0."""
    x = if_greater(-50.0, x, -50.0, x)  # −1 to the last digit
    k, p = _reduce(x)
    scale = power_of_two(k)
    return muladd(scale, p, scale - 1.0)


@compiled
def log(x: Vector) -> Vector:
    """log x for normal, finite x > 0."""
    k = exponent_of(x * 1.4142135623730951)
    m = x * power_of_two(-k)  # √½ ≤ m < √2
    s = (m - 1.0) / (m + 1.0)
    u = s * s
    series = muladd(u, 0.13088034850927555, 0.13268638369266825)
    series = muladd(u, series, 0.15386244737621665)
    series = muladd(u, series, 0.18181795547521137)
    series = muladd(u, series, 0.22222222392581045)
    series = muladd(u, series, 0.28571428570799784)
    series = muladd(u, series, 0.40000000000000885)
    series = muladd(u, series, 0.6666666666666666)
    small = muladd(k, _LN2_LOW, s * u * series)
    return muladd(k, _LN2_HIGH, muladd(s, 2.0, small))


@compiled
def log1p(x: Vector) -> Vector:
    """log(1 + x) for 0 ≤ x ≤ 1, as 2 artanh(s) with s = x / (2 + x)."""
    s = x / (x + 2.0)
    u = s * s
    series = muladd(u, 0.1616404561194353, 0.08800738486144674)
    series = muladd(u, series, 0.12001072809590713)
    series = muladd(u, series, 0.13314144209654935)
    series = muladd(u, series, 0.15385570064958623)
    series = muladd(u, series, 0.18181789436132859)
    series = muladd(u, series, 0.22222222717427864)
    series = muladd(u, series, 0.2857142856710876)
    series = muladd(u, series, 0.40000000000014585)
    series = muladd(u, series, 0.6666666666666666)
    return muladd(s * u, series, s + s)


@compiled
def tanh(z: Vector) -> Vector:
    """tanh z by its addition theorem, with |z| = ½ k ln 2 + r and t = tanh r:

    tanh |z| = (2ᵏ − 1 + t(2ᵏ + 1)) / (2ᵏ + 1 + t(2ᵏ − 1)), the numerator + 2 − 2t

    −0.091 ≤ r ≤ 0.256, so that k = 0, where this is t, goes up to tanh z = ¼. There
    t = r + r³ R(r²), R of degree 7. The denominator made from the rounded numerator cancels most
    of its error for large z, and is exactly 2 for k = 0.
    """
    x = absolute(z)
    x = if_greater(x, 20.0, 20.0, x)
    k = nearest(muladd(x, 2.0 * _LOG2_E, -0.2372))
    r = muladd(k, -0.5 * _LN2_HIGH, x)
    r = muladd(k, -0.5 * _LN2_LOW, r)
    s = r * r
    series = muladd(s, 0.0005311402815840086, -0.001449694898673411)
    series = muladd(s, series, 0.0035917911660112442)
    series = muladd(s, series, -0.008863225245641333)
    series = muladd(s, series, 0.02186948836527733)
    series = muladd(s, series, -0.053968253966857775)
    series = muladd(s, series, 0.13333333333332897)
    series = muladd(s, series, -0.3333333333333333)
    t = muladd(r * s, series, r)
    power = power_of_two(k)
    upper = muladd(t, power + 1.0, power - 1.0)
    return copysign(upper / (upper + muladd(t, -2.0, 2.0)), z)


@compiled
def sigmoid(z: Vector) -> Vector:
    """σ(z) = 1 / (1 + e⁻ᶻ), split by sign so that e is never raised to a positive power."""
    e = exp(-absolute(z))
    return if_greater(z, 0.0, 1.0, e) / (e + 1.0)


@compiled
def softplus(z: Vector) -> Vector:
    """log(1 + eᶻ) = max(z, 0) + log(1 + e^−|z|), which does not overflow."""
    return if_greater(0.0, z, 0.0, z) + log1p(exp(-absolute(z)))


@compiled
def normal_pdf(z: Vector) -> Vector:
    """φ(z) = e^(−z²/2) / √(2π)"""
    return exp(z * z * -0.5) * _TWO_PI_ROOT


@compiled
def normal_cdf(z: Vector) -> Vector:
    """Φ(z), the normal distribution function, to 1e-15.

    The tail beyond |z| is e^(−z²/2) P(t) / (1 + |z|) with t = (|z| − 4.5) / (|z| + 4.5), P of
    degree 20 (after Shepherd and Laframboise 1981).
    """
    x = absolute(z)
    x = if_greater(x, 39.0, 39.0, x)  # beyond, the tail is 0
    t = (x - 4.5) / (x + 4.5)
    s = t * t
    even = muladd(s, 4.477341869650935e-11, 4.384443139034902e-08)
    even = muladd(s, even, -3.9621014087972165e-07)
    even = muladd(s, even, 2.5281480563101816e-06)
    even = muladd(s, even, -1.4886051784331014e-05)
    even = muladd(s, even, 7.094932218171136e-05)
    even = muladd(s, even, 0.00011925617499225205)
    even = muladd(s, even, -0.010591085385727781)
    even = muladd(s, even, -0.03037689096320879)
    even = muladd(s, even, 0.023842964769064813)
    even = muladd(s, even, 0.4664186565929021)
    odd = muladd(s, 1.6516148981682375e-08, -1.0512801905491408e-07)
    odd = muladd(s, odd, 5.307991293542534e-07)
    odd = muladd(s, odd, -3.5918986205897593e-06)
    odd = muladd(s, odd, 3.383823869398913e-05)
    odd = muladd(s, odd, -0.00035300270102015327)
    odd = muladd(s, odd, 0.0027112462497957393)
    odd = muladd(s, odd, 0.02261631043442065)
    odd = muladd(s, odd, 0.0189226566632038)
    odd = muladd(s, odd, -0.09445675888819227)
    tail = exp(x * x * -0.5) * muladd(t, odd, even) / (x + 1.0)
    return if_greater(z, 0.0, 1.0 - tail, tail)


@compiled
def power(x: float, n: int) -> float:
    """xⁿ for whole n ≥ 0, by squaring."""
    result = 1.0
    while n > 0:
        if n & 1:
            result *= x
        x *= x
        n >>= 1
    return result
