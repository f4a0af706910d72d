"""What is worth going back to in a run."""

from collections.abc import Sequence

from annplayground.core.history import Curves
from annplayground.core.run.log import Change, SettingsChange
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Mark


class Marks:
    """The marks of one run after another; those of the settings are kept until there are more."""

    def __init__(self) -> None:
        self._known: tuple[Sequence[Change], int] | None = None
        self._settings: list[Mark] = []
        self._comparable = True

    def of(self, session: Session, curves: Curves) -> tuple[Mark, ...]:
        """Those of a run with these curves, in the order of epochs."""
        changes, known = session.changes, self._known
        # A run that is another one from an earlier epoch on has another list of changes.
        if known is None or changes is not known[0] or len(changes) != known[1]:
            self._known, self._settings = (changes, len(changes)), _settings(session)
            self._comparable = len(_losses(session)) == 1
        found = [*self._settings]
        best, lost = curves.best_test, session.divergence
        # The newest epoch is seen anyway; and J of another loss says nothing of this one.
        if best is not None and best[0] < curves.last_epoch and self._comparable:
            found.append(Mark("best_test", best[0], loss=best[1]))
        if lost is not None:
            found.append(Mark("divergence", lost.epoch, cause=lost.sentence))
        found += session.looks.marks
        return tuple(sorted(found, key=lambda mark: mark.epoch))


def _settings(session: Session) -> list[Mark]:
    """Where settings were changed: all of one epoch is one change."""
    found: list[Mark] = []
    before = session.first_experiment
    for change in session.changes:
        if isinstance(change, SettingsChange):
            last = found[-1] if found else None
            if last is not None and last.settings and last.epoch == change.place.epoch:
                before = last.settings[0]
                found.pop()
            if change.experiment != before:
                settings = (before, change.experiment)
                found.append(Mark("settings", change.place.epoch, settings))
            before = change.experiment
    return found


def _losses(session: Session) -> set[tuple[str, str]]:
    """What J was a measure of, from the start on."""
    made = [c.experiment for c in session.changes if isinstance(c, SettingsChange)]
    return {(e.training.loss, e.network.output) for e in (session.first_experiment, *made)}
