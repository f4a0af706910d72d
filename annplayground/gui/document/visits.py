"""What a lesson sets aside: the user's own document, its runs and its undo steps, given back when
the lesson is left."""

from dataclasses import dataclass

from annplayground.core.engines.stopping import StopRules
from annplayground.core.run.thread.kept_runs import LeftRuns
from annplayground.gui.document.document import Document
from annplayground.gui.document.undo import UndoStack


@dataclass(frozen=True)
class SetAside:
    """Everything that the Controller knows of what was open before the first scene."""

    document: Document
    steps: UndoStack
    rules: StopRules
    speed: float | None
    runs: LeftRuns
