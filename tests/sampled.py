"""Of many cases one is tried with every Python; the others, of which nothing depends on it, by
`-m slow`, which .ci/run runs once."""

from collections.abc import Iterable
from typing import Any

import pytest


def sampled(cases: Iterable[Any], *always: Any) -> list[Any]:
    """Values for `parametrize`: those of `always`, or the first one, are not slow."""
    cases = list(cases)
    quick = always or tuple(cases[:1])
    return [case if case in quick else pytest.param(case, marks=pytest.mark.slow) for case in cases]
