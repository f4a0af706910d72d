"""A Runner with its thread, that is ended."""

import pytest

from annplayground.core.experiment import Experiment
from annplayground.core.run.runner import Runner
from annplayground.core.run.session import Session
from tests.core.run.running import sessions


@pytest.fixture
def start(monkeypatch):
    """Start runners; at the end each must stop after the burst under way, and none may have
    failed."""
    started, late = [], []
    advance = Session.advance

    def noted_advance(session, *arguments, **named):
        late.extend(1 for r in started if r._stopping and session in sessions(r))
        return advance(session, *arguments, **named)

    monkeypatch.setattr(Session, "advance", noted_advance)

    def start_runner(experiment=None, **d):
        runner = Runner(experiment or Experiment.from_dict(d))
        started.append(runner)
        runner.start()
        return runner

    yield start_runner
    for runner in started:
        runner.stop()
        assert not runner.is_alive()
        assert len(late) <= 1, "it went on training after stop()"
        late.clear()
        assert runner.failure is None
