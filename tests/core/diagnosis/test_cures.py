"""The rates of cure over all set-ups, twenty fresh seeds each: minutes of training."""

import pytest
from cures import alarms, measure
from ill_networks import HELD_OUT, WATCHED

from annplayground.core.engines.available import VARIABLE

pytestmark = pytest.mark.cures
SEEDS = range(3000, 3020)


@pytest.fixture(autouse=True)
def _compiled(monkeypatch):
    """As in the program."""
    monkeypatch.setenv(VARIABLE, "auto")


@pytest.mark.parametrize("cases", [WATCHED, HELD_OUT], ids=["watched", "held out"])
def test_nearly_all_are_cured(cases):
    worse = presses = 0
    for name, tally in measure(cases, SEEDS):
        print(tally.row(name), flush=True)
        assert tally.thrice >= 0.9 * tally.controls, name
        worse, presses = worse + tally.worse, presses + tally.presses
    assert worse <= 0.02 * presses


def test_who_learns_is_left_alone():
    looks, found = alarms(SEEDS)
    assert len(found) <= 0.02 * looks, found
