"""The benchmarks are not run here, but what they are made of is there."""

import importlib
import importlib.util

import pytest

from tests.benchmarks.__main__ import PARTS


@pytest.mark.parametrize("part", PARTS)
def test_every_part_can_be_run(part: str) -> None:
    module = importlib.import_module(f"tests.benchmarks.{part}")
    assert callable(module.run)
