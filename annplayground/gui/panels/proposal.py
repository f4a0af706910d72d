"""How a panel changes the Experiment: it proposes a change, which is taken, or refused and why."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import SignalInstance

from annplayground.core.checks import ExperimentError
from annplayground.core.edits import changed
from annplayground.core.experiment import Experiment


class Proposing:
    """For a panel that has the signals `experimentEdited(object)`, a new Experiment by the user,
    and `noticeRequested(str)`, why what they wanted cannot be."""

    experimentEdited: SignalInstance
    noticeRequested: SignalInstance
    _experiment: Experiment

    def propose(self, path: str, value: Any) -> None:
        """Change one setting, by its path."""
        self.propose_by(lambda experiment: changed(experiment, path, value))

    def propose_by(self, change: Callable[[Experiment], Experiment]) -> None:
        """Tell of the changed Experiment; if it cannot be, say why and show again what is."""
        before = self._experiment
        try:
            after = change(before)
        except ExperimentError as error:
            self._show(before)
            self.noticeRequested.emit(str(error))
            return
        # Also without a change, so that a typed 0.030 becomes 0.03 again.
        self._show(after)
        if after != before:
            self.experimentEdited.emit(after)

    def _show(self, experiment: Experiment) -> None:
        """Keep and show an Experiment."""
        raise NotImplementedError
