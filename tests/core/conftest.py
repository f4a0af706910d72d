"""What the tests of core stand on: the same examples on every machine, and no Qt.

Property tests draw the same examples everywhere, so that a failure can be repeated.
"""

import gc
import threading
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("core", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("core")


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Stands in for the fixture of all tests: without Qt only threads can be left behind, and to
    collect garbage after each of a thousand tests would take minutes."""
    before = set(threading.enumerate())
    yield
    left = [thread.name for thread in threading.enumerate() if thread not in before]
    assert not left, f"left behind: {', '.join(left)}"


@pytest.fixture(scope="module", autouse=True)
def _collect_once_per_module() -> Iterator[None]:
    yield
    gc.collect()
    # What is left are modules (PyTorch alone is 300,000 objects): later collections pass them by.
    gc.freeze()
