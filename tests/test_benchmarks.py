"""The benchmarks are not run here, but they can be."""

import importlib
import importlib.util

import pytest

from tests.benchmarks import engine, past
from tests.benchmarks.__main__ import PARTS
from tests.benchmarks.cases import CASES


@pytest.mark.parametrize("part", PARTS)
def test_every_part_can_be_run(part: str) -> None:
    module = importlib.import_module(f"tests.benchmarks.{part}")
    assert callable(module.run)


@pytest.mark.numba
def test_figures_of_a_map_of_a_snapshot_and_of_the_past(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past, "LOOKS", 2)
    monkeypatch.setattr(past, "RUNS", 1)
    for figure in (engine._decision_map(CASES[0]), engine._thumbnails()):
        assert figure.value > 0
        assert figure.peer_value
    assert min(past._looks(CASES[0], 50)) >= 0
    assert min(past._recording(CASES[0], 50)) >= 0
