"""The one writer of numbers: what it writes, and that it reads what it writes."""

import math

import numpy as np
import pytest

from annplayground.core.names import (
    layer_name,
    layer_within,
    short_layer_name,
    shortest_layer_name,
)
from annplayground.core.numerals import (
    count,
    counted,
    exact,
    exact_percent,
    fixed,
    number,
    percent,
    read_number,
    rounded,
    subscript,
    superscript,
)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0, 3, "0"),
        (0.5, 3, "0.5"),
        (-0.73449, 3, "−0.734"),
        (0.00782, 3, "0.00782"),
        (0.0001, 3, "0.0001"),
        (0.0000996, 2, "0.00010"),
        (2.1e-5, 3, "2.1 × 10⁻⁵"),
        (-7.824e-12, 3, "−7.82 × 10⁻¹²"),
        (1e-5, 3, "10⁻⁵"),
        (-1e9, 2, "−10⁹"),
        (9994.4, 3, "9994"),
        (9999.6, 3, "1.00 × 10⁴"),
        (49_000.0, 3, "4.9 × 10⁴"),
        (1200.0, 2, "1200"),
        (math.inf, 3, "∞"),
        (-math.inf, 3, "−∞"),
        (math.nan, 3, "NaN"),
    ],
)
def test_a_number_has_its_digits_a_true_minus_and_one_form_of_exponent(value, digits, text):
    assert number(value, digits) == text
    assert number(np.float64(value), digits) == text


def test_a_rounded_number_is_the_one_that_is_written():
    rng = np.random.default_rng(0)
    values = rng.normal(size=4000) * 10.0 ** rng.uniform(-12, 12, 4000)
    edges = [0.0, 9994.4, 9999.6, 0.0000996, 0.00009996, 999.6, 1200.0, -9999.5, 1e-5, 123456.0]
    for value in (*values.tolist(), *edges):
        for digits in range(2, 9):
            assert rounded(value, digits) == read_number(number(value, digits)), (value, digits)


def test_zeros_say_that_a_number_is_only_near():
    assert [number(value) for value in (0.42, 0.42001, 0.4196)] == ["0.42", "0.420", "0.420"]
    assert [number(value) for value in (2.1e-5, 2.1004e-5)] == ["2.1 × 10⁻⁵", "2.10 × 10⁻⁵"]


def test_a_short_value_reads_the_same_at_whatever_digits():
    for value in (0.5, -0.25, 0.0003, 2e-7, 3e12, 40.0):
        assert len({number(value, digits) for digits in range(2, 17)} | {exact(value)}) == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.03, "0.03"),
        (30, "30"),
        (0, "0"),
        (1e-8, "10⁻⁸"),
        (2.5e-9, "2.5 × 10⁻⁹"),
        (0.1 + 0.2, "0.30000000000000004"),
        (-1 / 3, "−0.3333333333333333"),
    ],
)
def test_what_is_set_is_written_exactly(value, text):
    assert exact(value) == text
    assert read_number(text) == value


def test_every_exact_number_reads_back_as_itself():
    generator = np.random.default_rng(0)
    powers = generator.uniform(-300, 300, 500)
    for value in generator.standard_normal(500) * 10.0**powers:
        assert read_number(exact(float(value))) == value


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (1.5, 2, "1.50"),
        (-0.256, 2, "−0.26"),
        (-0.001, 2, "0.00"),
        (-0.0, 0, "0"),
        (3.0, 0, "3"),
        (12345.6, 1, "1.2 × 10⁴"),
        (math.nan, 2, "NaN"),
    ],
)
def test_decimals_are_kept_and_nothing_is_minus_zero(value, places, text):
    assert fixed(value, places) == text


def test_counts_have_thousands_and_their_noun():
    assert [count(n) for n in (0, 999, 12345.0)] == ["0", "999", "12,345"]
    assert counted(1, "point") == "1 point"
    assert counted(0, "point") == "0 points"
    assert counted(1000, "point") == "1,000 points"
    assert counted(2, "class", "classes") == "2 classes"
    assert counted(1.11, "step") == "1 step"


@pytest.mark.parametrize(
    ("share", "places", "text"),
    [
        (0.5, 0, "50 %"),
        (0.99, 0, "99 %"),
        (0.996, 0, "99.6 %"),
        (0.9998, 1, "99.98 %"),
        (1.0, 0, "100 %"),
        (1.0, 1, "100 %"),
        (0.975, 1, "97.5 %"),
        (0.97, 1, "97.0 %"),
        (0.0, 0, "0 %"),
        (0.004, 0, "0.4 %"),
        (5.38, 0, "538 %"),
        (1.4598444941308e11, 0, "1.46 × 10¹³ %"),
        (-123.0, 1, "−1.23 × 10⁴ %"),
        (math.nan, 1, "–"),
    ],
)
def test_only_all_is_a_hundred_percent_and_only_none_is_nought(share, places, text):
    assert percent(share, places) == text


def test_a_share_that_is_set_has_no_more_decimals_than_it_needs():
    assert [exact_percent(share) for share in (0.8, 0.125, 0.07)] == ["80 %", "12.5 %", "7 %"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.03", 0.03),
        (" 0,03 ", 0.03),
        ("1e-3", 0.001),
        ("−2", -2.0),
        ("−2.5 × 10⁻⁹", -2.5e-9),
        ("10⁶", 1e6),
        ("abc", None),
        ("", None),
        ("inf", None),
        ("nan", None),
        ("1 2", None),
        ("10⁹⁹⁹", None),
    ],
)
def test_a_number_is_read_as_it_is_typed_or_written(text, value):
    assert read_number(text) == value


@pytest.mark.parametrize(
    ("text", "value"), [("1,000", 1000), ("12,345,678", 12345678), ("1,00", None), ("2,5", None)]
)
def test_in_a_whole_number_a_comma_sets_thousands_apart(text, value):
    assert read_number(text, whole=True) == value


def test_numbers_are_raised_and_lowered():
    assert (superscript(-12), subscript(10)) == ("⁻¹²", "₁₀")


def test_layers_have_a_name_for_every_width():
    assert [layer_name(k, 2) for k in range(3)] == ["Input", "Layer 1", "Output"]
    assert [layer_within(k, 2) for k in range(3)] == ["the inputs", "layer 1", "the output layer"]
    assert [short_layer_name(k, 2) for k in range(3)] == ["In", "L1", "Out"]
    assert [shortest_layer_name(k, 2) for k in range(3)] == ["In", "1", "Out"]
