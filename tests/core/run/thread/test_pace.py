"""What is due at a limited speed, and the speed reached, with a clock of the test's own."""

import pytest

from annplayground.core.run.thread import pace as pace_module
from annplayground.core.run.thread.pace import MOST_BEHIND, Pace


class Clock:
    """Stands in for time.perf_counter."""

    def __init__(self, monkeypatch):
        self.now = 100.0
        monkeypatch.setattr(pace_module.time, "perf_counter", lambda: self.now)


def train_for(pace, clock, seconds, batches_per_second, most=10**9):
    """Let the clock run in steps of 10 ms; the batches trained."""
    done = 0
    for _ in range(round(seconds * 100)):
        clock.now += 0.01
        batches = min(pace.due(batches_per_second), most)
        pace.count(0, batches)
        done += batches
    return done


@pytest.mark.parametrize("speed", [1.0, 25.0, 333.0, 25_000.0])
def test_pace_is_exact_in_the_long_run(monkeypatch, speed):
    clock = Clock(monkeypatch)
    assert train_for(Pace(), clock, 60.0, speed) == pytest.approx(60.0 * speed, abs=1 + speed / 50)


def test_pace_follows_a_changed_speed_at_once(monkeypatch):
    """A changed batch size changes the mini-batches per second: no stall, and no rush."""
    clock = Clock(monkeypatch)
    pace = Pace()
    train_for(pace, clock, 60.0, 250.0)
    assert train_for(pace, clock, 1.0, 25.0) == pytest.approx(25, abs=2)
    assert train_for(pace, clock, 1.0, 250.0) == pytest.approx(250, abs=5)


def test_pace_does_not_make_up_for_what_could_not_be_kept(monkeypatch):
    clock = Clock(monkeypatch)
    pace = Pace()
    train_for(pace, clock, 30.0, 1000.0, most=1)  # far too slow a machine
    assert train_for(pace, clock, 1.0, 1000.0) <= 1000 * (1 + MOST_BEHIND) + 1


def test_pace_counts_the_epochs_of_the_last_second(monkeypatch):
    clock = Clock(monkeypatch)
    pace = Pace()
    assert pace.rate() == 0.0
    for _ in range(200):
        clock.now += 0.01
        pace.count(3, 30)
        rate = pace.rate()
    assert rate == pytest.approx(300.0, rel=0.05)
