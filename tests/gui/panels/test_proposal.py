"""Proposals: taken and told, or refused, told why, and shown as it was."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, Signal

from annplayground.core.experiment import Experiment, Network
from annplayground.gui.panels.proposal import Proposing


class Panel(QObject, Proposing):
    experimentEdited = Signal(object)
    noticeRequested = Signal(str)

    def __init__(self):
        super().__init__()
        self.shown = []
        self._show(Experiment())

    def _show(self, experiment):
        self._experiment = experiment
        self.shown.append(experiment)


@pytest.fixture
def panel():
    return Panel()


def test_a_change_is_shown_and_told(qtbot, panel):
    with (
        qtbot.waitSignal(panel.experimentEdited) as edited,
        qtbot.assertNotEmitted(panel.noticeRequested),
    ):
        panel.propose("training.learning_rate", 0.5)
    assert edited.args[0].training.learning_rate == 0.5
    assert panel.shown[-1] == edited.args[0]


def test_what_cannot_be_is_refused_and_the_old_is_shown_again(qtbot, panel):
    with (
        qtbot.waitSignal(panel.noticeRequested) as refused,
        qtbot.assertNotEmitted(panel.experimentEdited),
    ):
        panel.propose("network.hidden.1.units", 65)
    assert "units must be a whole number from 1 to 64, not 65" in refused.args[0]
    assert panel.shown == [Experiment()] * 2


def test_no_change_is_shown_again_but_not_told(qtbot, panel):
    with (
        qtbot.assertNotEmitted(panel.experimentEdited),
        qtbot.assertNotEmitted(panel.noticeRequested),
    ):
        panel.propose("data.noise", panel.shown[0].data.noise)
    assert panel.shown == [Experiment()] * 2


def test_any_change_can_be_proposed(qtbot, panel):
    with qtbot.waitSignal(panel.experimentEdited) as edited:
        panel.propose_by(lambda experiment: replace(experiment, network=Network(seed=3)))
    assert edited.args[0].network.seed == 3
