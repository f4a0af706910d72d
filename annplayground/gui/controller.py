"""The controller: owns the document with its undo, and the Runner, and tells the views.

Views ask by signals; the controller hands orders to the Runner and, 30 times a second, passes on
the newest Snapshot.
"""

import random
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from annplayground.core.edits import differences, keeps_weights
from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import SessionName, Snapshot, View
from annplayground.core.words import translate
from annplayground.gui.document.change_names import each_named
from annplayground.gui.document.changes import Changes
from annplayground.gui.document.document import Document, File
from annplayground.gui.document.steps import parameter_name
from annplayground.gui.snapshots.clock import Clock
from annplayground.gui.snapshots.deferred import Deferred
from annplayground.gui.snapshots.looking import Looking
from annplayground.gui.text import count

if TYPE_CHECKING:
    from annplayground.core.run.moment import Moment
    from annplayground.core.run.runner import Runner

T = TypeVar("T")


class Controller(Changes):
    """Attributes: `looking`, at which epoch; `snapshot`, the newest; `speed`, epochs a second.

    Signals, beside those of every change: `snapshotReady(Snapshot)`, the newest state of the runs;
    `speedChanged(epochs a second or None)`; and `trainingFailed(str)` with one sentence when
    training met an error that it did not expect.
    """

    snapshotReady = Signal(object)
    speedChanged = Signal(object)
    trainingFailed = Signal(str)

    def __init__(
        self, experiment: Experiment, parent: QObject | None = None, engine: str = "auto"
    ) -> None:
        super().__init__(experiment, parent)
        self.snapshot: Snapshot | None = None
        self.speed: float | None = None
        self._deferred = Deferred(partial(self._make_runner, engine))
        self.rulesChanged.connect(self._order_rules)
        self.clock = Clock(self)
        self.clock.ticked.connect(self._take)
        self.looking = Looking(self._order_look, self)
        self.looking.epochChanged.connect(self.clock.hurry)
        self.runsChanged.connect(self.looking.end)
        self.runsChanged.connect(self.clock.hurry)

    @property
    def experiment(self) -> Experiment:
        """Experiment A."""
        return self.document.a

    def _make_runner(self, engine: str) -> "Runner":
        # Here, since the engines take a fifth of the time in which the window is to be seen.
        from annplayground.core.run.runner import Runner

        return Runner(self.document.a, engine)

    @property
    def _runner(self) -> "Runner":
        return self._deferred.get()

    def start(self) -> None:
        """Start the thread and the clock."""
        self._runner.start()
        self.clock.start()

    def stop(self) -> None:
        """End both; the counterpart of `start`, and harmless a second time."""
        self.clock.stop()
        if self._deferred.made is not None:
            self._deferred.made.stop()

    @property
    def running(self) -> bool:
        """Whether the thread is alive."""
        return self._deferred.made is not None and self._deferred.made.is_alive()

    # -- the run ----------------------------------------------------------------------------

    @Slot(bool)
    def play(self, playing: bool) -> None:
        """Train, or pause."""
        if playing:
            self._runner.play()
        else:
            self._runner.pause()
        self.clock.hurry()

    @Slot()
    def step_batch(self) -> None:
        """Train one mini-batch."""
        self._from_here(self._runner.step_batch)

    @Slot()
    def step_epoch(self) -> None:
        """Train to the end of the epoch."""
        self._from_here(self._runner.step_epoch)

    @Slot()
    def back(self) -> None:
        """Return to the end of the epoch before; what is left can be had again by undo. In the
        past, only look at the one before."""
        if self.looking.epoch is not None:
            self.looking.look(max(self.looking.epoch - 1, 0))
        else:
            self.leave_runs("back", self._runner.back())

    @Slot()
    def reset(self) -> None:
        """Return to the same first weights; the run that is left can be had again by undo."""
        self.leave_runs("reset", self._runner.restart())

    # -- the past ---------------------------------------------------------------------------

    def _order_look(self, epoch: int | None) -> int:
        return self._runner.look(epoch)

    @Slot()
    def continue_here(self) -> None:
        """Let the run go on from the epoch that is looked at; this can be undone."""
        if self.looking.epoch is not None:
            self._from_here(_nothing)

    def _from_here(self, act: Callable[[], object], what: str = "") -> None:
        """Do something to the runs. When the past is looked at, they go on from there first, with
        the settings that they had, as soon as these are known."""
        if self.looking.epoch is None:
            act()
        else:
            self.looking.when_shown(partial(self._fork, act, what))
        self.clock.hurry()

    def _fork(self, act: Callable[[], object], what: str, then: Snapshot) -> None:
        if self.looking.epoch is not None and then.live_epoch is not None:
            title = what or translate("Window", "continuing from epoch {n}").format(
                n=count(then.epoch)
            )
            self.add_step(
                self.document.as_seen(then),
                self._runner.fork(),
                epoch=then.epoch if what else None,
                title=title,
            )
        act()

    def ask(self, question: "Callable[[Moment], T]", session: SessionName = "a") -> "Future[T]":
        """Ask what is seen of a run, see `RunnerFront.ask`."""
        return self._runner.ask(question, session)

    # -- how it trains ----------------------------------------------------------------------

    @Slot(object)
    def set_speed(self, epochs_per_second: float | None) -> None:
        """Limit the speed; None is as fast as possible."""
        self.speed = epochs_per_second
        self._deferred.tell(lambda runner: runner.set_speed(epochs_per_second))
        self.speedChanged.emit(epochs_per_second)

    @Slot(object)
    def _order_rules(self, rules: StopRules) -> None:
        self._deferred.tell(lambda runner: runner.set_rules(rules))

    def use_engine(self, name: str) -> None:
        """Train with "numpy", or with "numba" or "auto" as soon as that is loaded."""
        self._deferred.tell(lambda runner: runner.use_engine(name))

    def watch(self, view: View, session: SessionName | None = None) -> None:
        """What the next snapshots have to show, of A or B or (None) of each."""
        self._deferred.tell(lambda runner: runner.watch(view, session))

    @Slot(int, int, int, float)
    def set_weight(
        self, layer: int, i: int, j: int, value: float, session: SessionName = "a"
    ) -> None:
        """Set W[i, j] of a layer; the change can be undone."""
        self._set_by_hand((layer, i, j), value, session)

    @Slot(int, int, float)
    def set_bias(self, layer: int, j: int, value: float, session: SessionName = "a") -> None:
        """Set b[j] of a layer; the change can be undone."""
        self._set_by_hand((layer, j), value, session)

    def _set_by_hand(self, place: tuple[int, ...], value: float, session: SessionName) -> None:
        # The network may just have become smaller, and the editor still be open.
        if not self.document.has(place, session):
            return
        if self.looking.epoch is not None:
            act = partial(self.order, place, value, session)
            self._from_here(act, parameter_name(place, session))
        else:
            self.change_parameter(place, value, session)

    # -- the document -----------------------------------------------------------------------

    @Slot(object)
    def edit(self, experiment: Experiment, session: SessionName = "a", title: str = "") -> None:
        """Change an Experiment; the change can be undone, under its title or the name of what was
        changed first. Training goes on with it, unless another data set is opened: that pauses."""
        before = self.document.get(session)
        if before is None or experiment == before:
            return
        if experiment.data.dataset != before.data.dataset:
            self.play(False)
        left = self._runner.submit(experiment, session)
        epoch = self.looking.epoch if keeps_weights(before, experiment) else None
        self.add_step(self.document.put(experiment, session), left, epoch=epoch, title=title)

    @Slot(object)
    def take_remedy(self, experiment: Experiment, session: SessionName = "a") -> None:
        """Change A, or B, as a remedy says. In the past that is meant even where the fields say the
        same: the moment that needs it had other settings."""
        epoch = self.looking.epoch
        before = self.document.get(session)
        if epoch is None or experiment != before:
            title = ""
            if before is not None and len(differences(before, experiment)) > 1:
                title = each_named(before, experiment)
            self.edit(experiment, session, title)
        else:
            left = self._runner.submit(experiment, session)
            self.add_step(self.document, left, epoch=epoch, title=translate("Undo", "remedy"))

    @Slot()
    def new_start(self) -> None:
        """Draw other first weights, and the same again for a B that has the same as A."""
        self.start_from(random.randrange(10_000))

    @Slot(int)
    def start_from(self, seed: int) -> None:
        """Begin with the first weights of a seed, and B too if it has the same as A."""
        document = self.document.with_seed(seed)
        if document != self.document:
            self.add_step(document, self._runner.resume(None, document.experiments))

    @Slot(object)
    def compare(self, experiment: Experiment | None) -> None:
        """Put an Experiment beside A, as B and at its first weights, or take B out (None); this can
        be undone."""
        if experiment != self.document.b:
            left = self._runner.compare(experiment)
            self.add_step(self.document.put(experiment, "b"), left)

    @Slot()
    def keep_b(self) -> None:
        """Let B take the place of A and end the comparison; this can be undone."""
        if self.document.b is not None:
            left = self._runner.keep_b()
            self.add_step(
                self.document.swapped.put(None, "b"), left, title=translate("Undo", "keeping B")
            )

    def load(
        self,
        experiment: Experiment,
        file: File | None = None,
        rules: StopRules = NEVER,
        b: Experiment | None = None,
    ) -> None:
        """Open an Experiment and its file, with a B or with none: paused at its first weights, even
        if it is the same one. It stops by its own rules, not by those of what was open before. All
        of this can be undone."""
        left = self._runner.load(experiment)
        if b is not None:
            self._runner.compare(b)
        document = Document(experiment, b, file or self.document.file)
        if document == self.document:  # the same one, opened again
            self.leave_runs("reset", left)
            self.show(document)
        else:
            self.add_step(document, left, rules)
        self.set_rules(rules)

    # -- a lesson -----------------------------------------------------------------------------

    def visit(self, experiment: Experiment, b: Experiment | None, name: str) -> None:
        """Show the Experiments of a scene, paused at their first weights. What is open before the
        first one, with its runs and its undo steps, is set aside until `go_home`."""
        self.set_aside(self._runner.load(experiment), self.speed)
        if b is not None:
            self._runner.compare(b)
        self.show(Document(experiment, b, File(name, experiment)))

    def go_home(self) -> None:
        """Go on with what `visit` has set aside, paused."""
        home = self.bring_back()
        if home is not None:
            self.play(False)
            self.set_speed(home.speed)

    # -- what is shown ------------------------------------------------------------------------

    @Slot()
    def _take(self) -> None:
        """Pass on what the Runner has found by now."""
        snapshot = self._runner.take()
        if snapshot is not None:
            self.snapshot = snapshot
            self.snapshotReady.emit(snapshot)
            self.looking.take(snapshot)
        self.look_again()
        failure, self._runner.failure = self._runner.failure, None
        if failure is not None:
            self.trainingFailed.emit(
                translate(
                    "Window", "Training stopped by an error of the program: {failure}."
                ).format(failure=repr(failure))
            )


def _nothing() -> None:
    """No more than to go on."""
