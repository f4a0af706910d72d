"""Trains in a window and waits for it, for those who want a picture and no lecture."""

from PySide6.QtCore import QEventLoop, QObject, Slot

from annplayground.core.engines.stopping import StopRules
from annplayground.core.run.snapshot import SessionName, Snapshot, View
from annplayground.gui.main_window import MainWindow

SIDES: tuple[SessionName, ...] = ("a", "b")


def train_and_wait(window: MainWindow, epochs: int) -> Snapshot:
    """Train as fast as possible up to this epoch and show it; returns what is shown, all of it.

    Raises `RuntimeError` as soon as training has met an error that it did not expect.
    """
    window.deferred_startup.finish()
    controller = window.controller
    speed, rules = controller.speed, controller.rules
    controller.set_speed(None)
    controller.set_rules(StopRules(epoch=epochs))
    wait = _Wait(window, epochs)
    window.setUpdatesEnabled(False)
    try:
        with window.frame_scheduler.held():  # what is passed on the way is not shown
            wait.until_trained()
        controller.set_rules(rules)
        controller.set_speed(speed)
        controller.play(False)  # so that the picture does not say why it stopped
        wait.until_shown()
    finally:
        window.setUpdatesEnabled(True)
    wait.end()
    window.frame_scheduler.finish()
    assert controller.snapshot is not None, "it was waited for"
    return controller.snapshot


class _Wait(QObject):
    """Waits for a snapshot at rest, of this epoch or of a divergence before it, then for one that
    holds what the window shows now."""

    def __init__(self, window: MainWindow, epochs: int) -> None:
        super().__init__(window)
        self._window, self._epochs = window, epochs
        self._begun = ""  # with which engine: the one that is loaded repeats the run
        self._trained = False
        self._failure = ""
        self._loop = QEventLoop(self)
        window.controller.snapshotReady.connect(self._look)
        window.controller.trainingFailed.connect(self._fail)

    def until_trained(self) -> None:
        """On the way nothing is computed for pictures that nobody sees."""
        self._wait([View() for _ in self._views])

    def until_shown(self) -> None:
        self._trained = True
        self._wait(self._views)

    def _wait(self, views: list[View]) -> None:
        for name, view in zip(SIDES, views, strict=False):
            self._window.controller.watch(view, name)
        if not self._failure:
            self._loop.exec()
        if self._failure:
            raise RuntimeError(self._failure)

    def end(self) -> None:
        self._window.controller.snapshotReady.disconnect(self._look)
        self._window.controller.trainingFailed.disconnect(self._fail)
        self.deleteLater()

    @Slot(object)
    def _look(self, snapshot: Snapshot) -> None:
        sides = [snapshot] if snapshot.other is None else [snapshot, snapshot.other]
        ended = all(s.divergence is not None or s.epoch >= self._epochs for s in sides)
        if snapshot.status.playing:
            return
        if not ended:
            if self._begun != snapshot.status.engine:  # once: a snapshot may be an older one
                self._begun = snapshot.status.engine
                self._window.controller.play(True)
        elif not self._trained or all(map(_holds, sides, self._views)):
            self._loop.quit()

    @property
    def _views(self) -> list[View]:
        """What the snapshots of A and of B have to hold."""
        watching = [self._window.watching]
        if self._window.comparing.on and self._window.watching_b is not None:
            watching.append(self._window.watching_b)
        return [each.view for each in watching]

    @Slot(str)
    def _fail(self, sentence: str) -> None:
        self._failure = sentence
        self._loop.quit()


def _holds(snapshot: Snapshot, view: View) -> bool:
    """Whether it has what a view asks for, and remedies that were tried to the end."""
    if (view.preview and snapshot.preview is None) or (view.trace and snapshot.trace is None):
        return False
    if view.diagnosis and snapshot.diagnosis is None:
        return False
    if snapshot.diagnosis and any(finding.pending for finding in snapshot.diagnosis.findings):
        return False
    maps, boundary = snapshot.neuron_maps, snapshot.boundary
    sizes = (0 if boundary is None else len(boundary), 0 if maps is None else maps[0].shape[1])
    places = (snapshot.detail_place, snapshot.chain_place)
    return sizes == (view.boundary, view.neurons) and places == (view.detail, view.chain)
