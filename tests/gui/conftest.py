"""What tests of the window share without asking."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from annplayground.core.diagnosis import trials
from annplayground.core.engines.available import VARIABLE, engine_class
from annplayground.gui.wiring import compare as wiring

# "2/3": of these files only the second, the fifth, … .ci/run divides them so among the Pythons that
# come after the first, which runs them all.
PART = "ANNPLAYGROUND_WINDOW_TESTS"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the files out that belong to another part."""
    number, parts = map(int, os.environ.get(PART, "1/1").split("/"))
    here = Path(__file__).parent
    files = sorted({item.path for item in items if item.path.is_relative_to(here)})
    others = {path for k, path in enumerate(files, start=1) if k % parts != number % parts}
    config.hook.pytest_deselected(items=[item for item in items if item.path in others])
    items[:] = [item for item in items if item.path not in others]


@pytest.fixture(scope="module", autouse=True)
def _as_at_home() -> Iterator[None]:
    """Windows train with the engine that they have at home, and try remedies a tenth as long:
    behind each that trains it would be the most work of all, and how well they are found the tests
    of `core` see. The parts of B are made when they are needed, by hand where that is tested."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, "auto")
        engine_class("auto")  # once, so that it is there when the first of them opens
        patch.setattr(trials, "WORK", trials.WORK // 10)
        patch.setattr(wiring, "IDLE_MS", 1_000_000)  # what is made then would be left behind
        yield
